"""Bills and data: told to their own customer, put off once within the rules, disputed with a person."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.telecom.theirs import number, one_line, record_of, records_of, text
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord

_SUM = re.compile(r"-?\d+(?:\.\d+)? [A-Z]{3}")


class WhichMobile(BaseModel):
    line: str = ""  # id, once it was picked


class TheBill(BaseModel):
    bill_id: UUID


class PayOn(BaseModel):
    owed_id: UUID
    pay_on: date


class BillDispute(BaseModel):
    disputed_id: UUID
    what_is_wrong: str


async def tell_bill(_: Nothing, around: Surroundings) -> Outcome:
    bills = await _bills(around)
    if not bills:
        return Outcome("no_bills", offers=("person",), ends_flow=True)
    bill = next((one for one in bills if text(one, "status") == "open"), bills[0])
    values = {name: text(bill, name) for name in ("total", "due_on", "promised_for")}
    values |= {"period": f"{text(bill, 'period')}-01", "reference": bill.reference}
    return Outcome(f"bill_is_{_standing(bill, around)}", values, fills={"bill_id": str(bill.id)})


async def tell_bill_lines(the: TheBill, around: Surroundings) -> Outcome:
    """What it is made up of, and how much more it is than the one before."""
    bills = await _bills(around)
    place = next((n for n, one in enumerate(bills) if one.id == the.bill_id), None)
    if place is None:
        return Outcome(ends_flow=True)
    more = _more_than_before(bills[place:])
    currency = text(bills[place], "total").split()[-1]
    lines = tuple(_line(one, currency) for one in _listed(bills[place].data.get("lines")))
    if not lines:
        return Outcome("bill_is_more" if more else "", {"more": more}, ends_flow=True)
    return Outcome("bill_lines_more" if more else "bill_lines", {"more": more}, choices=lines, ends_flow=True)


async def tell_data(which: WhichMobile, around: Surroundings) -> Outcome:
    line = await one_line(which.line, "mobile", around)
    if isinstance(line, Outcome):
        return line
    used = Decimal(text(line, "data_used_gb") or "0")
    values = {"line": text(line, "name"), "used": str(used)}
    if "data_gb" not in line.data:
        return Outcome("data_unlimited", values, ends_flow=True)
    whole = Decimal(text(line, "data_gb"))
    values |= {"whole": str(whole), "left": str(max(whole - used, Decimal(0)))}
    told = "data_left" if used < whole else "data_used_up"
    return Outcome(told, values, proposes="" if used < whole else "change_plan", ends_flow=True)


async def find_owed(_: Nothing, around: Surroundings) -> Outcome:
    bill = next((one for one in await _bills(around) if text(one, "status") == "open"), None)
    if bill is None:
        return Outcome("nothing_owed", ends_flow=True)
    if text(bill, "promised_for"):
        return _promised_before(bill)
    return Outcome(fills={"owed_id": str(bill.id), "owed": text(bill, "total")})


async def check_promise(promise: PayOn, around: Surroundings) -> Outcome:
    """Not earlier than today, and not later than the rules allow."""
    bill = await record_of(around, "invoice", promise.owed_id)
    if bill is None:
        return Outcome("nothing_owed", ends_flow=True)
    latest = _latest(bill, around)
    if latest < around.now.date():
        return Outcome(
            "extension_is_over", {"latest": latest.isoformat()}, offers=("person",), ends_flow=True
        )
    if not around.now.date() <= promise.pay_on <= latest:
        return Outcome(
            "extension_too_long", {"latest": latest.isoformat()}, asks=("pay_on",), clears=("pay_on",)
        )
    return Outcome()


async def promise_payment(promise: PayOn, around: Surroundings) -> Outcome:
    bill = await record_of(around, "invoice", promise.owed_id)
    if bill is None or text(bill, "status") != "open":
        return Outcome("nothing_owed", ends_flow=True)
    if text(bill, "promised_for"):
        return _promised_before(bill)
    if (checked := await check_promise(promise, around)).tells:
        return checked
    await around.ports.records.change(bill.id, {"promised_for": promise.pay_on.isoformat()})
    values = {"total": text(bill, "total"), "pay_on": promise.pay_on.isoformat()}
    return Outcome("payment_promised", values, done=True)


async def find_disputed(_: Nothing, around: Surroundings) -> Outcome:
    """The last bill: it is the one that people ring about."""
    bills = await _bills(around)
    if not bills:
        return Outcome("no_bills", offers=("person",), ends_flow=True)
    if before := await _disputed(bills[0], around):
        return before
    return Outcome(fills={"disputed_id": str(bills[0].id), "disputed_total": text(bills[0], "total")})


async def dispute_bill(dispute: BillDispute, around: Surroundings) -> Outcome:
    bill = await record_of(around, "invoice", dispute.disputed_id)
    if bill is None:
        return Outcome("no_bills", ends_flow=True)
    if before := await _disputed(bill, around):
        return before
    data = {
        "invoice": bill.reference,
        "text": dispute.what_is_wrong,
        "status": "open",
        "filed_on": around.now.date().isoformat(),
    }
    filed = await around.ports.records.create("bill_dispute", data, around.customer_id)
    values = {"total": text(bill, "total"), "reference": filed.reference}
    return Outcome("bill_disputed", values, done=True, escalates=EscalationReason.DISPUTE)


def _standing(bill: StoredRecord, around: Surroundings) -> str:
    today = around.now.date().isoformat()
    if text(bill, "status") == "paid":
        return "paid"
    if text(bill, "promised_for") >= today:
        return "promised"
    return "late" if text(bill, "due_on") < today else "open"


def _more_than_before(bills: Sequence[StoredRecord]) -> str:
    """'' where there is none before, or it was as much."""
    if len(bills) < 2:
        return ""
    this, before = (money(text(one, "total")) for one in bills[:2])
    return told(this - before) if this.currency == before.currency and this > before else ""


def _listed(lines: object) -> Sequence[object]:
    return lines if isinstance(lines, list) else []


def _line(line: object, currency: str) -> Choice:
    """Words, and what it costs: whoever keeps the books calls them by names of their own."""
    parts = list(line.values()) if isinstance(line, Mapping) else [line]
    costs = [f"{Decimal(str(one)):.2f} {currency}" for one in parts if isinstance(one, int | float)]
    costs += [one for one in parts if isinstance(one, str) and _SUM.fullmatch(one)]
    words = ", ".join(one for one in parts if isinstance(one, str) and one not in costs)
    return Choice(
        label="bill_line" if costs else "bill_line_free",
        fills={},
        values={"text": words, "amount": "".join(costs[-1:])},
    )


async def _bills(around: Surroundings) -> Sequence[StoredRecord]:
    """The newest first."""
    return sorted(await records_of(around, "invoice"), key=lambda one: text(one, "due_on"), reverse=True)


async def _disputed(bill: StoredRecord, around: Surroundings) -> Outcome | None:
    for before in await records_of(around, "bill_dispute"):
        if before.data.get("invoice") == bill.reference and before.data.get("status") == "open":
            values = {"total": text(bill, "total"), "reference": before.reference}
            return Outcome("bill_disputed_before", values, offers=("person",), ends_flow=True)
    return None


def _promised_before(bill: StoredRecord) -> Outcome:
    values = {"total": text(bill, "total"), "pay_on": text(bill, "promised_for")}
    return Outcome("promised_before", values, offers=("person",), ends_flow=True)


def _latest(bill: StoredRecord, around: Surroundings) -> date:
    return date.fromisoformat(text(bill, "due_on")) + timedelta(days=number(around, "extension_days", 14))
