"""What people say was meant, beside what was understood."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Review, ReviewState, Turn, TurnOutcome
from caly_app.queries.conversations import may_read


class ReviewNotFound(NotFound):
    """There is no such review."""


class NothingUnderstood(NotFound):
    """The agent did not answer this message, so there is nothing to review."""


async def answered(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID) -> tuple[Turn, Turn]:
    """The customer's turn, and the agent's that answered it. Raises NothingUnderstood."""
    answers = await session.exec(
        select(Turn).where(
            Turn.organization_id == actor.organization_id,
            Turn.conversation_id == conversation_id,
            Turn.answers == turn_id,
            Turn.outcome == TurnOutcome.ANSWERED,
        )
    )
    answer = answers.one_or_none()
    said = await session.get(Turn, turn_id)
    if answer is None or said is None or not said.delivered:
        raise NothingUnderstood
    return said, answer


async def locked(session: Session, actor: Actor, review_id: UUID) -> Review:
    """For a change. Raises ReviewNotFound."""
    found = await session.exec(
        select(Review)
        .where(Review.workspace_id == actor.workspace_id, Review.id == review_id)
        .with_for_update()
    )
    if review := found.one_or_none():
        return review
    raise ReviewNotFound


async def of_turn(session: Session, actor: Actor, turn_id: UUID) -> Review | None:
    """For a change, by the customer's turn."""
    found = await session.exec(
        select(Review)
        .where(Review.workspace_id == actor.workspace_id, Review.turn_id == turn_id)
        .with_for_update()
    )
    return found.one_or_none()


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> Sequence[Review]:
    may_read(actor)
    found = await session.exec(
        select(Review).where(
            Review.workspace_id == actor.workspace_id, Review.conversation_id == conversation_id
        )
    )
    return found.all()


async def listed(
    session: Session,
    actor: Actor,
    *,
    state: ReviewState | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> Sequence[Review]:
    """Of the actor's workspace, the newest first; `after`: id of the last one of the page before."""
    may_read(actor)
    query = (
        select(Review)
        .where(Review.workspace_id == actor.workspace_id)
        .order_by(col(Review.id).desc())
        .limit(limit)
    )
    if state:
        query = query.where(Review.state == state)
    if after:
        query = query.where(Review.id < after)
    return (await session.exec(query)).all()


async def waiting(session: Session, actor: Actor) -> int:
    """How many corrections wait for an admin."""
    count = select(func.count()).where(
        Review.workspace_id == actor.workspace_id, Review.state == ReviewState.PROPOSED
    )
    return (await session.exec(count)).one()
