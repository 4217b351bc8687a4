"""Customers who wait for an operator, and those an operator has taken on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from psycopg.rows import class_row
from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from caly_app import clock
from caly_app.actor import Actor, Role
from caly_app.agents.channel import Channel
from caly_app.agents.commands import EscalationReason
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Account, Conversation, Escalation, Handler, Membership
from caly_app.queries.conversations import may_read, name_of_customer, reference, words_of_customer
from caly_app.queries.dialogues import summary

ONLINE_SECONDS = 90  # since a page of theirs was seen open: pages say so every 30 seconds


class EscalationNotFound(NotFound):
    """There is no such escalation."""


class EscalationStatus(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class QueueItem:
    """A row of the operators' queue: an escalation, and the conversation it is about."""

    id: UUID
    conversation_id: UUID
    reason: EscalationReason
    urgency: int  # smaller is more urgent
    summary: str
    opened_at: datetime
    due_at: datetime
    claimed_by: UUID | None
    claimed_by_name: str
    claimed_at: datetime | None
    resolved_at: datetime | None
    disposition: str
    channel: Channel
    language: str
    customer_id: UUID | None
    name_reference: str  # of the customer's name, to be revealed; '' when nobody knows it
    handled_by: Handler
    sentiment: float | None  # of the customer's last words, -1..1
    last_words: str  # the customer's
    last_said_at: datetime
    last_seq: int
    ended_at: datetime | None  # of the conversation

    @property
    def status(self) -> EscalationStatus:
        if self.resolved_at:
            return EscalationStatus.RESOLVED
        return EscalationStatus.CLAIMED if self.claimed_by else EscalationStatus.WAITING


async def queue(session: Session, actor: Actor, limit: int = 200) -> list[QueueItem]:
    """All that is not resolved: the most urgent first, then by deadline, then by age."""
    may_read(actor)
    found = await session.exec(
        _items(actor)
        .where(col(Escalation.resolved_at).is_(None))
        .order_by(
            col(Escalation.urgency), col(Escalation.due_at), col(Escalation.opened_at), col(Escalation.id)
        )
        .limit(limit)
    )
    return [_item(*one) for one in found]


async def listed(
    session: Session,
    actor: Actor,
    status: EscalationStatus | None = None,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[QueueItem]:
    """Newest first; `after` is (opened_at, id) of the last one has seen."""
    may_read(actor)
    query = (
        _items(actor)
        .where(*_has_status(status))
        .order_by(col(Escalation.opened_at).desc(), col(Escalation.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(tuple_(col(Escalation.opened_at), col(Escalation.id)) < after)
    return [_item(*one) for one in await session.exec(query)]


async def claimed_by(session: Session, actor: Actor, account_id: UUID) -> list[tuple[UUID, UUID]]:
    """(escalation, workspace) of what this member answers now, in all workspaces of the organization."""
    found = await session.exec(
        select(Escalation.id, Escalation.workspace_id)
        .where(
            Escalation.organization_id == actor.organization_id,
            Escalation.claimed_by == account_id,
            col(Escalation.resolved_at).is_(None),
        )
        .order_by(col(Escalation.id))
    )
    return list(found)


async def item(session: Session, actor: Actor, escalation_id: UUID) -> QueueItem:
    may_read(actor)
    found = await session.exec(_items(actor).where(col(Escalation.id) == escalation_id))
    if one := found.one_or_none():
        return _item(*one)
    raise EscalationNotFound


async def by_id(session: Session, actor: Actor, escalation_id: UUID) -> Escalation:
    found = await session.exec(
        select(Escalation).where(
            Escalation.workspace_id == actor.workspace_id, Escalation.id == escalation_id
        )
    )
    if escalation := found.one_or_none():
        return escalation
    raise EscalationNotFound


async def locked(session: Session, actor: Actor, escalation_id: UUID) -> Escalation:
    """As it is now, held until this transaction ends. Lock its conversation first."""
    found = await session.exec(
        select(Escalation)
        .where(Escalation.workspace_id == actor.workspace_id, Escalation.id == escalation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if escalation := found.one_or_none():
        return escalation
    raise EscalationNotFound


async def open_of(session: Session, actor: Actor, conversation_id: UUID) -> Escalation | None:
    """The one that is not resolved: a conversation has one at most."""
    found = await session.exec(
        select(Escalation)
        .where(
            Escalation.workspace_id == actor.workspace_id,
            Escalation.conversation_id == conversation_id,
            col(Escalation.resolved_at).is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> QueueItem | None:
    """The one that is open, else the last one there was."""
    may_read(actor)
    found = await session.exec(
        _items(actor)
        .where(col(Escalation.conversation_id) == conversation_id)
        .order_by(col(Escalation.resolved_at).desc().nulls_first())
        .limit(1)
    )
    one = found.one_or_none()
    return _item(*one) if one else None


async def opened_since(session: Session, actor: Actor, since: datetime) -> int:
    """In the whole organization."""
    found = await session.exec(
        select(func.count())
        .select_from(Escalation)
        .where(Escalation.organization_id == actor.organization_id, col(Escalation.opened_at) >= since)
    )
    return found.one()


@dataclass(frozen=True)
class QueueFigures:
    waiting: int = 0
    overdue: int = 0
    claimed: int = 0
    claimed_by_me: int = 0
    resolved_by_me: int = 0  # since the time that was asked for


async def waiting_and_overdue(session: Session, actor: Actor, now: datetime) -> tuple[int, int]:
    """How many nobody has claimed, and how many of them longer than promised."""
    may_read(actor)
    found = await session.exec(
        select(func.count(), func.count().filter(col(Escalation.due_at) < now)).where(
            Escalation.workspace_id == actor.workspace_id,
            col(Escalation.resolved_at).is_(None),
            col(Escalation.claimed_by).is_(None),
        )
    )
    waiting, overdue = found.one()
    return waiting, overdue


_FIGURES = """
select count(*) filter (where resolved_at is null and claimed_by is null) as waiting,
       count(*) filter (where resolved_at is null and claimed_by is null and due_at < %(now)s) as overdue,
       count(*) filter (where resolved_at is null and claimed_by is not null) as claimed,
       count(*) filter (where resolved_at is null and claimed_by = %(me)s) as claimed_by_me,
       count(*) filter (where resolved_by = %(me)s) as resolved_by_me
from escalation
where workspace_id = %(workspace)s and (resolved_at is null or resolved_at >= %(since)s)
"""


async def figures(session: Session, actor: Actor, since: datetime, now: datetime) -> QueueFigures:
    """Of the actor's workspace, for this actor."""
    may_read(actor)
    async with (await session.driver()).cursor(row_factory=class_row(QueueFigures)) as cursor:
        await cursor.execute(
            _FIGURES, {"now": now, "me": actor.id, "workspace": actor.workspace_id, "since": since}
        )
        return await cursor.fetchone() or QueueFigures()


@dataclass(frozen=True)
class DeskMember:
    """Someone who could take an escalation."""

    account_id: UUID
    name: str
    email: str
    has_verified_email: bool
    is_online: bool  # a page of theirs is open, and they want to be given work


async def desk_members(session: Session, actor: Actor) -> list[DeskMember]:
    """Operators and admins of the organization."""
    found = await session.exec(
        select(Account, Membership)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(
            Membership.organization_id == actor.organization_id,
            col(Membership.role).in_((Role.ADMIN, Role.OPERATOR)),
        )
    )
    return [
        DeskMember(
            account_id=account.id,
            name=account.name,
            email=account.email,
            has_verified_email=account.email_verified_at is not None,
            is_online=membership.is_available and _was_seen_lately(membership),
        )
        for account, membership in found
    ]


def _was_seen_lately(member: Membership) -> bool:
    since = clock.wall() - timedelta(seconds=ONLINE_SECONDS)
    return member.seen_at is not None and member.seen_at > since


def _items(actor: Actor) -> "Select[Escalation, Conversation, UUID, str]":
    return (
        select(Escalation, Conversation, name_of_customer(), words_of_customer())
        .join(Conversation, col(Conversation.id) == col(Escalation.conversation_id))
        .where(Escalation.workspace_id == actor.workspace_id)
    )


def _has_status(status: EscalationStatus | None) -> list[ColumnElement[bool]]:
    is_open, is_claimed = col(Escalation.resolved_at).is_(None), col(Escalation.claimed_by).is_not(None)
    match status:
        case None:
            return []
        case EscalationStatus.WAITING:
            return [is_open, ~is_claimed]
        case EscalationStatus.CLAIMED:
            return [is_open, is_claimed]
        case EscalationStatus.RESOLVED:
            return [~is_open]


def _item(
    escalation: Escalation, conversation: Conversation, name: UUID | None, last_words: str | None
) -> QueueItem:
    return QueueItem(
        id=escalation.id,
        conversation_id=escalation.conversation_id,
        reason=escalation.reason,
        urgency=escalation.urgency,
        summary=escalation.summary or summary(conversation.dialogue),
        opened_at=escalation.opened_at,
        due_at=escalation.due_at,
        claimed_by=escalation.claimed_by,
        claimed_by_name=escalation.claimed_by_name,
        claimed_at=escalation.claimed_at,
        resolved_at=escalation.resolved_at,
        disposition=escalation.disposition,
        channel=conversation.channel,
        language=conversation.language,
        customer_id=conversation.customer_id,
        name_reference=reference(name),
        handled_by=conversation.handled_by,
        sentiment=conversation.sentiment,
        last_words=last_words or "",
        last_said_at=conversation.last_said_at,
        last_seq=conversation.last_seq,
        ended_at=conversation.ended_at,
    )
