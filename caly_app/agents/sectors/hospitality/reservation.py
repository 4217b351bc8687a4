"""Finding a free room, and booking it: what it costs is reckoned, the last room is sold once."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice
from caly_app.agents.money import told
from caly_app.agents.picking import Asking, Which, likeness, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import nights as rooms
from caly_app.agents.sectors.hospitality.nights import HouseRules, Span
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_OTHER_DAYS = 14  # so far is looked for the same nights elsewhere
_SHOWN = 3

ASK_KIND = Asking(
    "room_kind", "choice_room_kind", "no_rooms", unknown="room_kind_unknown", forgets=("room_wish",)
)


class Wanted(BaseModel):
    """Any of it may be missing: then it is asked for."""

    arrival: str = ""
    departure: str = ""
    stay_dates: str = ""  # FROM/TO
    nights: int = 0
    guests: int = 0  # grown-ups
    children: int = 0
    room_wish: str = ""
    room_kind: str = ""  # id, once it was picked


class NewStay(BaseModel):
    arrival: date
    departure: date
    guests: int
    children: int = 0
    room_kind: UUID
    total: str
    full_name: str
    phone: str
    email: str = ""


async def find_room(wanted: Wanted, around: Surroundings) -> Outcome:
    span = span_of(wanted, around)
    if isinstance(span, Outcome):
        return span
    if not wanted.guests:
        return Outcome(asks=("guests",), fills=_days(span), clears=("nights", "stay_dates"))
    people = wanted.guests + wanted.children
    if people >= HouseRules(around).number("group_from"):
        return Outcome(
            "group_request", {"count": str(people)}, escalates=EscalationReason.SALES, ends_flow=True
        )
    kind = await _which_kind(wanted, span, people, around)
    if isinstance(kind, Outcome):
        return kind
    cost = rooms.price(kind, span, wanted.guests, around)
    return Outcome(
        fills={
            **_days(span),
            "room_kind": str(kind.id),
            "room_name": str(kind.data["name"]),
            "night_count": str(len(span.days)),
            "city_tax": told(cost.tax),
            "total": told(cost.total),
        },
        clears=("nights", "stay_dates"),
    )


async def book_stay(new: NewStay, around: Surroundings) -> Outcome:
    span = Span(new.arrival, new.departure)
    kind = next((one for one in await rooms.kinds(around) if one.id == new.room_kind), None)
    cost = rooms.price(kind, span, new.guests, around) if kind else None
    if kind is None or cost is None or told(cost.total) != new.total:
        return Outcome("price_changed", clears=("room_kind",))
    if not await rooms.sell(kind.id, span, around):
        return await _full(kind, span, new.guests + new.children, around)
    customer_id = around.customer_id
    if customer_id is None:
        said = {"name": new.full_name, "phone": new.phone, "email": new.email}
        customer_id = await around.ports.customers.remember({k: v for k, v in said.items() if v})
    data = {
        "room_kind": kind.reference,
        "room_name": str(kind.data["name"]),
        "arrival": span.arrival.isoformat(),
        "departure": span.departure.isoformat(),
        "guests": new.guests,
        "children": new.children,
        "city_tax": told(cost.tax),
        "total": new.total,
        "status": "booked",
        "booked_on": around.now.date().isoformat(),
    }
    stay = await around.ports.records.create("stay", data, customer_id)
    return Outcome("stay_booked", shown(stay), fills={"reservation_number": stay.reference}, done=True)


async def tell_rooms(about: Wanted, around: Surroundings) -> Outcome:
    """What there is, with the rate of a night; what was said of the stay is kept for its booking."""
    there = await rooms.kinds(around)
    if not there:
        return Outcome("no_rooms", offers=("person",), ends_flow=True)
    meant = one_of(there, Which(said=in_any_language(about.room_wish)), ASK_KIND) if about.room_wish else None
    listed = [meant] if isinstance(meant, StoredRecord) else there
    return Outcome(
        "rooms_listed",
        choices=choices_of(listed),
        offers=("slot",),
        proposes="book_stay",
        fills={name: str(value) for name, value in about if value},
        ends_flow=True,
    )


def span_of(wanted: Wanted, around: Surroundings) -> Span | Outcome:
    """The nights that are meant; what is missing of them, or cannot be, is asked for."""
    first, _, last = wanted.stay_dates.partition("/")
    if not (first or wanted.arrival):
        return Outcome(asks=("arrival", "stay_dates"))
    arrival = date.fromisoformat(first or wanted.arrival)
    if arrival < around.now.date():
        return _other_arrival("arrival_past", {"arrival": arrival.isoformat()})
    if arrival > around.now.date() + timedelta(days=HouseRules(around).number("book_ahead_days")):
        return _other_arrival("too_far", {"arrival": arrival.isoformat()})
    departure = _departure(arrival, last, wanted)
    if departure is None:
        return Outcome(asks=("departure",), fills={"arrival": arrival.isoformat()}, clears=("stay_dates",))
    if departure <= arrival:
        values = {"arrival": arrival.isoformat(), "departure": departure.isoformat()}
        return Outcome("departure_too_early", values, asks=("departure",), clears=("departure", "stay_dates"))
    return _not_too_long(Span(arrival, departure), around)


def _departure(arrival: date, last: str, wanted: Wanted) -> date | None:
    if last:
        return date.fromisoformat(last)
    if wanted.nights:
        return arrival + timedelta(days=wanted.nights)
    return behind(arrival, date.fromisoformat(wanted.departure)) if wanted.departure else None


def behind(arrival: date, departure: date) -> date:
    """'On the 3rd of November, until the 6th', 'next Friday to Sunday': as they follow one another."""
    if departure > arrival:
        return departure
    same_month = departure.day > arrival.day and (departure.year, departure.month) != (
        arrival.year,
        arrival.month,
    )
    if same_month:
        return _in_month_of(arrival, departure)
    weeks = (arrival - departure).days // 7 + 1
    return departure + timedelta(weeks=weeks) if weeks <= 2 and departure != arrival else departure


def _in_month_of(arrival: date, departure: date) -> date:
    try:
        return departure.replace(year=arrival.year, month=arrival.month)
    except ValueError:
        return departure


def _not_too_long(span: Span, around: Surroundings) -> Span | Outcome:
    most = HouseRules(around).number("nights_at_most")
    if len(span.days) <= most:
        return span
    gone = ("arrival", "departure", "stay_dates", "nights")
    return Outcome("stay_too_long", {"count": str(most)}, asks=("arrival", "stay_dates"), clears=gone)


def _other_arrival(tells: str, values: dict[str, str]) -> Outcome:
    gone = ("arrival", "departure", "stay_dates", "nights")
    return Outcome(tells, values, asks=("arrival", "stay_dates"), clears=gone)


async def _which_kind(
    wanted: Wanted, span: Span, people: int, around: Surroundings
) -> StoredRecord | Outcome:
    there = await rooms.kinds(around)
    roomy = [one for one in there if rooms.sleeps(one) >= people]
    if not roomy:
        most = max((rooms.sleeps(one) for one in there), default=0)
        return Outcome("too_many_guests", {"count": str(most)}, offers=("person",), ends_flow=True)
    free = [one for one in roomy if rooms.rooms_left(one, span) > 0]
    if not free:
        return await _no_room(span, people, around)
    if not (wanted.room_wish or wanted.room_kind):
        return free[0] if len(free) == 1 else _which_of(free)
    kind = one_of(there, meant_kind(there, wanted.room_kind, wanted.room_wish), ASK_KIND)
    if isinstance(kind, Outcome) or kind in free:
        return kind
    values = {**shown(kind), "guests": str(people), **_days(span)}
    tells = "room_too_small" if kind not in roomy else "room_kind_full"
    return _instead(tells, values, free)


# What a room may be called, whatever language it is named in.
_CALLED = (
    "single simple individual individuelle einzel einzelzimmer",
    "double doble doppel doppelzimmer",
    "twin gemelas jumeaux zweibett zweibettzimmer",
    "family familiar familiale familien familienzimmer",
)


def meant_kind(there: Sequence[StoredRecord], picked: str, said: str) -> Which:
    """The one that was picked, unless other words were said since."""
    said = in_any_language(said)
    likest = max((likeness(said, shown(one)) for one in there), default=0) if said else 0
    fits = [str(one.id) for one in there if likeness(said, shown(one)) == likest]
    return Which(picked) if picked in fits else Which(said=said)


def in_any_language(said: str) -> str:
    """With what else it is called: 'chambre simple' is the single room."""
    words = said.casefold().split()
    return " ".join((said, *(called for called in _CALLED if any(word in called.split() for word in words))))


async def _full(kind: StoredRecord, span: Span, people: int, around: Surroundings) -> Outcome:
    """Somebody was quicker."""
    there = [one for one in await rooms.kinds(around) if rooms.sleeps(one) >= people]
    free = [one for one in there if rooms.rooms_left(one, span) > 0]
    if not free:
        return await _no_room(span, people, around)
    return _instead("room_kind_full", {**shown(kind), **_days(span)}, free)


def _instead(tells: str, values: dict[str, str], free: Sequence[StoredRecord]) -> Outcome:
    return Outcome(
        tells,
        values,
        offers=("alternatives",),
        asks=("room_kind",),
        choices=choices_of(free),
        clears=("room_kind", "room_wish"),
    )


def _which_of(free: Sequence[StoredRecord]) -> Outcome:
    return Outcome(offers=("choices",), asks=("room_kind",), choices=choices_of(free))


async def _no_room(span: Span, people: int, around: Surroundings) -> Outcome:
    """Full: the same number of nights on days near by, if there are such."""
    others = await _near(span, people, around)
    if not others:
        return Outcome("fully_booked", _days(span), offers=("person",), ends_flow=True)
    return Outcome(
        "fully_booked",
        _days(span),
        offers=("alternatives",),
        asks=("arrival", "stay_dates"),
        choices=tuple(Choice(label="choice_days", fills=_days(one)) for one in others),
        clears=("arrival", "departure", "nights", "stay_dates"),
    )


async def _near(span: Span, people: int, around: Surroundings) -> list[Span]:
    there = [one for one in await rooms.kinds(around) if rooms.sleeps(one) >= people]
    found = []
    for ahead in sorted(range(-_OTHER_DAYS, _OTHER_DAYS + 1), key=abs):
        other = Span(span.arrival + timedelta(days=ahead), span.departure + timedelta(days=ahead))
        is_ahead = other.arrival >= around.now.date()
        if is_ahead and any(rooms.rooms_left(one, other) > 0 for one in there):
            found.append(other)
        if len(found) == _SHOWN:
            break
    return sorted(found, key=lambda one: one.arrival)


def choices_of(kinds: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_room_kind", fills={"room_kind": str(one.id)}, values=shown(one)) for one in kinds
    )


def _days(span: Span) -> dict[str, str]:
    return {"arrival": span.arrival.isoformat(), "departure": span.departure.isoformat()}
