"""Where a parcel goes: changed until it is out for delivery, by whom it is for. Never told."""

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.logistics.parcels import about, theirs_by_number
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_CAN_CHANGE = ("announced", "in_transit", "failed", "held")


class WhoseAddress(BaseModel):
    tracking_number: str


class NewAddress(WhoseAddress):
    new_address: str


async def check_address_change(which: WhoseAddress, around: Surroundings) -> Outcome:
    parcel = await theirs_by_number(which.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    return _refused(parcel, around) or Outcome()


async def change_address(new: NewAddress, around: Surroundings) -> Outcome:
    """It may have left for delivery since it was asked."""
    parcel = await theirs_by_number(new.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    if refused := _refused(parcel, around):
        return refused
    told = {"reference": parcel.reference}
    if str(parcel.data.get("address", "")).casefold() == new.new_address.casefold():
        return Outcome("address_is_that_already", told, ends_flow=True)
    before = parcel.data.get("events")
    redirected = {"at": around.now.isoformat(timespec="minutes"), "what": "redirected", "where": ""}
    events = [*(before if isinstance(before, list) else []), redirected]
    await around.ports.records.change(parcel.id, {"address": new.new_address, "events": events})
    return Outcome("address_changed", told, done=True)


def _refused(parcel: StoredRecord, around: Surroundings) -> Outcome | None:
    status = parcel.data.get("status")
    if status in _CAN_CHANGE:
        return None
    if status == "out_for_delivery":
        told = {"reference": parcel.reference}
        return Outcome("too_late_for_address", told, proposes="redeliver", offers=("person",), ends_flow=True)
    return about(parcel, around)
