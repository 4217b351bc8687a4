"""What is sold: records about nobody, with a base price and what adds to it or takes from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from moneyed import Money
from pydantic import BaseModel, ConfigDict, Field

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, share
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord


class Factor(BaseModel):
    """Hundredths of the base price, where the slot it is about has this value or lies in this span."""

    model_config = ConfigDict(populate_by_name=True)

    of: str
    percent: Decimal
    is_: str = Field(default="", alias="is")
    from_: Decimal | None = Field(default=None, alias="from")
    below: Decimal | None = None

    def fits(self, facts: Mapping[str, str]) -> bool:
        said = facts.get(self.of, "")
        if self.is_:
            return said == self.is_
        number = number_of(said)
        return (self.from_ is None or number >= self.from_) and (self.below is None or number < self.below)


class AddOn(BaseModel):
    name: str
    yearly: str  # money, before tax


class Product(BaseModel):
    product: str
    name: str
    term: Literal["year", "trip"]
    base_premium: str
    tax_percent: Decimal
    excess: str = ""
    needs: tuple[str, ...] = ()
    times: str = ""
    factors: tuple[Factor, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    covers: str
    excludes: str


@dataclass(frozen=True)
class Price:
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax


def price_of(product: Product, facts: Mapping[str, str]) -> Price:
    """The base price with all that fits added, times how many it is for, and tax on top."""
    base = money(product.base_premium)
    net = sum((share(base, one.percent) for one in product.factors if one.fits(facts)), base)
    if product.times:
        net = net * number_of(facts.get(product.times, "1"))
    return with_tax(net, product)


def with_tax(net: Money, product: Product) -> Price:
    return Price(net, share(net, product.tax_percent))


def number_of(said: str) -> Decimal:
    """Of a number, a sum of money, or a span of time: then its days."""
    if said.startswith("P"):
        return Decimal(_days_of(said))
    found = re.match(r"-?\d+(?:\.\d+)?", said)
    return Decimal(found.group()) if found else Decimal(0)


def _days_of(duration: str) -> int:
    """Days of an ISO 8601 duration, parts of a day not counted."""
    units = {"Y": 365, "M": 30, "W": 7, "D": 1}
    days = duration.partition("T")[0]
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([YMWD])", days))


async def all_products(around: Surroundings) -> Sequence[Product]:
    found = await around.ports.records.all_of("product")
    return [_as_product(record) for record in found]


async def product_called(name: str, around: Surroundings) -> Product | None:
    return next((one for one in await all_products(around) if one.product == name), None)


def which_product(products: Sequence[Product], tells: str = "") -> Outcome:
    """Asks which of those that are sold; with `tells`, why the one that was named is none of them."""
    return Outcome(
        tells,
        offers=("alternatives",) if tells else ("choices",),
        asks=("product",),
        choices=tuple(
            Choice(label="choice_name", fills={"product": one.product}, values={"name": one.name})
            for one in products
        ),
        clears=("product",) if tells else (),
    )


def _as_product(record: StoredRecord) -> Product:
    return Product.model_validate(record.data)
