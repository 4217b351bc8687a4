"""Questions that had no answer, and the turns they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from sqlalchemy import tuple_
from sqlmodel import col, func, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Gap, GapState, GapTurn, Turn
from caly_app.queries.conversations import may_read

Key = tuple[datetime, UUID]  # when it was asked last, and id: what the list is ordered by


class GapNotFound(NotFound):
    """There is no such question."""


@dataclass(frozen=True)
class Unanswered:
    """A turn whose reply told that there was no answer."""

    turn_id: UUID
    organization_id: UUID
    workspace_id: UUID
    conversation_id: UUID
    said: str
    language: str
    tells: list[str]
    asks: list[str]
    offers: list[str]
    asked_at: datetime


# Where the model was away nobody knows whether it is a gap.
# The condition on tells is word for word that of ix_turn_unanswered.
_UNANSWERED = """
select q.id as turn_id, c.organization_id, c.workspace_id, c.id as conversation_id, q.delivered as said,
       a.language, a.tells, a.asks, a.offers, a.said_at as asked_at
from turn a
join turn q on q.id = a.answers
join conversation c on c.id = a.conversation_id
join workspace w on w.id = c.workspace_id and w.kind = 'live'
where a.tells && '{fact_unknown,not_understood}'::varchar[] and a.id > %s and q.delivered is not null
  and not a.why @> '{"understood": [{"by": "model_away"}]}'
  and not exists (select from gap_turn g where g.turn_id = q.id)
order by a.id limit %s
"""


async def unanswered(session: Session, since: UUID, limit: int) -> list[Unanswered]:
    """Of all tenants, in an admin's transaction: those that nobody has looked at. `since`: id of a turn."""
    driver: psycopg.AsyncConnection = await session.driver()
    async with driver.cursor(row_factory=class_row(Unanswered)) as cursor:
        await cursor.execute(_UNANSWERED, (since, limit))
        return await cursor.fetchall()


async def locked(session: Session, actor: Actor, gap_id: UUID) -> Gap:
    """For a change. Raises GapNotFound."""
    found = await session.exec(
        select(Gap).where(Gap.workspace_id == actor.workspace_id, Gap.id == gap_id).with_for_update()
    )
    if gap := found.one_or_none():
        return gap
    raise GapNotFound


async def listed(
    session: Session,
    actor: Actor,
    *,
    state: GapState | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Sequence[Gap]:
    """Of the actor's workspace, what was asked last first."""
    may_read(actor)
    query = (
        select(Gap)
        .where(Gap.workspace_id == actor.workspace_id)
        .order_by(col(Gap.last_at).desc(), col(Gap.id).desc())
        .limit(limit)
    )
    if state:
        query = query.where(Gap.state == state)
    if after:
        query = query.where(tuple_(col(Gap.last_at), col(Gap.id)) < after)
    return (await session.exec(query)).all()


async def examples(session: Session, gap_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Gap -> the conversation in which it was asked last."""
    found = await session.exec(
        select(GapTurn.gap_id, Turn.conversation_id)
        .join(Turn, col(Turn.id) == col(GapTurn.turn_id))
        .where(col(GapTurn.gap_id).in_(gap_ids))
        .distinct(col(GapTurn.gap_id))
        .order_by(col(GapTurn.gap_id), col(GapTurn.turn_id).desc())
    )
    return {gap_id: conversation_id for gap_id, conversation_id in found if gap_id}


async def open_ones(session: Session, actor: Actor) -> int:
    """How many wait for an answer."""
    count = select(func.count()).where(Gap.workspace_id == actor.workspace_id, Gap.state == GapState.OPEN)
    return (await session.exec(count)).one()
