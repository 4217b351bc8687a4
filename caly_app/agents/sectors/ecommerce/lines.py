"""The lines of an order: which one is meant, and what it was worth once the discount is counted."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import uuid5

from moneyed import Money

from caly_app.agents.money import money, told
from caly_app.agents.picking import Asking, Which, likeness, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.orders import WhichOrder, lines, sum_of
from caly_app.agents.sectors.ecommerce.things import also_called
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_ASKING = Asking("line", "choice_line", none="order_is_empty", unknown="item_not_in_order", forgets=("item",))


class WhichLine(WhichOrder):
    line: str = ""  # id, once it was picked; from then on `item` is its title


def lines_of(order: StoredRecord) -> list[StoredRecord]:
    """As records of their own, so that one can be picked like anything else."""
    return [
        StoredRecord(
            uuid5(order.id, f"{place}"),
            "line",
            str(line.get("sku", "")),
            {**line, "title": title(line), "also": also_called(title(line))},
        )
        for place, line in enumerate(lines(order))
    ]


def title(line: dict[str, object]) -> str:
    variant = str(line.get("variant", ""))
    return f"{line.get('name', '')}, {variant}" if variant else str(line.get("name", ""))


def the_line(order: StoredRecord, which: WhichLine) -> StoredRecord | Outcome:
    """The one that is meant; else what to ask."""
    found = lines_of(order)
    exact = [line for line in found if line.data["title"] == which.item]
    if exact:
        return exact[0]
    if which.item and not which.line and not _any_like(found, which.item):
        return one_of(found, Which(picked="none of these", said=which.item), _ASKING)
    meant = one_of(found, Which(which.line, said="" if which.line else which.item), _ASKING)
    return replace(meant, clears=(*meant.clears, "item")) if isinstance(meant, Outcome) else meant


def line_title(line: StoredRecord) -> str:
    return str(line.data["title"])


def quantity(line: StoredRecord) -> int:
    told_ = line.data.get("quantity", 1)
    return told_ if isinstance(told_, int) else 1


def worth(line: StoredRecord, order: StoredRecord, around: Surroundings) -> Money:
    """What was paid for it: its price, less its part of the discount."""
    whole, goods = price(line), goods_of(order)
    off = sum_of(order, "discount", around)
    if not goods.amount or not off.amount:
        return whole
    return money(told(whole * (Decimal(1) - off.amount / goods.amount)))


def price(line: StoredRecord) -> Money:
    return money(str(line.data["price"])) * quantity(line)


def goods_of(order: StoredRecord) -> Money:
    return total_of(lines_of(order))


def total_of(some: Sequence[StoredRecord]) -> Money:
    first, *others = [price(line) for line in some]
    return sum(others, first)


def _any_like(found: Sequence[StoredRecord], said: str) -> bool:
    return any(likeness(said, shown(line)) for line in found)
