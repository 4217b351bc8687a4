"""Other days, other guests, another room: what it costs more or less is told to the penny before the yes."""

import re
from datetime import date, timedelta
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import money, told
from caly_app.agents.picking import one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import nights as rooms
from caly_app.agents.sectors.hospitality import stays
from caly_app.agents.sectors.hospitality.nights import HouseRules, Span
from caly_app.agents.sectors.hospitality.reservation import ASK_KIND, behind, choices_of, meant_kind
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_DAYS_SAID = ("arrival", "departure", "stay_dates", "nights", "extra_nights", "moved_by")
_SAID = (*_DAYS_SAID, "guests", "room_wish", "room_kind")
_COUNTED = {
    **dict.fromkeys(("two", "dos", "deux", "zwei"), 2),
    **dict.fromkeys(("three", "tres", "trois", "drei"), 3),
    **dict.fromkeys(("four", "cuatro", "quatre", "vier"), 4),
    **dict.fromkeys(("five", "cinco", "cinq", "fünf"), 5),
    "six": 6,
}
_IN_DAYS = {"week": 7, "seman": 7, "semai": 7, "woche": 7, "fortn": 14}
_BEFORE = re.compile(r"earlier|sooner|antes|temprano|t[oô]t\b|avant|früher|eher", re.IGNORECASE)


class Change(BaseModel):
    """What should be otherwise; nothing of it: then it is asked for."""

    stay: UUID
    change_what: str = ""  # dates | guests | room
    arrival: str = ""
    departure: str = ""
    stay_dates: str = ""
    nights: int = 0
    extra_nights: int = 0
    moved_by: str = ""  # "a week later"
    guests: int = 0
    children: int = -1
    room_wish: str = ""
    room_kind: str = ""


class AgreedChange(BaseModel):
    stay: UUID
    to_arrival: date
    to_departure: date
    to_guests: int
    to_children: int
    to_kind: UUID
    to_total: str


async def price_change(change: Change, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(change.stay, around)
    if isinstance(stay, Outcome):
        return stay
    if not any(getattr(change, name) for name in _SAID) and change.children < 0:
        return await _ask(change.change_what, around)
    span = _span(stay, change)
    if refusal := _cannot(stay, span, around):
        return refusal
    guests = change.guests or rooms.number_in(stay, "guests")
    children = change.children if change.children >= 0 else rooms.number_in(stay, "children")
    kind = await _kind(stay, change, span, guests + children, around)
    if isinstance(kind, Outcome):
        return kind
    return _told(stay, kind, span, guests, children, around)


async def change_stay(agreed: AgreedChange, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(agreed.stay, around)
    if isinstance(stay, Outcome):
        return stay
    old_kind = await rooms.kind_of(stay, around)
    new_kind = next((one for one in await rooms.kinds(around) if one.id == agreed.to_kind), None)
    span = Span(agreed.to_arrival, agreed.to_departure)
    if old_kind is None or new_kind is None:
        return Outcome("no_rooms", offers=("person",), ends_flow=True)
    if told(_total(stay, new_kind, span, agreed.to_guests, around)) != agreed.to_total:
        return Outcome("price_changed")
    if not await rooms.exchange(old_kind.id, stays.span_of(stay).days, new_kind.id, span, around):
        values = {
            **shown(new_kind),
            "arrival": span.arrival.isoformat(),
            "departure": span.departure.isoformat(),
        }
        return Outcome("change_full", values, asks=("change_what",), clears=(*_SAID, "change_what"))
    cost = rooms.price(new_kind, span, agreed.to_guests, around)
    changed = await around.ports.records.change(
        stay.id,
        {
            "arrival": span.arrival.isoformat(),
            "departure": span.departure.isoformat(),
            "guests": agreed.to_guests,
            "children": agreed.to_children,
            "room_kind": new_kind.reference,
            "room_name": str(new_kind.data["name"]),
            "city_tax": told(cost.tax),
            "total": agreed.to_total,
        },
    )
    return Outcome("stay_changed", shown(changed), done=True)


async def _ask(what: str, around: Surroundings) -> Outcome:
    match what:
        case "dates":
            return Outcome(asks=("arrival", "stay_dates"))
        case "guests":
            return Outcome(asks=("guests",))
        case "room":
            return Outcome(
                offers=("choices",), asks=("room_kind",), choices=choices_of(await rooms.kinds(around))
            )
        case _:
            return Outcome(asks=("change_what",))


def _span(stay: StoredRecord, change: Change) -> Span:
    """A stay that begins on another day is as long as before, unless its end was said, too."""
    now = stays.span_of(stay)
    first, _, last = change.stay_dates.partition("/")
    if first:
        return Span(date.fromisoformat(first), date.fromisoformat(last))
    if change.arrival and stay.data.get("status") == "in_house":  # who is here can only mean the last day
        return Span(now.arrival, date.fromisoformat(change.arrival))
    if change.moved_by and not change.departure and change.arrival in ("", now.arrival.isoformat()):
        days = _days_moved(change.moved_by)
        return Span(now.arrival + days, now.departure + days)
    arrival = date.fromisoformat(change.arrival) if change.arrival else now.arrival
    if change.departure:
        return Span(arrival, behind(arrival, date.fromisoformat(change.departure)))
    if change.nights:
        return Span(arrival, arrival + timedelta(days=change.nights))
    longer = timedelta(days=change.extra_nights)
    return Span(arrival, arrival + (now.departure - now.arrival) + longer)


def _days_moved(said: str) -> timedelta:
    """Of "a week later" seven days, of "two nights earlier" two back."""
    count, unit, *_ = said.casefold().split()
    number = int(count) if count.isdigit() else _COUNTED.get(count, 1)
    days = number * _IN_DAYS.get(unit[:5], _IN_DAYS.get(unit[:4], 1))
    return timedelta(days=-days if _BEFORE.search(said) else days)


def _cannot(stay: StoredRecord, span: Span, around: Surroundings) -> Outcome | None:
    before = stays.span_of(stay)
    days = {"arrival": span.arrival.isoformat(), "departure": span.departure.isoformat()}
    ask = ("arrival", "stay_dates")
    gone = _DAYS_SAID
    if span.arrival != before.arrival and stay.data.get("status") == "in_house":
        return Outcome("in_house_already", offers=("person",), ends_flow=True)
    if span.arrival != before.arrival and span.arrival < around.now.date():
        return Outcome("arrival_past", days, asks=ask, clears=gone)
    if span.departure <= max(span.arrival, around.now.date()):
        return Outcome("departure_too_early", days, asks=ask, clears=gone)
    most = HouseRules(around).number("nights_at_most")
    if len(span.days) > most:
        return Outcome("stay_too_long", {"count": str(most)}, asks=ask, clears=gone)
    return None


async def _kind(
    stay: StoredRecord, change: Change, span: Span, people: int, around: Surroundings
) -> StoredRecord | Outcome:
    there = await rooms.kinds(around)
    present = next((one for one in there if one.reference == stay.data.get("room_kind")), None)
    if change.room_wish or change.room_kind:
        kind = one_of(there, meant_kind(there, change.room_kind, change.room_wish), ASK_KIND)
    else:
        kind = present or Outcome("no_rooms", offers=("person",), ends_flow=True)
    if isinstance(kind, Outcome):
        return kind
    own = stays.span_of(stay).days if kind is present else []
    values = {**shown(kind), "guests": str(people)}
    days = {"arrival": span.arrival.isoformat(), "departure": span.departure.isoformat()}
    own_of = {one.id: (stays.span_of(stay).days if one is present else []) for one in there}
    free = [
        one
        for one in there
        if rooms.sleeps(one) >= people and rooms.rooms_left(one, span, own_of[one.id]) > 0 and one is not kind
    ]
    tells = ""
    if rooms.sleeps(kind) < people:
        tells = "room_too_small"
    elif rooms.rooms_left(kind, span, own) < 1:
        tells = "room_kind_full"
    if not tells:
        return kind
    if not free:
        gone = (*_SAID, "change_what")
        return Outcome("change_full", {**values, **days}, asks=("change_what",), clears=gone)
    return Outcome(
        tells,
        {**values, **days},
        offers=("alternatives",),
        asks=("room_kind",),
        choices=choices_of(free),
        clears=("room_kind", "room_wish"),
    )


def _told(
    stay: StoredRecord, kind: StoredRecord, span: Span, guests: int, children: int, around: Surroundings
) -> Outcome:
    total = _total(stay, kind, span, guests, around)
    before = money(str(stay.data["total"]))
    same = (str(stay.data["room_kind"]), stays.span_of(stay), rooms.number_in(stay, "guests"))
    if same == (kind.reference, span, guests) and children == rooms.number_in(stay, "children"):
        return Outcome("change_is_none", asks=("change_what",), clears=(*_SAID, "change_what", "children"))
    fills = {
        "to_arrival": span.arrival.isoformat(),
        "to_departure": span.departure.isoformat(),
        "to_guests": str(guests),
        "to_children": str(children),
        "to_kind": str(kind.id),
        "to_room_name": str(kind.data["name"]),
        "to_total": told(total),
    }
    if total == before:
        return Outcome("change_costs_same", fills=fills)
    tells = "change_costs_more" if total > before else "change_costs_less"
    return Outcome(tells, {"difference": told(abs(total - before))}, fills=fills)


def _total(stay: StoredRecord, kind: StoredRecord, span: Span, guests: int, around: Surroundings) -> Money:
    """What was agreed besides, as a late checkout, stays on the bill."""
    late = money(str(stay.data["late_fee"])) if "late_fee" in stay.data else None
    total = rooms.price(kind, span, guests, around).total
    return total + late if late else total
