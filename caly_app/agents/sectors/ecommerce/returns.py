"""What goes back: within the days of the shop, each line once, with a number to write on the parcel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.catalogue import product_of
from caly_app.agents.sectors.ecommerce.lines import WhichLine, line_title, lines_of, quantity, the_line
from caly_app.agents.sectors.ecommerce.orders import WhichOrder, held_order, status, the_order
from caly_app.agents.sectors.ecommerce.refunds import is_in_time, return_days
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_UNDER_WAY = ("requested", "received", "refunded")


class ReturnWish(WhichLine):
    return_reason: str = ""
    all_items: str = ""  # said: everything that is in it


class Returning(BaseModel):
    order_number: str
    item: str
    all_items: str = ""
    return_reason: str


@dataclass(frozen=True)
class Delivered:
    """One line of an order that has arrived."""

    order: StoredRecord
    line: StoredRecord


async def check_return(wish: ReturnWish, around: Surroundings) -> Outcome:
    going = await _going_back(wish, around)
    if isinstance(going, Outcome):
        return replace(going, asks=(*going.asks, "all_items")) if going.asks == ("line",) else going
    return _settled(going)


async def open_return(agreed: Returning, around: Surroundings) -> Outcome:
    """A number for each line: the same one does not go back twice."""
    held = await held_order(agreed.order_number, around)
    if isinstance(held, Outcome):
        return held
    going = await _going_back(ReturnWish(**agreed.model_dump()), around)
    if isinstance(going, Outcome):
        return going
    made = [await _open(one, agreed.return_reason, around) for one in going]
    values = {"item": titles(going), "reference": ", ".join(one.reference for one in made)}
    return Outcome("return_opened", values, done=True)


async def _going_back(wish: ReturnWish, around: Surroundings) -> Sequence[Delivered] | Outcome:
    """The line that is meant, or all that may go back; else what to say or ask."""
    if wish.all_items and (not wish.item or " + " in wish.item):
        return await _all_that_may(wish, around)
    found = await delivered_line(wish, around)  # of all of them the one that was named afterwards
    if isinstance(found, Outcome):
        return found
    return await _not_returned(found, wish.return_reason, around) or [found]


async def _all_that_may(wish: ReturnWish, around: Surroundings) -> Sequence[Delivered] | Outcome:
    order = await delivered_order(wish, around)
    if isinstance(order, Outcome):
        return order
    if not wish.return_reason:
        return Outcome(fills={"order_number": order.reference}, asks=("return_reason",))
    every = [Delivered(order, line) for line in lines_of(order)]
    refusals = [await _not_returned(one, wish.return_reason, around) for one in every]
    going = [one for one, refused in zip(every, refusals, strict=True) if refused is None]
    return going or next(refused for refused in refusals if refused)


async def _open(found: Delivered, reason: str, around: Surroundings) -> StoredRecord:
    data = {
        "order": found.order.reference,
        "sku": found.line.reference,
        "item": line_title(found.line),
        "quantity": quantity(found.line),
        "reason": reason,
        "status": "requested",
        "requested_on": around.now.date().isoformat(),
    }
    return await around.ports.records.create("return", data, around.customer_id)


def titles(going: Sequence[Delivered]) -> str:
    return " + ".join(line_title(one.line) for one in going)


async def delivered_line(wish: WhichLine, around: Surroundings) -> Delivered | Outcome:
    """The line that is meant, of an order that has arrived; else what to say or ask."""
    order = await delivered_order(wish, around)
    if isinstance(order, Outcome):
        return order
    line = the_line(order, wish)
    return line if isinstance(line, Outcome) else Delivered(order, line)


async def delivered_order(which: WhichOrder, around: Surroundings) -> StoredRecord | Outcome:
    order = await the_order(which, around, fits=lambda one: status(one) == "delivered")
    if isinstance(order, Outcome) or status(order) == "delivered":
        return order
    return _not_there_yet(order)


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


def _settled(going: Sequence[Delivered]) -> Outcome:
    return Outcome(
        fills={
            "order_number": going[0].order.reference,
            "item": titles(going),
            "last_product": str(going[0].line.data.get("name", "")),  # "and is the blue one in stock?"
        },
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
