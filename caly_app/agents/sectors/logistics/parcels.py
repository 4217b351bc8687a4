"""Where a parcel is and when it comes: by its number alone. Its address is nobody's to hear."""

import re
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

NUMBER = ("reference",)
_CLOCK = re.compile(r"\d\d:\d\d")
LAST = ("reference", "at", "what", "where")
PARCEL_TELLS: Mapping[str, tuple[str, ...]] = {
    "parcel_announced": NUMBER,
    "parcel_in_transit": (*LAST, "expected_on"),
    "parcel_late": (*LAST, "expected_on"),
    "parcel_undated": LAST,
    "parcel_out_for_delivery": NUMBER,
    "parcel_out_with_window": ("reference", "window"),
    "parcel_window_passed": ("reference", "window"),
    "parcel_delivered": ("reference", "delivered_on", "left_with"),
    "parcel_failed": ("reference", "reason", "at"),
    "parcel_coming_again": ("reference", "expected_on"),
    "parcel_held": ("reference", "held_at", "held_until"),
    "parcel_returned": NUMBER,
    "parcel_lost": NUMBER,
}
FINDING_TELLS: Mapping[str, tuple[str, ...]] = {"parcel_unknown": ("heard",)}


class WhichParcel(BaseModel):
    tracking_number: str = ""
    parcel: str = ""  # id, once it was picked


async def find(which: WhichParcel, around: Surroundings) -> StoredRecord | Outcome:
    """By its number; of somebody proven also one of theirs. Otherwise what to ask instead."""
    if which.tracking_number:
        found = await around.ports.records.by_reference("parcel", which.tracking_number)
        return found or _unknown(which.tracking_number)
    if around.customer_id is None:
        return Outcome(asks=("tracking_number",))
    theirs = await around.ports.records.of_customer("parcel", around.customer_id)
    picked = one_of(theirs, Which(picked=which.parcel), Asking("parcel", "choice_parcel", none=""))
    return picked if theirs else Outcome(asks=("tracking_number",))


async def tell_parcel(which: WhichParcel, around: Surroundings) -> Outcome:
    found = await find(which, around)
    return found if isinstance(found, Outcome) else about(found, around)


async def find_parcel(which: WhichParcel, around: Surroundings) -> Outcome:
    """The number as it is on the books: what follows proves whose it is."""
    found = await find(which, around)
    if isinstance(found, Outcome):
        return found
    return Outcome(fills={"tracking_number": found.reference})


async def keep_address_private(_: BaseModel, around: Surroundings) -> Outcome:
    return Outcome("address_is_private", proposes="change_delivery_address", ends_flow=True)


def about(parcel: StoredRecord, around: Surroundings) -> Outcome:
    """What its record says, and what may be done next."""
    known = {**shown(parcel), **_last_event(parcel)}
    match known.get("status"):
        case "in_transit":
            return Outcome(_in_transit(known, around.now.date()), known, ends_flow=True)
        case "out_for_delivery":
            if _is_past(known.get("window", ""), around):
                return Outcome("parcel_window_passed", known, offers=("person",), ends_flow=True)
            window = "parcel_out_with_window" if known.get("window") else "parcel_out_for_delivery"
            return Outcome(window, known, ends_flow=True)
        case "delivered":
            left = f"left_with_{known.get('left_with', 'recipient')}"
            return Outcome("parcel_delivered", {**known, "left_with": left}, ends_flow=True)
        case "failed":
            return _failed(known)
        case status:
            return Outcome(f"parcel_{status}", known, offers=_BAD.get(str(status), ()), ends_flow=True)


def _is_past(window: str, around: Surroundings) -> bool:
    """Of '14:00-16:00', whether it is later than that."""
    _, _, ends = window.partition("-")
    return bool(_CLOCK.fullmatch(ends)) and around.now.strftime("%H:%M") > ends


def is_theirs(parcel: StoredRecord, around: Surroundings) -> bool:
    return around.customer_id is not None and parcel.customer_id == around.customer_id


def not_theirs() -> Outcome:
    """Of a parcel that is somebody else's nothing more is said than that."""
    return Outcome("parcel_not_yours", offers=("person",), clears=("tracking_number",), ends_flow=True)


async def theirs_by_number(tracking_number: str, around: Surroundings) -> StoredRecord | Outcome:
    """Looked at again right before anything is done with it."""
    found = await around.ports.records.by_reference("parcel", tracking_number)
    if found is None:
        return _unknown(tracking_number)
    return found if is_theirs(found, around) else not_theirs()


_BAD: Mapping[str, tuple[str, ...]] = {"returned": ("person",), "lost": ("person",)}


def _unknown(heard: str) -> Outcome:
    return Outcome(
        "parcel_unknown", {"heard": heard}, offers=("person",), asks=("tracking_number",),
        clears=("tracking_number",),
    )  # fmt: skip


def _in_transit(known: Mapping[str, str], today: date) -> str:
    expected = known.get("expected_on")
    if not expected:
        return "parcel_undated"
    return "parcel_late" if date.fromisoformat(expected) < today else "parcel_in_transit"


def _failed(known: Mapping[str, str]) -> Outcome:
    if known.get("instruction") and known.get("expected_on"):
        return Outcome("parcel_coming_again", known, ends_flow=True)
    reason = known.get("failed_because", "nobody_home")
    told = {**known, "reason": f"failed_{reason}"}
    follows = "report_problem" if reason == "damaged" else "redeliver"
    fills = {"tracking_number": known["reference"]}
    return Outcome("parcel_failed", told, proposes=follows, fills=fills, ends_flow=True)


def _last_event(parcel: StoredRecord) -> dict[str, str]:
    """The newest of its events, each value as words need it."""
    events = parcel.data.get("events")
    if not isinstance(events, list) or not events:
        return {"at": "", "what": "event_announced", "where": ""}
    last = max(events, key=lambda event: str(event.get("at", "")))
    return {
        "at": str(last.get("at", "")),
        "what": f"event_{last.get('what', 'announced')}",
        "where": str(last.get("where", "")),
    }
