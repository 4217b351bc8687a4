"""Conversations: one to change, many to look through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from psycopg.rows import class_row
from sqlalchemy import ColumnElement, ScalarSelect, Uuid, and_, any_, column, func, literal, or_, tuple_
from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.channel import Channel
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import (
    Conversation,
    ConversationOutcome,
    Escalation,
    Handler,
    Note,
    PersonalKind,
    PersonalValue,
    Turn,
    Typing,
)
from caly_app.queries.outcomes import Reviewed, is_resolved, is_reviewed
from caly_app.queries.personal_values import UNPROVEN

LAST_WORDS_SHOWN = 160
MOST_HITS = 2000  # of a search for words: the most recent ones


class ConversationNotFound(NotFound):
    """There is no such conversation."""


async def locked(session: Session, actor: Actor, conversation_id: UUID) -> Conversation:
    """The conversation as it is now, held until this transaction ends."""
    found = await session.exec(
        select(Conversation)
        .where(Conversation.workspace_id == actor.workspace_id, Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if conversation := found.one_or_none():
        return conversation
    raise ConversationNotFound


async def by_id(session: Session, actor: Actor, conversation_id: UUID) -> Conversation:
    may_read(actor)
    found = await session.exec(
        select(Conversation).where(
            Conversation.workspace_id == actor.workspace_id, Conversation.id == conversation_id
        )
    )
    if conversation := found.one_or_none():
        return conversation
    raise ConversationNotFound


def may_read(actor: Actor) -> None:
    if not actor.may(Permission.READ_CONVERSATIONS):
        raise Forbidden("You may not read conversations.")


class ConversationStatus(StrEnum):
    """What a list shows: who has to do something about it."""

    OPEN = "open"  # not ended, whoever answers
    WAITING = "waiting"  # for an operator
    OPERATOR = "operator"  # an operator answers
    AGENT = "agent"  # the agent answers, and nobody is waited for
    ENDED = "ended"


@dataclass(frozen=True)
class ConversationFilter:
    """None and '' leave everything in. Times are aware; `started_before` is excluded."""

    status: ConversationStatus | None = None
    channel: Channel | None = None
    handled_by: Handler | None = None
    operator_id: UUID | None = None
    escalated: bool | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    words: str = ""
    customer_id: UUID | None = None
    outcome: ConversationOutcome | None = None
    resolved: bool = False  # only those that docs/metrics.md calls so
    agent: str = ""  # worked in it, and it has ended
    reviewed: Reviewed | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of a list ends: the next one begins behind it."""

    last_said_at: datetime
    id: UUID


@dataclass(frozen=True)
class ConversationRow:
    id: UUID
    channel: Channel
    language: str
    customer_id: UUID | None
    name_reference: str  # of the customer's name, to be revealed; '' when nobody knows it
    handled_by: Handler
    operator_id: UUID | None
    operator_name: str
    is_waiting: bool  # for an operator, and nobody has claimed it
    has_escalated: bool
    sentiment: float | None
    last_words: str
    started_at: datetime
    last_said_at: datetime
    ended_at: datetime | None
    outcome: ConversationOutcome | None
    disposition: str
    status: ConversationStatus

    @property
    def place(self) -> Place:
        return Place(self.last_said_at, self.id)


async def listed(
    session: Session,
    actor: Actor,
    wanted: ConversationFilter,
    *,
    after: Place | None = None,
    limit: int = 50,
) -> list[ConversationRow]:
    """Those with the newest words first; `after` is the place of the last row one has seen."""
    may_read(actor)
    query = (
        select(Conversation, name_of_customer(), _waits().label("waits"))
        .where(Conversation.workspace_id == actor.workspace_id, *_conditions(actor, wanted))
        .order_by(col(Conversation.last_said_at).desc(), col(Conversation.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(
            tuple_(col(Conversation.last_said_at), col(Conversation.id)) < (after.last_said_at, after.id)
        )
    return [_row(conversation, name, waits) for conversation, name, waits in await session.exec(query)]


async def row(session: Session, actor: Actor, conversation_id: UUID) -> ConversationRow:
    """One conversation, as the list shows it."""
    may_read(actor)
    found = await session.exec(
        select(Conversation, name_of_customer(), _waits().label("waits")).where(
            Conversation.workspace_id == actor.workspace_id, Conversation.id == conversation_id
        )
    )
    if one := found.one_or_none():
        return _row(*one)
    raise ConversationNotFound


async def notes(session: Session, actor: Actor, conversation_id: UUID) -> list[Note]:
    """What operators wrote for one another, oldest first."""
    may_read(actor)
    found = await session.exec(
        select(Note)
        .join(Conversation, col(Conversation.id) == col(Note.conversation_id))
        .where(Conversation.workspace_id == actor.workspace_id, Note.conversation_id == conversation_id)
        .order_by(col(Note.written_at), col(Note.id))
    )
    return list(found)


@dataclass(frozen=True)
class Latest:
    """The end of a conversation."""

    last_words: str  # the customer's
    last_seq: int


async def latest(session: Session, actor: Actor, conversation_ids: Sequence[UUID]) -> dict[UUID, Latest]:
    may_read(actor)
    if not conversation_ids:
        return {}
    found = await session.exec(
        select(Conversation.id, words_of_customer(), Conversation.last_seq).where(
            Conversation.workspace_id == actor.workspace_id, col(Conversation.id).in_(conversation_ids)
        )
    )
    return {conversation_id: Latest(words or "", seq) for conversation_id, words, seq in found}


async def typing_until(session: Session, conversation_id: UUID, party: str) -> datetime | None:
    """Until when somebody of this party is thought to type; None when nobody does."""
    found = await session.exec(
        select(Typing.until).where(
            Typing.conversation_id == conversation_id, Typing.party == party, Typing.until > clock.wall()
        )
    )
    return found.first()


@dataclass(frozen=True)
class Figures:
    """Conversations that began in a time, and how they went."""

    started: int = 0
    contained: int = 0
    escalated: int = 0
    failed: int = 0
    abandoned: int = 0
    open: int = 0
    with_operator: int = 0

    @property
    def ended(self) -> int:
        return self.contained + self.escalated + self.failed + self.abandoned


_FIGURES = """
select count(*) as started,
       count(*) filter (where outcome = 'contained') as contained,
       count(*) filter (where outcome = 'escalated') as escalated,
       count(*) filter (where outcome = 'failed') as failed,
       count(*) filter (where outcome = 'abandoned') as abandoned,
       count(*) filter (where ended_at is null) as open,
       count(*) filter (where ended_at is null and handled_by = 'operator') as with_operator
from conversation where workspace_id = %s and started_at >= %s
"""


async def figures(session: Session, actor: Actor, since: datetime) -> Figures:
    """Of the actor's workspace."""
    may_read(actor)
    async with (await session.driver()).cursor(row_factory=class_row(Figures)) as cursor:
        await cursor.execute(_FIGURES, (actor.workspace_id, since))
        return await cursor.fetchone() or Figures()


def name_of_customer() -> ScalarSelect[UUID]:
    """The name the customer is known by, else the one said here: proven before typed in, then the newest."""

    def newest(about: ColumnElement[bool]) -> ScalarSelect[UUID]:
        return (
            select(PersonalValue.id)
            .where(about, col(PersonalValue.kind) == PersonalKind.NAME)
            .order_by(col(PersonalValue.source).in_(UNPROVEN), col(PersonalValue.id).desc())
            .limit(1)
            .correlate(Conversation)
            .scalar_subquery()
        )

    said_here = newest(col(PersonalValue.conversation_id) == col(Conversation.id))
    known_by = newest(col(PersonalValue.customer_id) == col(Conversation.customer_id))
    return select(func.coalesce(known_by, said_here)).correlate(Conversation).scalar_subquery()


def words_of_customer() -> ScalarSelect[str]:
    """The start of what the customer said last."""
    return (
        select(func.left(col(Turn.delivered), LAST_WORDS_SHOWN))
        .where(
            col(Turn.conversation_id) == col(Conversation.id),
            col(Turn.speaker) == ActorKind.CUSTOMER,
            col(Turn.delivered).is_not(None),
        )
        .order_by(col(Turn.seq).desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


def reference(personal_value_id: UUID | None) -> str:
    """How a personal value is spoken of everywhere but where it is stored."""
    return f"pv:{personal_value_id}" if personal_value_id else ""


def _waits() -> ColumnElement[bool]:
    return (
        select(Escalation.id)
        .where(
            col(Escalation.conversation_id) == col(Conversation.id),
            col(Escalation.resolved_at).is_(None),
            col(Escalation.claimed_by).is_(None),
        )
        .correlate(Conversation)
        .exists()
    )


def _conditions(actor: Actor, wanted: ConversationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.status:
        conditions.append(_has_status(wanted.status))
    if wanted.channel:
        conditions.append(col(Conversation.channel) == wanted.channel)
    if wanted.handled_by:
        conditions.append(col(Conversation.handled_by) == wanted.handled_by)
    if wanted.operator_id:
        conditions.append(col(Conversation.operator_id) == wanted.operator_id)
    if wanted.escalated is not None:
        conditions.append(col(Conversation.has_escalated).is_(wanted.escalated))
    if wanted.started_from:
        conditions.append(col(Conversation.started_at) >= wanted.started_from)
    if wanted.started_before:
        conditions.append(col(Conversation.started_at) < wanted.started_before)
    if wanted.customer_id:
        conditions.append(col(Conversation.customer_id) == wanted.customer_id)
    if wanted.outcome:
        conditions.append(col(Conversation.outcome) == wanted.outcome)
    if wanted.resolved:
        conditions.append(is_resolved())
    if wanted.agent:
        conditions.append(literal(wanted.agent) == any_(col(Conversation.agents)))
    if wanted.reviewed:
        conditions.append(is_reviewed(wanted.reviewed))
    if words := wanted.words.strip():
        hits = func.search_conversations(words, actor.workspace_id, MOST_HITS)
        found = hits.table_valued(column("conversation_id", Uuid()))
        conditions.append(col(Conversation.id).in_(select(found.c.conversation_id)))
    return conditions


def _has_status(status: ConversationStatus) -> ColumnElement[bool]:
    is_open = col(Conversation.ended_at).is_(None)
    match status:
        case ConversationStatus.OPEN:
            return is_open
        case ConversationStatus.ENDED:
            return ~is_open
        case ConversationStatus.WAITING:
            return and_(_waits(), or_(is_open, col(Conversation.has_escalated)))
        case ConversationStatus.OPERATOR:
            return and_(is_open, col(Conversation.handled_by) == Handler.OPERATOR)
        case ConversationStatus.AGENT:
            return and_(is_open, col(Conversation.handled_by) == Handler.AGENT, ~_waits())


def _row(conversation: Conversation, name: UUID | None, waits: bool) -> ConversationRow:
    return ConversationRow(
        id=conversation.id,
        channel=conversation.channel,
        language=conversation.language,
        customer_id=conversation.customer_id,
        name_reference=reference(name),
        handled_by=conversation.handled_by,
        operator_id=conversation.operator_id,
        operator_name=conversation.operator_name,
        is_waiting=waits,
        has_escalated=conversation.has_escalated,
        sentiment=conversation.sentiment,
        last_words=conversation.last_words,
        started_at=conversation.started_at,
        last_said_at=conversation.last_said_at,
        ended_at=conversation.ended_at,
        outcome=conversation.outcome,
        disposition=conversation.disposition,
        status=_status(conversation, waits),
    )


def _status(conversation: Conversation, waits: bool) -> ConversationStatus:
    if waits:
        return ConversationStatus.WAITING
    if conversation.ended_at:
        return ConversationStatus.ENDED
    if conversation.handled_by is Handler.OPERATOR:
        return ConversationStatus.OPERATOR
    return ConversationStatus.AGENT
