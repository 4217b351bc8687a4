"""The stays of a guest who has proven who they are: which is meant, changed, cancelled, told."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import money, told
from caly_app.agents.picking import Asking, Which, one_of, same_reference, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import nights as rooms
from caly_app.agents.sectors.hospitality.nights import HouseRules, Span
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

OPEN = ("booked", "in_house")
ASK_STAY = Asking("stay", "choice_stay", "no_stays", offers=("person",))


class WhichStay(BaseModel):
    stay: str = ""  # id, once it was picked
    reservation_number: str = ""
    room_number: str = ""


class Cancelling(BaseModel):
    stay: UUID


class Cancellation(BaseModel):
    stay: UUID
    cancellation_fee: str


async def find_stay(which: WhichStay, around: Surroundings) -> Outcome:
    """The one that is meant, if it is still to come or under way."""
    theirs = await of_guest(around)
    named = [one for one in theirs if same_reference(one.reference, which.reservation_number)]
    if named and named[0].data.get("status") not in OPEN and not which.stay:
        return Outcome(f"stay_is_{named[0].data.get('status')}", shown(named[0]), ends_flow=True)
    standing = [one for one in theirs if one.data.get("status") in OPEN]
    in_room = [one for one in standing if which.room_number and one.data.get("room") == which.room_number]
    if not standing and (gone := [one for one in theirs if one.data.get("status") == "cancelled"]):
        return Outcome("stay_is_cancelled", shown(gone[-1]), ends_flow=True)
    if which.reservation_number and not (named or which.stay or in_room):
        # Nothing of theirs is meant by another's number; the next wish is about their own again.
        own = standing[0].reference if len(standing) == 1 else ""
        heard = {"heard": which.reservation_number}
        return Outcome("only_own", heard, fills={"reservation_number": own}, ends_flow=True)
    number = which.reservation_number if named else ""
    meant = one_of(in_room or standing, Which(which.stay, number), ASK_STAY)
    return meant if isinstance(meant, Outcome) else Outcome(fills=_fills(meant))


async def tell_stays(which: WhichStay, around: Surroundings) -> Outcome:
    theirs = await of_guest(around)
    named = [one for one in theirs if same_reference(one.reference, which.reservation_number)]
    standing = [one for one in theirs if one.data.get("status") in OPEN]
    meant = named or standing or theirs[-1:]
    if not meant:
        return Outcome("no_stays", offers=("person",), ends_flow=True)
    if len(meant) == 1:
        return Outcome(f"stay_is_{meant[0].data.get('status')}", shown(meant[0]), ends_flow=True)
    told_of = one_of(meant, Which(), ASK_STAY)
    assert isinstance(told_of, Outcome)
    return Outcome("stays_listed", {"count": str(len(meant))}, choices=told_of.choices, ends_flow=True)


async def quote_cancellation(which: Cancelling, around: Surroundings) -> Outcome:
    """Told before the yes: free, or what it costs."""
    stay = await open_stay(which.stay, around)
    if isinstance(stay, Outcome):
        return stay
    if stay.data.get("status") == "in_house":
        return Outcome("in_house_already", offers=("person",), ends_flow=True)
    fee = _fee(stay, around)
    fills = {"cancellation_fee": told(fee)}
    if not fee.amount:
        return Outcome("cancelling_is_free", fills=fills)
    days = HouseRules(around).number("free_cancellation_days")
    return Outcome("cancelling_costs", {"fee": told(fee), "count": str(days)}, fills=fills)


async def cancel_stay(cancellation: Cancellation, around: Surroundings) -> Outcome:
    held = await around.ports.records.hold(cancellation.stay)
    stay = await open_stay(cancellation.stay, around)
    if isinstance(stay, Outcome):
        return stay
    if held.data.get("status") != "booked" or told(_fee(stay, around)) != cancellation.cancellation_fee:
        return Outcome("price_changed")
    if kind := await rooms.kind_of(stay, around):
        await rooms.give_back(kind.id, span_of(stay).days, around)
    gone = {"status": "cancelled", "cancellation_fee": cancellation.cancellation_fee}
    changed = await around.ports.records.change(stay.id, gone)
    is_free = not money(cancellation.cancellation_fee).amount
    return Outcome(
        "stay_cancelled" if is_free else "stay_cancelled_for_a_fee",
        {**shown(changed), "fee": cancellation.cancellation_fee},
        done=True,
    )


async def of_guest(around: Surroundings) -> Sequence[StoredRecord]:
    """Soonest first."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    theirs = await around.ports.records.of_customer("stay", around.customer_id)
    return sorted(theirs, key=lambda one: str(one.data.get("arrival", "")))


async def open_stay(stay_id: UUID, around: Surroundings) -> StoredRecord | Outcome:
    """As it stands now, and only if it is theirs."""
    for stay in await of_guest(around):
        if stay.id == stay_id:
            if stay.data.get("status") in OPEN:
                return stay
            return Outcome(f"stay_is_{stay.data.get('status')}", shown(stay), ends_flow=True)
    return Outcome("no_stays", offers=("person",), ends_flow=True)


def span_of(stay: StoredRecord) -> Span:
    return Span(
        date.fromisoformat(str(stay.data["arrival"])), date.fromisoformat(str(stay.data["departure"]))
    )


def _fee(stay: StoredRecord, around: Surroundings) -> Money:
    """Nothing in time; later the first nights, never more than the stay costs."""
    rules, span = HouseRules(around), span_of(stay)
    total = money(str(stay.data["total"]))
    free_until = span.arrival - timedelta(days=rules.number("free_cancellation_days"))
    if around.now.date() <= free_until:
        return total * 0
    charged = rules.number("late_cancellation_nights")
    nights = Money(total.amount * charged / max(len(span.days), 1), total.currency)
    return min(total, money(told(nights)))


def _fills(stay: StoredRecord) -> dict[str, str]:
    return {
        "stay": str(stay.id),
        "stay_arrival": str(stay.data["arrival"]),
        "stay_departure": str(stay.data["departure"]),
        "stay_room_name": str(stay.data["room_name"]),
        "stay_reference": stay.reference,
    }
