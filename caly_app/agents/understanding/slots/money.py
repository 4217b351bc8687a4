"""Sums of money: "12.50 GBP". The region's currency where only "dollars" or nothing is said."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import get_currency_precision, get_territory_currencies

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import plain
from caly_app.agents.understanding.slots.units import is_a_measure

_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₺": "TRY", "₽": "RUB", "₩": "KRW", "zł": "PLN"}
_NAMES = {
    r"pounds?(?: sterling)?|quid|gbp|libras?|livres?|pfund": "GBP",
    r"euros?|eur": "EUR",
    r"swiss francs?|chf|franken": "CHF",
    r"yen|jpy": "JPY",
    r"rupees?|inr": "INR",
    r"dollars?|bucks|dolares?|usd": "$",
}
_CODES = r"usd|gbp|eur|chf|cad|aud|nzd|jpy|inr|mxn|brl|sek|nok|dkk|pln|zar|sgd|hkd|aed"
_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
_AMOUNT = (
    r"(?P<n>\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)"
    r" ?(?P<k>k|thousand|grand|million|mil|m)?(?![\w%])"
)
_CURRENCY = "|".join(f"(?P<c{place}>{words})" for place, words in enumerate(_NAMES))
_BEFORE = re.compile(rf"(?<![\w])(?P<sign>(?:us|a|c|nz)?\$|[£€¥₹₺₽₩]|(?:{_CODES})) ?{_AMOUNT}")
_BEHIND = re.compile(
    rf"(?<![\w.,:/]){_AMOUNT} ?(?:(?P<sign>[£€$¥₹₺₽₩]|(?:{_CODES})\b)|(?:{_CURRENCY})\b)"
    r"(?:(?: and| y| et| und)? (?P<minor>\d{1,2})(?: ?(?:pence|p|cents?|c|centimos"
    r"|centimes)\b|(?! ?[\w:/])))?"
)
_MINOR = re.compile(r"(?<![\w.,:/])(?P<n>\d{1,4}) ?(?P<unit>pence|p|cents?|centimos|centimes)\b(?!\.? ?m\b)")
_BARE = re.compile(rf"(?<![\w.,:/-]){_AMOUNT}(?![:/-]\d)")


def find_money(said: str, context: SlotContext) -> list[Found]:
    """AMOUNT CURRENCY with the currency's own number of decimals."""
    words = plain(said, context.language)
    found: list[Found] = []
    for pattern in (_BEFORE, _BEHIND, _MINOR, *((_BARE,) if context.expected == "money" else ())):
        for match in pattern.finditer(words.text):
            if pattern is _BARE and _is_no_sum(words.text, match, context):
                continue
            start, end = words.span(*match.span())
            value = _value(match, context)
            if value and not any(start < other.end and other.start < end for other in found):
                found.append(Found("money", value, words.said[start:end], start, end))
    return sorted(found, key=lambda one: one.start)


_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_A_YEAR = re.compile(
    r"\b(?:from|since|built in|made in|of|in|del ano|del|desde|ano|annee|de|depuis|baujahr|von|seit|aus) \Z"
)


def _is_no_sum(text: str, match: re.Match[str], context: SlotContext) -> bool:
    """Asked what it is worth: "10000 miles", "it is from 2015"."""
    is_year = _YEAR.fullmatch(match.group()) is not None
    if is_year and _BEFORE_A_YEAR.search(text[: match.start()]):
        return True
    return is_a_measure(text[match.end() :], context.language)


def _value(match: re.Match[str], context: SlotContext) -> str:
    groups = match.groupdict()
    amount = _amount(groups["n"])
    if amount is None:
        return ""
    if groups.get("unit"):
        amount /= 100
    if groups.get("minor"):
        amount += Decimal(groups["minor"]) / 100
    amount *= {
        "k": 1000,
        "thousand": 1000,
        "grand": 1000,
        "mil": 1000,
        "million": 1_000_000,
        "m": 1_000_000,
    }.get(groups.get("k") or "", 1)
    currency = _currency(groups, context)
    return f"{amount:.{get_currency_precision(currency)}f} {currency}"


def _amount(written: str) -> Decimal | None:
    """1,234.50 and 1.234,50 alike: the last sign followed by one or two digits is the decimal one."""
    written = written.replace(" ", "").replace("'", "")
    parted = re.search(r"[.,](\d{1,2})\Z", written)
    whole, part = (written[: parted.start()], parted[1]) if parted else (written, "0")
    try:
        return Decimal(re.sub(r"\D", "", whole) + "." + part)
    except InvalidOperation:
        return None


def _currency(groups: dict[str, str | None], context: SlotContext) -> str:
    sign = (groups.get("sign") or "").upper()
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.isalpha() and len(sign) == 3:
        return sign
    if "$" in sign:
        return {"US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD"}.get(
            sign, _DOLLARS.get(context.region, "USD")
        )
    for place, currency in enumerate(_NAMES.values()):
        if groups.get(f"c{place}"):
            return _DOLLARS.get(context.region, "USD") if currency == "$" else currency
    return _own_currency(context.region)


@lru_cache(maxsize=256)
def _own_currency(region: str) -> str:
    currencies = get_territory_currencies(region) if region else []
    return currencies[0] if currencies else "EUR"
