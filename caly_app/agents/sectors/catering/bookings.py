"""Tables and events alike: found, moved, cancelled. An event's quote goes with it."""

from datetime import date

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering import team
from caly_app.agents.sectors.catering.calendar_of import (
    guests_of_teams,
    seats_of_tables,
    tables_for,
    teams_for,
)
from caly_app.agents.sectors.catering.quotes import too_soon
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.skills.booking import appointments, openings
from caly_app.agents.skills.booking.appointments import Booking, Cancellation, Move
from caly_app.agents.skills.booking.only_these import with_only
from caly_app.agents.skills.booking.openings import Wanted
from caly_app.agents.tool import Surroundings
from caly_app.ports import BookedAppointment, Opening, Unbookable


class TableBooking(Booking):
    guests: int
    diet: str = ""


class WantedHere(Wanted):
    guests: int | None = None
    appointment: str = ""  # id of the booking that is moved


class MovedBooking(Move):
    guests: int | None = None


class Party(BaseModel):
    guests: int | None = None
    quote_number: str = ""


async def find_opening(wanted: WantedHere, around: Surroundings) -> Outcome:
    """A table for so many; when an event is moved, a day on which a team is free."""
    moved = await _booking(wanted.appointment, around) if wanted.appointment else None
    guests = wanted.guests or (await _party_of(moved, around) if moved else 1)
    if moved and moved.resource_name in await guests_of_teams(around):
        return await _event_day(wanted, guests, around)
    tables = await tables_for(guests, around)
    if not tables:
        return await _party_too_big(guests, wanted.date, around)
    only = with_only(tables, around)
    if moved and wanted.guests and not (wanted.date or wanted.time or wanted.part_of_day or wanted.period):
        return await _at_the_same_time(moved, only)
    return await openings.find_opening(Wanted.model_validate(wanted.model_dump()), only)


async def _at_the_same_time(moved: BookedAppointment, only: Surroundings) -> Outcome:
    """More of them, or fewer: the table stays if it seats them, else another one at that time."""
    opening = await _its_own(moved, only)
    try:
        opening = opening or await only.ports.appointments.opening_at(moved.starts_at)
    except Unbookable:
        return await openings.alternatives("slot_taken", moved.starts_at, None, only)
    return Outcome(fills=_fills(opening))


async def _its_own(booked: BookedAppointment, only: Surroundings) -> Opening | None:
    for one in await only.ports.appointments.resources():
        if one.name == booked.resource_name:
            return Opening(one.id, one.name, booked.starts_at, booked.ends_at)
    return None


async def _party_of(booked: BookedAppointment, around: Surroundings) -> int:
    """As many as were told; where nobody told, as many as their table seats."""
    told = booked.fields.get("guests", "")
    return int(told) if told.isdigit() else (await seats_of_tables(around)).get(booked.resource_name, 1)


async def which_party(party: Party, around: Surroundings) -> Outcome:
    """Whoever has a table and no quote means the table: that is a matter of moving it."""
    if party.quote_number or around.customer_id is not None:
        return Outcome()
    seats = await seats_of_tables(around)
    known = [*around.appointments, *await around.ports.appointments.of_conversation()]
    if not any(one.resource_name in seats for one in known):
        return Outcome()
    return Outcome(
        "party_of_table",
        offers=("appointment",),
        proposes="reschedule_appointment",
        fills={"guests": str(party.guests)} if party.guests else {},
        ends_flow=True,
    )


async def book_table(booking: TableBooking, around: Surroundings) -> Outcome:
    tables = await tables_for(booking.guests, around)
    if not tables:
        return await _party_too_big(booking.guests, booking.starts_at.date().isoformat(), around)
    return await appointments.book(booking, with_only(tables, around))


async def _event_day(wanted: WantedHere, guests: int, around: Surroundings) -> Outcome:
    if not wanted.date:
        return Outcome(asks=("date",))
    if refusal := too_soon(wanted.date, terms_of(around.business), around):
        return refusal
    found = await team.day_for(wanted.date, guests, around)
    if isinstance(found, Outcome):
        return found
    return Outcome(fills=_fills(found))


def _fills(opening: Opening) -> dict[str, str]:
    return {
        "starts_at": opening.starts_at.isoformat(),
        "ends_at": opening.ends_at.isoformat(),
        "resource_id": str(opening.resource_id),
        "resource": opening.resource_name,
    }


async def _party_too_big(guests: int, day: str, around: Surroundings) -> Outcome:
    """So many are an event: a quote is the way, for the day that was said."""
    most = max((await seats_of_tables(around)).values(), default=0)
    return Outcome(
        "party_too_big",
        {"guests": str(guests), "most": str(most)},
        offers=("alternatives", "person"),
        proposes="request_quote",
        fills={"guests": str(guests), **({"date": day} if day else {})},
        ends_flow=True,
    )


async def move(wanted: MovedBooking, around: Surroundings) -> Outcome:
    before = await _booking(str(wanted.appointment), around)
    if before is None:
        return Outcome("not_found", offers=("person",), ends_flow=True)
    is_event = before.resource_name in await guests_of_teams(around)
    guests = wanted.guests or await _party_of(before, around)
    only = with_only(await (teams_for if is_event else tables_for)(guests, around), around)
    try:
        opening = await _opening(before, wanted, only)
        told = {"guests": str(wanted.guests)} if wanted.guests else None
        moved = await around.ports.appointments.move(wanted.appointment, opening, told)
    except Unbookable:
        return await openings.alternatives("slot_taken", wanted.starts_at, None, only)
    if quote := await team.quote_of(before, around):
        await around.ports.records.change(quote.id, {"event_date": moved.starts_at.date().isoformat()})
    values = {"starts_at": moved.starts_at.isoformat(), "resource": moved.resource_name}
    return Outcome("moved", {**values, "reference": moved.reference}, done=True)


async def _opening(before: BookedAppointment, wanted: MovedBooking, only: Surroundings) -> Opening:
    """Its own place is free for it."""
    if wanted.starts_at == before.starts_at:
        its_own = await _its_own(before, only)
        if its_own and its_own.resource_id == wanted.resource_id:
            return its_own
    return await only.ports.appointments.opening_at(wanted.starts_at, wanted.resource_id)


async def cancel(cancellation: Cancellation, around: Surroundings) -> Outcome:
    """An event that was agreed has a deposit: what becomes of it, a person says."""
    before = await _booking(str(cancellation.appointment), around)
    outcome = await appointments.cancel_appointment(cancellation, around)
    quote = await team.quote_of(before, around) if before else None
    if quote is None:
        return outcome
    await around.ports.records.change(quote.id, {"status": "cancelled"})
    day = date.fromisoformat(str(quote.data["event_date"])).isoformat()
    return Outcome(
        "event_cancelled",
        {"date": day, "reference": quote.reference},
        done=True,
        escalates=EscalationReason.NEEDS_APPROVAL,
    )


async def _booking(appointment: str, around: Surroundings) -> BookedAppointment | None:
    """Of those that are proven to be the customer's."""
    known = [*around.appointments, *await around.ports.appointments.of_conversation()]
    if around.customer_id is not None:
        known += await around.ports.appointments.coming(around.customer_id)
    return next((one for one in known if str(one.id) == appointment), None)
