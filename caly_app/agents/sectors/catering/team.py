"""Holding a day for an event: a team that can serve so many, and is free."""

from datetime import date, datetime, time

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering.calendar_of import guests_of_teams, teams_for
from caly_app.agents.sectors.catering.quotes import too_big, too_soon
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.skills.booking.only_these import with_only
from caly_app.agents.tool import Surroundings
from caly_app.ports import BookedAppointment, Opening, StoredRecord, Unbookable

EVENT = "event"
_SHOWN = 3
_LOOKED_AT = 30
_MIDDAY = time(12)


class WantedDay(BaseModel):
    guests: int
    date: str


class EventBooking(WantedDay):
    event_kind: str
    starts_at: datetime
    full_name: str
    phone: str
    email: str = ""


async def find_event_day(wanted: WantedDay, around: Surroundings) -> Outcome:
    if refusal := await too_big(wanted.guests, around):
        return refusal
    if refusal := too_soon(wanted.date, terms_of(around.business), around):
        return refusal
    found = await day_for(wanted.date, wanted.guests, around)
    return found if isinstance(found, Outcome) else Outcome(fills=_fills(found))


async def book_event(booking: EventBooking, around: Surroundings) -> Outcome:
    opening = await day_for(booking.date, booking.guests, around)
    if isinstance(opening, Outcome):
        return opening
    customer_id = around.customer_id
    if customer_id is None:
        told = {"name": booking.full_name, "phone": booking.phone, "email": booking.email}
        customer_id = await around.ports.customers.remember(
            {kind: said for kind, said in told.items() if said}
        )
    try:
        booked = await around.ports.appointments.book(
            opening,
            kind=EVENT,
            customer_id=customer_id,
            fields={"event_kind": booking.event_kind, "guests": str(booking.guests)},
        )
    except Unbookable:
        return await _other_days(booking.date, booking.guests, around)
    values = {"date": booking.date, "resource": booked.resource_name, "reference": booked.reference}
    return Outcome("event_booked", {**values, "event_kind": booking.event_kind}, done=True)


async def day_for(day: str, guests: int, around: Surroundings) -> Opening | Outcome:
    """The first that a fitting team has that day; else the nearest days."""
    only = with_only(await teams_for(guests, around), around)
    openings = await only.ports.appointments.openings(
        near=_noon(day, around), on=date.fromisoformat(day), limit=_LOOKED_AT
    )
    if openings:
        return min(openings, key=lambda one: one.starts_at)
    return await _other_days(day, guests, around)


async def _other_days(day: str, guests: int, around: Surroundings) -> Outcome:
    only = with_only(await teams_for(guests, around), around)
    near = await only.ports.appointments.openings(near=_noon(day, around), limit=_LOOKED_AT)
    wanted = date.fromisoformat(day)
    days = sorted({one.starts_at.date() for one in near} - {wanted}, key=lambda one: abs(one - wanted))
    if not days:
        return Outcome("no_event_days", {"date": day}, offers=("person",), ends_flow=True)
    return Outcome(
        "event_day_taken",
        {"date": day},
        offers=("alternatives",),
        asks=("date",),
        choices=tuple(
            Choice(label="choice_day", fills={"date": one.isoformat()}, values={"date": one.isoformat()})
            for one in sorted(days[:_SHOWN])
        ),
        clears=("date", "time", "period"),
    )


async def hold(quote: StoredRecord, around: Surroundings) -> str:
    """Name of the team that is held for an accepted quote. Raises Unbookable.

    A day that the customer has held before stays as it is; a business without teams holds none.
    """
    assert quote.customer_id is not None, "a quote is somebody's"
    day, guests = str(quote.data["event_date"]), int(str(quote.data["guests"]))
    teams = await guests_of_teams(around)
    for one in await around.ports.appointments.coming(quote.customer_id):
        if one.resource_name in teams and one.starts_at.date().isoformat() == day:
            return one.resource_name
    if not teams:
        return ""
    opening = await day_for(day, guests, around)
    if isinstance(opening, Outcome):
        raise Unbookable("taken")
    held = await around.ports.appointments.book(
        opening,
        kind=EVENT,
        customer_id=quote.customer_id,
        fields={"event_kind": str(quote.data["event_kind"]), "guests": str(guests), "quote": quote.reference},
    )
    return held.resource_name


async def make_room(quote: StoredRecord, guests: int, around: Surroundings) -> None:
    """The event of an accepted quote goes to a larger team where its own is too small. Raises Unbookable."""
    assert quote.customer_id is not None, "a quote is somebody's"
    most, day = await guests_of_teams(around), str(quote.data["event_date"])
    for held in await around.ports.appointments.coming(quote.customer_id):
        is_its = held.fields.get("quote") == quote.reference
        if is_its and most.get(held.resource_name, guests) < guests:
            larger = await day_for(day, guests, around)
            if isinstance(larger, Outcome):
                raise Unbookable("taken")
            await around.ports.appointments.move(held.id, larger)


async def quote_of(event: BookedAppointment, around: Surroundings) -> StoredRecord | None:
    """The accepted quote that this event was held for."""
    reference = event.fields.get("quote", "")
    quote = await around.ports.records.by_reference("quote", reference) if reference else None
    return quote if quote and quote.data["status"] == "accepted" else None


def _fills(opening: Opening) -> dict[str, str]:
    return {"starts_at": opening.starts_at.isoformat(), "resource": opening.resource_name}


def _noon(day: str, around: Surroundings) -> datetime:
    return datetime.combine(date.fromisoformat(day), _MIDDAY, around.business.timezone)
