"""What stands in the place of a personal value: its kind, and of numbers the last two digits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from caly_app.agents.understanding.slots import numerals

_FORMS = {
    "phone": "[phone ...{}]",
    "account": "[account ...{}]",
    "email": "[e-mail]",
    "date_of_birth": "[date of birth]",
    "address": "[address]",
    "identity_number": "[identity number]",
}
_LANGUAGES = ("en", "es", "fr", "de")
_DICTATED_MAIL = re.compile(r"\b(?:at|arroba|arobase|chez|affe|klammeraffe)\b", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"\[(?:phone \.\.\.\w\w|account \.\.\.\w\w|e-mail|date of birth|address|identity number|code"
    r"|card ending in \d{4})\]"
)


class Stands(Protocol):
    """A value, and where in a text it stands."""

    @property
    def kind(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def hint(kind: str, value: str) -> str:
    """Enough to recognise, not enough to use."""
    return _FORMS[kind].format(value[-2:])


def with_hints(text: str, found: Iterable[Stands]) -> str:
    """The text with each of these replaced. They do not overlap."""
    for one in sorted(found, key=lambda each: each.start, reverse=True):
        text = text[: one.start] + hint(one.kind, one.value) + text[one.end :]
    return text


def restored(text: str, known: Mapping[str, str]) -> str:
    """`known`: hint -> words that it may stand for. A hint that nobody knows the value of stays."""
    return _LEFT_OUT.sub(lambda left_out: known.get(left_out.group(), left_out.group()), text)


def is_hidden_form(kept: str, said: str) -> bool:
    """Whether `kept` may be what was stored of `said`: alike but for what was left out. Linear."""
    parts: Sequence[str] = _LEFT_OUT.split(kept)
    if len(parts) == 1:
        return kept == said
    if not said.startswith(parts[0]) or not said.endswith(parts[-1]):
        return False
    place = len(parts[0])
    for part in parts[1:-1]:
        found = said.find(part, place + 1)
        if found < 0 or not _is_worth_hiding(said[place:found]):
            return False
        place = found + len(part)
    return _is_worth_hiding(said[place : len(said) - len(parts[-1])])


def _is_worth_hiding(said: str) -> bool:
    """It has digits, or says some: written, or dictated in whichever language."""
    if any(map(str.isnumeric, said)) or "@" in said or _DICTATED_MAIL.search(said):
        return True
    return any(numerals.how_many(said.lower(), language) for language in _LANGUAGES)
