"""Which of several offered things is meant by a word that only its label has."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

_LETTERS = 4  # shorter words are in many sentences
_NEAR_ENOUGH = 80  # of 100


def place_by_own_word(text: str, labels: Sequence[str], least: int = 1) -> int | None:
    """'The garden menu sounds lovely' is the Garden menu; None where it is none of them, or several.

    `least`: how many such words it takes."""
    said = _words(text)
    own = [_words(label) for label in labels]
    places = [
        place
        for place, words in enumerate(own)
        if least
        <= sum(
            _is_said(word, said)
            for word in words
            if not any(word in others for other, others in enumerate(own) if other != place)
        )
    ]
    return places[0] if len(places) == 1 else None


def _is_said(word: str, said: set[str]) -> bool:
    return any(fuzz.ratio(word, one) >= _NEAR_ENOUGH for one in said)


def _words(text: str) -> set[str]:
    found = re.findall(r"[^\W\d_]+", text.casefold())
    return {word for word in found if len(word) >= _LETTERS}
