"""Where personal values stand in what somebody says, typed or dictated.

Runs for every message, so plain prose is not searched at all. What was understood as something else (an
order's number, a booking's) is that, whatever it looks like.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneMetadata
from stdnum import bic, iban
from stdnum.exceptions import ValidationError

from caly_app import postal_addresses
from caly_app.agents.masks.identity_numbers import find_identity_numbers
from caly_app.agents.masks.own_places import is_named_in
from caly_app.agents.understanding.slots import numerals
from caly_app.agents.understanding.slots.addresses import find_addresses
from caly_app.agents.understanding.slots.births import find_births, speaks_of_birth
from caly_app.agents.understanding.slots.emails import find_emails
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.phones import find_phones, speaks_of_phone

_ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")  # fewer, or further apart, are at most a date of birth
_FEWEST_WORDS = 4  # in which so many digits are dictated
_DICTATED_SIGN = re.compile(r"\b(?:at|arroba|arobase|chez|affe|klammeraffe)\b", re.IGNORECASE)
_DICTATED_DOT = re.compile(r"\b(?:dot|period|point|punto|punkt)\b", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{1,255}")
_IBAN = re.compile(r"\b[a-z]{2}\d\d(?:[ -]?[a-z\d]{1,4}){3,12}", re.IGNORECASE)
_BIC = re.compile(r"\b[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?\b")
_BIC_CUE = re.compile(r"\b(?:bic|swift)\b", re.IGNORECASE)
_A_YEAR = re.compile(r"\d\D{1,16}(?:19|20)\d\d\b|\b(?:19|20)\d\d\D\d")
_WRITTEN_DAY = re.compile(r"(?=.*(?:19|20)\d\d)(?=.*(?:[^\W\d]{3}|\d ?[-/.] ?\d))", re.DOTALL)
_LONG_AGO, _A_WHILE_AGO = 3652, 366  # days
_BESIDE = 40  # characters between a name and what is said of who bears it
_FIRM = re.compile(
    r"\b(?:ltd|llc|llp|plc|inc|gmbh|ag|sl|sa|sarl|street|road|avenue|lane|contract)\b", re.IGNORECASE
)
_NAMED_BEFORE = re.compile(r"[^\W\d_a-z][\w'’-]+ (?:[^\W\d_a-z][\w'’-]+ ?)+[,;:(–-]?\s?\Z")
_NAMED_BEHIND = re.compile(r"[,;:)]?\s*[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+")
_NOT_ALNUM = re.compile(r"[^a-z\d]")


@dataclass(frozen=True)
class PersonalText:
    """One personal value: said[start:end] says it. `value` is its normal form."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Setting:
    """In what a text was said. `asked`: kinds of value that the open question is about."""

    now: datetime
    country: str
    language: str = "en"
    asked: frozenset[str] = frozenset()
    told: Collection[tuple[str, str]] = ()  # kind and value of what was understood as personal
    others: frozenset[str] = field(default_factory=frozenset)  # values understood as something else
    names: Collection[str] = ()  # of people, as they were understood
    own: Collection[str] = ()  # what names the business's own places


def find(said: str, setting: Setting, kinds: Collection[str]) -> list[PersonalText]:
    """In the order they stand; none overlaps another."""
    if not kinds or not (setting.asked or setting.told or may_hold_any(said, setting.language)):
        return []
    others = {_bare(other) for other in setting.others}
    found: list[PersonalText] = []
    for one in _all(said, setting, kinds):
        is_free = all(one.end <= other.start or other.end <= one.start for other in found)
        if is_free and one.kind in kinds and _bare(said[one.start : one.end]) not in others:
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def may_hold_any(said: str, language: str) -> bool:
    """Cheap, and False for plain prose."""
    if "@" in said or _ENOUGH_DIGITS.search(said):
        return True
    if any(map(str.isdigit, said)) and (_A_YEAR.search(said) or speaks_of_birth(said, language)):
        return True
    if postal_addresses.may_hold_one(said):
        return True
    if _DICTATED_SIGN.search(said) and _DICTATED_DOT.search(said):
        return True
    return numerals.how_many(said.lower(), language) >= _FEWEST_WORDS


def _all(said: str, setting: Setting, kinds: Collection[str]) -> Iterator[PersonalText]:
    """What is surest first: of two that overlap the first counts."""
    if "email" in kinds:
        yield from _emails(said, setting)
    if "account" in kinds:
        yield from _accounts(said)
    if "identity_number" in kinds:
        for start, end, number in find_identity_numbers(said, setting.country):
            yield PersonalText("identity_number", number, start, end)
    if "date_of_birth" in kinds:
        yield from _births(said, setting)
    if "address" in kinds:
        yield from _addresses(said, setting)
    if "phone" in kinds:
        yield from _phones(said, setting)
    yield from _told(said, setting)


def _emails(said: str, setting: Setting) -> Iterator[PersonalText]:
    """What cannot be an address, but was meant as one, too."""
    for match in _MAIL.finditer(said):
        written = match.group().rstrip(".!?…")
        try:
            value = validate_email(written, check_deliverability=False).normalized.lower()
        except EmailNotValidError:
            value = written.lower()
        if "." in value.partition("@")[2]:
            yield PersonalText("email", value, match.start(), match.start() + len(written))
    if "@" not in said and _DICTATED_SIGN.search(said) and _DICTATED_DOT.search(said):
        yield from _as_texts("email", find_emails(said, _context(setting, "email")))


def _accounts(said: str) -> Iterator[PersonalText]:
    """IBANs, and beside one, or beside the word for it, the code of the bank."""
    has_any = False
    for match in _IBAN.finditer(said):
        for end in _borders(match):
            if _is_iban(said[match.start() : end]):
                has_any = True
                value = iban.compact(said[match.start() : end])
                yield PersonalText("account", value, match.start(), end)
                break
    if has_any or _BIC_CUE.search(said):
        for match in _BIC.finditer(said):
            if bic.is_valid(match.group()):
                yield PersonalText("account", match.group(), match.start(), match.end())


def _borders(match: re.Match[str]) -> Iterator[int]:
    """Where it may end: words that follow look like a part of it. The longest first."""
    yield match.end()
    text = match.group()
    for place in range(len(text) - 1, 14, -1):
        if text[place] in " -":
            yield match.start() + place


def _is_iban(written: str) -> bool:
    try:
        return bool(iban.validate(written, check_country=False))
    except ValidationError:
        return False


def _births(said: str, setting: Setting) -> Iterator[PersonalText]:
    is_asked = "date_of_birth" in setting.asked
    if is_asked or speaks_of_birth(said, setting.language):
        yield from _as_texts(
            "date_of_birth", find_births(said, _context(setting, "date_of_birth" if is_asked else ""))
        )
        return
    understood = {value for kind, value in setting.told if kind == "date_of_birth"}
    if understood or _A_YEAR.search(said):
        for one in _as_texts("date_of_birth", find_births(said, _context(setting, "date_of_birth"))):
            if one.value in understood or _is_somebodys(said, one, setting):
                yield one


def _is_somebodys(said: str, one: PersonalText, setting: Setting) -> bool:
    """A day long ago with its year, beside a name: 'for Rosa Penhale, 4 May 1980, 020 7946 0123'."""
    if not _WRITTEN_DAY.search(said[one.start : one.end]):
        return False
    days = (setting.now.date() - date.fromisoformat(one.value)).days
    beside = said[max(0, one.start - _BESIDE) : one.end + _BESIDE].casefold()
    if any(name.casefold() in beside for name in setting.names if name):
        return days > _A_WHILE_AGO
    has_contact = bool(_MAIL.search(said)) or any(_phones(said, setting))
    before, behind = said[max(0, one.start - _BESIDE) : one.start], said[one.end : one.end + _BESIDE]
    is_named = _NAMED_BEFORE.search(before) or _NAMED_BEHIND.match(behind)
    return days > _LONG_AGO and bool(is_named or has_contact) and not _FIRM.search(before)


def _addresses(said: str, setting: Setting) -> Iterator[PersonalText]:
    """What was understood as one or asked for, then what has the form of one and is not the business's."""
    yield from (one for one in _told(said, setting) if one.kind == "address")
    if "address" in setting.asked:
        yield from _as_texts("address", find_addresses(said, _context(setting, "address")))
    for one in postal_addresses.find(said):
        if not (setting.own and is_named_in(one.street, setting.own)):
            yield PersonalText("address", " ".join(said[one.start : one.end].split()), one.start, one.end)


def _phones(said: str, setting: Setting) -> Iterator[PersonalText]:
    """Bare digits are a number where numbers have no 0 before them, or where a word or a question says so."""
    is_asked = "phone" in setting.asked
    for one in _as_texts("phone", find_phones(said, _context(setting, "phone" if is_asked else ""))):
        begins = said[one.start : one.end].lstrip("( ")[:1]
        is_telling = not begins.isdigit() or begins == "0" or not _has_trunk_zero(setting.country)
        if is_asked or is_telling or speaks_of_phone(said[: one.start], setting.language):
            yield one


@lru_cache
def _has_trunk_zero(country: str) -> bool:
    metadata = PhoneMetadata.metadata_for_region(country, None)
    return metadata is not None and metadata.national_prefix == "0"


def _told(said: str, setting: Setting) -> Iterator[PersonalText]:
    """What the agent has understood, whether or not a search of ours finds it."""
    for kind, value in setting.told:
        start = said.lower().find(value.lower()) if value else -1
        if start >= 0:
            yield PersonalText(kind, value, start, start + len(value))


def _context(setting: Setting, expected: str) -> SlotContext:
    return SlotContext(setting.now, setting.country, setting.language, expected=expected or None)


def _as_texts(kind: str, found: Iterable[Found]) -> Iterator[PersonalText]:
    for one in found:
        if one.problem is None and one.value:
            yield PersonalText(kind, one.value, one.start, one.end)


def _bare(text: str) -> str:
    return _NOT_ALNUM.sub("", text.lower())
