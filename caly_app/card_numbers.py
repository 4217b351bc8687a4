"""Numbers of payment cards in a text or a document: where they stand, and the same without them.

A card is thirteen to nineteen digits that begin as a network's cards do and whose last digit checks the
others, however they are grouped. Who dictates them in words is heard by agents/masks; here digits are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stdnum import iban

SHORTEST, LONGEST = 13, 19

# Visa; Mastercard; American Express; Diners; JCB; Maestro, Discover, UnionPay, RuPay; Mir; Troy
_NETWORKS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}"
    r"|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}"
    r"|3(?:0[0-59]|[689]\d)\d{11,16}"
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"
    r"|(?:5[06-8]|6\d|8[12])\d{11,17}"
    r"|220[0-4]\d{12,15}"
    r"|9792\d{12}"
)

# What people, pages and files put between the groups: blanks and ends of lines of all kinds, dashes of all
# lengths, signs that nobody sees, and a blank as an address of a page has it ("%20", "+").
_SIGNS = r"\s.,;/\\|*()_·\-\u00ad\u2000-\u206f\u2212\ufe58\ufe63\ufeff\uff0d-\uff0f"
_BETWEEN = rf"(?:[{_SIGNS}]{{0,8}}+|(?:%[0-9A-F]{{2}}){{1,3}}|\+)"
_LONG_RUN = re.compile(  # a look ahead first, for times and ids hold many digits
    rf"\d(?<!\d\d)(?=[\d{_SIGNS}%A-F+]{{{SHORTEST - 1}}})(?:{_BETWEEN}\d){{{SHORTEST - 1},}}+"
)

# What holds such runs and is none: a phone with its country, an id or a hash in hexadecimals; a day, or a sum
# with its cents or its thousands, which are no part of a card that stands beside them.
_OTHERWISE = re.compile(
    r"(?<!\d)\+\d(?:[ ().-]{0,2}\d){7,14}(?![ ().-]{0,2}\d)"
    r"|(?<![0-9a-zA-Z])(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-zA-Z])"
    r"|(?<!\d)(?<!\d[.-])(?:\d{1,2}([.-])\d{1,2}\1(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)(?!\d|[.-]\d)"
    r"|(?<![\d.,])(?:\d{1,3}(?:,\d{3})*\.\d\d|\d{1,3}(?:\.\d{3})*,\d\d|\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+))"
    r"(?!\d|[.,]\d)"
)
_ACCOUNT = re.compile(r"\b(?=([a-z]{2}\d\d(?:[ -]?[a-z\d]{1,4}){3,12}))", re.IGNORECASE)  # an IBAN
_SHORTEST_ACCOUNT = 15
_ESCAPED = re.compile(r"%[0-9A-F]{2}")
_GROUP = re.compile(r"\d+")
_AS_ON_A_CARD = re.compile(r"\d{13,19}|(?:\d{4} ){3}\d{1,4}(?: \d{1,3})?|\d{4} \d{6} \d{4,5}")
_IN_A_LIST = re.compile(r"[\n\r;/|]")  # numbers of their own stand so, one below or beside another
_LONG_GROUP = 9  # digits: the number of a phone; a card's groups are shorter, or it is one
_MOST_GROUPS = 5  # of one card, as _AS_ON_A_CARD has them: longer lists of numbers are not tried as one


@dataclass(frozen=True)
class CardNumber:
    """Where it stands, and its last four digits: nothing else of it may be kept."""

    start: int
    end: int
    ending: str

    @property
    def hint(self) -> str:
        return f"[card ending in {self.ending}]"


def is_card(digits: str) -> bool:
    """Of a network, and checked by its last digit (Luhn)."""
    if not _NETWORKS.fullmatch(digits):
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def find(text: str) -> list[CardNumber]:
    """From the first to the last. Cheap where no thirteen digits stand: this runs for all that is written."""
    if len(text) < SHORTEST or not _LONG_RUN.search(text):
        return []
    return list(_in_text(text))


def without_cards(text: str) -> str:
    """With their last four digits in their place. What has none is given back as it is."""
    for card in reversed(find(text)):
        text = f"{text[: card.start]}{card.hint}{text[card.end :]}"
    return text


def document_without_cards(document: Any) -> Any:
    """The same for all that a JSON document holds, its keys and its whole numbers as well."""
    if isinstance(document, str):
        return without_cards(document)
    if isinstance(document, Mapping):
        return {without_cards(str(key)): document_without_cards(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [document_without_cards(value) for value in document]
    if isinstance(document, float) and document.is_integer():
        return document_without_cards(int(document)) if is_card(str(int(document))) else document
    is_number = isinstance(document, int) and is_card(str(document))
    return without_cards(str(document)) if is_number else document


def _in_text(text: str) -> Iterator[CardNumber]:
    left = _OTHERWISE.sub(lambda found: "x" * len(found.group()), text)
    for account in _ACCOUNT.finditer(left):
        end = account.start() + _length_of_account(account[1])
        left = f"{left[: account.start()]}{'x' * (end - account.start())}{left[end:]}"
    for run in _LONG_RUN.finditer(left):
        yield from _in_run(run.group(), run.start())


def _length_of_account(written: str) -> int:
    """0 if it is none. Words that follow look like a part of it: the longest first."""
    ends = [len(written), *(place for place, sign in enumerate(written) if sign in " -")]
    for end in sorted(ends, reverse=True):
        if end >= _SHORTEST_ACCOUNT and iban.is_valid(written[:end], check_country=False):
            return end
    return 0


def _in_run(run: str, at: int) -> Iterator[CardNumber]:
    groups = list(_GROUP.finditer(_ESCAPED.sub(lambda blank: " " * len(blank.group()), run)))
    next_group = 0
    while card := _first_card(run, groups, next_group):
        first, last, digits = card
        yield CardNumber(at + groups[first].start(), at + groups[last].end(), digits[-4:])
        next_group = last + 1


def _first_card(run: str, groups: Sequence[re.Match[str]], start: int) -> tuple[int, int, str] | None:
    for first, last in _candidates(run, groups, start):
        digits = "".join(str(int(digit)) for one in groups[first : last + 1] for digit in one.group())
        if is_card(digits):
            return first, last, digits
    return None


def _candidates(run: str, groups: Sequence[re.Match[str]], start: int) -> Iterator[tuple[int, int]]:
    """All of it, then what is grouped as on a card: its date and its check digits may stand behind."""
    sizes = [len(one.group()) for one in groups[start:]]
    if 0 < len(sizes) <= LONGEST and (_is_even(sizes) or not _are_several(run, sizes)):
        yield start, len(groups) - 1
    for first in range(start, len(groups)):
        for last in reversed(range(first, min(first + _MOST_GROUPS, len(groups)))):
            if _AS_ON_A_CARD.fullmatch(" ".join(one.group() for one in groups[first : last + 1])):
                yield first, last


def _is_even(sizes: Sequence[int]) -> bool:
    """In fours (the last may be shorter), in pairs, or one by one."""
    return all(size % 4 == 0 for size in sizes[:-1]) or set(sizes) in ({1}, {2})


def _are_several(run: str, sizes: Sequence[int]) -> bool:
    """Of what is grouped at will: a phone beside another number, or a list."""
    has_phone = len(sizes) > 1 and max(sizes) >= _LONG_GROUP
    return has_phone or (len(sizes) > 2 and _IN_A_LIST.search(run) is not None)
