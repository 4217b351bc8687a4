"""All that a scenario's business holds at one moment: what expectations are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Appointment, Conversation, Customer, Escalation, Mail, Record, Resource
from caly_app.queries import one_time_codes


@dataclass(frozen=True)
class AppointmentSeen:
    id: UUID
    reference: str
    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    resource_name: str
    customer_id: UUID | None
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class RecordSeen:
    id: UUID
    kind: str
    reference: str
    customer_id: UUID | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    appointments: Sequence[AppointmentSeen]
    records: Sequence[RecordSeen]
    customers: Sequence[UUID]


async def everything(session: Session, actor: Actor) -> Seen:
    """Of the actor's workspace, oldest first."""
    booked = await session.exec(
        select(Appointment, Resource.name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(Appointment.workspace_id == actor.workspace_id)
        .order_by(col(Appointment.created_at), col(Appointment.id))
    )
    records = await session.exec(
        select(Record)
        .where(Record.workspace_id == actor.workspace_id)
        .order_by(col(Record.created_at), col(Record.id))
    )
    customers = await session.exec(
        select(Customer.id).where(Customer.workspace_id == actor.workspace_id).order_by(col(Customer.id))
    )
    return Seen([_appointment(*one) for one in booked], [_record(one) for one in records], list(customers))


async def escalation_reasons(session: Session, actor: Actor) -> list[str]:
    """Of all conversations of the actor's workspace, as they stand now."""
    found = await session.exec(
        select(Escalation.reason)
        .where(Escalation.workspace_id == actor.workspace_id)
        .order_by(col(Escalation.opened_at))
    )
    return [str(reason) for reason in found]


async def dialogue(session: Session, actor: Actor, conversation_id: UUID) -> dict[str, Any]:
    """What the conversation remembers, as it is stored."""
    found = await session.exec(
        select(Conversation.dialogue).where(
            Conversation.workspace_id == actor.workspace_id, Conversation.id == conversation_id
        )
    )
    return dict(found.one())


def _appointment(appointment: Appointment, resource_name: str) -> AppointmentSeen:
    return AppointmentSeen(
        appointment.id,
        appointment.reference,
        appointment.kind,
        appointment.status.value,
        appointment.starts_at,
        appointment.ends_at,
        resource_name,
        appointment.customer_id,
        appointment.fields,
    )


def _record(record: Record) -> RecordSeen:
    return RecordSeen(record.id, record.kind, record.reference, record.customer_id, record.data)


async def last_code_letter(session: Session, actor: Actor) -> str:
    """The letter with the newest one-time code; '' where none was sent."""
    found = await session.exec(
        select(Mail.text)
        .where(Mail.organization_id == actor.organization_id, col(Mail.key).startswith(one_time_codes.KEY))
        .order_by(col(Mail.created_at).desc())
        .limit(1)
    )
    return found.first() or ""
