"""Drafts of knowledge."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, func, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Draft, DraftState, Gap, GapTurn, Turn
from caly_app.queries.conversations import may_read

Key = tuple[datetime, UUID]  # when it was proposed, and id: what the list is ordered by


class DraftNotFound(NotFound):
    """There is no such draft."""


async def locked(session: Session, actor: Actor, draft_id: UUID) -> Draft:
    """For a change. Raises DraftNotFound."""
    found = await session.exec(
        select(Draft).where(Draft.workspace_id == actor.workspace_id, Draft.id == draft_id).with_for_update()
    )
    if draft := found.one_or_none():
        return draft
    raise DraftNotFound


async def listed(
    session: Session,
    actor: Actor,
    *,
    state: DraftState | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Sequence[Draft]:
    """Of the actor's workspace, newest first; those of one text in the order they stood in it."""
    may_read(actor)
    query = (
        select(Draft)
        .where(Draft.workspace_id == actor.workspace_id)
        .order_by(col(Draft.created_at).desc(), col(Draft.id).desc())
        .limit(limit)
    )
    if state:
        query = query.where(Draft.state == state)
    if after:
        query = query.where(tuple_(col(Draft.created_at), col(Draft.id)) < after)
    return (await session.exec(query)).all()


async def open_ones(session: Session, actor: Actor) -> int:
    """How many wait for somebody to decide."""
    count = select(func.count()).where(
        Draft.workspace_id == actor.workspace_id, Draft.state == DraftState.OPEN
    )
    return (await session.exec(count)).one()


async def made(session: Session, draft_ids: Sequence[UUID]) -> Sequence[Draft]:
    """These, newest first."""
    found = select(Draft).where(col(Draft.id).in_(draft_ids)).order_by(col(Draft.id).desc())
    return (await session.exec(found)).all()


async def of_gap(session: Session, gap_id: UUID) -> bool:
    """Whether one of this question waits, or was accepted."""
    stands = (DraftState.OPEN, DraftState.ACCEPTED)
    found = select(Draft.id).where(Draft.gap_id == gap_id, col(Draft.state).in_(stands)).limit(1)
    return (await session.exec(found)).first() is not None


async def asked_in(session: Session, conversation_id: UUID) -> dict[UUID, Gap]:
    """The customer's turn -> the question without an answer that it is."""
    found = await session.exec(
        select(GapTurn.turn_id, Gap)
        .join(Gap, col(Gap.id) == col(GapTurn.gap_id))
        .join(Turn, col(Turn.id) == col(GapTurn.turn_id))
        .where(Turn.conversation_id == conversation_id)
    )
    return {turn_id: gap for turn_id, gap in found}


async def turns_of(session: Session, conversation_id: UUID) -> Sequence[Turn]:
    """In the order they were said."""
    said = select(Turn).where(Turn.conversation_id == conversation_id).order_by(col(Turn.seq))
    return (await session.exec(said)).all()
