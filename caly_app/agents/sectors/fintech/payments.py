"""Payments, found by what a customer remembers of them: the shop, the sum, the day."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import NoMoney, money
from caly_app.agents.picking import likeness, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.fintech.theirs import records_of, text
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

STATUSES = ("pending", "booked", "declined", "refunded", "received")
SAID = ("merchant", "amount", "paid_on", "transaction")


class WhichPayment(BaseModel):
    transaction: str = ""  # id, once it was picked
    merchant: str = ""
    amount: str = ""
    paid_on: str = ""

    @property
    def says_something(self) -> bool:
        return any((self.transaction, self.merchant, self.amount, self.paid_on))


async def tell_transaction(which: WhichPayment, around: Surroundings) -> Outcome:
    payment = await one_payment(which, around)
    if isinstance(payment, Outcome):
        return payment
    names = ("merchant", "amount", "paid_on", "refunded_on")
    values = {name: text(payment, name) for name in names}
    if because := text(payment, "declined_because"):
        values["because"] = f"because_{because}"
    return Outcome(
        f"payment_is_{text(payment, 'status')}",
        values,
        fills={"last_transaction": str(payment.id)},
        ends_flow=True,
    )


async def one_payment(which: WhichPayment, around: Surroundings) -> StoredRecord | Outcome:
    """The one that is meant; otherwise what to ask or tell instead."""
    theirs = await latest_of(around)
    if not theirs:
        return Outcome("no_payments", offers=("person",), ends_flow=True)
    fitting = [one for one in theirs if _fits(one, which, around.now.date())]
    if len(fitting) == 1:
        return fitting[0]
    most = around.business.settings.get("payments_shown", 4)
    choices = choices_of(fitting or theirs)[: most if isinstance(most, int) else 4]
    if fitting:
        return Outcome(offers=("choices",), asks=("transaction",), choices=choices)
    return Outcome(
        "payment_not_found", offers=("alternatives",), asks=("transaction",), choices=choices, clears=SAID
    )


def _fits(payment: StoredRecord, which: WhichPayment, today: date) -> bool:
    """Everything that was said of it is so."""
    if which.transaction:
        return str(payment.id) == which.transaction
    if which.merchant and not likeness(which.merchant, {"merchant": text(payment, "merchant")}):
        return False
    if which.amount and not _is_sum(which.amount, text(payment, "amount")):
        return False
    return not which.paid_on or _behind(which.paid_on, today) == text(payment, "paid_on")


def _is_sum(said: str, paid: str) -> bool:
    """Forty-five is said of 45.99 as well."""
    try:
        one, other = money(said), money(paid)
    except NoMoney:
        return False
    if one.currency != other.currency:
        return False
    return one == other or (one.amount == int(one.amount) and int(other.amount) == one.amount)


def _behind(said: str, today: date) -> str:
    """A payment lies behind: the third of September is that of last year, if this year's is to come."""
    day = date.fromisoformat(said)
    if day <= today:
        return said
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day).isoformat()


async def latest_of(around: Surroundings) -> Sequence[StoredRecord]:
    """The customer's, the latest first."""
    theirs = await records_of(around, "transaction")
    return sorted(theirs, key=lambda one: text(one, "paid_on"), reverse=True)


def choices_of(payments: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_payment", fills={"transaction": str(one.id)}, values=shown(one))
        for one in payments
    )
