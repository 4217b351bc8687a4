"""Another try: on another day, with a neighbour, at a pickup point, or held. Only for whom it is."""

from datetime import date, timedelta

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.logistics.parcels import about, theirs_by_number
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

OPTIONS = ("another_day", "neighbour", "pickup_point", "hold")
_MAY_BE_ARRANGED = ("failed", "held", "in_transit")
_SHOWN = 3
_LOOKED_AT = 60  # days


class WantedDelivery(BaseModel):
    tracking_number: str
    delivery_option: str = ""
    deliver_on: str = ""
    neighbour: str = ""
    pickup_point: str = ""  # id, once it was picked


class Redelivery(BaseModel):
    tracking_number: str
    delivery_option: str
    on: str  # the day it is brought, or until when it is held
    where: str = ""


async def find_redelivery(wanted: WantedDelivery, around: Surroundings) -> Outcome:
    """What can be done for this parcel, until one thing is settled."""
    parcel = await theirs_by_number(wanted.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    if refused := _refused(parcel, around):
        return refused
    match _option(wanted):
        case "another_day":
            return _on_another_day(wanted, parcel, around)
        case "neighbour":
            return _with_a_neighbour(wanted, parcel, around)
        case "pickup_point":
            return await _at_a_pickup_point(wanted, parcel, around)
        case "hold":
            return _held(around)
        case _:
            return _which_option(_tries_left(parcel, around))


async def arrange_redelivery(agreed: Redelivery, around: Surroundings) -> Outcome:
    parcel = await theirs_by_number(agreed.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    if refused := _refused(parcel, around):
        return refused
    if agreed.delivery_option == "hold":
        place = str(parcel.data.get("held_at") or around.business.name)
        changed = {"status": "held", "held_at": place, "held_until": agreed.on}
        told = {"reference": parcel.reference, "held_at": place, "held_until": agreed.on}
        await around.ports.records.change(parcel.id, {**changed, "instruction": agreed.delivery_option})
        return Outcome("parcel_will_be_held", told, done=True)
    if no := _no_day(agreed.on, parcel, around, counts_tries=agreed.delivery_option in OPTIONS[:2]):
        return no
    instruction = f"{agreed.delivery_option}{agreed.where}"
    await around.ports.records.change(parcel.id, {"instruction": instruction, "expected_on": agreed.on})
    told = {"reference": parcel.reference, "expected_on": agreed.on}
    return Outcome("redelivery_arranged", told, done=True)


def _option(wanted: WantedDelivery) -> str:
    if wanted.delivery_option:
        return wanted.delivery_option
    if wanted.neighbour:
        return "neighbour"
    return "another_day" if wanted.deliver_on else ""


def _refused(parcel: StoredRecord, around: Surroundings) -> Outcome | None:
    status = parcel.data.get("status")
    if status in _MAY_BE_ARRANGED:
        return None
    if status == "out_for_delivery":
        return Outcome("already_out", {"reference": parcel.reference}, offers=("person",), ends_flow=True)
    return about(parcel, around)


def _tries_left(parcel: StoredRecord, around: Surroundings) -> bool:
    most = int(str(around.business.settings.get("delivery_attempts", 3)))
    return int(str(parcel.data.get("attempts", 0))) < most


def _which_option(tries_left: bool) -> Outcome:
    open_ones = OPTIONS if tries_left else OPTIONS[2:]
    choices = tuple(
        Choice(label=f"option_{one}", fills={"delivery_option": one}, values={}) for one in open_ones
    )
    return Outcome(offers=("choices",), asks=("delivery_option",), choices=choices)


def _on_another_day(wanted: WantedDelivery, parcel: StoredRecord, around: Surroundings) -> Outcome:
    if not wanted.deliver_on:
        if not _tries_left(parcel, around):
            return _no_tries_left()
        return Outcome(offers=("slot",), asks=("deliver_on",), choices=_days(parcel, around))
    if no := _no_day(wanted.deliver_on, parcel, around):
        return no
    return _settled("another_day", wanted.deliver_on)


def _no_day(
    said: str, parcel: StoredRecord, around: Surroundings, *, counts_tries: bool = True
) -> Outcome | None:
    """Why it cannot be brought on that day."""
    if counts_tries and not _tries_left(parcel, around):
        return _no_tries_left()
    day = date.fromisoformat(said)
    last = around.now.date() + timedelta(days=int(str(around.business.settings.get("redelivery_days", 10))))
    if day < _earliest(parcel, around):
        tells = "too_soon"
    elif day > last:
        tells = "too_late_a_day"
    elif not around.business.hours_on(day):
        tells = "no_delivery_that_day"
    else:
        return None
    return Outcome(
        tells,
        {"date": said, "last": last.isoformat()},
        offers=("alternatives",),
        asks=("deliver_on",),
        choices=_days(parcel, around),
        clears=("deliver_on",),
    )


def _earliest(parcel: StoredRecord, around: Surroundings) -> date:
    """Tomorrow; of one that is still on its way the day it is expected."""
    tomorrow = around.now.date() + timedelta(days=1)
    expected = str(parcel.data.get("expected_on") or "")
    on_its_way = parcel.data.get("status") == "in_transit" and expected
    return max(tomorrow, date.fromisoformat(expected)) if on_its_way else tomorrow


def _no_tries_left() -> Outcome:
    """`another_day` is taken back, and what is left is offered."""
    left = _which_option(tries_left=False)
    return Outcome(
        "no_tries_left",
        offers=("choices",),
        asks=left.asks,
        choices=left.choices,
        clears=("delivery_option", "deliver_on", "neighbour"),
    )


def _with_a_neighbour(wanted: WantedDelivery, parcel: StoredRecord, around: Surroundings) -> Outcome:
    if not _tries_left(parcel, around):
        return _no_tries_left()
    if not wanted.neighbour:
        return Outcome(asks=("neighbour",))
    if wanted.deliver_on and (no := _no_day(wanted.deliver_on, parcel, around)):
        return no
    return _settled("neighbour", wanted.deliver_on or _first_day(parcel, around), wanted.neighbour)


async def _at_a_pickup_point(wanted: WantedDelivery, parcel: StoredRecord, around: Surroundings) -> Outcome:
    points = await around.ports.records.all_of("pickup_point")
    asking = Asking("pickup_point", "choice_pickup_point", none="no_pickup_points", offers=("person",))
    point = one_of(points, Which(picked=wanted.pickup_point), asking)
    if isinstance(point, Outcome):
        return point
    known = shown(point)
    return _settled("pickup_point", _first_day(parcel, around), f"{known['name']}, {known['place']}")


def _held(around: Surroundings) -> Outcome:
    days = int(str(around.business.settings.get("hold_days", 7)))
    return _settled("hold", (around.now.date() + timedelta(days=days)).isoformat())


def _settled(option: str, on: str, where: str = "") -> Outcome:
    how = {"delivery_option": option, "how": f"how_{option}", "on": on}
    return Outcome(fills={**how, "where": f" ({where})" if where else ""})


def _days(parcel: StoredRecord, around: Surroundings) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_day", fills={"deliver_on": day.isoformat()}, values={"date": day.isoformat()})
        for day in _next_days(parcel, around)
    )


def _first_day(parcel: StoredRecord, around: Surroundings) -> str:
    return _next_days(parcel, around)[0].isoformat()


def _next_days(parcel: StoredRecord, around: Surroundings) -> list[date]:
    """The first days on which somebody delivers; any where the business has no hours."""
    earliest = _earliest(parcel, around)
    ahead = [earliest + timedelta(days=n) for n in range(_LOOKED_AT)]
    return ([day for day in ahead if around.business.hours_on(day)] or ahead)[:_SHOWN]
