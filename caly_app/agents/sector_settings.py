"""What a business has set, as its sector's schema has it now: sums are plain numbers, of the currency of what
they are added to."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_NUMBERS = ("number", "integer")
_WITH_CURRENCY = re.compile(r"(\d+(?:\.\d+)?) ([A-Z]{3})", re.ASCII)


def as_now(schema: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """A text that has not the form which the schema asks for now ("99:99") is left out: the default holds."""
    specs = schema.get("properties", {})
    plain = with_plain_sums(schema, stored)
    return {name: value for name, value in plain.items() if _has_its_form(specs.get(name, {}), value)}


def with_plain_sums(
    schema: Mapping[str, Any], settings: Mapping[str, Any], currency: str = ""
) -> dict[str, Any]:
    """2.5 of "2.50 GBP", as sums were kept before, where a number is wanted; of a given `currency` only."""
    specs = schema.get("properties", {})
    return {name: _plain(specs.get(name, {}), value, currency) for name, value in settings.items()}


def _plain(spec: Mapping[str, Any], value: object, currency: str) -> object:
    if spec.get("type") not in _NUMBERS or not isinstance(value, str):
        return value
    found = _WITH_CURRENCY.fullmatch(value)
    if found is None or found[2] != (currency or found[2]):
        return value
    number = Decimal(found[1])
    return int(number) if number == number.to_integral_value() else float(number)


def _has_its_form(spec: Mapping[str, Any], value: object) -> bool:
    form = spec.get("pattern")
    return not form or not isinstance(value, str) or re.search(str(form), value) is not None
