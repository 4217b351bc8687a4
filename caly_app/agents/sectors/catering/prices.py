"""What an event costs, to the penny: guests times menu, the way beyond the free radius, tax on both."""

from dataclasses import dataclass
from decimal import Decimal

from moneyed import Currency, Money

from caly_app.agents.money import money, share, told
from caly_app.agents.sectors.catering.terms import Terms


@dataclass(frozen=True)
class Price:
    """`total` is the sum of the others; the deposit is a part of it."""

    menu_total: Money
    distance_fee: Money
    tax: Money
    total: Money
    deposit: Money

    def as_fields(self) -> dict[str, str]:
        """As a quote keeps them."""
        return {name: told(getattr(self, name)) for name in FIELDS}


FIELDS = ("menu_total", "distance_fee", "tax", "total", "deposit")


def price_of(guests: int, per_guest: Money, miles: Decimal, terms: Terms) -> Price:
    menu_total = money(told(per_guest * guests))
    fee = distance_fee(miles, terms, per_guest.currency)
    tax = share(menu_total + fee, terms.tax_percent)
    total = menu_total + fee + tax
    return Price(menu_total, fee, tax, total, share(total, terms.deposit_percent))


def distance_fee(miles: Decimal, terms: Terms, currency: Currency | str) -> Money:
    """Each mile beyond those that are free."""
    paid_for = max(Decimal(0), miles - terms.free_miles)
    return money(told(Money(terms.fee_per_mile * paid_for, currency)))


def miles_told(miles: Decimal) -> str:
    """6.50 as 6.5, 20 as 20."""
    return f"{miles.normalize():f}"
