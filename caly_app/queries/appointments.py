"""Appointments: one to change, those of a customer, and the list that people of the business read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import Appointment, AppointmentStatus, PersonalKind, PersonalValue, Resource
from caly_app.models.appointment import shown_reference, stored_references
from caly_app.queries.personal_values import UNPROVEN

Found = tuple[Appointment, str]  # with the name of its resource
Key = tuple[datetime, UUID]  # start and id: what the list is ordered by


class AppointmentNotFound(NotFound):
    """There is no such appointment."""


@dataclass(frozen=True)
class AppointmentFilter:
    """None leaves everything in. Times are aware; `starts_before` is excluded."""

    status: AppointmentStatus | None = None
    resource_id: UUID | None = None
    customer_id: UUID | None = None
    conversation_id: UUID | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None


@dataclass(frozen=True)
class AppointmentRow:
    """A row of the list. Times are UTC; `reference` is as the customer knows it."""

    id: UUID
    reference: str
    kind: str
    status: AppointmentStatus
    starts_at: datetime
    ends_at: datetime
    resource_id: UUID
    resource_name: str
    customer_id: UUID | None
    name_reference: str  # of the customer's name, to be revealed; '' when nobody knows it
    conversation_id: UUID | None
    fields: Mapping[str, str]
    created_at: datetime


async def listed(
    session: Session, actor: Actor, wanted: AppointmentFilter, *, after: Key | None = None, limit: int = 50
) -> list[AppointmentRow]:
    """By time; `after` is start and id of the last row one has seen."""
    if not actor.may(Permission.READ_APPOINTMENTS):
        raise Forbidden("You may not see appointments.")
    name = (
        select(PersonalValue.id)
        .where(PersonalValue.customer_id == Appointment.customer_id, PersonalValue.kind == PersonalKind.NAME)
        .order_by(col(PersonalValue.source).in_(UNPROVEN), col(PersonalValue.id).desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    query = (
        select(Appointment, Resource.name, name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(Appointment.workspace_id == actor.workspace_id, *_conditions(wanted))
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(limit)
    )
    if after:
        query = query.where(tuple_(col(Appointment.starts_at), col(Appointment.id)) > after)
    return [_row(*found) for found in await session.exec(query)]


async def locked(session: Session, actor: Actor, appointment_id: UUID) -> Found:
    """Held until this transaction ends."""
    found = await session.exec(
        select(Appointment, Resource.name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(Appointment.workspace_id == actor.workspace_id, Appointment.id == appointment_id)
        .with_for_update(of=Appointment)
        .execution_options(populate_existing=True)
    )
    if appointment := found.one_or_none():
        return appointment
    raise AppointmentNotFound


async def coming(session: Session, actor: Actor, customer_id: UUID) -> list[Found]:
    """Booked and not past, soonest first."""
    return await _all(session, actor, Appointment.customer_id == customer_id, is_coming=True)


async def last(session: Session, actor: Actor, customer_id: UUID, kind: str) -> Found | None:
    """Booked: the latest that has begun, else the farthest of the coming ones."""
    found = await session.exec(
        select(Appointment, Resource.name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(
            Appointment.workspace_id == actor.workspace_id,
            Appointment.customer_id == customer_id,
            Appointment.kind == kind,
            Appointment.status == AppointmentStatus.BOOKED,
        )
        .order_by(col(Appointment.starts_at) > clock.now(), col(Appointment.starts_at).desc())
        .limit(1)
    )
    return found.one_or_none()


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> list[Found]:
    """Booked in it and not past, the one booked last first."""
    found = await _all(session, actor, Appointment.conversation_id == conversation_id, is_coming=True)
    return sorted(found, key=lambda one: one[0].created_at, reverse=True)


async def by_reference(session: Session, actor: Actor, reference: str) -> Found | None:
    """However it is spelt; also one that was cancelled or is past."""
    spelt = col(Appointment.reference).in_(stored_references(reference))
    found = await _all(session, actor, spelt, is_coming=False)
    return found[0] if found else None


async def _all(
    session: Session, actor: Actor, which: ColumnElement[bool] | bool, *, is_coming: bool
) -> list[Found]:
    query = (
        select(Appointment, Resource.name)
        .join(Resource, col(Resource.id) == col(Appointment.resource_id))
        .where(Appointment.workspace_id == actor.workspace_id, which)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .execution_options(populate_existing=True)
    )
    if is_coming:
        query = query.where(Appointment.status == AppointmentStatus.BOOKED, Appointment.ends_at > clock.now())
    return [(appointment, name) for appointment, name in await session.exec(query)]


def _conditions(wanted: AppointmentFilter) -> list[ColumnElement[bool]]:
    conditions = {
        col(Appointment.status): wanted.status,
        col(Appointment.resource_id): wanted.resource_id,
        col(Appointment.customer_id): wanted.customer_id,
        col(Appointment.conversation_id): wanted.conversation_id,
    }
    found = [column == value for column, value in conditions.items() if value is not None]
    if wanted.starts_from:
        found.append(col(Appointment.starts_at) >= wanted.starts_from)
    if wanted.starts_before:
        found.append(col(Appointment.starts_at) < wanted.starts_before)
    return found


def _row(appointment: Appointment, resource_name: str, name_id: UUID | None) -> AppointmentRow:
    return AppointmentRow(
        id=appointment.id,
        reference=shown_reference(appointment.reference),
        kind=appointment.kind,
        status=appointment.status,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        resource_id=appointment.resource_id,
        resource_name=resource_name,
        customer_id=appointment.customer_id,
        name_reference=f"pv:{name_id}" if name_id else "",
        conversation_id=appointment.conversation_id,
        fields=appointment.fields,
        created_at=appointment.created_at,
    )
