"""Fees from the records, and what a client's invoices come to: exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.legal.areas import AREAS, choices_of
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord

_SHOWN = 6


class WhichFees(BaseModel):
    area: str = ""


@dataclass(frozen=True)
class Fee:
    area: str
    name: str
    what: str  # first_consultation | hourly | fixed
    amount: str
    minutes: int


async def tell_fees(which: WhichFees, around: Surroundings) -> Outcome:
    fees = await _all(around)
    if not fees:
        return Outcome("no_fees", offers=("person",), ends_flow=True)
    if not which.area:
        there = [area for area in AREAS if any(fee.area == area for fee in fees)]
        return Outcome(offers=("choices",), asks=("area",), choices=choices_of(there))
    meant = [fee for fee in fees if fee.area == which.area]
    if not meant:
        return Outcome("no_lawyer_for_area", offers=("person",), ends_flow=True)
    choices = tuple(
        Choice(label=f"choice_{fee.what}", fills={}, values={"name": fee.name, "amount": fee.amount})
        for fee in meant[:_SHOWN]
    )
    return Outcome(
        "fees_listed",
        choices=choices,
        offers=("appointment",),
        proposes="book_appointment",
        fills={"area": which.area},
        ends_flow=True,
    )


async def consultation_fees(around: Surroundings) -> Mapping[str, Fee]:
    """Area -> what its first consultation costs."""
    return {fee.area: fee for fee in await _all(around) if fee.what == "first_consultation"}


async def tell_invoices(_: Nothing, around: Surroundings) -> Outcome:
    open_ = await _open_invoices(around)
    if not open_:
        return Outcome("no_open_invoices", ends_flow=True)
    if len(open_) > 1:
        total = sum((_due(one) for one in open_[1:]), _due(open_[0]))
        values = {"count": str(len(open_)), "total": told(total)}
        choices = tuple(
            Choice(label="choice_invoice", fills={}, values=_values(one)) for one in open_[:_SHOWN]
        )
        return Outcome("invoices_listed", values, choices=choices, ends_flow=True)
    overdue = date.fromisoformat(str(open_[0].data["due_on"])) < around.now.date()
    return Outcome("invoice_is_overdue" if overdue else "invoice_is", _values(open_[0]), ends_flow=True)


async def ask_for_plan(_: Nothing, around: Surroundings) -> Outcome:
    """Only a person may agree to it."""
    if not await _open_invoices(around):
        return Outcome("no_open_invoices", ends_flow=True)
    return Outcome(
        "plan_is_for_a_person",
        offers=("person",),
        escalates=EscalationReason.NEEDS_APPROVAL,
        ends_flow=True,
    )


async def _open_invoices(around: Surroundings) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    found = await around.ports.records.of_customer("invoice", around.customer_id)
    open_ = [one for one in found if one.data["status"] == "open" and _due(one).amount > 0]
    return sorted(open_, key=lambda one: str(one.data["due_on"]))


def _due(invoice: StoredRecord) -> Money:
    amount = money(str(invoice.data["amount"]))
    paid = invoice.data.get("paid")
    return amount - money(str(paid)) if paid else amount


def _values(invoice: StoredRecord) -> dict[str, str]:
    return {
        "reference": invoice.reference,
        "amount": told(_due(invoice)),
        "due_on": str(invoice.data["due_on"]),
    }


async def _all(around: Surroundings) -> Sequence[Fee]:
    found = await around.ports.records.all_of("fee")
    return [
        Fee(
            area=str(one.data["area"]),
            name=str(one.data["name"]),
            what=str(one.data["what"]),
            amount=str(one.data["amount"]),
            minutes=int(str(one.data.get("minutes", 0))),
        )
        for one in found
    ]
