"""Trouble with a payment: what is on record is told; what the record cannot explain goes to a person."""

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.orders import WhichOrder, held_order, status, the_order
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

DISPUTED = ("charged_twice", "wrong_amount", "not_mine")
STATES = (
    "declined_expired_card", "declined_insufficient_funds", "declined_bank_refused", "payment_declined",
    "payment_pending", "payment_came_and_went", "payment_is_fine",
)  # fmt: skip
_OPEN = "open"


class Trouble(WhichOrder):
    payment_trouble: str  # declined | charged_twice | wrong_amount | not_mine


class Dispute(BaseModel):
    order_number: str
    payment_trouble: str


async def look_at_payment(trouble: Trouble, around: Surroundings) -> Outcome:
    order = await the_order(trouble, around)
    if isinstance(order, Outcome):
        return order
    if trouble.payment_trouble not in DISPUTED:
        return _how_it_stands(order)
    if known := await _open_dispute(order, trouble.payment_trouble, around):
        return _already_with_us(known)
    return Outcome(
        fills={
            "order_number": order.reference,
            "paid": str(order.data.get("paid") or order.data.get("total", "")),
        },
        clears=("order", "other_order"),
    )


async def open_dispute(dispute: Dispute, around: Surroundings) -> Outcome:
    order = await held_order(dispute.order_number, around)
    if isinstance(order, Outcome):
        return order
    if known := await _open_dispute(order, dispute.payment_trouble, around):
        return _already_with_us(known)
    data = {
        "order": order.reference,
        "about": dispute.payment_trouble,
        "status": _OPEN,
        "opened_on": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("dispute", data, around.customer_id)
    values = {"order_number": order.reference, "reference": made.reference}
    return Outcome("dispute_opened", values, done=True, escalates=EscalationReason.DISPUTE)


def _how_it_stands(order: StoredRecord) -> Outcome:
    values = {"order_number": order.reference, "total": str(order.data.get("total", ""))}
    why = str(order.data.get("decline_reason", ""))
    match order.data.get("payment"):
        case "declined" if why in ("expired_card", "insufficient_funds", "bank_refused"):
            return Outcome(f"declined_{why}", values, offers=("person",), ends_flow=True)
        case "declined":
            return Outcome("payment_declined", values, offers=("person",), ends_flow=True)
        case "pending" | None if status(order) == "open":
            return Outcome("payment_pending", values, offers=("person",), ends_flow=True)
        case "refunded" | "part_refunded" | "refund_due":
            return Outcome("payment_came_and_went", values, offers=("person",), ends_flow=True)
    return Outcome("payment_is_fine", values, offers=("person",), ends_flow=True)


async def _open_dispute(order: StoredRecord, about: str, around: Surroundings) -> StoredRecord | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for one in await around.ports.records.of_customer("dispute", around.customer_id):
        is_same = (one.data.get("order"), one.data.get("about")) == (order.reference, about)
        if is_same and one.data.get("status") == _OPEN:
            return one
    return None


def _already_with_us(known: StoredRecord) -> Outcome:
    return Outcome("dispute_already_open", {"reference": known.reference}, offers=("person",), ends_flow=True)
