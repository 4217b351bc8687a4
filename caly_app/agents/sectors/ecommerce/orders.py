"""Which order is meant, how it stands, and when it comes. Only the carrier's own dates are told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import NoMoney, currency_of, money
from caly_app.agents.picking import Asking, Which, likeness, one_of, same_reference, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.things import also_called
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

AT_HOME = ("open", "placed", "packed")  # it has not left the house
# What words about an order may use.
ORDER_FIELDS = (
    "reference", "summary", "total", "ordered_on", "carrier", "tracking", "expected_on", "shipped_on",
    "delivered_on", "cancelled_on",
)  # fmt: skip
_ASKING = Asking(
    "order",
    "choice_order",
    none="no_orders",
    unknown="order_not_found",
    offers=("person",),
    forgets=("order_number",),
)
_ASKING_OTHER = replace(_ASKING, none="no_other_order")


class WhichOrder(BaseModel):
    order: str = ""  # id, once it was picked
    order_number: str = ""
    other_order: str = ""  # said: another than the one that was spoken of
    item: str = ""  # what is in it, in the customer's words


async def the_order(
    which: WhichOrder,
    around: Surroundings,
    fits: Callable[[StoredRecord], bool] = bool,
    *,
    by_item: bool = False,
) -> StoredRecord | Outcome:
    """The one that is meant; else what to ask. Where none was named, those that `fits` are offered.

    `by_item`: what is in another order than the one spoken of is about that other one."""
    theirs = await orders_of(around)
    asking = _ASKING
    if which.other_order and not which.order:
        theirs = [one for one in theirs if not same_reference(one.reference, which.order_number)]
        which, asking = WhichOrder(), _ASKING_OTHER
    if by_item and which.order_number and _is_in_another(theirs, which):
        which = WhichOrder(item=which.item)
    if not which.order and not which.order_number:
        theirs = [one for one in theirs if fits(one)] or theirs
        theirs = _with_the_item(theirs, which.item)
    picked = "" if which.order_number else which.order
    found = one_of(theirs, Which(picked, which.order_number), asking)
    if isinstance(found, Outcome) and found.asks:
        return replace(found, clears=(*found.clears, "order_number", "other_order"))
    return found


def _with_the_item(orders: Sequence[StoredRecord], item: str) -> Sequence[StoredRecord]:
    """'When does the blanket come?': those in which it is; all of them where it is in none."""
    scores = [likeness(item, {"items": _called(one)}) for one in orders] if item else []
    best = max(scores, default=0)
    return [one for one, score in zip(orders, scores, strict=True) if score == best] if best else orders


def _is_in_another(orders: Sequence[StoredRecord], which: WhichOrder) -> bool:
    having = _with_the_item(orders, which.item)
    return len(having) < len(orders) and not any(
        same_reference(one.reference, which.order_number) for one in having
    )


def _called(order: StoredRecord) -> str:
    titles = [f"{line.get('name', '')} {line.get('variant', '')}" for line in lines(order)]
    return " ".join((*titles, *map(also_called, titles)))


async def held_order(number: str, around: Surroundings) -> StoredRecord | Outcome:
    """The one that was agreed on, as it stands now: nobody else changes it until this turn is done."""
    order = await the_order(WhichOrder(order_number=number), around)
    if isinstance(order, Outcome):
        return order
    now = await around.ports.records.hold(order.id)
    return replace(now, data={**now.data, "summary": summary(now)})


def settled(order: StoredRecord, **found: str) -> Outcome:
    """From here on the order goes by its number: a pick that is kept would outlive a correction."""
    return Outcome(fills={"order_number": order.reference, **found}, clears=("order", "other_order"))


async def orders_of(around: Surroundings) -> Sequence[StoredRecord]:
    """The customer's, newest first, with what is in them as one line."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    found = await around.ports.records.of_customer("order", around.customer_id)
    newest_first = sorted(found, key=lambda one: str(one.data.get("ordered_on", "")), reverse=True)
    return [replace(one, data={**one.data, "summary": summary(one)}) for one in newest_first]


def summary(order: StoredRecord) -> str:
    return ", ".join(str(line.get("name", "")) for line in lines(order))


def lines(order: StoredRecord) -> list[dict[str, object]]:
    items = order.data.get("items", [])
    return [dict(line) for line in items] if isinstance(items, list) else []


def status(order: StoredRecord) -> str:
    return str(order.data.get("status", ""))


def sum_of(order: StoredRecord, field: str, around: Surroundings) -> Money:
    """Nothing where the record does not say."""
    try:
        return money(str(order.data.get(field, "")))
    except NoMoney:
        return Money(0, currency(order, around))


def currency(order: StoredRecord, around: Surroundings) -> str:
    try:
        return str(money(str(order.data.get("total", ""))).currency.code)
    except NoMoney:
        return currency_of(around.business.country)


def day_of(order: StoredRecord, field: str) -> date | None:
    said = str(order.data.get(field, ""))
    return date.fromisoformat(said) if said else None


def is_late(order: StoredRecord, around: Surroundings) -> bool:
    expected = day_of(order, "expected_on")
    return status(order) == "shipped" and expected is not None and expected < around.now.date()


# --- how it stands ---


async def tell_order(which: WhichOrder, around: Surroundings) -> Outcome:
    order = await the_order(which, around, by_item=True)
    if isinstance(order, Outcome):
        return order
    late = is_late(order, around)
    return _told(_state(order, late), order, offers=("person",) if late else ())


def _state(order: StoredRecord, late: bool) -> str:
    if status(order) != "shipped":
        return f"order_is_{status(order)}"
    if late:
        return "order_is_late"
    has = {field for field in ("carrier", "tracking", "expected_on") if order.data.get(field)}
    if has == {"carrier", "tracking", "expected_on"}:
        return "order_is_tracked"
    return "order_is_shipped" if has >= {"carrier", "expected_on"} else "order_is_under_way"


def _is_coming(order: StoredRecord) -> bool:
    return status(order) not in ("delivered", "cancelled")


async def tell_estimate(which: WhichOrder, around: Surroundings) -> Outcome:
    """When it comes, as the carrier or the shop has written it down; never a guess."""
    order = await the_order(which, around, fits=_is_coming, by_item=True)
    if isinstance(order, Outcome):
        return order
    if is_late(order, around):
        return _told("order_is_late", order, offers=("person",))
    if status(order) in ("open", "delivered", "cancelled"):
        return _told(f"order_is_{status(order)}", order)
    if not order.data.get("expected_on"):
        return _told("estimate_unknown", order, offers=("person",))
    return _told("estimate_is" if order.data.get("carrier") else "estimate_planned", order)


def _told(tells: str, order: StoredRecord, offers: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        tells,
        shown(order),
        offers=offers,
        fills={"order_number": order.reference},
        clears=("order", "other_order"),
        ends_flow=True,
    )
