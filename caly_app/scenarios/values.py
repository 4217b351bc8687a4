"""A value as somebody wrote it: brought into the form of a record's field, and compared with one."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from caly_app.agents.money import currency_of
from caly_app.models import PersonalKind
from caly_app.services import personal_forms

_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY"}
_MONEY = re.compile(r"([A-Z]{3}|[£€$¥])?\s*(-?\d[\d,]*(?:\.\d+)?)\s*([A-Z]{3}|[£€$¥])?")
_IS_MONEY = re.compile(r"-?\d+(\.\d+)? [A-Z]{3}")
_PHONE = re.compile(r"(?:\+|0)[\d ()-]{6,20}")
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Place:
    """Where the business is: what a number without a prefix, and a sum without a currency, mean."""

    country: str
    timezone: ZoneInfo

    @property
    def currency(self) -> str:
        return currency_of(self.country)


def coerced(value: Any, schema: Mapping[str, Any], place: Place) -> Any:
    """In the form that the field's JSON schema asks for; as it is where it cannot be brought into it."""
    kind = _type_of(schema)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    if value is None or kind == "":
        return value
    match kind:
        case "boolean":
            return _YES_NO.get(str(value).lower(), value)
        case "integer" | "number":
            return _number(value, kind)
        case "array":
            items = schema.get("items")
            of = items if isinstance(items, Mapping) else {}
            listed = value if isinstance(value, list | tuple) else [value]
            return [coerced(one, of, place) for one in listed]
        case "object":
            return _object(value, schema, place)
        case "string":
            return _text(value, schema, place)
    return value


def filled(schema: Mapping[str, Any], reference: str, today: date, place: Place) -> Any:
    """A neutral value for a field that every record has, and that a file says nothing of."""
    if "default" in schema:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    match _type_of(schema):
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case "array":
            return []
        case "object":
            return {}
    if _is_money(schema):
        return f"0.00 {place.currency}"
    match schema.get("format"):
        case "date":
            return today.isoformat()
        case "date-time":
            return datetime.combine(today, datetime.min.time(), place.timezone).isoformat()
    return reference


def same(wanted: Any, actual: Any, schema: Mapping[str, Any], place: Place) -> bool:
    """Whether both mean the same: dates, numbers, sums and words in whatever form. Of a list wanted: any."""
    if wanted is None or actual is None:
        return wanted is None and actual is None
    if isinstance(wanted, list | tuple) and not isinstance(actual, list | tuple):
        return any(same(one, actual, schema, place) for one in wanted)
    wanted = coerced(wanted, schema, place)
    if wanted == actual:
        return True
    if isinstance(wanted, list | tuple) and isinstance(actual, list | tuple):
        return len(wanted) == len(actual) and all(
            same(one, other, {}, place) for one, other in zip(wanted, actual, strict=True)
        )
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        return all(same(value, actual.get(name), {}, place) for name, value in wanted.items())
    if isinstance(wanted, bool) or isinstance(actual, bool):
        return _YES_NO.get(str(wanted).lower()) is _YES_NO.get(str(actual).lower())
    return _alike(str(wanted), str(actual), place)


def mentions(text: Any, items: Iterable[Any]) -> bool:
    """Each item is somewhere in the text, whatever its case, accents and punctuation."""
    told = folded(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, default=str))
    return all(folded(str(item)) in told for item in items)


def same_detail(kind: str, wanted: Any, actual: str, place: Place) -> bool:
    """Of a customer: phones as digits, names without case and accents."""
    personal = PersonalKind(kind)
    text = str(wanted.isoformat() if isinstance(wanted, date) else wanted)
    kept = personal_forms.kept(personal, text, place.country) or text
    return personal_forms.compared(personal, kept, place.country) == personal_forms.compared(
        personal, actual, place.country
    )


def same_reference(wanted: Any, actual: str) -> bool:
    return _letters(str(wanted)) == _letters(actual)


def folded(text: str) -> str:
    """Case, accents, punctuation and blanks make no difference."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter if letter.isalnum() else " " for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def local(moment: datetime, place: Place) -> str:
    return moment.astimezone(place.timezone).strftime("%Y-%m-%dT%H:%M")


def _letters(reference: str) -> str:
    return "".join(letter for letter in reference.upper() if letter.isalnum())


def _type_of(schema: Mapping[str, Any]) -> str:
    found = schema.get("type", "")
    if isinstance(found, list):
        return next((str(name) for name in found if name != "null"), "")
    return str(found)


def _number(value: Any, kind: str) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if kind == "integer" and value == int(value) else value
    said = _MONEY.fullmatch(str(value).strip())  # of a sum the number: "£25", "25.00 GBP"
    try:
        number = Decimal(said[2].replace(",", "") if said else str(value).strip())
    except InvalidOperation:
        return value
    return int(number) if number == number.to_integral_value() else float(number)


def _object(value: Any, schema: Mapping[str, Any], place: Place) -> Any:
    properties = schema.get("properties", {})
    if not isinstance(value, Mapping) or not isinstance(properties, Mapping):
        return value
    return {str(name): coerced(one, properties.get(name, {}), place) for name, one in value.items()}


def _text(value: Any, schema: Mapping[str, Any], place: Place) -> Any:
    if isinstance(value, bool | list | Mapping):
        return value
    text = str(value)
    if _is_money(schema):
        return _as_money(value, place) or text
    if options := schema.get("enum"):
        return next((one for one in options if folded(str(one)) == folded(text)), text)
    if schema.get("format") == "date":
        return text[:10] if re.match(r"\d{4}-\d\d-\d\dT", text) else text
    if schema.get("format") == "date-time":
        return _with_zone(text, place)
    return text


def _with_zone(text: str, place: Place) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=place.timezone)).isoformat()


def _is_money(schema: Mapping[str, Any]) -> bool:
    return "[A-Z]{3}" in str(schema.get("pattern", ""))


def _as_money(value: Any, place: Place) -> str:
    """'45.99 GBP' of 45.99, '£45.99' or 'GBP 45.99'; '' if it is no sum."""
    found = _MONEY.fullmatch(str(value).strip())
    if found is None:
        return ""
    before, amount, after = found.groups()
    sign = before or after or place.currency
    number = Decimal(amount.replace(",", ""))
    return f"{number:.2f} {_SIGNS.get(sign, sign)}"


def _alike(wanted: str, actual: str, place: Place) -> bool:
    if _IS_MONEY.fullmatch(actual):
        return _sum(_as_money(wanted, place)) == _sum(actual)
    if (one := _decimal(wanted)) is not None and one == _decimal(actual):
        return True
    if (moment := _as_moment(wanted, place)) and moment == _as_moment(actual, place):
        return True
    if _is_phone(wanted) and _is_phone(actual):
        return same_detail("phone", wanted, actual, place)
    return folded(wanted) == folded(actual)


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text.strip()) is not None


def _sum(text: str) -> tuple[Decimal, str] | None:
    amount, _, currency = text.partition(" ")
    number = _decimal(amount)
    return None if number is None else (number, currency)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


def _as_moment(text: str, place: Place) -> datetime | None:
    if len(text) < 10:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=place.timezone)
