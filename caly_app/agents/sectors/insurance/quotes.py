"""Quotes: only what the price depends on is asked, and the price is exact."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.money import money, share, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.insurance.policies import policies_of
from caly_app.agents.sectors.insurance.products import (
    Price,
    Product,
    all_products,
    number_of,
    price_of,
    product_called,
    which_product,
)
from caly_app.agents.tool import Surroundings

_MONTHS = 12
_SUMS = ("car_value", "sum_insured")
_WHO = ("phone", "email")


class Wanted(BaseModel):
    """What a price may depend on; each product says which of it."""

    product: str = ""
    driver_age: str = ""
    claim_free_years: str = ""
    car_value: str = ""
    home_type: str = ""
    sum_insured: str = ""
    destination: str = ""
    trip_length: str = ""
    travellers: str = ""
    pet_kind: str = ""
    pet_age: str = ""
    insured_age: str = ""
    smoker: str = ""


class Quote(Wanted):
    price: str  # as it was told
    valid_until: date
    phone: str = ""  # whose quote it is, as far as they said
    email: str = ""


class WhichCover(BaseModel):
    product: str = ""


async def reckon_quote(wanted: Wanted, around: Surroundings) -> Outcome:
    products = await all_products(around)
    if not products:
        return Outcome("no_products", offers=("person",), ends_flow=True)
    facts = wanted.model_dump()
    product = _meant(products, facts)
    if product is None:
        return which_product(products, "no_such_product" if wanted.product else "")
    fills = {"product": product.product, **_sum_of(product, facts)}
    facts |= fills
    if missing := [slot for slot in product.needs if not facts.get(slot)]:
        return Outcome(asks=(missing[0],), fills=fills)
    if any(number_of(facts[slot]) > _most(around) for slot in _SUMS if slot in product.needs):
        return Outcome(
            "sum_too_large", offers=("person",), escalates=EscalationReason.OVER_LIMIT, ends_flow=True
        )
    priced = _priced(product, price_of(product, facts), around)
    return replace(priced, fills={**priced.fills, **fills})


async def whose_quote(quote: Quote, around: Surroundings) -> Outcome:
    """What is kept for nobody is found by nobody: whoever wants it kept says where they can be reached."""
    is_known = around.customer_id is not None or quote.phone or quote.email
    return Outcome() if is_known else Outcome(asks=("phone",), fills={"kept_for": "phone"})


async def keep_quote(quote: Quote, around: Surroundings) -> Outcome:
    """As it was told, or not at all: prices may have changed meanwhile."""
    product = await product_called(quote.product, around)
    if product is None:
        return Outcome("no_such_product", ends_flow=True)
    facts = quote.model_dump(exclude={"product", "price", "valid_until", *_WHO})
    price = price_of(product, facts)
    if told(price.total) != quote.price:
        return Outcome("quote_changed")
    data: dict[str, object] = {
        "product": product.product,
        "name": product.name,
        "price": quote.price,
        "details": ", ".join(f"{slot}: {facts[slot]}" for slot in product.needs),
        "valid_until": quote.valid_until.isoformat(),
        "made_on": around.now.date().isoformat(),
    }
    if product.term == "year":
        data["monthly"] = told(_monthly(price, around))
    kept = await around.ports.records.create("quote", data, await _whose(quote, around))
    return Outcome(
        "quote_kept",
        {
            "product_name": product.name,
            "reference": kept.reference,
            "price": quote.price,
            "valid_until": quote.valid_until.isoformat(),
        },
        done=True,
    )


async def _whose(quote: Quote, around: Surroundings) -> UUID | None:
    """A quote belongs to whoever said who they are: the team finds it by their number."""
    told = {kind: value for kind in _WHO if (value := getattr(quote, kind))}
    if around.customer_id is not None or not told:
        return around.customer_id
    return await around.ports.customers.remember(told)


async def tell_cover(which: WhichCover, around: Surroundings) -> Outcome:
    """Nothing but what is on record."""
    products = await all_products(around)
    if not products:
        return Outcome("no_products", offers=("person",), ends_flow=True)
    meant = which.product or await _only_one_they_have(around)
    product = next((one for one in products if one.product == meant), None)
    if product is None:
        return which_product(products, "no_such_product" if which.product else "")
    return Outcome(
        "cover_is",
        {
            "product_name": product.name,
            "covers": product.covers.rstrip(". "),
            "excludes": product.excludes.rstrip(". "),
            "excess": _excess(product),
        },
        offers=("person",),
        proposes="get_quote",
        fills={"product": product.product},
        ends_flow=True,
    )


async def _only_one_they_have(around: Surroundings) -> str:
    """'Will you pay for it?' right after a claim is about what they are insured by."""
    if around.customer_id is None:
        return ""
    theirs = {str(one.data["product"]) for one in await policies_of(around)}
    return theirs.pop() if len(theirs) == 1 else ""


def _meant(products: Sequence[Product], facts: Mapping[str, str]) -> Product | None:
    """The one that was named; else the only one that asks for what was told: a dog needs pet insurance."""
    if facts["product"]:
        return next((one for one in products if one.product == facts["product"]), None)
    fitting = [one for one in products if any(facts.get(slot) for slot in one.needs)]
    return fitting[0] if len(fitting) == 1 else None


def _sum_of(product: Product, facts: Mapping[str, str]) -> Mapping[str, str]:
    """'Contents worth 30,000': a sum is that of whatever is to be insured."""
    said = next((facts[slot] for slot in _SUMS if facts[slot]), "")
    return {slot: said for slot in _SUMS if said and slot in product.needs}


def _priced(product: Product, price: Price, around: Surroundings) -> Outcome:
    days = around.business.settings.get("quote_valid_days", 30)
    until = around.now.date() + timedelta(days=int(str(days)))
    values = {
        "product_name": product.name,
        "price": told(price.total),
        "tax": told(price.tax),
        "excess": _excess(product),
        "valid_until": until.isoformat(),
    }
    fills = {name: values[name] for name in ("product_name", "price", "valid_until")}
    fills["product"] = product.product
    if product.term == "trip":
        return Outcome("quote_per_trip", values, fills=fills)
    fills["monthly"] = told(_monthly(price, around))
    return Outcome("quote_per_year", {**values, "monthly": fills["monthly"]}, fills=fills)


def _excess(product: Product) -> str:
    """What the customer bears of each claim."""
    return product.excess or told(money(product.base_premium) * 0)


def _monthly(price: Price, around: Surroundings) -> Money:
    """One of twelve payments, with the charge for paying so."""
    charge = Decimal(str(around.business.settings.get("monthly_charge_percent", 6)))
    return share(price.total, 100 + charge) * (Decimal(1) / _MONTHS)


def _most(around: Surroundings) -> int:
    return int(str(around.business.settings.get("most_insured_at_once", 1_000_000)))
