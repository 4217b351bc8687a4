"""Tables and events alike: found, moved, cancelled. An event's quote goes with it."""

from datetime import date

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering import team
from caly_app.agents.sectors.catering.calendar_of import (
    guests_of_teams,
    seats_of_tables,
    tables_for,
    teams_for,
    with_only,
)
from caly_app.agents.sectors.catering.quotes import too_soon
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.skills.booking import appointments, openings
from caly_app.agents.skills.booking.appointments import Booking, Cancellation, Move
from caly_app.agents.skills.booking.openings import Wanted
from caly_app.agents.tool import Surroundings
from caly_app.ports import BookedAppointment


class TableBooking(Booking):
    guests: int


class WantedHere(Wanted):
    guests: int | None = None
    appointment: str = ""  # id of the booking that is moved


async def find_opening(wanted: WantedHere, around: Surroundings) -> Outcome:
    """A table for so many; when an event is moved, a day on which a team is free."""
    moved = await _booking(wanted.appointment, around) if wanted.appointment else None
    guests = wanted.guests or (int(moved.fields.get("guests", "1")) if moved else 1)
    if moved and moved.resource_name in await guests_of_teams(around):
        return await _event_day(wanted, guests, around)
    tables = await tables_for(guests, around)
    if not tables:
        return await _party_too_big(guests, around)
    return await openings.find_opening(Wanted.model_validate(wanted.model_dump()), with_only(tables, around))


async def book_table(booking: TableBooking, around: Surroundings) -> Outcome:
    tables = await tables_for(booking.guests, around)
    if not tables:
        return await _party_too_big(booking.guests, around)
    return await appointments.book(booking, with_only(tables, around))


async def _event_day(wanted: WantedHere, guests: int, around: Surroundings) -> Outcome:
    if not wanted.date:
        return Outcome(asks=("date",))
    if refusal := too_soon(wanted.date, terms_of(around.business), around):
        return refusal
    found = await team.day_for(wanted.date, guests, around)
    if isinstance(found, Outcome):
        return found
    return Outcome(
        fills={
            "starts_at": found.starts_at.isoformat(),
            "ends_at": found.ends_at.isoformat(),
            "resource_id": str(found.resource_id),
            "resource": found.resource_name,
        }
    )


async def _party_too_big(guests: int, around: Surroundings) -> Outcome:
    """So many are an event: a quote is the way."""
    most = max((await seats_of_tables(around)).values(), default=0)
    return Outcome(
        "party_too_big",
        {"guests": str(guests), "most": str(most)},
        offers=("alternatives", "person"),
        proposes="request_quote",
        fills={"guests": str(guests)},
        ends_flow=True,
    )


async def move(wanted: Move, around: Surroundings) -> Outcome:
    before = await _booking(str(wanted.appointment), around)
    is_event = before is not None and before.resource_name in await guests_of_teams(around)
    guests = int(before.fields.get("guests", "1")) if before else 1
    fitting = await (teams_for if is_event else tables_for)(guests, around)
    outcome = await appointments.move_appointment(wanted, with_only(fitting, around))
    if outcome.done and before and (quote := await team.quote_of(before, around)):
        day = wanted.starts_at.astimezone(around.business.timezone).date()
        await around.ports.records.change(quote.id, {"event_date": day.isoformat()})
    return outcome


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
