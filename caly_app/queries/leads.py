"""How far customers are, the notes on them, and what is to be followed up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import any_, literal, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.agents.lead_notes import Effect
from caly_app.agents.lead_rules import LeadStatus
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import (
    Conversation,
    Escalation,
    FollowUp,
    Lead,
    LeadNote,
    TimelineEntry,
    TimelineKind,
    ToolRun,
    ToolRunState,
    Turn,
)
from caly_app.queries import customers as customer_queries

Key = tuple[datetime, UUID]
HISTORY_AT_MOST = 50


class NoteNotFound(NotFound):
    """There is no such note on this customer."""


class FollowUpNotFound(NotFound):
    """There is no such follow-up of this customer."""


@dataclass(frozen=True)
class LeadView:
    """How far a customer is. Nobody has said anything yet: none."""

    status: LeadStatus = LeadStatus.NONE
    set_by_name: str = ""  # '' where conversations say so
    is_a_persons: bool = False
    set_at: datetime | None = None
    proposed: LeadStatus | None = None


def may_read(actor: Actor) -> None:
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see customers.")


async def of_customer(session: Session, actor: Actor, customer_id: UUID) -> LeadView:
    """Raises Forbidden or CustomerNotFound."""
    may_read(actor)
    await customer_queries.by_id(session, actor, customer_id)
    found = await session.exec(
        select(Lead).where(Lead.workspace_id == actor.workspace_id, Lead.customer_id == customer_id)
    )
    lead = found.one_or_none()
    if lead is None:
        return LeadView()
    return LeadView(lead.status, lead.set_by_name, lead.is_a_persons(), lead.set_at, lead.proposed)


async def statuses(session: Session, actor: Actor, customers: Collection[UUID]) -> dict[UUID, LeadStatus]:
    """Of these; who is nothing yet is not in it."""
    found = await session.exec(
        select(Lead.customer_id, Lead.status).where(
            Lead.workspace_id == actor.workspace_id, col(Lead.customer_id).in_(customers)
        )
    )
    return {customer_id: LeadStatus(status) for customer_id, status in found}


async def history(session: Session, actor: Actor, customer_id: UUID) -> list[TimelineEntry]:
    """Each change of the status, newest first: who, when and why."""
    may_read(actor)
    found = await session.exec(
        select(TimelineEntry)
        .where(
            TimelineEntry.workspace_id == actor.workspace_id,
            TimelineEntry.kind == TimelineKind.LEAD_CHANGED,
            col(TimelineEntry.details)["customer_id"].as_string() == str(customer_id),
        )
        .order_by(col(TimelineEntry.happened_at).desc(), col(TimelineEntry.id).desc())
        .limit(HISTORY_AT_MOST)
    )
    return list(found)


async def notes(
    session: Session, actor: Actor, customer_id: UUID, *, after: Key | None = None, limit: int = 50
) -> list[LeadNote]:
    """Newest first. Raises Forbidden or CustomerNotFound."""
    may_read(actor)
    await customer_queries.by_id(session, actor, customer_id)
    query = (
        select(LeadNote)
        .where(LeadNote.workspace_id == actor.workspace_id, LeadNote.customer_id == customer_id)
        .order_by(col(LeadNote.written_at).desc(), col(LeadNote.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(tuple_(col(LeadNote.written_at), col(LeadNote.id)) < after)
    return list(await session.exec(query))


async def locked_note(session: Session, actor: Actor, customer_id: UUID, note_id: UUID) -> LeadNote:
    """For a change. Raises NoteNotFound."""
    found = await session.exec(
        select(LeadNote)
        .where(
            LeadNote.workspace_id == actor.workspace_id,
            LeadNote.customer_id == customer_id,
            LeadNote.id == note_id,
        )
        .with_for_update()
    )
    if note := found.one_or_none():
        return note
    raise NoteNotFound


async def follow_ups(
    session: Session,
    actor: Actor,
    *,
    customer_id: UUID | None = None,
    due_by: date | None = None,
    is_done: bool = False,
    after: Key | None = None,
    limit: int = 50,
) -> list[FollowUp]:
    """What is due first comes first. Raises Forbidden or CustomerNotFound."""
    may_read(actor)
    query = (
        select(FollowUp)
        .where(
            FollowUp.workspace_id == actor.workspace_id,
            col(FollowUp.done_at).is_not(None) if is_done else col(FollowUp.done_at).is_(None),
        )
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
        .limit(limit)
    )
    if customer_id:
        await customer_queries.by_id(session, actor, customer_id)
        query = query.where(FollowUp.customer_id == customer_id)
    if due_by:
        query = query.where(FollowUp.due_on <= due_by)
    if after:
        query = query.where(tuple_(col(FollowUp.due_on), col(FollowUp.id)) > (after[0].date(), after[1]))
    return list(await session.exec(query))


def key_of(one: FollowUp) -> Key:
    """What follow_ups() is ordered by, as a list's key is."""
    return datetime.combine(one.due_on, time(), UTC), one.id


async def locked_follow_up(session: Session, actor: Actor, customer_id: UUID, follow_up_id: UUID) -> FollowUp:
    """For a change. Raises FollowUpNotFound."""
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.workspace_id == actor.workspace_id,
            FollowUp.customer_id == customer_id,
            FollowUp.id == follow_up_id,
        )
        .with_for_update()
    )
    if one := found.one_or_none():
        return one
    raise FollowUpNotFound


# --- what a conversation has left behind ---

# Flows that were begun and topics that were answered, as they came first.
_NAMES = """
select name from turn t, lateral (
  select substr(command #>> '{}', strpos(command #>> '{}', ' ') + 1)
  from jsonb_path_query(t.why, '$.commands[*] ? (@ starts with "StartFlow " || @ starts with "Answer ")')
       as command
) as names(name)
where t.conversation_id = %s and t.speaker = 'agent' group by name order by min(t.seq), name
"""


async def names_in(session: Session, conversation: Conversation) -> list[str]:
    rows = await (await session.driver()).execute(_NAMES, (conversation.id,))
    return [name for (name,) in await rows.fetchall()]


async def effects_of(session: Session, conversation: Conversation) -> list[Effect]:
    """What happened in it, by the ledger, in order."""
    found = await session.exec(
        select(Turn.seq, ToolRun.tool, ToolRun.tells, ToolRun.arguments)
        .join(Turn, col(Turn.id) == col(ToolRun.turn_id))
        .where(
            ToolRun.organization_id == conversation.organization_id,
            ToolRun.conversation_id == conversation.id,
            col(ToolRun.writes),
            ToolRun.state == ToolRunState.DONE,
        )
        .order_by(col(Turn.seq), col(ToolRun.step))
    )
    return [
        Effect(seq, tool, tells, {name: str(value) for name, value in arguments.items()})
        for seq, tool, tells, arguments in found
    ]


async def last_escalation(session: Session, conversation: Conversation) -> Escalation | None:
    found = await session.exec(
        select(Escalation)
        .where(
            Escalation.workspace_id == conversation.workspace_id,
            Escalation.conversation_id == conversation.id,
        )
        .order_by(col(Escalation.opened_at).desc(), col(Escalation.id).desc())
        .limit(1)
    )
    return found.one_or_none()


async def has_told(session: Session, conversation: Conversation, code: str) -> bool:
    found = await session.exec(
        select(Turn.id)
        .where(Turn.conversation_id == conversation.id, literal(code) == any_(col(Turn.tells)))
        .limit(1)
    )
    return found.one_or_none() is not None


async def open_keys(session: Session, customer_id: UUID) -> Sequence[FollowUp]:
    """What of one customer is not done yet, locked for a change."""
    found = await session.exec(
        select(FollowUp)
        .where(FollowUp.customer_id == customer_id, col(FollowUp.done_at).is_(None))
        .order_by(col(FollowUp.id))
        .with_for_update()
    )
    return found.all()
