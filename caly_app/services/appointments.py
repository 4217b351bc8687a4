"""Booking, moving and cancelling. Two never hold one time: the database excludes it, whoever is quicker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation, UniqueViolation
from sqlalchemy import Executable, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.errors import NotFound, Refused
from caly_app.models import Appointment, AppointmentStatus, PersonalKind, Resource, TimelineKind, occupied
from caly_app.models.appointment import new_reference, shown_reference
from caly_app.ports import BookedAppointment, Opening, Unbookable
from caly_app.ports import Resource as BookableResource
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import openings as opening_queries
from caly_app.queries import personal_values as value_queries
from caly_app.queries.appointments import Found
from caly_app.services import personal_forms, personal_values, proofs, timeline

_REFERENCES_TRIED = 5


class ReferenceInUse(Refused):
    """There is an appointment with this reference already."""


async def book(
    session: Session,
    actor: Actor,
    opening: Opening,
    *,
    kind: str,
    customer_id: UUID | None = None,
    conversation_id: UUID | None = None,
    fields: Mapping[str, str] | None = None,
    reference: str = "",
) -> Found:
    """Raises Unbookable: past, or taken; then nothing else of the transaction is lost.

    `reference`: '' makes one, which is unique and easy to read out; else raises ReferenceInUse.
    """
    if opening.starts_at < clock.now():
        raise Unbookable("past")
    row: dict[str, Any] = {
        "id": uuid7(),
        "organization_id": actor.organization_id,
        "workspace_id": actor.workspace_id,
        "customer_id": customer_id,
        "conversation_id": conversation_id,
        "kind": kind,
        "fields": dict(fields or {}),
        "status": AppointmentStatus.BOOKED,
        "created_at": clock.now(),
        "updated_at": clock.now(),
        **await _place(session, actor, opening),
    }
    for _ in range(_REFERENCES_TRIED):
        row["reference"] = reference or new_reference()
        if await _is_done(session, insert(Appointment).values(row)):
            return await _told(session, actor, row["id"], TimelineKind.APPOINTMENT_BOOKED)
    raise ReferenceInUse


async def move(
    session: Session,
    actor: Actor,
    appointment_id: UUID,
    opening: Opening,
    fields: Mapping[str, str] | None = None,
) -> Found:
    """Raises Unbookable: past, or taken; then the old time still stands. A cancelled one is not moved."""
    appointment, _ = await appointment_queries.locked(session, actor, appointment_id)
    if appointment.status is not AppointmentStatus.BOOKED:
        raise Refused("This appointment was cancelled. Please book a new one.")
    if opening.starts_at < clock.now():
        raise Unbookable("past")
    place = await _place(session, actor, opening)
    await _is_done(
        session,
        update(Appointment)
        .where(col(Appointment.id) == appointment_id)
        .values(place | {"updated_at": clock.now(), "fields": {**appointment.fields, **(fields or {})}}),
    )
    return await _told(session, actor, appointment_id, TimelineKind.APPOINTMENT_MOVED)


async def cancel(session: Session, actor: Actor, appointment_id: UUID) -> Found:
    """Its time is free again. Cancelled twice is cancelled."""
    found = await appointment_queries.locked(session, actor, appointment_id)
    appointment, _ = found
    if appointment.status is AppointmentStatus.CANCELLED:
        return found
    appointment.status, appointment.updated_at = AppointmentStatus.CANCELLED, clock.now()
    return await _told(session, actor, appointment_id, TimelineKind.APPOINTMENT_CANCELLED)


async def by_reference(
    session: Session, actor: Actor, reference: str, phone: str, country: str
) -> Found | None:
    """However the reference is spelt, but only with the phone number of whoever it is for."""
    found = await appointment_queries.by_reference(session, actor, reference)
    kept = personal_forms.kept(PersonalKind.PHONE, phone, country)
    if not found or not found[0].customer_id or not kept:
        return None
    fingerprint = await personal_values.fingerprint(session, actor, PersonalKind.PHONE, kept)
    is_theirs = await value_queries.has(session, actor, found[0].customer_id, PersonalKind.PHONE, fingerprint)
    return found if is_theirs else None


async def _place(session: Session, actor: Actor, opening: Opening) -> dict[str, Any]:
    number = await session.scalar(
        select(Resource.number).where(
            Resource.workspace_id == actor.workspace_id, Resource.id == opening.resource_id
        )
    )
    if number is None:
        raise NotFound("There is nobody of that name to be booked.")
    return {
        "resource_id": opening.resource_id,
        "starts_at": opening.starts_at,
        "ends_at": opening.ends_at,
        "occupies": occupied(number, opening.starts_at, opening.ends_at),
    }


async def _is_done(session: Session, statement: Executable) -> bool:
    """In a savepoint. False: the reference exists. Raises Unbookable("taken")."""
    try:
        async with session.begin_nested():
            await session.execute(statement)
    except IntegrityError as error:
        match error.orig:
            case ExclusionViolation():
                raise Unbookable("taken") from None
            case UniqueViolation():
                return False
        raise
    return True


async def _told(session: Session, actor: Actor, appointment_id: UUID, kind: TimelineKind) -> Found:
    """The fact for ever, for others, and for open pages; and the appointment as it is now."""
    await session.flush()
    found = await appointment_queries.locked(session, actor, appointment_id)
    appointment, _ = found
    ids = {"appointment_id": str(appointment.id), "resource_id": str(appointment.resource_id)}
    timeline.record(
        session,
        actor,
        kind,
        conversation_id=appointment.conversation_id,
        appointment_id=ids["appointment_id"],
        resource_id=ids["resource_id"],
    )
    await outbox.write(session, kind.value.replace("_", ".", 1), appointment.workspace_id, ids)
    doorbell.ring(session, doorbell.appointments_of(appointment.workspace_id))
    return found


@dataclass(frozen=True)
class AppointmentsOfTurn:
    """The port of the tools, fulfilled within the turn's own transaction."""

    session: Session
    actor: Actor
    conversation_id: UUID
    business: Business

    async def resources(self) -> Sequence[BookableResource]:
        return [
            BookableResource(one.id, one.name, one.specialty, one.slot_minutes)
            for one in await opening_queries.resources(self.session, self.actor)
        ]

    async def openings(
        self, *, near: datetime, resource_id: UUID | None = None, on: date | None = None, limit: int = 3
    ) -> Sequence[Opening]:
        return await opening_queries.nearest(
            self.session, self.actor, self.business, near=near, resource_id=resource_id, on=on, limit=limit
        )

    async def opening_at(self, starts_at: datetime, resource_id: UUID | None = None) -> Opening:
        return await opening_queries.at(self.session, self.actor, self.business, starts_at, resource_id)

    async def book(
        self, opening: Opening, *, kind: str, customer_id: UUID | None, fields: Mapping[str, str]
    ) -> BookedAppointment:
        return self._as_booked(
            await book(
                self.session,
                self.actor,
                opening,
                kind=kind,
                customer_id=customer_id,
                conversation_id=self.conversation_id,
                fields=fields,
            )
        )

    async def move(
        self, appointment_id: UUID, opening: Opening, fields: Mapping[str, str] | None = None
    ) -> BookedAppointment:
        return self._as_booked(await move(self.session, self.actor, appointment_id, opening, fields))

    async def cancel(self, appointment_id: UUID) -> BookedAppointment:
        return self._as_booked(await cancel(self.session, self.actor, appointment_id))

    async def coming(self, customer_id: UUID) -> Sequence[BookedAppointment]:
        found = await appointment_queries.coming(self.session, self.actor, customer_id)
        return [self._as_booked(one) for one in found]

    async def last(self, customer_id: UUID, kind: str) -> BookedAppointment | None:
        found = await appointment_queries.last(self.session, self.actor, customer_id, kind)
        return self._as_booked(found) if found else None

    async def of_conversation(self) -> Sequence[BookedAppointment]:
        found = await appointment_queries.of_conversation(self.session, self.actor, self.conversation_id)
        return [self._as_booked(one) for one in found]

    async def by_reference(self, reference: str, phone: str) -> BookedAppointment | None:
        found = await by_reference(self.session, self.actor, reference, phone, self.business.country)
        return self._as_booked(found) if found else None

    async def opened_by(self, reference: str, phone: str) -> BookedAppointment | None:
        values = {proofs.APPOINTMENT: reference, PersonalKind.PHONE.value: phone}
        await proofs.must_not_be_used_up(self.session, self.actor, values, self.business.country)
        found = await self.by_reference(reference, phone)
        if not found:
            await proofs.note_failure(self.session, self.actor, values, self.business.country)
        return found

    def _as_booked(self, found: Found) -> BookedAppointment:
        appointment, resource_name = found
        zone = self.business.timezone
        return BookedAppointment(
            id=appointment.id,
            reference=shown_reference(appointment.reference),
            kind=appointment.kind,
            resource_name=resource_name,
            starts_at=appointment.starts_at.astimezone(zone),
            ends_at=appointment.ends_at.astimezone(zone),
            status=appointment.status.value,
            fields=appointment.fields,
        )
