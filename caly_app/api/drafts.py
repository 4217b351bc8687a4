"""Drafts of knowledge: proposed from a text, accepted as a fact of the business, or turned down."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.gaps import Reopening
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import Draft, DraftSource, DraftState
from caly_app.queries import drafts as draft_queries
from caly_app.services import drafts
from caly_app.services.drafting import TEXT_AT_MOST

router = APIRouter(prefix="/drafts", tags=["learning"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]


class DraftView(BaseModel):
    id: UUID
    source: DraftSource
    state: DraftState
    question: str = Field(description="Or a title.")
    text: str
    name: str = Field(description="Of the fact: proposed, or as it was accepted.")
    masked: list[str] = Field(description="What stands in it for what was hidden, as `[phone ...23]`.")
    conversation_id: UUID | None = Field(description="In which a person answered it.")
    created_at: Utc
    decided_at: Utc | None

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls.model_validate(draft, from_attributes=True)


class PastedText(BaseModel):
    text: Text = Field(
        max_length=drafts.PASTED_AT_MOST,
        description="Plain or Markdown: “Q:” and “A:”, lines that end with a question mark, bold questions "
        "or headings, each with its answer under it.",
        examples=["Q: Can I park there?\nA: Yes, for two hours."],
    )


class ProposedView(BaseModel):
    drafts: list[DraftView]
    known: int = Field(description="Left out: a fact or a draft of the same words is there.")
    unanswered: list[str] = Field(description="Questions under which nothing stood.")


class Acceptance(BaseModel):
    """What is left out is as it was proposed."""

    name: Text | None = Field(
        None, max_length=100, description="Agents find a fact by the words of its name."
    )
    text: Text | None = Field(None, max_length=TEXT_AT_MOST)


@router.get("")
async def list_drafts(actor: Reader, asked: Asked, state: DraftState | None = None) -> Page[DraftView]:
    """Newest first; those of one text in the order they stood in it."""
    async with db.transaction(actor) as session:
        rows = await draft_queries.listed(session, actor, state=state, after=asked.after, limit=asked.rows)
    return page(asked, rows, key=lambda row: (row.created_at, row.id), show=DraftView.of)


@router.post("/from-text", status_code=201, response_model=ProposedView)
async def propose_drafts(actor: Admin, body: PastedText, once: Once) -> Response | ProposedView:
    """No agent says any of it before it is accepted."""

    async def change(session: Session) -> ProposedView:
        made = await drafts.from_text(session, actor, body.text)
        return ProposedView(
            drafts=[DraftView.of(one) for one in made.drafts],
            known=made.known,
            unanswered=list(made.unanswered),
        )

    return await once.run(actor, change)


@router.post("/{draft_id}/accept", response_model=DraftView)
async def accept_draft(
    actor: Admin, draft_id: UUID, once: Once, body: Acceptance | None = None
) -> Response | DraftView:
    """Writes a fact of the business."""
    as_edited = body or Acceptance(name=None, text=None)

    async def change(session: Session) -> DraftView:
        accepted = drafts.accept(session, actor, draft_id, as_edited.name, as_edited.text)
        return DraftView.of(await accepted)

    return await once.run(actor, change)


@router.post("/{draft_id}/turn-down", response_model=DraftView)
async def turn_down_draft(actor: Admin, draft_id: UUID, once: Once) -> Response | DraftView:
    """The same words are not proposed again."""

    async def change(session: Session) -> DraftView:
        return DraftView.of(await drafts.turn_down(session, actor, draft_id))

    return await once.run(actor, change)


@router.post("/{draft_id}/reopen", response_model=DraftView)
async def reopen_draft(
    actor: Admin, draft_id: UUID, once: Once, body: Reopening | None = None
) -> Response | DraftView:
    """As it was before it was accepted or turned down."""

    async def change(session: Session) -> DraftView:
        takes_fact_back = bool(body and body.takes_fact_back)
        return DraftView.of(await drafts.reopen(session, actor, draft_id, takes_fact_back=takes_fact_back))

    return await once.run(actor, change)
