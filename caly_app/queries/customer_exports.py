"""What there is of one customer, for a file of theirs: all of it, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import (
    Appointment,
    Escalation,
    FollowUp,
    Lead,
    LeadNote,
    Note,
    PersonalValue,
    Record,
    Resource,
    Thumb,
    TimelineEntry,
    Turn,
)


@dataclass(frozen=True)
class TheirConversation:
    """`is_shared`: somebody else on the books was spoken for in it, too."""

    id: UUID
    channel: str
    language: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    context: dict[str, Any]
    is_shared: bool


# Theirs: as whom they wrote, or who they proved to be. Who was proven twice may have been two.
_CONVERSATIONS = """
select c.id, c.channel, c.language, c.started_at, c.ended_at, c.outcome, c.context,
  coalesce(nullif(c.dialogue #>> '{identity,customer_id}', ''), %(text)s) <> %(text)s
  or (select count(*) from turn t
      where t.conversation_id = c.id and 'identity_proven' = any (t.tells)) > 1
  or exists (
    select from customer k
    where k.workspace_id = c.workspace_id and k.is_verified and k.id <> %(customer)s and k.id in (
      select c.customer_id
      union all select v.customer_id from personal_value v where v.conversation_id = c.id
      union all select a.customer_id from appointment a where a.conversation_id = c.id
      union all select f.customer_id from customer_fact f where f.conversation_id = c.id
      union all select o.customer_id from one_time_code o where o.conversation_id = c.id)) as is_shared
from conversation c
where c.workspace_id = %(workspace)s
  and (c.customer_id = %(customer)s or c.dialogue #>> '{identity,customer_id}' = %(text)s)
order by c.started_at, c.id
"""


async def conversations(session: Session, actor: Actor, customer_id: UUID) -> list[TheirConversation]:
    """Oldest first."""
    values = {"workspace": actor.workspace_id, "customer": customer_id, "text": str(customer_id)}
    async with (await session.driver()).cursor(row_factory=class_row(TheirConversation)) as cursor:
        await cursor.execute(_CONVERSATIONS, values)
        return await cursor.fetchall()


async def turns(session: Session, actor: Actor, conversation_ids: Sequence[UUID]) -> list[Turn]:
    """With words, in order."""
    found = await session.exec(
        select(Turn)
        .where(
            Turn.organization_id == actor.organization_id,
            col(Turn.conversation_id).in_(conversation_ids),
            col(Turn.delivered).is_not(None),
        )
        .order_by(col(Turn.conversation_id), col(Turn.seq))
    )
    return list(found)


async def notes(session: Session, actor: Actor, conversation_ids: Sequence[UUID]) -> list[Note]:
    found = await session.exec(
        select(Note)
        .where(Note.organization_id == actor.organization_id, col(Note.conversation_id).in_(conversation_ids))
        .order_by(col(Note.written_at), col(Note.id))
    )
    return list(found)


async def escalations(session: Session, actor: Actor, conversation_ids: Sequence[UUID]) -> list[Escalation]:
    found = await session.exec(
        select(Escalation)
        .where(
            Escalation.workspace_id == actor.workspace_id,
            col(Escalation.conversation_id).in_(conversation_ids),
        )
        .order_by(col(Escalation.opened_at), col(Escalation.id))
    )
    return list(found)


async def thumbs(session: Session, actor: Actor, conversation_ids: Sequence[UUID]) -> list[Thumb]:
    found = await session.exec(
        select(Thumb)
        .where(Thumb.workspace_id == actor.workspace_id, col(Thumb.conversation_id).in_(conversation_ids))
        .order_by(col(Thumb.given_at), col(Thumb.id))
    )
    return list(found)


async def values(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[PersonalValue]:
    """Theirs, and what was said in these conversations, of which nobody else has a part; newest first."""
    found = await session.exec(
        select(PersonalValue)
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            (col(PersonalValue.customer_id) == customer_id)
            | col(PersonalValue.conversation_id).in_(conversation_ids),
        )
        .order_by(col(PersonalValue.id).desc())
    )
    return list(found)


async def appointments(session: Session, actor: Actor, customer_id: UUID) -> list[tuple[Appointment, str]]:
    """With the name of whom or what they are with, past and cancelled ones too."""
    found = await session.exec(
        select(Appointment, Resource.name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(Appointment.workspace_id == actor.workspace_id, Appointment.customer_id == customer_id)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    return list(found)


async def records(session: Session, actor: Actor, customer_id: UUID) -> list[Record]:
    found = await session.exec(
        select(Record)
        .where(Record.workspace_id == actor.workspace_id, Record.customer_id == customer_id)
        .order_by(col(Record.kind), col(Record.created_at), col(Record.id))
    )
    return list(found)


async def lead(session: Session, actor: Actor, customer_id: UUID) -> Lead | None:
    found = await session.exec(
        select(Lead).where(Lead.workspace_id == actor.workspace_id, Lead.customer_id == customer_id)
    )
    return found.one_or_none()


async def lead_notes(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[LeadNote]:
    """On them, of conversations in which nobody else was spoken for."""
    found = await session.exec(
        select(LeadNote)
        .where(
            LeadNote.workspace_id == actor.workspace_id,
            LeadNote.customer_id == customer_id,
            col(LeadNote.conversation_id).in_(conversation_ids),
        )
        .order_by(col(LeadNote.written_at), col(LeadNote.id))
    )
    return list(found)


async def follow_ups(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[FollowUp]:
    """As lead_notes()."""
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.workspace_id == actor.workspace_id,
            FollowUp.customer_id == customer_id,
            col(FollowUp.conversation_id).in_(conversation_ids),
        )
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
    )
    return list(found)


async def history(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[TimelineEntry]:
    """What happened to them and in these conversations, oldest first."""
    about = col(TimelineEntry.details)["customer_id"].as_string() == str(customer_id)
    found = await session.exec(
        select(TimelineEntry)
        .where(
            TimelineEntry.workspace_id == actor.workspace_id,
            about | col(TimelineEntry.conversation_id).in_(conversation_ids),
        )
        .order_by(col(TimelineEntry.happened_at), col(TimelineEntry.id))
    )
    return list(found)
