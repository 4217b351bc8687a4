"""A person's values as they are kept and as they are compared.

Kept: phones E.164, dates ISO, e-mail addresses in lower case, names and addresses as they were written.
Compared: phones as national digits, names and addresses without case, accents and punctuation.
"""

import re
import unicodedata
from datetime import date

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

from caly_app.models import PersonalKind

LONGEST = 500
_MAY_TAKE_TEXTS = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.UNKNOWN,
)
_POSSIBLE = (ValidationResult.IS_POSSIBLE, ValidationResult.IS_POSSIBLE_LOCAL_ONLY)


def kept(kind: PersonalKind, value: str, country: str) -> str:
    """'' when it is nothing of that kind. `country`: where a phone number without a prefix is dialled."""
    value = " ".join(value.split())[:LONGEST]
    match kind:
        case PersonalKind.PHONE:
            return _e164(value, country)
        case PersonalKind.DATE_OF_BIRTH:
            return _iso_date(value)
        case PersonalKind.EMAIL:
            return value.lower() if "@" in value[1:-1] else ""
        case _:
            return value


def takes_texts(number: str) -> bool:
    """Whether a text message may arrive there, as far as the number tells: a fixed line takes none.

    `number`: E.164. In some countries a mobile's number looks like any other.
    """
    parsed = _parsed(number, "")
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return False
    return phonenumbers.number_type(parsed) in _MAY_TAKE_TEXTS


def compared(kind: PersonalKind, kept_value: str, country: str) -> str:
    """Two values of the same kind mean the same when this is the same."""
    match kind:
        case PersonalKind.PHONE:
            return _national_digits(kept_value, country)
        case PersonalKind.NAME | PersonalKind.ADDRESS:
            return _folded(kept_value)
        case _:
            return kept_value.casefold()


def _e164(value: str, country: str) -> str:
    """Numbers that nobody has been given are kept, too, if they are long enough to be one."""
    number = _parsed(value, country)
    if number is None or phonenumbers.is_possible_number_with_reason(number) not in _POSSIBLE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _national_digits(value: str, country: str) -> str:
    number = _parsed(value, country)
    if number is None:
        return re.sub(r"\D", "", value).lstrip("0")
    return phonenumbers.national_significant_number(number)


def _parsed(value: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, country or None)
    except NumberParseException:
        return None


def _iso_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (
        letter if letter.isalnum() else " " for letter in decomposed if not unicodedata.combining(letter)
    )
    return " ".join("".join(letters).split())
