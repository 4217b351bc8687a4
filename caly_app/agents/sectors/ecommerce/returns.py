"""What goes back: within the days of the shop, each line once, with a number to write on the parcel."""

from dataclasses import dataclass

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.catalogue import product_of
from caly_app.agents.sectors.ecommerce.lines import WhichLine, line_title, quantity, the_line
from caly_app.agents.sectors.ecommerce.orders import held_order, status, the_order
from caly_app.agents.sectors.ecommerce.refunds import is_in_time, return_days
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_UNDER_WAY = ("requested", "received", "refunded")


class ReturnWish(WhichLine):
    return_reason: str = ""


class Returning(BaseModel):
    order_number: str
    item: str
    return_reason: str


@dataclass(frozen=True)
class Delivered:
    """One line of an order that has arrived."""

    order: StoredRecord
    line: StoredRecord


async def check_return(wish: ReturnWish, around: Surroundings) -> Outcome:
    found = await delivered_line(wish, around)
    if isinstance(found, Outcome):
        return found
    return await _not_returned(found, wish.return_reason, around) or _settled(found)


async def open_return(agreed: Returning, around: Surroundings) -> Outcome:
    held = await held_order(agreed.order_number, around)  # the same line does not go back twice
    if isinstance(held, Outcome):
        return held
    wish = ReturnWish(order_number=agreed.order_number, item=agreed.item)
    found = await delivered_line(wish, around)
    if isinstance(found, Outcome):
        return found
    if refused := await _not_returned(found, agreed.return_reason, around):
        return refused
    data = {
        "order": found.order.reference,
        "sku": found.line.reference,
        "item": line_title(found.line),
        "quantity": quantity(found.line),
        "reason": agreed.return_reason,
        "status": "requested",
        "requested_on": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("return", data, around.customer_id)
    values = {"item": line_title(found.line), "reference": made.reference}
    return Outcome("return_opened", values, done=True)


async def delivered_line(wish: WhichLine, around: Surroundings) -> Delivered | Outcome:
    """The line that is meant, of an order that has arrived; else what to say or ask."""
    order = await the_order(wish, around, fits=lambda one: status(one) == "delivered")
    if isinstance(order, Outcome):
        return order
    if status(order) != "delivered":
        return _not_there_yet(order)
    line = the_line(order, wish)
    return line if isinstance(line, Outcome) else Delivered(order, line)


def too_late(found: Delivered, around: Surroundings) -> Outcome | None:
    if is_in_time(found.order, around):
        return None
    values = {
        "item": line_title(found.line),
        "days": str(return_days(around)),
        "delivered_on": str(found.order.data.get("delivered_on", "")),
    }
    return Outcome("return_too_late", values, offers=("person",), ends_flow=True)


async def already_going_back(found: Delivered, around: Surroundings) -> Outcome | None:
    """Each line once, be it for money or for another."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for kind, tells in (("return", "return_already_open"), ("exchange", "exchange_already_open")):
        for one in await around.ports.records.of_customer(kind, around.customer_id):
            same = one.data.get("order") == found.order.reference
            if (
                same
                and one.data.get("item") == line_title(found.line)
                and one.data.get("status") in _UNDER_WAY
            ):
                values = {"item": line_title(found.line), "reference": one.reference}
                return Outcome(tells, values, ends_flow=True)
    return None


def _settled(found: Delivered) -> Outcome:
    return Outcome(
        fills={"order_number": found.order.reference, "item": line_title(found.line)},
        clears=("order", "other_order", "line"),
    )


async def _not_returned(found: Delivered, reason: str, around: Surroundings) -> Outcome | None:
    """What is faulty goes back, even of a kind that otherwise does not."""
    if refused := await already_going_back(found, around):
        return refused
    product = await product_of(found.line.reference, around)
    if product is not None and product.data.get("returnable") is False and reason != "faulty":
        if not reason:
            return Outcome(asks=("return_reason",))
        values = {"item": line_title(found.line)}
        return Outcome("not_returnable", values, offers=("person",), ends_flow=True)
    return too_late(found, around)


def _not_there_yet(order: StoredRecord) -> Outcome:
    values = {"reference": order.reference}
    if status(order) == "cancelled":
        return Outcome("change_of_cancelled", values, ends_flow=True)
    if status(order) == "shipped":
        return Outcome("return_before_delivery", values, ends_flow=True)
    fills = {"order_number": order.reference}
    return Outcome("return_before_shipping", values, proposes="cancel_order", fills=fills, ends_flow=True)
