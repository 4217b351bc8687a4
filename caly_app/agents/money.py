"""Sums of money in records and slots: "45.99 GBP", reckoned exactly."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision, get_territory_currencies
from moneyed import Money


class NoMoney(ValueError):
    """This is no sum of money."""


def money(text: str) -> Money:
    """From "45.99 GBP". Raises NoMoney."""
    amount, _, currency = text.partition(" ")
    try:
        return Money(Decimal(amount), currency)
    except (InvalidOperation, ValueError, LookupError) as error:
        raise NoMoney from error


def told(sum_: Money) -> str:
    """As records and slots keep it, with the currency's own number of decimals, halves rounded up."""
    places = Decimal(1).scaleb(-get_currency_precision(sum_.currency.code))
    return f"{sum_.amount.quantize(places, ROUND_HALF_UP)} {sum_.currency.code}"


def currency_of(country: str) -> str:
    """What is paid with there, by its three letters."""
    currencies = get_territory_currencies(country)
    return currencies[0] if currencies else "EUR"


def share(sum_: Money, percent: Decimal | int) -> Money:
    """So many hundredths of it, rounded as `told`."""
    return money(told(sum_ * (Decimal(percent) / 100)))
