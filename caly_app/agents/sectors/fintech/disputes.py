"""A payment that the customer says is not theirs: written down once, and looked at by a person."""

from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.fintech.payments import SAID, WhichPayment, choices_of, latest_of, one_payment
from caly_app.agents.sectors.fintech.theirs import records_of, text
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_CAN_BE = ("pending", "booked")


class WhichDisputed(WhichPayment):
    last_transaction: str = ""  # the one that was spoken of before


class Dispute(BaseModel):
    transaction: UUID
    disputed_sum: str
    disputed_merchant: str
    disputed_day: str


async def find_disputable(which: WhichDisputed, around: Surroundings) -> Outcome:
    if not which.says_something and which.last_transaction:
        which = WhichDisputed(transaction=which.last_transaction)
    payment = await one_payment(which, around)
    if isinstance(payment, Outcome):
        return payment
    if refusal := await _refusal(payment, around):
        return refusal
    return Outcome(
        fills={
            "transaction": str(payment.id),
            "disputed_sum": text(payment, "amount"),
            "disputed_merchant": text(payment, "merchant"),
            "disputed_day": text(payment, "paid_on"),
        },
        among=choices_of(await latest_of(around)),
    )


async def file_dispute(dispute: Dispute, around: Surroundings) -> Outcome:
    for payment in await records_of(around, "transaction"):
        if payment.id == dispute.transaction:
            return await _refusal(payment, around) or await _filed(payment, around)
    return Outcome("payment_not_found", clears=SAID, ends_flow=True)


async def _refusal(payment: StoredRecord, around: Surroundings) -> Outcome | None:
    values = {"merchant": text(payment, "merchant"), "amount": text(payment, "amount")}
    for before in await records_of(around, "dispute"):
        if before.data.get("transaction") == payment.reference and before.data.get("status") == "open":
            values["reference"] = before.reference
            return Outcome("dispute_is_open", values, offers=("person",), ends_flow=True)
    status = text(payment, "status")
    if status not in _CAN_BE:
        return Outcome(f"no_dispute_{status}", values, offers=("person",), ends_flow=True)
    days = around.business.settings.get("dispute_days", 120)
    oldest = around.now.date() - timedelta(days=days if isinstance(days, int) else 120)
    if date.fromisoformat(text(payment, "paid_on")) < oldest:
        return Outcome("dispute_too_late", values, offers=("person",), ends_flow=True)
    return None


async def _filed(payment: StoredRecord, around: Surroundings) -> Outcome:
    data = {
        "transaction": payment.reference,
        "merchant": text(payment, "merchant"),
        "amount": text(payment, "amount"),
        "status": "open",
        "filed_on": around.now.date().isoformat(),
    }
    filed = await around.ports.records.create("dispute", data, around.customer_id)
    values = {"merchant": data["merchant"], "amount": data["amount"], "reference": filed.reference}
    return Outcome("dispute_filed", values, done=True, escalates=EscalationReason.DISPUTE)
