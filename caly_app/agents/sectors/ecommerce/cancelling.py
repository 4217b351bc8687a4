"""An order is taken back or changed only while it is in the house."""

from decimal import Decimal

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import money, share, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.catalogue import product_of, put_back, stock
from caly_app.agents.sectors.ecommerce.lines import (
    WhichLine,
    line_title,
    lines_of,
    quantity,
    the_line,
)
from caly_app.agents.sectors.ecommerce.orders import (
    AT_HOME,
    WhichOrder,
    held_order,
    lines,
    settled,
    status,
    sum_of,
    the_order,
)
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord


def is_at_home(order: StoredRecord) -> bool:
    return status(order) in AT_HOME


# --- cancel ---


async def check_cancel(which: WhichOrder, around: Surroundings) -> Outcome:
    order = await the_order(which, around, fits=is_at_home, by_item=True)
    if isinstance(order, Outcome):
        return order
    if refused := _not_cancelled(order, around):
        return refused
    return settled(order, order_summary=str(order.data["summary"]), order_total=str(order.data["total"]))


class Cancelling(BaseModel):
    order_number: str


async def cancel_order(agreed: Cancelling, around: Surroundings) -> Outcome:
    order = await held_order(agreed.order_number, around)
    if isinstance(order, Outcome):
        return order
    if refused := _not_cancelled(order, around):
        return refused
    owed = sum_of(order, "paid", around) - sum_of(order, "refunded", around)
    data: dict[str, object] = {"status": "cancelled", "cancelled_on": around.now.date().isoformat()}
    if owed.amount > 0:
        data["payment"] = "refund_due"
    await around.ports.records.change(order.id, data)
    for line in lines_of(order):
        await put_back(line.reference, quantity(line), around)
    values = {"reference": order.reference, "amount": told(owed)}
    return Outcome("order_cancelled_refund_due" if owed.amount > 0 else "order_cancelled", values, done=True)


def _not_cancelled(order: StoredRecord, around: Surroundings) -> Outcome | None:
    values = {"reference": order.reference}
    match status(order):
        case "cancelled":
            return Outcome("already_cancelled", values, ends_flow=True)
        case "shipped":
            return Outcome("cancel_after_shipping", values, offers=("person",), ends_flow=True)
        case "delivered":
            return Outcome(
                "cancel_after_delivery",
                values,
                proposes="return_item",
                fills={"order_number": order.reference},
                ends_flow=True,
            )
    return None


# --- change what is in it ---


class Wanted(WhichLine):
    change_kind: str = ""  # quantity | remove
    new_quantity: int = 0
    one_more: int = 0  # so many more than there are
    one_fewer: int = 0


class Change(BaseModel):
    order_number: str
    item: str
    change_kind: str
    new_quantity: int = 0
    new_total: str


async def check_change(wanted: Wanted, around: Surroundings) -> Outcome:
    order = await the_order(wanted, around, fits=is_at_home)
    if isinstance(order, Outcome):
        return order
    if not is_at_home(order):
        return _too_late(order)
    line = the_line(order, wanted)
    if isinstance(line, Outcome):
        return line
    if by := wanted.one_more or -wanted.one_fewer:
        wanted = _counted(wanted, quantity(line) + by)
    kind = wanted.change_kind or ("quantity" if wanted.new_quantity else "")
    if not kind:
        return Outcome(asks=("change_kind",))
    if kind == "quantity" and not wanted.new_quantity:
        return Outcome(asks=("new_quantity",))
    if refused := await _cannot_be(order, line, kind, wanted.new_quantity, around):
        return refused
    count = 0 if kind == "remove" else wanted.new_quantity
    return Outcome(
        fills={
            **settled(order).fills,
            "item": line_title(line),
            "change_kind": kind,
            **({"new_quantity": str(count)} if count else {}),
            "count": str(count),
            "new_total": told(await _new_total(order, line, count, around)),
        },
        clears=("order", "other_order", "line", "one_more", "one_fewer"),
    )


def _counted(wanted: Wanted, count: int) -> Wanted:
    """'Take one mug off' of two leaves one; of one nothing."""
    kind = "quantity" if count > 0 else "remove"
    return wanted.model_copy(update={"new_quantity": max(count, 0), "change_kind": kind})


async def change_order(change: Change, around: Surroundings) -> Outcome:
    """Checked again: a parcel may have left meanwhile."""
    order = await held_order(change.order_number, around)
    if isinstance(order, Outcome):
        return order
    if not is_at_home(order):
        return _too_late(order)
    line = the_line(order, WhichLine(item=change.item))
    if isinstance(line, Outcome):
        return line
    count = 0 if change.change_kind == "remove" else change.new_quantity
    if refused := await _cannot_be(order, line, change.change_kind, count, around):
        return refused
    total = await _new_total(order, line, count, around)
    if told(total) != change.new_total:
        return Outcome()  # the sum is another by now: it is read back again
    return await _change(order, line, count, total, around)


async def _change(
    order: StoredRecord, line: StoredRecord, count: int, total: Money, around: Surroundings
) -> Outcome:
    kept = [
        {**one, "quantity": count} if known.id == line.id else one
        for one, known in zip(lines(order), lines_of(order), strict=True)
        if known.id != line.id or count
    ]
    paid = sum_of(order, "paid", around) - sum_of(order, "refunded", around)
    data: dict[str, object] = {
        "items": kept,
        "total": told(total),
        **await _discount(order, line, count, around),
    }
    if paid.amount > 0:
        data["payment"] = "refund_due" if paid > total else "pending" if paid < total else "paid"
    await around.ports.records.change(order.id, data)
    await put_back(line.reference, quantity(line) - count, around)
    values = {
        "item": line_title(line),
        "count": str(count),
        "reference": order.reference,
        "new_total": told(total),
    }
    return Outcome("order_changed" if count else "item_removed", values, done=True)


async def _discount(
    order: StoredRecord, line: StoredRecord, count: int, around: Surroundings
) -> dict[str, object]:
    if not order.data.get("discount_code"):
        return {}
    return {"discount": told(await _discount_on(order, _goods_with(order, line, count), around))}


async def _new_total(order: StoredRecord, line: StoredRecord, count: int, around: Surroundings) -> Money:
    goods = _goods_with(order, line, count)
    return goods - await _discount_on(order, goods, around) + sum_of(order, "shipping", around)


def _goods_with(order: StoredRecord, line: StoredRecord, count: int) -> Money:
    none = money(str(line.data["price"])) * 0
    return sum(
        (
            money(str(one.data["price"])) * (count if one.id == line.id else quantity(one))
            for one in lines_of(order)
        ),
        none,
    )


async def _discount_on(order: StoredRecord, goods: Money, around: Surroundings) -> Money:
    """A share goes with the goods; a fixed sum stays, and is never more than they cost."""
    code = str(order.data.get("discount_code", ""))
    found = await around.ports.records.by_reference("discount", code) if code else None
    percent = found.data.get("percent") if found else None
    if isinstance(percent, int | float):
        return share(goods, Decimal(str(percent)))
    return min(goods, sum_of(order, "discount", around))


def _too_late(order: StoredRecord) -> Outcome:
    tells = "change_of_cancelled" if status(order) == "cancelled" else "change_after_shipping"
    return Outcome(tells, {"reference": order.reference}, offers=("person",), ends_flow=True)


async def _cannot_be(
    order: StoredRecord, line: StoredRecord, kind: str, count: int, around: Surroundings
) -> Outcome | None:
    values = {"reference": order.reference, "item": line_title(line)}
    if kind == "remove" or not count:
        if len(lines_of(order)) > 1:
            return None
        return Outcome(
            "last_item",
            values,
            proposes="cancel_order",
            fills={"order_number": order.reference},
            ends_flow=True,
        )
    if count == quantity(line):
        return Outcome("quantity_is_so", {**values, "count": str(count)}, ends_flow=True)
    product = await product_of(line.reference, around)
    more = count - quantity(line)
    if product is not None and more > stock(product):
        most = {"left": str(stock(product) + quantity(line))}
        return Outcome(
            "not_enough_stock", {**values, **most}, asks=("new_quantity",), clears=("new_quantity",)
        )
    return None


# --- where it goes ---


class Address(WhichOrder):
    delivery_address: str = ""


class NewAddress(BaseModel):
    order_number: str
    delivery_address: str


async def check_address(which: WhichOrder, around: Surroundings) -> Outcome:
    order = await the_order(which, around, fits=is_at_home)
    if isinstance(order, Outcome):
        return order
    return settled(order) if is_at_home(order) else _address_too_late(order)


async def change_address(new: NewAddress, around: Surroundings) -> Outcome:
    order = await held_order(new.order_number, around)
    if isinstance(order, Outcome):
        return order
    if not is_at_home(order):
        return _address_too_late(order)
    await around.ports.records.change(order.id, {"address": new.delivery_address})
    return Outcome("address_changed", {"reference": order.reference}, done=True)


def _address_too_late(order: StoredRecord) -> Outcome:
    tells = "change_of_cancelled" if status(order) == "cancelled" else f"address_after_{status(order)}"
    return Outcome(tells, {"reference": order.reference}, offers=("person",), ends_flow=True)
