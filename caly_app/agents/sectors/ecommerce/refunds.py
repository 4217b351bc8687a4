"""Money back: once, never more than was paid, and above the limit only by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.money import NoMoney, currency_of, money, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.lines import WhichLine, line_title, lines_of, the_line, worth
from caly_app.agents.sectors.ecommerce.orders import (
    AT_HOME,
    WhichOrder,
    currency,
    day_of,
    held_order,
    is_late,
    status,
    sum_of,
    the_order,
)
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_RETURN_DAYS = 14
_LIMIT = 100


class RefundWish(WhichLine):
    amount: str = ""  # as the customer named it


class Agreed(BaseModel):
    order_number: str
    item: str = ""
    amount: str = ""
    refund_sum: str


@dataclass(frozen=True)
class Due:
    """What would be paid back."""

    order: StoredRecord
    amount: Money
    item: str
    returns: Sequence[StoredRecord]  # that came back, and are paid with it


async def check_refund(wish: RefundWish, around: Surroundings) -> Outcome:
    due = await _due(wish, around)
    if isinstance(due, Outcome):
        return due
    number = due.order.reference
    return Outcome(
        fills={"order_number": number, "item": due.item, "refund_sum": told(due.amount)},
        clears=("order", "other_order", "line"),
    )


async def make_refund(agreed: Agreed, around: Surroundings) -> Outcome:
    """Reckoned again from what stands on record now."""
    held = await held_order(agreed.order_number, around)
    if isinstance(held, Outcome):
        return held
    wish = RefundWish(order_number=agreed.order_number, item=agreed.item, amount=agreed.amount)
    due = await _due(wish, around)
    if isinstance(due, Outcome):
        return due
    if told(due.amount) != agreed.refund_sum:
        return Outcome()  # another sum than the one that was agreed to: it is read back again
    today = around.now.date().isoformat()
    data = {"order": due.order.reference, "amount": told(due.amount), "status": "made", "made_on": today}
    if due.item:
        data["item"] = due.item
    made = await around.ports.records.create("refund", data, around.customer_id)
    refunded = sum_of(due.order, "refunded", around) + due.amount
    whole = refunded >= sum_of(due.order, "paid", around)
    await around.ports.records.change(
        due.order.id, {"refunded": told(refunded), "payment": "refunded" if whole else "part_refunded"}
    )
    for one in due.returns:
        await around.ports.records.change(one.id, {"status": "refunded"})
    values = {"amount": told(due.amount), "order_number": due.order.reference, "reference": made.reference}
    return Outcome("refund_made", values, done=True)


async def tell_refund(which: WhichOrder, around: Surroundings) -> Outcome:
    order = await the_order(which, around)
    if isinstance(order, Outcome):
        return order
    made = await _of_order("refund", order, around)
    values = {"order_number": order.reference}
    if order.data.get("payment") == "refund_due":
        owed = _owed(order, around)
        return _over("refund_is_due", {**values, "amount": told(owed)}, "request_refund", order)
    if made:
        latest = max(made, key=lambda one: str(one.data.get("made_on", "")))
        told_ = {name: str(latest.data.get(name, "")) for name in ("amount", "made_on")}
        return _over("refund_is_made", {**values, **told_, "reference": latest.reference})
    under_way = [
        one for one in await _of_order("return", order, around) if one.data.get("status") == "requested"
    ]
    if under_way:
        return _over("refund_waits_for_return", {**values, "reference": under_way[0].reference})
    return _over("no_refund", values, "request_refund", order)


def return_days(around: Surroundings) -> int:
    days = around.business.settings.get("return_days", _RETURN_DAYS)
    return days if isinstance(days, int) else _RETURN_DAYS


def is_in_time(order: StoredRecord, around: Surroundings) -> bool:
    """The day of delivery does not count; without one on record nothing is too late."""
    delivered = day_of(order, "delivered_on")
    return delivered is None or around.now.date() <= delivered + timedelta(days=return_days(around))


def _over(
    tells: str, values: dict[str, str], proposes: str = "", order: StoredRecord | None = None
) -> Outcome:
    fills = {"order_number": order.reference} if order else {}
    return Outcome(tells, values, proposes=proposes, fills=fills, ends_flow=True)


# --- what is due ---


async def _due(wish: RefundWish, around: Surroundings) -> Due | Outcome:
    order = await the_order(wish, around, fits=lambda one: bool(sum_of(one, "paid", around).amount))
    if isinstance(order, Outcome):
        return order
    owed = _owed(order, around)
    if refused := _nothing_owed(order, owed, around):
        return refused
    back = [one for one in await _of_order("return", order, around) if one.data.get("status") == "received"]
    if refused := _not_yet(order, owed, back, around):
        return refused
    line = the_line(order, wish) if wish.item or wish.line else None
    if isinstance(line, Outcome):
        return line
    item = line_title(line) if line else ""
    if item and await _is_paid_back(item, order, around):
        return _over("item_already_refunded", {"item": item, "order_number": order.reference})
    amount = _amount(wish, order, line, back, owed, around)
    if isinstance(amount, Outcome):
        return amount
    return _over_the_limit(order, amount, around) or Due(order, amount, item, back)


def _owed(order: StoredRecord, around: Surroundings) -> Money:
    """What was paid and is not paid back. Of an order that is still to be sent: what was paid too much."""
    left = sum_of(order, "paid", around) - sum_of(order, "refunded", around)
    return left - sum_of(order, "total", around) if status(order) in AT_HOME else left


def _nothing_owed(order: StoredRecord, owed: Money, around: Surroundings) -> Outcome | None:
    number = {"order_number": order.reference}
    if not sum_of(order, "paid", around).amount:
        return _over("nothing_paid", number)
    if status(order) in AT_HOME and owed.amount <= 0:
        return _over("refund_before_shipping", number, "cancel_order", order)
    if owed.amount <= 0:
        refunded = told(sum_of(order, "refunded", around))
        return _over("already_refunded", {**number, "refunded": refunded})
    return None


def _not_yet(
    order: StoredRecord, owed: Money, back: Sequence[StoredRecord], around: Surroundings
) -> Outcome | None:
    number = {"order_number": order.reference}
    if status(order) == "shipped":
        if is_late(order, around):
            return Outcome(
                "refund_of_late_parcel", number, escalates=EscalationReason.NEEDS_APPROVAL, ends_flow=True
            )
        return Outcome("refund_before_delivery", number, offers=("person",), ends_flow=True)
    if status(order) != "delivered" or back:
        return None
    if not is_in_time(order, around):
        days = str(return_days(around))
        return Outcome("refund_too_late", {**number, "days": days}, offers=("person",), ends_flow=True)
    if around.business.settings.get("refund_needs_return", False):
        return _over("refund_after_return", number, "return_item", order)
    return None


def _amount(
    wish: RefundWish,
    order: StoredRecord,
    line: StoredRecord | None,
    back: Sequence[StoredRecord],
    owed: Money,
    around: Surroundings,
) -> Money | Outcome:
    if wish.amount:
        most = min(owed, worth(line, order, around)) if line is not None else owed
        return _named(wish.amount, order, most, around)
    if line is not None:
        return min(owed, worth(line, order, around))
    if back:
        titles = {one.data.get("item") for one in back}
        paid = [worth(one, order, around) for one in lines_of(order) if line_title(one) in titles]
        return min(owed, sum(paid, owed * 0)) if paid else owed
    return owed


def _named(amount: str, order: StoredRecord, owed: Money, around: Surroundings) -> Money | Outcome:
    """A sum of the order's currency, or one said without any."""
    number, _, said = amount.partition(" ")
    try:
        wanted = money(f"{number} {currency(order, around)}")
    except NoMoney:
        return Outcome(asks=("amount",), clears=("amount",))
    if said not in (currency(order, around), currency_of(around.business.country)):
        told_ = {"order_number": order.reference, "left": told(owed)}
        return Outcome("refund_other_currency", told_, asks=("amount",), clears=("amount",))
    if 0 < wanted.amount <= owed.amount:
        return wanted
    values = {"order_number": order.reference, "amount": told(wanted), "left": told(owed)}
    return Outcome("refund_too_high", values, asks=("amount",), clears=("amount",))


def _over_the_limit(order: StoredRecord, amount: Money, around: Surroundings) -> Outcome | None:
    """Parts count together: two halves are not a way round it."""
    limit = around.business.settings.get("refund_limit", _LIMIT)
    most = money(f"{limit} {currency(order, around)}")
    if sum_of(order, "refunded", around) + amount <= most:
        return None
    values = {"order_number": order.reference, "amount": told(amount), "limit": told(most)}
    return Outcome("refund_over_limit", values, escalates=EscalationReason.OVER_LIMIT, ends_flow=True)


async def _is_paid_back(item: str, order: StoredRecord, around: Surroundings) -> bool:
    return any(one.data.get("item") == item for one in await _of_order("refund", order, around))


async def _of_order(kind: str, order: StoredRecord, around: Surroundings) -> list[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    theirs = await around.ports.records.of_customer(kind, around.customer_id)
    return [one for one in theirs if one.data.get("order") == order.reference]
