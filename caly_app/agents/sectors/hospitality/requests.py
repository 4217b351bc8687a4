"""What a guest in the house wants brought, cleaned or mended, and when to be woken."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.picking import shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import stays
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_COUNTED = ("towels", "pillows", "blanket")


class Request(BaseModel):
    stay: UUID
    amenity: str
    how_many: int = 0


class WakeUp(BaseModel):
    wake_time: time
    wake_date: str = ""


class AgreedWakeUp(BaseModel):
    stay: UUID
    wake_at: datetime
    wake_before: str = ""  # reference of the call that is put right by it


async def check_request(request: Request, around: Surroundings) -> Outcome:
    """The same thing is not asked for twice while the first is on its way."""
    stay = await stays.open_stay(request.stay, around)
    if isinstance(stay, Outcome):
        return stay
    if open_one := await _open(stay, request.amenity, around):
        return _already(open_one)
    counted = f", {request.how_many}" if request.how_many > 1 else " "
    return Outcome(fills={"amenity_name": _name(request.amenity), "counted": counted})


async def leave_request(request: Request, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(request.stay, around)
    if isinstance(stay, Outcome) or stay.data.get("status") != "in_house":
        return Outcome("not_in_house", offers=("person",), ends_flow=True)
    if open_one := await _open(stay, request.amenity, around):
        return _already(open_one)
    left = await _create(stay, request.amenity, {"count": max(request.how_many, 1)}, around)
    values = {**shown(left), "amenity_name": _name(request.amenity)}
    return Outcome("request_left", values, done=True)


async def check_wake_up(wanted: WakeUp, around: Surroundings) -> Outcome:
    """Without a day it is the next time that the clock shows it."""
    zone = around.business.timezone
    day = date.fromisoformat(wanted.wake_date) if wanted.wake_date else around.now.date()
    wake_at = datetime.combine(day, wanted.wake_time, zone)
    if wake_at <= around.now and not wanted.wake_date:
        wake_at = datetime.combine(day + timedelta(days=1), wanted.wake_time, zone)
    if wake_at <= around.now:
        return Outcome(
            "wake_up_past", {"wake_at": wake_at.isoformat()}, asks=("wake_date",), clears=("wake_date",)
        )
    return Outcome(fills={"wake_at": wake_at.isoformat()})


async def set_wake_up(agreed: AgreedWakeUp, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(agreed.stay, around)
    if isinstance(stay, Outcome) or stay.data.get("status") != "in_house":
        return Outcome("not_in_house", offers=("person",), ends_flow=True)
    at = agreed.wake_at.isoformat()
    if agreed.wake_at.date() > stays.span_of(stay).departure:
        return Outcome("wake_up_after_departure", {"wake_at": at}, asks=("wake_date",), clears=("wake_date",))
    open_one = await _open(stay, "wake_up_call", around, at)
    if open_one:
        return Outcome("wake_up_already", {**shown(open_one), "wake_at": at}, ends_flow=True)
    before = await _requested(agreed.wake_before, around)
    if before:
        left = await around.ports.records.change(before.id, {"for_time": at})
    else:
        left = await _create(stay, "wake_up_call", {"for_time": at}, around)
    return Outcome("wake_up_set", {**shown(left), "wake_at": at}, done=True)


async def _open(stay: StoredRecord, item: str, around: Surroundings, at: str = "") -> StoredRecord | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for one in await around.ports.records.of_customer("room_request", around.customer_id):
        same = (one.data.get("stay"), one.data.get("item"), one.data.get("status"))
        if same == (stay.reference, item, "requested") and (not at or one.data.get("for_time") == at):
            return one
    return None


async def _requested(reference: str, around: Surroundings) -> StoredRecord | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    theirs = await around.ports.records.of_customer("room_request", around.customer_id) if reference else ()
    return next(
        (one for one in theirs if one.reference == reference and one.data.get("status") == "requested"), None
    )


async def _create(
    stay: StoredRecord, item: str, more: dict[str, object], around: Surroundings
) -> StoredRecord:
    data = {
        "stay": stay.reference,
        "room": str(stay.data.get("room", "")),
        "item": item,
        "status": "requested",
        "asked_at": around.now.isoformat(),
        **more,
    }
    return await around.ports.records.create("room_request", data, around.customer_id)


def _already(open_one: StoredRecord) -> Outcome:
    item = str(open_one.data["item"])
    return Outcome(
        "request_already",
        {**shown(open_one), "amenity_name": _name(item)},
        offers=("person",),
        ends_flow=True,
    )


def _name(item: str) -> str:
    """Key of the words for it."""
    return f"amenity_{item}"
