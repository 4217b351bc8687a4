"""Whether what a language model wrote adds nothing to its sources: checked before anybody reads it."""

import re
from collections.abc import Iterable

from babel import Locale
from babel.dates import get_day_names, get_month_names

from caly_app.agents.understanding.slots.plain import folded

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:com|org|net|io|co|app|dev|ai)\b"
)
_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)(?<![\"'(])\b[A-ZÀ-Ý][\w'’-]+")
# Behind a title stands a name, in German too, and where a stop seems to end a sentence.
_TITLED = re.compile(
    r"\b(?:Dra?|Mrs?|Ms|Miss|Prof|Sra?|Srta|Don|Doña|M|Mme|Mlle|Herr|Frau)\.? ([A-ZÀ-Ý][\w'’-]*)"
)
_SENTENCE = re.compile(r".+?(?:[.!?]+(?=\s|$)|$)", re.DOTALL)
_CLAIM = re.compile(
    r"\b(?:I|we)\b[\s'’]*(?:ve|ll|have|will|just|now|already|did)\b"
    r"|\b(?:he|hemos|voy a|vamos a)\s+\w+"
    r"|\bj['’]ai\b|\b(?:nous avons|je vais|nous allons)\b"
    r"|\b(?:ich|wir)\s+(?:habe|haben|werde|werden)\b",
    re.IGNORECASE,
)
_LANGUAGES = ("en", "es", "fr", "de")


def is_grounded(text: str, sources: Iterable[str], language: str) -> bool:
    """Every number, link, weekday, month and name of the text is in the sources.

    German writes nouns large: there names are not looked at, only what the other languages share.
    """
    told = folded(" ".join(sources))
    numbers = set(_NUMBER.findall(told))
    if any(number not in numbers for number in _NUMBER.findall(folded(text))):
        return False
    if any(folded(link).rstrip(".,)") not in told for link in LINK.findall(text)):
        return False
    if any(word in CALENDAR and not _has_word(told, word) for word in re.findall(r"\w+", folded(text))):
        return False
    names = [*_TITLED.findall(text), *(_NAME.findall(text) if language != "de" else ())]
    return all(_has_word(told, folded(name)) for name in names)


def repeats(text: str, rules: str, words: int = 7) -> bool:
    """So many words in a row as in the rules: a prompt is told to nobody."""
    said, kept = _plain_words(text), f" {' '.join(_plain_words(rules))} "
    return any(f" {' '.join(said[at : at + words])} " in kept for at in range(len(said) - words + 1))


def claims_an_effect(text: str) -> bool:
    """'I have refunded it', 'we will call you': only who has done something may say so."""
    return _CLAIM.search(text) is not None


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def sentences(text: str, at_most: int) -> str:
    """The first ones of it."""
    return "".join(_SENTENCE.findall(text)[:at_most]).strip()


def sentences_in(text: str) -> int:
    return len(_SENTENCE.findall(text))


def _has_word(told: str, word: str) -> bool:
    """By its beginning, if that is long enough to be one: a name may be inflected."""
    whole = re.sub(r"['’]s?$", "", word)
    begins = re.escape(whole[:5])
    return re.search(rf"\b{begins}" if len(whole) >= 5 else rf"\b{begins}s?\b", told) is not None


def _calendar() -> frozenset[str]:
    words = set()
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        words |= {folded(name) for name in get_day_names("wide", locale=locale).values()}
        words |= {folded(name) for name in get_month_names("wide", locale=locale).values()}
    return frozenset(words - {"may", "mai", "mayo", "mar"})  # "you may": also a verb


CALENDAR = _calendar()
