"""Candidates and what they made of real turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from sqlalchemy import func
from sqlmodel import col, delete, select

from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import MetDialogue, Review, Shadow, ShadowReading, ShadowState, Turn
from caly_app.queries.conversations import may_read
from caly_app.queries.metrics import Share

SHOWN_AT_MOST = 50
# A turn's id is older than its commit, by as long as it was thought about.
LATE = timedelta(minutes=3)
DUE_AT_MOST = 300
_OWN_HISTORY = 20


class ShadowNotFound(NotFound):
    """There is no such candidate."""


class ReadingNotFound(NotFound):
    """There is no such reading of a candidate."""


@dataclass(frozen=True)
class Standing:
    """A candidate and how it does. Shares are of what it answered."""

    shadow: Shadow
    wishes: Share  # agreed on, of what was said with nothing asked
    answers: Share  # the same of what was said to an open question
    unanswered: int
    milliseconds: float | None  # on average
    cost_micros: int

    @property
    def agreement(self) -> Share:
        return Share(self.wishes.part + self.answers.part, self.wishes.whole + self.answers.whole)


@dataclass(frozen=True)
class Disagreement:
    """`asked`: what the agent had asked; nothing: it was a new wish. Commands are names; `differs`: those
    that both heard with another value.
    """

    id: UUID
    conversation_id: UUID
    turn_id: UUID
    words: str
    live_intent: str
    live_confidence: float | None
    intent: str
    confidence: float | None
    asked: Sequence[str]
    live_heard: Sequence[str]
    heard: Sequence[str]
    differs: Sequence[str]
    read_at: datetime
    meant: str | None  # what a person said of this turn; None: nobody has


@dataclass(frozen=True)
class DueTurn:
    """One that was answered and that the candidate has not read; with what stood there before it.

    `met` and `became`: the dialogue before it and after, with references to personal values; as `hidden` has
    them of the words.
    """

    id: UUID
    answer_id: UUID
    conversation_id: UUID
    seq: int
    said: str
    said_at: datetime
    commands: Sequence[str]
    readings: Sequence[dict[str, Any]]
    confidence: float | None
    language: str
    channel: Channel
    assistant_id: UUID
    assistant_version: int
    met: Mapping[str, Any]
    became: Mapping[str, Any]
    hidden: Sequence[Mapping[str, str]]  # kind and value, in the order of the hints
    history: Sequence[tuple[str, str]]  # speaker and words


async def one(session: Session, actor: Actor, shadow_id: UUID) -> Shadow:
    may_read(actor)
    found = await session.exec(
        select(Shadow).where(Shadow.workspace_id == actor.workspace_id, Shadow.id == shadow_id)
    )
    if shadow := found.one_or_none():
        return shadow
    raise ShadowNotFound


async def locked(session: Session, actor: Actor, shadow_id: UUID) -> Shadow:
    found = await session.exec(
        select(Shadow)
        .where(Shadow.workspace_id == actor.workspace_id, Shadow.id == shadow_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if shadow := found.one_or_none():
        return shadow
    raise ShadowNotFound


async def all_of(session: Session, actor: Actor) -> list[Standing]:
    """Those that run first, then the newest."""
    may_read(actor)
    found = await session.exec(
        select(Shadow)
        .where(Shadow.workspace_id == actor.workspace_id)
        .order_by(col(Shadow.state) == ShadowState.STOPPED, col(Shadow.id).desc())
        .limit(SHOWN_AT_MOST)
    )
    shadows = list(found)
    counts = await _counts(session, [shadow.id for shadow in shadows])
    return [_standing(shadow, counts.get(shadow.id)) for shadow in shadows]


async def standing(session: Session, actor: Actor, shadow_id: UUID) -> Standing:
    shadow = await one(session, actor, shadow_id)
    return _standing(shadow, (await _counts(session, [shadow.id])).get(shadow.id))


async def running(session: Session, workspace_id: UUID) -> int:
    count = select(func.count()).where(
        Shadow.workspace_id == workspace_id, Shadow.state == ShadowState.RUNNING
    )
    return (await session.exec(count)).one()


async def disagreements(
    session: Session,
    actor: Actor,
    shadow_id: UUID,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Disagreement]:
    """The newest first, with what people have said of these turns."""
    await one(session, actor, shadow_id)
    query = (
        select(ShadowReading, Turn.delivered, Review.meant)
        .join(Turn, col(Turn.id) == col(ShadowReading.turn_id))
        .join(Review, col(Review.turn_id) == col(ShadowReading.turn_id), isouter=True)
        .where(ShadowReading.shadow_id == shadow_id, col(ShadowReading.agrees).is_(False))
        .order_by(col(ShadowReading.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(col(ShadowReading.id) < after[1])
    return [
        Disagreement(
            id=reading.id,
            conversation_id=reading.conversation_id,
            turn_id=reading.turn_id,
            words=words or "",
            live_intent=reading.live_intent,
            live_confidence=reading.live_confidence,
            intent=reading.intent,
            confidence=reading.confidence,
            asked=reading.asked,
            live_heard=reading.live_heard,
            heard=reading.heard,
            differs=reading.differs,
            read_at=reading.read_at,
            meant=meant,
        )
        for reading, words, meant in await session.exec(query)
    ]


async def reading(session: Session, actor: Actor, reading_id: UUID) -> ShadowReading:
    may_read(actor)
    found = await session.exec(
        select(ShadowReading)
        .join(Shadow, col(Shadow.id) == col(ShadowReading.shadow_id))
        .where(Shadow.workspace_id == actor.workspace_id, ShadowReading.id == reading_id)
    )
    if one_reading := found.one_or_none():
        return one_reading
    raise ReadingNotFound


_DUE = """
select said.id, answer.id as answer_id, said.conversation_id, said.seq, said.delivered as said, said.said_at,
       coalesce(answer.why -> 'commands', '[]') as commands,
       coalesce(answer.why -> 'understood', '[]') as readings,
       answer.confidence, said.language, c.channel, c.assistant_id, c.assistant_version, 
       m.dialogue as met, m.became,
       coalesce(said.why -> 'hidden', '[]') as hidden,
       (select coalesce(json_agg(json_build_array(l.speaker, l.delivered) order by l.seq), '[]') from (
          select seq, speaker, delivered from turn
          where conversation_id = c.id and delivered is not null and seq < said.seq
          order by seq desc limit %(history)s) l) as history
from turn answer
join met_dialogue m on m.id = answer.id
join turn said on said.id = answer.answers
join conversation c on c.id = answer.conversation_id
where answer.id >= %(from)s and answer.outcome = 'answered' and c.workspace_id = %(workspace)s
  and said.delivered <> '' and not exists (
    select from shadow_reading r where r.shadow_id = %(shadow)s and r.turn_id = said.id)
order by answer.id limit %(limit)s
"""


async def due(session: Session, shadow: Shadow) -> list[DueTurn]:
    """Turns that were answered since it has read last, oldest first: found by the time in their ids."""
    async with (await session.driver()).cursor(row_factory=class_row(DueTurn)) as cursor:
        await cursor.execute(
            _DUE,
            {
                "from": first_id_at(max(shadow.read_until - LATE, shadow.started_at)),
                "workspace": shadow.workspace_id,
                "shadow": shadow.id,
                "history": _OWN_HISTORY,
                "limit": DUE_AT_MOST,
            },
        )
        return await cursor.fetchall()


async def forget_read(session: Session, workspace_id: UUID) -> None:
    """What turns of a workspace met that all of its candidates have read."""
    reads_from = await session.scalar(
        select(func.min(Shadow.read_until)).where(
            Shadow.workspace_id == workspace_id, Shadow.state == ShadowState.RUNNING
        )
    )
    if reads_from:
        await session.exec(
            delete(MetDialogue).where(
                col(MetDialogue.workspace_id) == workspace_id,
                col(MetDialogue.id) < first_id_at(reads_from - LATE),
            )
        )


def first_id_at(moment: datetime) -> UUID:
    """Smaller than each uuid7 that is made from this time on."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def time_of(row_id: UUID) -> int:
    """Milliseconds since 1970 in a uuid7."""
    return row_id.int >> 80


@dataclass(frozen=True)
class _Counts:
    wishes: int = 0
    wishes_agreed: int = 0
    answers: int = 0
    answers_agreed: int = 0
    unanswered: int = 0
    milliseconds: float | None = None
    cost_micros: int = 0


_COUNTS = """
select shadow_id, count(agrees) filter (where asked = '{}'), count(*) filter (where agrees and asked = '{}'),
       count(agrees) filter (where asked <> '{}'), count(*) filter (where agrees and asked <> '{}'),
       count(*) filter (where agrees is null),
       avg(milliseconds), sum(cost_micros)::bigint
from shadow_reading where shadow_id = any(%s) group by shadow_id
"""


async def _counts(session: Session, shadow_ids: Sequence[UUID]) -> dict[UUID, _Counts]:
    if not shadow_ids:
        return {}
    rows = await (await session.driver()).execute(_COUNTS, (list(shadow_ids),))
    return {shadow_id: _Counts(*counts) for shadow_id, *counts in await rows.fetchall()}


def _standing(shadow: Shadow, counts: _Counts | None) -> Standing:
    counts = counts or _Counts()
    return Standing(
        shadow,
        Share(counts.wishes_agreed, counts.wishes),
        Share(counts.answers_agreed, counts.answers),
        *(counts.unanswered, counts.milliseconds, counts.cost_micros),
    )
