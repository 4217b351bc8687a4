"""What was meant: proposed by operators, decided by admins."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import Review, ReviewState
from caly_app.queries import reviews as review_queries
from caly_app.services import reviews

router = APIRouter(prefix="/reviews", tags=["learning"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Answerer = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS)]
Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]


class ReviewView(BaseModel):
    id: UUID
    conversation_id: UUID
    turn_id: UUID = Field(description="The customer's turn.")
    understood: str = Field(description="The intent that the agent went by; empty where it went by none.")
    confidence: float | None
    agent: str
    language: str
    meant: str = Field(description="An intent, `out_of_scope` or `small_talk`.")
    is_right: bool
    words: str | None = Field(description="The example it would become; null when it becomes none.")
    state: ReviewState
    proposed_by_name: str
    proposed_at: Utc
    reviewed_by_name: str
    reviewed_at: Utc | None

    @classmethod
    def of(cls, review: Review) -> Self:
        return cls.model_validate(review, from_attributes=True)


class NewReview(BaseModel):
    conversation_id: UUID
    turn_id: UUID = Field(description="The customer's turn that was answered.")
    meant: Text = Field(
        max_length=80, description="An intent of the sector, `out_of_scope` or `small_talk`; what it was "
        "taken for means that it was right, as does `out_of_scope` where that was nothing."
    )  # fmt: skip


class ExampleWords(BaseModel):
    words: Text = Field(
        max_length=reviews.WORDS_AT_MOST, description="Without what is personal, as they become the example."
    )


class Acceptance(BaseModel):
    words: Text | None = Field(
        None, max_length=reviews.WORDS_AT_MOST, description="Instead of those proposed."
    )


@router.get("")
async def list_reviews(actor: Reader, asked: Asked, state: ReviewState | None = None) -> Page[ReviewView]:
    """The newest first."""
    async with db.transaction(actor) as session:
        after = asked.after[1] if asked.after else None
        rows = await review_queries.listed(session, actor, state=state, after=after, limit=asked.rows)
    return page(asked, rows, key=lambda row: (row.proposed_at, row.id), show=ReviewView.of)


@router.post("", status_code=201, response_model=ReviewView)
async def propose_review(actor: Answerer, body: NewReview, once: Once) -> Response | ReviewView:
    """Says what a message meant, in place of what was said of it before."""

    async def change(session: Session) -> ReviewView:
        return ReviewView.of(
            await reviews.propose(session, actor, body.conversation_id, body.turn_id, body.meant)
        )

    return await once.run(actor, change)


@router.patch("/{review_id}")
async def change_review_words(actor: Admin, review_id: UUID, body: ExampleWords) -> ReviewView:
    """Before it is decided."""
    async with db.transaction(actor) as session:
        return ReviewView.of(await reviews.change_words(session, actor, review_id, body.words))


@router.post("/{review_id}/accept", response_model=ReviewView)
async def accept_review(
    actor: Admin, review_id: UUID, once: Once, body: Acceptance | None = None
) -> Response | ReviewView:
    """Its words become an example of the business: they are understood from the next message on."""

    async def change(session: Session) -> ReviewView:
        words = body.words if body else None
        return ReviewView.of(await reviews.accept(session, actor, review_id, words))

    return await once.run(actor, change)


@router.post("/{review_id}/reject", response_model=ReviewView)
async def reject_review(actor: Admin, review_id: UUID, once: Once) -> Response | ReviewView:
    """Its words are forgotten."""

    async def change(session: Session) -> ReviewView:
        return ReviewView.of(await reviews.reject(session, actor, review_id))

    return await once.run(actor, change)


@router.post("/{review_id}/reopen", response_model=ReviewView)
async def reopen_review(actor: Admin, review_id: UUID, once: Once) -> Response | ReviewView:
    """A decision is taken back, and the example with it."""

    async def change(session: Session) -> ReviewView:
        return ReviewView.of(await reviews.reopen(session, actor, review_id))

    return await once.run(actor, change)
