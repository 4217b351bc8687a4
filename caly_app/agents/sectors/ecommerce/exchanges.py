"""Another one for it: only what is in stock, and that is kept back at once."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.catalogue import (
    likely_variants,
    product_title,
    stock,
    variants_of,
    with_title,
)
from caly_app.agents.sectors.ecommerce.lines import WhichLine, line_title, quantity
from caly_app.agents.sectors.ecommerce.orders import held_order
from caly_app.agents.sectors.ecommerce.returns import (
    Delivered,
    already_going_back,
    delivered_line,
    too_late,
)
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_NOT_THERE = "not_there_in_exchange"


class ExchangeWish(WhichLine):
    replacement: str = ""  # id of the article that was picked
    new_variant: str = ""  # in the customer's words


class Exchange(BaseModel):
    order_number: str
    item: str
    replacement_sku: str


@dataclass(frozen=True)
class Swap:
    found: Delivered
    article: StoredRecord

    @property
    def dearer(self) -> Money:
        """What is to be paid on top; below zero: what comes back."""
        each = money(str(self.article.data["price"])) - money(str(self.found.line.data["price"]))
        return each * quantity(self.found.line)


async def check_exchange(wish: ExchangeWish, around: Surroundings) -> Outcome:
    found = await _exchangeable(wish, around)
    if isinstance(found, Outcome):
        return found
    article = await _article(found, wish, around)
    if isinstance(article, Outcome):
        return article
    if not _is_there(found, article):
        return await _not_there(found, article, around)
    return Outcome(
        fills={
            "order_number": found.order.reference,
            "item": line_title(found.line),
            "last_product": str(article.data.get("name", "")),
            "replacement": str(article.id),
            "replacement_sku": article.reference,
            "replacement_title": product_title(article),
        },
        clears=("order", "other_order", "line", "new_variant"),
    )


async def make_exchange(agreed: Exchange, around: Surroundings) -> Outcome:
    """Looked at again: somebody else may have bought the last one."""
    held = await held_order(agreed.order_number, around)
    if isinstance(held, Outcome):
        return held
    found = await _exchangeable(WhichLine(order_number=agreed.order_number, item=agreed.item), around)
    if isinstance(found, Outcome):
        return found
    article = await around.ports.records.by_reference("product", agreed.replacement_sku)
    if article is None:
        return Outcome(_NOT_THERE, {"title": agreed.replacement_sku}, ends_flow=True)
    article = await around.ports.records.hold(article.id)
    if not _is_there(found, article):
        return await _not_there(found, article, around)
    return await _exchange(Swap(found, article), around)


async def _exchange(swap: Swap, around: Surroundings) -> Outcome:
    found, article, count = swap.found, swap.article, quantity(swap.found.line)
    reserved = article.data.get("reserved", 0)
    kept = (reserved if isinstance(reserved, int) else 0) + count
    await around.ports.records.change(article.id, {"stock": stock(article) - count, "reserved": kept})
    data = {
        "order": found.order.reference,
        "item": line_title(found.line),
        "replacement": article.reference,
        "quantity": count,
        "difference": told(swap.dearer),
        "status": "requested",
        "requested_on": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("exchange", data, around.customer_id)
    values = {
        "item": line_title(found.line),
        "title": product_title(article),
        "reference": made.reference,
        "difference": told(abs(swap.dearer)),
    }
    tells = "exchange_made" if not swap.dearer.amount else "exchange_made_dearer"
    return Outcome("exchange_made_cheaper" if swap.dearer.amount < 0 else tells, values, done=True)


async def _exchangeable(wish: WhichLine, around: Surroundings) -> Delivered | Outcome:
    found = await delivered_line(wish, around)
    if isinstance(found, Outcome):
        is_in_the_house = found.tells == "return_before_shipping"
        return (
            replace(found, tells="exchange_before_shipping", offers=("person",)) if is_in_the_house else found
        )
    refused = await already_going_back(found, around) or too_late(found, around)
    return refused or found


async def _article(found: Delivered, wish: ExchangeWish, around: Surroundings) -> StoredRecord | Outcome:
    """Another variant of the same thing, or the same again where it was faulty."""
    family = await variants_of(str(found.line.data.get("name", "")), around)
    if not family:
        values = {"item": line_title(found.line)}
        return Outcome("nothing_to_exchange_for", values, proposes="return_item", ends_flow=True)
    mine, at_hand = found.line.reference, [one for one in family if _is_there(found, one)]
    others = [one for one in at_hand if one.reference != mine]
    if wish.new_variant and (named := likely_variants(wish.new_variant, family)):
        if len(named) > 1:
            return _which(named)
        if named[0].reference == mine and others and not wish.replacement:
            return _which(at_hand)  # "the 5 is too small": what they have is not what they want
        return named[0]
    if wish.replacement and not wish.new_variant:
        if picked := next((one for one in family if one.id == UUID(wish.replacement)), None):
            return picked
    if len(family) == 1:
        return family[0]
    there = others or at_hand
    if not there:
        return family[0]
    return _unknown_variant(wish.new_variant, found, there) if wish.new_variant else _which(there)


def _unknown_variant(said: str, found: Delivered, there: list[StoredRecord]) -> Outcome:
    """'A 47', where there is none: that is said, and what there is."""
    heard = f"{found.line.data.get('name', '')}, {said}"
    return replace(_which(there), tells="product_unknown", values={"heard": heard})


def _which(family: list[StoredRecord]) -> Outcome:
    return Outcome(
        offers=("choices",),
        asks=("replacement",),
        choices=tuple(
            Choice(
                label="choice_replacement", fills={"replacement": str(one.id)}, values=shown(with_title(one))
            )
            for one in family
        ),
        fills={"last_product": str(family[0].data.get("name", ""))},
        clears=("replacement", "new_variant"),
    )


def _is_there(found: Delivered, article: StoredRecord) -> bool:
    return stock(article) >= quantity(found.line)


async def _not_there(found: Delivered, article: StoredRecord, around: Surroundings) -> Outcome:
    """What else there is of it; where nothing is, it may go back for money."""
    told_ = {"title": product_title(article)}
    family = await variants_of(str(found.line.data.get("name", "")), around)
    mine = found.line.reference
    if there := [one for one in family if _is_there(found, one) and one.reference != mine]:
        back = str(article.data.get("back_on", ""))
        later = back and date.fromisoformat(back) > around.now.date()
        tells, values = (f"{_NOT_THERE}.until", {**told_, "back_on": back}) if later else (_NOT_THERE, told_)
        return replace(_which(there), tells=tells, values=values)
    return Outcome(
        _NOT_THERE,
        told_,
        offers=("person",),
        proposes="return_item",
        fills={"order_number": found.order.reference, "item": line_title(found.line)},
        ends_flow=True,
    )
