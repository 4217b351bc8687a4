"""Questions that had no answer: answered with a fact of the business, or dismissed."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StrictBool

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import Gap, GapState
from caly_app.queries import gaps as gap_queries
from caly_app.services import gaps

router = APIRouter(prefix="/gaps", tags=["learning"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]


class GapView(BaseModel):
    id: UUID
    question: str = Field(description="As it was asked first, without personal values.")
    language: str
    count: int
    first_at: Utc
    last_at: Utc
    state: GapState
    answered_by: str = Field(description="Name of the fact; empty where there is none.")

    @classmethod
    def of(cls, gap: Gap) -> Self:
        return cls.model_validate(gap, from_attributes=True)


class GapAnswer(BaseModel):
    name: Text = Field(
        max_length=100, description="Of the fact: agents find it by the words of its name.", examples=["wifi"]
    )
    text: Text = Field(max_length=gaps.ANSWER_AT_MOST)


class Reopening(BaseModel):
    takes_fact_back: StrictBool = Field(False, description="The fact that answered it is gone as well.")


@router.get("")
async def list_gaps(actor: Reader, asked: Asked, state: GapState | None = None) -> Page[GapView]:
    """What was asked last first."""
    async with db.transaction(actor) as session:
        rows = await gap_queries.listed(session, actor, state=state, after=asked.after, limit=asked.rows)
    return page(asked, rows, key=lambda row: (row.last_at, row.id), show=GapView.of)


@router.post("/{gap_id}/answer", response_model=GapView)
async def answer_gap(actor: Admin, gap_id: UUID, body: GapAnswer, once: Once) -> Response | GapView:
    """Writes a fact of the business."""

    async def change(session: Session) -> GapView:
        return GapView.of(await gaps.answer(session, actor, gap_id, body.name, body.text))

    return await once.run(actor, change)


@router.post("/{gap_id}/dismiss", response_model=GapView)
async def dismiss_gap(actor: Admin, gap_id: UUID, once: Once) -> Response | GapView:
    """It needs no answer, however often it is asked."""

    async def change(session: Session) -> GapView:
        return GapView.of(await gaps.dismiss(session, actor, gap_id))

    return await once.run(actor, change)


@router.post("/{gap_id}/reopen", response_model=GapView)
async def reopen_gap(
    actor: Admin, gap_id: UUID, once: Once, body: Reopening | None = None
) -> Response | GapView:
    """As it was before it was answered or dismissed."""

    async def change(session: Session) -> GapView:
        takes_fact_back = bool(body and body.takes_fact_back)
        return GapView.of(await gaps.reopen(session, actor, gap_id, takes_fact_back=takes_fact_back))

    return await once.run(actor, change)
