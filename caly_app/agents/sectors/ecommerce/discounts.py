"""Discount codes: checked, and taken off an order that is not paid yet, to the penny."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import NoMoney, money, share, told
from caly_app.agents.picking import same_reference
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.lines import goods_of
from caly_app.agents.sectors.ecommerce.orders import (
    WhichOrder,
    held_order,
    orders_of,
    status,
    sum_of,
    the_order,
)
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.plain import dictated, plain
from caly_app.ports import StoredRecord

_OFFERED = 4
_LONGEST = 16  # letters and digits of a code that is spelled
_REFUSALS = frozenset("no nope none nothing non nein nada ninguno aucun keinen".split())


class SaidCode(BaseModel):
    discount_code: str = ""


class CodeOnOrder(WhichOrder):
    code: str


class Applying(BaseModel):
    order_number: str
    code: str
    new_total: str


@dataclass(frozen=True)
class Reckoned:
    off: Money
    total: Money


async def which_code(said: SaidCode, around: Surroundings) -> Outcome:
    """A code that works today; without one, those that everybody may have."""
    if not said.discount_code:
        public = await around.ports.records.all_of("discount", {"public": "true"})
        there = [one for one in public if not _expired_or_used(one, around)][:_OFFERED]
        choices = tuple(
            Choice(
                label="choice_code", fills={"discount_code": one.reference}, values={"code": one.reference}
            )
            for one in there
        )
        return Outcome(offers=("choices",) if there else (), asks=("discount_code",), choices=choices)
    if said.discount_code.casefold().strip(" .!") in _REFUSALS:
        return Outcome("no_code_then", ends_flow=True)
    found = await _named_in(said.discount_code, around)
    if found is None:
        heard = {"heard": said.discount_code}
        return Outcome("code_unknown", heard, asks=("discount_code",), clears=("discount_code",))
    if refused := _expired_or_used(found, around):
        return refused
    return Outcome(fills={"discount_code": found.reference, "code": found.reference})


async def check_discount(wish: CodeOnOrder, around: Surroundings) -> Outcome:
    """It goes on the order that is still open; where another was spoken of, that is said."""
    order = await _open_order(wish, around)
    if isinstance(order, Outcome):
        return order
    reckoned = await _reckon(order, wish.code, around)
    if isinstance(reckoned, Outcome):
        return reckoned
    spoken_of = wish.order_number
    is_another = bool(spoken_of) and not same_reference(order.reference, spoken_of)
    return Outcome(
        "code_on_the_open_one" if is_another else "",
        {"spoken_of": spoken_of} if is_another else {},
        fills={
            "order_number": order.reference,
            "discount_sum": told(reckoned.off),
            "new_total": told(reckoned.total),
        },
        clears=("order", "other_order"),
    )


async def apply_discount(agreed: Applying, around: Surroundings) -> Outcome:
    order = await held_order(agreed.order_number, around)
    if isinstance(order, Outcome):
        return order
    if status(order) != "open":
        return Outcome("no_open_order", offers=("person",), ends_flow=True)
    code = await around.ports.records.by_reference("discount", agreed.code)
    if code is not None:
        await around.ports.records.hold(code.id)  # the last use of a code is one
    reckoned = await _reckon(order, agreed.code, around)
    if isinstance(reckoned, Outcome):
        return reckoned
    if told(reckoned.total) != agreed.new_total:
        return Outcome()  # another sum than the one that was agreed to: it is read back again
    data = {"discount_code": agreed.code, "discount": told(reckoned.off), "total": told(reckoned.total)}
    await around.ports.records.change(order.id, data)
    if code is not None and isinstance(left := code.data.get("uses_left"), int):
        await around.ports.records.change(code.id, {"uses_left": left - 1})
    values = {"code": agreed.code, "reference": order.reference, **data}
    return Outcome("discount_applied", values, done=True)


async def _open_order(wish: WhichOrder, around: Surroundings) -> StoredRecord | Outcome:
    theirs = await orders_of(around)
    waiting = [one for one in theirs if status(one) == "open"]
    named = await the_order(wish, around, fits=lambda one: status(one) == "open")
    if isinstance(named, StoredRecord) and status(named) != "open" and waiting:
        named = await the_order(WhichOrder(), around, fits=lambda one: status(one) == "open")
    if isinstance(named, StoredRecord) and status(named) != "open":
        return Outcome("no_open_order", offers=("person",), ends_flow=True)
    return named


async def _reckon(order: StoredRecord, code: str, around: Surroundings) -> Reckoned | Outcome:
    discount = await around.ports.records.by_reference("discount", code)
    if discount is None:
        return Outcome("code_unknown", {"heard": code}, ends_flow=True)
    if refused := _expired_or_used(discount, around) or await _not_for(order, discount, around):
        return refused
    goods = goods_of(order)
    off = min(goods, _off(discount, goods))
    return Reckoned(off, goods - off + sum_of(order, "shipping", around))


def _off(discount: StoredRecord, goods: Money) -> Money:
    percent = discount.data.get("percent")
    if isinstance(percent, int | float):
        return share(goods, Decimal(str(percent)))
    try:
        return money(str(discount.data.get("amount", "")))
    except NoMoney:
        return goods * 0


async def _not_for(order: StoredRecord, discount: StoredRecord, around: Surroundings) -> Outcome | None:
    values = {"code": discount.reference, "reference": order.reference}
    if on_it := str(order.data.get("discount_code", "")):
        tells = "code_is_on_it" if on_it == discount.reference else "another_code_is_on_it"
        return Outcome(tells, {**values, "other": on_it}, ends_flow=True)
    if discount.data.get("once_each") and await _has_used(discount, around):
        return Outcome("code_used_by_you", values, ends_flow=True)
    try:
        least = money(str(discount.data.get("minimum", "")))
    except NoMoney:
        return None
    goods = goods_of(order)
    if goods < least:
        missing = {"minimum": told(least), "missing": told(least - goods)}
        return Outcome("code_minimum", {**values, **missing}, ends_flow=True)
    return None


async def _has_used(discount: StoredRecord, around: Surroundings) -> bool:
    return any(
        one.data.get("discount_code") == discount.reference and status(one) != "cancelled"
        for one in await orders_of(around)
    )


def _expired_or_used(discount: StoredRecord, around: Surroundings) -> Outcome | None:
    values = {"code": discount.reference, "expires_on": str(discount.data.get("expires_on", ""))}
    if values["expires_on"] and date.fromisoformat(values["expires_on"]) < around.now.date():
        return Outcome("code_expired", values, ends_flow=True)
    if discount.data.get("uses_left") == 0:
        return Outcome("code_used_up", values, ends_flow=True)
    return None


async def _named_in(said: str, around: Surroundings) -> StoredRecord | None:
    """The code among the words that were said, or spelled and counted: 'w e l c o m e one zero'."""
    words = re.findall(r"[\w-]+", said)
    for word in (*words, "".join(words)):
        if len(word) > 2 and (found := await around.ports.records.by_reference("discount", word.upper())):
            return found
    heard = _joined(said, around.language)
    codes = await around.ports.records.all_of("discount") if heard else ()
    return next((one for one in codes if _as_heard(one.reference) in heard), None)


def _joined(said: str, language: str) -> frozenset[str]:
    """What words that stand side by side can spell, with numbers as they are said whole and by digits."""
    heard: set[str] = set()
    for form in (plain(said, language), dictated(said, language)):
        words = re.findall(r"\w+", form.text)
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + _LONGEST)):
                heard.add(_as_heard("".join(words[first : last + 1])))
    return frozenset(heard)


def _as_heard(code: str) -> str:
    """An "o" is said for the letter and for zero."""
    return re.sub(r"\W", "", code).casefold().replace("0", "o")
