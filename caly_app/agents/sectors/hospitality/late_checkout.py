"""A room for some hours longer on the last day: once, and only where nobody else needs it."""

from datetime import datetime, time
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import money, told
from caly_app.agents.picking import shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import nights as rooms
from caly_app.agents.sectors.hospitality import stays
from caly_app.agents.sectors.hospitality.nights import HouseRules
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord


class Longer(BaseModel):
    stay: UUID
    checkout_time: time | None = None


class AgreedLonger(BaseModel):
    stay: UUID
    late_until: datetime
    late_fee: str


async def quote_late_checkout(longer: Longer, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(longer.stay, around)
    if isinstance(stay, Outcome):
        return stay
    if "late_checkout" in stay.data:
        return Outcome("late_checkout_already", {"until": str(stay.data["late_checkout"])}, ends_flow=True)
    if longer.checkout_time is None:
        return Outcome(asks=("checkout_time",))
    rules, until = HouseRules(around), _of_the_day(longer.checkout_time)
    if until <= (usual := rules.clock("checkout_time")):
        return Outcome("checkout_is_until", {"until": usual.isoformat()}, ends_flow=True)
    if until > (latest := rules.clock("late_checkout_until")):
        values = {"latest": latest.isoformat()}
        return Outcome("checkout_too_late", values, asks=("checkout_time",), clears=("checkout_time",))
    kind = await rooms.kind_of(stay, around)
    if kind is None or not _is_spare(stay, kind):
        return Outcome("room_is_taken", _values(stay, around), offers=("person",), ends_flow=True)
    moment = datetime.combine(stays.span_of(stay).departure, until, around.business.timezone)
    fee = _fee(until, stay, around)
    fills = {"late_until": moment.isoformat(), "late_fee": told(fee)}
    return Outcome("late_is_free" if not fee.amount else "late_costs", {"fee": told(fee)}, fills=fills)


async def give_late_checkout(agreed: AgreedLonger, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(agreed.stay, around)
    if isinstance(stay, Outcome):
        return stay
    kind = await rooms.kind_of(stay, around)
    if kind is None:
        return Outcome("room_is_taken", _values(stay, around), offers=("person",), ends_flow=True)
    held = await around.ports.records.hold(kind.id)
    stay = await around.ports.records.hold(stay.id)
    if "late_checkout" in stay.data:
        return Outcome("late_checkout_already", {"until": str(stay.data["late_checkout"])}, ends_flow=True)
    if not _is_spare(stay, held):
        return Outcome("room_is_taken", _values(stay, around), offers=("person",), ends_flow=True)
    day = str(stay.data["departure"])
    await around.ports.records.change(
        kind.id, {"late_checkouts": [*rooms.days_in(held, "late_checkouts"), day]}
    )
    changed = await around.ports.records.change(
        stay.id,
        {
            "late_checkout": f"{agreed.late_until.astimezone(around.business.timezone):%H:%M}",
            "late_fee": agreed.late_fee,
            "total": told(money(str(stay.data["total"])) + money(agreed.late_fee)),
        },
    )
    values = {**shown(changed), "late_until": agreed.late_until.isoformat()}
    return Outcome("late_checkout_given", values, done=True)


def _of_the_day(until: time) -> time:
    """'Until two' is in the afternoon: nobody leaves late in the night."""
    return until.replace(hour=until.hour + 12) if until.hour < 6 else until


def _is_spare(stay: StoredRecord, kind: StoredRecord) -> bool:
    """Of this kind a room is neither sold for the night of that day nor given to another late guest."""
    day = str(stay.data["departure"])
    needed = rooms.days_in(kind, "nights_sold").count(day) + rooms.days_in(kind, "late_checkouts").count(day)
    return needed < rooms.number_in(kind, "rooms")


def _fee(until: time, stay: StoredRecord, around: Surroundings) -> Money:
    rules = HouseRules(around)
    fee = rules.sum("late_checkout_fee", money(str(stay.data["total"])).currency)
    return fee * 0 if until <= rules.clock("late_checkout_free_until") else fee


def _values(stay: StoredRecord, around: Surroundings) -> dict[str, str]:
    usual = HouseRules(around).clock("checkout_time")
    return {"until": usual.isoformat(), "departure": str(stay.data["departure"])}
