"""What was said, in one plain form that every search reads: lower case, no accents, numbers as digits.

"The twenty-third, um, of October" -> "the 23rd, of october". Each place in the plain form knows where it
comes from, so what is found can be shown in the customer's own words.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from caly_app.agents.understanding.slots import numerals

LENGTH_READ = 4000  # characters; what is said beyond them is not searched for slots

_FILLERS = {
    "en": r"um+|uh+m*|erm+|er|hmm+|mm+|you know",
    "es": r"eh+|em+|ehm+",
    "fr": r"euh+|ben|bah|hein",
    "de": r"ah+m*|aehm?|hm+",
}
_FILLER_PATTERNS = {
    language: re.compile(rf"(?<![\w@.-])(?:{words})(?![\w@-])[,.]?\s*")
    for language, words in _FILLERS.items()
}
_SAME_SIGN = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "：": ":",
}


@dataclass(frozen=True)
class Plain:
    """`text` to search. Its character i stands for said[origin[i]:until[i]]."""

    said: str
    text: str
    origin: tuple[int, ...]
    until: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in what was said of plain text[start:end], without surrounding blanks."""
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            return 0, 0
        return self.origin[start], self.until[end - 1]

    def at(self, said_index: int) -> int:
        """The plain place of an index in what was said."""
        return bisect_right(self.origin, said_index - 1) if said_index else 0


@lru_cache(maxsize=16)
def plain(said: str, language: str) -> Plain:
    """The plain form with whole numbers composed: "two thousand twenty six" -> "2026"."""
    return _written(said[:LENGTH_READ], language, digit_by_digit=False)


@lru_cache(maxsize=16)
def dictated(said: str, language: str) -> Plain:
    """The plain form as digits are dictated: "nine hundred one two" -> "900 1 2", never 901."""
    return _written(said[:LENGTH_READ], language, digit_by_digit=True)


def folded(words: str) -> str:
    """Lower case without accents: how words of all tables and of customers are compared."""
    return "".join(_fold(character) for character in words)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _SAME_SIGN:
        return _SAME_SIGN[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Mn", "Cs"):  # joiners, direction marks, accents of their own
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(part for part in decomposed.casefold() if unicodedata.category(part) != "Mn")


def _written(said: str, language: str, digit_by_digit: bool) -> Plain:
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(said):
        folded_character = _fold(character)
        characters.append(folded_character)
        origin.extend([index] * len(folded_character))
    text = "".join(characters)
    until = [index + 1 for index in origin]
    text, origin, until = _without_fillers(text, origin, until, language)
    pieces = numerals.rewrite(text, language, digit_by_digit)
    if pieces:
        text, origin, until = _replaced(text, origin, until, pieces)
    return Plain(said, text, tuple(origin), tuple(until))


def _without_fillers(
    text: str, origin: list[int], until: list[int], language: str
) -> tuple[str, list[int], list[int]]:
    pattern = _FILLER_PATTERNS.get(language, _FILLER_PATTERNS["en"])
    pieces = [(found.start(), found.end(), "") for found in pattern.finditer(text)]
    return _replaced(text, origin, until, pieces) if pieces else (text, origin, until)


def _replaced(
    text: str, origin: list[int], until: list[int], pieces: list[tuple[int, int, str]]
) -> tuple[str, list[int], list[int]]:
    """With text[start:end] of each piece replaced: every new character stands for the whole piece."""
    out: list[str] = []
    new_origin: list[int] = []
    new_until: list[int] = []
    done = 0
    for start, end, instead in pieces:
        out += (text[done:start], instead)
        new_origin += origin[done:start]
        new_until += until[done:start]
        new_origin += [origin[start]] * len(instead)
        new_until += [until[end - 1]] * len(instead)
        done = end
    out.append(text[done:])
    return "".join(out), new_origin + origin[done:], new_until + until[done:]
