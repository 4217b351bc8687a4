"""In which languages a long number may be dictated: a look that every message can bear."""

import re
import unicodedata
from functools import cache

from caly_app.agents.understanding.slots import numerals

_TOKEN = re.compile(r"[a-z]+|\d+")
_MOST_DIGITS_OF_A_WORD = 4  # "thousand"
_MOST_OTHERS = 2  # words between two numbers: "um", "and then"


def languages_of(said: str, digits: int) -> list[str]:
    """Those in which so many digits, or more, may be told in a row, some of them in words."""
    if said.isascii():
        text = said.lower()
    else:  # accents go, as in plain.py, where it is done letter by letter
        text = unicodedata.normalize("NFKD", said.casefold()).encode("ascii", "ignore").decode()
    tokens = _TOKEN.findall(text)
    if not any(word in _all_words() or numerals.is_german_large(word) for word in tokens):
        return []
    return [language for language in numerals.LANGUAGES if _may_tell(tokens, language, digits)]


@cache
def _all_words() -> frozenset[str]:
    return frozenset().union(*(_words(language) for language in numerals.LANGUAGES))


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(word for word, (sort, _) in numerals.known_words(language).items() if sort != "joiner")


def _may_tell(tokens: list[str], language: str, digits: int) -> bool:
    words = _words(language)
    told = others = 0
    has_words = False
    for word in tokens:
        if word.isdigit():
            told, others = told + len(word), 0
        elif word in words or (language == "de" and numerals.is_german_large(word)):
            told, others, has_words = told + _MOST_DIGITS_OF_A_WORD, 0, True
        else:
            others += 1
            if others > _MOST_OTHERS:
                told, has_words = 0, False
        if told >= digits and has_words:
            return True
    return False
