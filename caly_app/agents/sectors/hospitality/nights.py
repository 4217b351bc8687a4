"""Nights, rooms that are left of a kind, and what a stay costs.

Each kind of room carries its sold nights, one entry for each room and night. Whoever sells one holds the
record first, so that the last room is sold once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from moneyed import Currency, Money

from caly_app.agents.money import money, told
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

ROOM_KIND = "room_kind"


@dataclass(frozen=True)
class Span:
    """From the day of arrival to the day of departure."""

    arrival: date
    departure: date

    @property
    def days(self) -> list[str]:
        """One for each night."""
        length = (self.departure - self.arrival).days
        return [(self.arrival + timedelta(days=place)).isoformat() for place in range(length)]


@dataclass(frozen=True)
class Price:
    tax: Money
    total: Money  # with tax


# What holds where nothing is set: the same as in the schema of the settings.
DEFAULTS: Mapping[str, int | str] = {
    "city_tax": 0,
    "free_cancellation_days": 2,
    "late_cancellation_nights": 1,
    "nights_at_most": 28,
    "book_ahead_days": 365,
    "group_from": 10,
    "checkout_time": "11:00",
    "late_checkout_free_until": "12:00",
    "late_checkout_until": "15:00",
    "late_checkout_fee": 25,
    "kitchen_opens": "07:00",
    "kitchen_closes": "22:30",
    "tray_charge": 0,
}


@dataclass(frozen=True)
class HouseRules:
    """Settings of the sector."""

    around: Surroundings

    def number(self, name: str) -> int:
        return int(str(self._value(name)))

    def clock(self, name: str) -> time:
        return time.fromisoformat(str(self._value(name)))

    def sum(self, name: str, currency: Currency) -> Money:
        """Of the currency of what it is added to."""
        return Money(Decimal(str(self._value(name))), currency)

    def _value(self, name: str) -> object:
        return self.around.business.settings.get(name, DEFAULTS[name])


async def kinds(around: Surroundings) -> Sequence[StoredRecord]:
    """The cheapest first."""
    found = await around.ports.records.all_of(ROOM_KIND)
    return sorted(found, key=lambda one: (rate(one).amount, one.reference))


async def kind_of(stay: StoredRecord, around: Surroundings) -> StoredRecord | None:
    return await around.ports.records.by_reference(ROOM_KIND, str(stay.data.get("room_kind", "")))


def rate(kind: StoredRecord) -> Money:
    return money(str(kind.data["rate"]))


def sleeps(kind: StoredRecord) -> int:
    return number_in(kind, "sleeps")


def number_in(record: StoredRecord, name: str) -> int:
    value = record.data.get(name, 0)
    return value if isinstance(value, int) else 0


def days_in(record: StoredRecord, name: str) -> list[str]:
    value = record.data.get(name, [])
    return [str(day) for day in value] if isinstance(value, list) else []


def rooms_left(kind: StoredRecord, span: Span, own: Sequence[str] = ()) -> int:
    """In the fullest of these nights; `own`: nights of the stay that is to be changed."""
    sold = days_in(kind, "nights_sold")
    rooms = number_in(kind, "rooms")
    return min((rooms - sold.count(day) + list(own).count(day) for day in span.days), default=0)


def price(kind: StoredRecord, span: Span, adults: int, around: Surroundings) -> Price:
    """Children pay no city tax."""
    nights, a_night = len(span.days), rate(kind)
    tax = HouseRules(around).sum("city_tax", a_night.currency) * (nights * adults)
    return Price(money(told(tax)), money(told(a_night * nights + tax)))


async def sell(kind_id: UUID, span: Span, around: Surroundings) -> bool:
    """Takes a room for these nights. False when none is left."""
    return await exchange(kind_id, [], kind_id, span, around)


async def give_back(kind_id: UUID, nights: Sequence[str], around: Surroundings) -> None:
    held = await around.ports.records.hold(kind_id)
    await _keep(held, _without(days_in(held, "nights_sold"), nights), around)


async def exchange(
    old_kind: UUID, own: Sequence[str], new_kind: UUID, span: Span, around: Surroundings
) -> bool:
    """Nights of one stay against others. False when they are not to be had: then nothing has changed."""
    held = {one: await around.ports.records.hold(one) for one in sorted({old_kind, new_kind})}
    new = held[new_kind]
    if rooms_left(new, span, own if old_kind == new_kind else ()) < 1:
        return False
    kept = _without(days_in(held[old_kind], "nights_sold"), own)
    if old_kind != new_kind:
        await _keep(held[old_kind], kept, around)
        kept = days_in(new, "nights_sold")
    await _keep(new, [*kept, *span.days], around)
    return True


async def _keep(kind: StoredRecord, nights: Sequence[str], around: Surroundings) -> None:
    """Nights that are past are let go of: nobody asks for them again."""
    today = around.now.date().isoformat()
    coming = sorted(day for day in nights if day >= today)
    await around.ports.records.change(kind.id, {"nights_sold": coming})


def _without(nights: Sequence[str], gone: Sequence[str]) -> list[str]:
    left = list(nights)
    for day in gone:
        if day in left:
            left.remove(day)
    return left
