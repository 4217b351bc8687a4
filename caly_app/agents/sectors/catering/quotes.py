"""A quote for an event: reckoned from menu, guests and way, kept with its lead, valid for a while."""

from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.money import told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering.calendar_of import guests_of_teams
from caly_app.agents.sectors.catering.menus import least_guests, price_per_guest, priced
from caly_app.agents.sectors.catering.places import Place, place_of
from caly_app.agents.sectors.catering.prices import FIELDS, Price, miles_told, price_of
from caly_app.agents.sectors.catering.terms import Terms, terms_of
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

# What the words of a reckoned quote may use.
RECKONED = (
    "guests",
    "menu_title",
    "price_per_guest",
    "place",
    "miles",
    *FIELDS,
    "tax_percent",
    "valid_until",
)


class Event(BaseModel):
    event_kind: str
    date: str
    guests: int
    menu: str  # id
    place: str


class WantedQuote(Event):
    full_name: str
    phone: str
    email: str = ""
    total: str  # that was read back
    budget: str = ""
    budget_per_guest: str = ""


@dataclass(frozen=True)
class Reckoned:
    menu: StoredRecord
    place: Place
    price: Price
    terms: Terms


async def reckon_quote(event: Event, around: Surroundings) -> Outcome:
    """What it comes to. Nothing is written down yet."""
    reckoned = await _reckon(event, around)
    if isinstance(reckoned, Outcome):
        return reckoned
    return Outcome(fills=_values(reckoned, event.guests, around.now.date()))


async def make_quote(wanted: WantedQuote, around: Surroundings) -> Outcome:
    """The lead and its quote, for the customer of this conversation."""
    reckoned = await _reckon(wanted, around)
    if isinstance(reckoned, Outcome):
        return reckoned
    today = around.now.date()
    values = _values(reckoned, wanted.guests, today)
    if values["total"] != wanted.total:
        return Outcome("price_changed", values)
    customer_id = around.customer_id or await around.ports.customers.remember(_contact(wanted))
    event = {"event_kind": wanted.event_kind, "event_date": wanted.date, "guests": wanted.guests}
    lead = await around.ports.records.create(
        "lead",
        {
            **event,
            "menu": values["menu_title"],
            "place": reckoned.place.name,
            "status": "quoted",
            "taken_on": today.isoformat(),
            **({"budget": budget} if (budget := wanted.budget or wanted.budget_per_guest) else {}),
        },
        customer_id,
    )
    quote = await around.ports.records.create(
        "quote",
        {
            **event,
            **_kept(reckoned),
            "valid_until": values["valid_until"],
            "status": "open",
            "lead": lead.reference,
        },
        customer_id,
    )
    return Outcome(
        "quote_made",
        {**values, "reference": quote.reference, "email": wanted.email},
        fills={"quote_number": quote.reference},
        done=True,
    )


async def _reckon(event: Event, around: Surroundings) -> Reckoned | Outcome:
    terms = terms_of(around.business)
    if refusal := too_soon(event.date, terms, around):
        return refusal
    if refusal := await too_big(event.guests, around):
        return refusal
    menu = await menu_by_id(event.menu, around)
    if menu is None or least_guests(menu, around) > event.guests:
        return Outcome(asks=("menu",), clears=("menu", "menu_name"))
    place = await place_of(event.place, around)
    if isinstance(place, Outcome):
        return place
    return Reckoned(menu, place, price_of(event.guests, price_per_guest(menu), place.miles, terms), terms)


def too_soon(day: str, terms: Terms, around: Surroundings) -> Outcome | None:
    """A kitchen cannot cater tomorrow: a person may know a way."""
    first = around.now.date() + timedelta(days=terms.notice_days)
    if date.fromisoformat(day) >= first:
        return None
    return Outcome(
        "event_too_soon",
        {"date": day, "first_day": first.isoformat()},
        offers=("person",),
        asks=("date",),
        clears=("date",),
    )


async def too_big(guests: int, around: Surroundings) -> Outcome | None:
    """More than any team of ours serves: a person may know a way."""
    most = max((await guests_of_teams(around)).values(), default=guests)
    if guests <= most:
        return None
    return Outcome(
        "event_too_big",
        {"guests": str(guests), "most": str(most)},
        offers=("person",),
        escalates=EscalationReason.SALES,
        ends_flow=True,
    )


async def menu_by_id(menu: str, around: Surroundings) -> StoredRecord | None:
    return next((one for one in await around.ports.records.all_of("menu") if str(one.id) == menu), None)


def _values(reckoned: Reckoned, guests: int, today: date) -> dict[str, str]:
    return {
        **priced(reckoned.menu),
        **reckoned.price.as_fields(),
        "guests": str(guests),
        "place": reckoned.place.name,
        "miles": miles_told(reckoned.place.miles),
        "tax_percent": miles_told(reckoned.terms.tax_percent),
        "valid_until": (today + timedelta(days=reckoned.terms.quote_valid_days)).isoformat(),
    }


def _kept(reckoned: Reckoned) -> dict[str, object]:
    return {
        "menu": str(reckoned.menu.data["name"]),
        "menu_reference": reckoned.menu.reference,
        "price_per_guest": told(price_per_guest(reckoned.menu)),
        "place": reckoned.place.name,
        "miles": float(reckoned.place.miles),
        "tax_percent": float(reckoned.terms.tax_percent),
        **reckoned.price.as_fields(),
    }


def _contact(wanted: WantedQuote) -> dict[str, str]:
    told_ = {"name": wanted.full_name, "phone": wanted.phone, "email": wanted.email}
    return {kind: value for kind, value in told_.items() if value}


async def their_quote(quote: str, around: Surroundings) -> StoredRecord | None:
    """Of the customer who has proven who they are; nobody else's."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    theirs = await around.ports.records.of_customer("quote", around.customer_id)
    return next((one for one in theirs if str(one.id) == quote), None)
