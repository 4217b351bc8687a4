"""Whoever or whatever can be booked; the times they offer are in openings.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import Appointment, AppointmentStatus, Resource


class ResourceNotFound(NotFound):
    """There is nobody here by that id who can be booked."""


@dataclass(frozen=True)
class ResourceRow:
    id: UUID
    name: str
    kind: str
    specialty: str
    slot_minutes: int
    hours: Mapping[str, Sequence[Sequence[str]]]  # empty: as the business
    is_active: bool
    coming: int  # appointments from now on
    created_at: datetime


def may_read(actor: Actor) -> None:
    if not actor.may(Permission.READ_APPOINTMENTS):
        raise Forbidden("You may not see who can be booked.")


async def all_of(session: Session, actor: Actor, now: datetime) -> list[ResourceRow]:
    """Those who are closed come last."""
    may_read(actor)
    coming = (
        select(func.count())
        .where(
            Appointment.resource_id == Resource.id,
            Appointment.status == AppointmentStatus.BOOKED,
            Appointment.ends_at > now,
        )
        .correlate(Resource)
        .scalar_subquery()
    )
    found = await session.exec(
        select(Resource, coming)
        .where(Resource.workspace_id == actor.workspace_id)
        .order_by(col(Resource.is_active).desc(), col(Resource.number))
        .execution_options(populate_existing=True)
    )
    return [_row(resource, count) for resource, count in found]


async def locked(session: Session, actor: Actor, resource_id: UUID) -> Resource:
    """To change; held until this transaction ends."""
    found = await session.exec(
        select(Resource)
        .where(Resource.workspace_id == actor.workspace_id, Resource.id == resource_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if resource := found.one_or_none():
        return resource
    raise ResourceNotFound


def _row(resource: Resource, coming: int) -> ResourceRow:
    return ResourceRow(
        id=resource.id,
        name=resource.name,
        kind=resource.kind,
        specialty=resource.specialty,
        slot_minutes=resource.slot_minutes,
        hours=resource.hours,
        is_active=resource.is_active,
        coming=coming,
        created_at=resource.created_at,
    )
