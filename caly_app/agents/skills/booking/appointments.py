"""Booking, moving and cancelling."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.picking import bare_reference
from caly_app.agents.reply import Outcome
from caly_app.agents.skills.booking.openings import alternatives
from caly_app.agents.tool import Surroundings
from caly_app.ports import BookedAppointment, Unbookable


class Booking(BaseModel):
    starts_at: datetime
    resource_id: UUID
    full_name: str
    phone: str
    email: str = ""
    reason: str = ""
    access_need: str = ""  # wheelchair | hearing | sight | interpreter
    for_whom: str = ""  # somebody else than the one who speaks: their name is `full_name`


class WhichAppointment(BaseModel):
    appointment: str = ""  # id, once it was picked
    old_date: str = ""
    which_one: str = ""  # "first", "last"
    reference: str = ""


class Move(BaseModel):
    appointment: UUID
    starts_at: datetime
    resource_id: UUID


class Cancellation(BaseModel):
    appointment: UUID


async def book(booking: Booking, around: Surroundings) -> Outcome:
    """Of a booking's fields those that are not the appointment's own are kept with it."""
    customer_id = None if booking.for_whom else around.customer_id
    if customer_id is None:
        told = {"name": booking.full_name, "phone": booking.phone, "email": booking.email}
        customer_id = await around.ports.customers.remember(
            {kind: value for kind, value in told.items() if value}, of_another=bool(booking.for_whom)
        )
    try:
        opening = await around.ports.appointments.opening_at(booking.starts_at, booking.resource_id)
        booked = await around.ports.appointments.book(
            opening,
            kind=around.appointment_kind,
            customer_id=customer_id,
            fields=_kept_with_it(booking),
        )
    except Unbookable:
        return await alternatives("slot_taken", booking.starts_at, None, around)
    return Outcome("booked", _values(booked), done=True)


_OF_ITS_OWN = {"starts_at", "resource_id", "full_name", "phone", "email", "for_whom"}


def _kept_with_it(booking: Booking) -> dict[str, str]:
    told = booking.model_dump(mode="json", exclude=_OF_ITS_OWN)
    return {name: str(value) for name, value in told.items() if value not in ("", None)}


async def find_appointment(which: WhichAppointment, around: Surroundings) -> Outcome:
    """The one that is meant, among those the customer has proven to be theirs."""
    theirs = await _theirs(around)
    if not theirs:
        return Outcome("not_found", offers=("appointment",), proposes="book_appointment", ends_flow=True)
    just_booked = (await around.ports.appointments.of_conversation())[:1]
    meant = [one for one in theirs if _is_meant(one, which)]
    if not meant and which.which_one.casefold().startswith(_OTHER):
        meant = [one for one in theirs if one not in just_booked]
    elif not meant:
        meant = list(_by_place(theirs, which.which_one))
    if len(meant) == 1:
        return Outcome(fills=_fills(meant[0]))
    return Outcome(
        offers=("choices",),
        asks=("appointment",),
        choices=tuple(
            Choice(
                label="choice_appointment",
                fills={"appointment": str(one.id)},
                values={
                    "starts_at": one.starts_at.isoformat(),
                    "resource": one.resource_name,
                    "date": one.starts_at.date().isoformat(),
                    "time": f"{one.starts_at:%H:%M}",
                },
            )
            for one in (meant or theirs)[:5]
        ),
    )


async def move_appointment(move: Move, around: Surroundings) -> Outcome:
    appointments = around.ports.appointments
    try:
        opening = await appointments.opening_at(move.starts_at, move.resource_id)
        moved = await appointments.move(move.appointment, opening)
    except Unbookable:
        return await alternatives("slot_taken", move.starts_at, None, around)
    return Outcome("moved", _values(moved), done=True)


async def cancel_appointment(cancellation: Cancellation, around: Surroundings) -> Outcome:
    cancelled = await around.ports.appointments.cancel(cancellation.appointment)
    return Outcome("cancelled", _values(cancelled), done=True)


async def tell_appointments(which: WhichAppointment, around: Surroundings) -> Outcome:
    theirs = await _theirs(around)
    if not theirs:
        return Outcome(
            "no_appointments", offers=("appointment",), proposes="book_appointment", ends_flow=True
        )
    if len(theirs) > 1:
        choices = tuple(
            Choice(label="choice_appointment", fills={}, values=_values(one)) for one in theirs[:5]
        )
        return Outcome("appointments_listed", {"count": str(len(theirs))}, choices=choices, ends_flow=True)
    return Outcome("appointment_is", _values(theirs[0]), ends_flow=True)


async def _theirs(around: Surroundings) -> Sequence[BookedAppointment]:
    """Booked in this conversation, or proven: soonest first, none twice."""
    appointments = around.ports.appointments
    found = {one.id: one for one in await appointments.of_conversation()}
    if around.customer_id is not None:
        found |= {one.id: one for one in await appointments.coming(around.customer_id)}
    for one in around.appointments:
        found[one.id] = one
    return sorted((one for one in found.values() if one.status == "booked"), key=lambda one: one.starts_at)


def _is_meant(one: BookedAppointment, which: WhichAppointment) -> bool:
    if which.appointment:
        return str(one.id) == which.appointment
    if which.reference:
        return bare_reference(one.reference) == bare_reference(which.reference)
    return bool(which.old_date) and one.starts_at.date().isoformat() == which.old_date


_OTHER = ("other", "otr", "autre", "ander")
# Words for a place, by how they begin, in the languages we speak.
_PLACES = (
    (0, ("first", "1", "earl", "next", "prim", "próx", "prem", "proch", "erst", "nächst")),
    (1, ("second", "2", "segund", "deux", "zweit")),
    (2, ("third", "3", "tercer", "trois", "dritt")),
    (-1, ("last", "late", "últim", "derni", "letzt")),
)


def _by_place(theirs: Sequence[BookedAppointment], said: str) -> Sequence[BookedAppointment]:
    """'Move the first one', in the order of time; all of them where nothing fits."""
    word = said.casefold()
    for place, begins in _PLACES:
        if word.startswith(begins) and -1 <= place < len(theirs):
            return [theirs[place]]
    return theirs


def _fills(one: BookedAppointment) -> dict[str, str]:
    return {
        "appointment": str(one.id),
        "appointment_at": one.starts_at.isoformat(),
        "appointment_with": one.resource_name,
        "appointment_reference": one.reference,
    }


def _values(one: BookedAppointment) -> dict[str, str]:
    return {
        "starts_at": one.starts_at.isoformat(),
        "resource": one.resource_name,
        "reference": one.reference,
    }
