"""Which of a slot's options somebody named."""

import re
from collections.abc import Iterable, Sequence
from re import Pattern

from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.slots import Found

_LONG = 5  # letters: a longer word is hardly said of anything else
_LEAST = 3
_ARTICLE = re.compile(r"\b(?:an?|my|our|una?|mi|nuestr[oa]|une|mon|ma|notre|eine?n?|meine?n?|unsere?n?)\s\Z")
_NO_NOUN = (
    re.compile(  # behind it: "a bad cough", "my car policy" are not about what is bad, nor about the car
        r"\W*\Z|\s*[,.;:!?]|\s(?:with|and|or|for|in|on|at|to|from|by|is|was|that|which|worth|please|instead"
        r"|y|o|con|en|para|de|et|ou|avec|dans|pour|und|oder|mit|im|für)\b"
    )
)


def options_in(text: str, spec: SlotSpec, language: str, *, asked: bool) -> Sequence[Found]:
    """The longest words first. Short ones count where it was asked for, or as a thing: 'insure a flat'."""
    said = text.casefold()
    hits: list[Found] = []
    for value, words in spec.options.items():
        for word in (*words.get(language, ()), *words.get("en", ())):
            for found in re.finditer(rf"\b{re.escape(word.casefold())}\b", said):
                if asked or len(word) > _LONG or _is_a_thing(found, said):
                    hits.append(Found("choice", value, text[found.start() : found.end()], *found.span()))
    return sorted(hits, key=lambda hit: hit.start - hit.end)


def without_left_out(hits: Sequence[Found], marked: Iterable[Pattern[str]], text: str) -> list[Found]:
    """'The credit card is at home, so not that one': without the one that was named last before it."""
    patterns = tuple(marked)

    def is_left_out(one: Found) -> bool:
        ends = (found.end() for pattern in patterns if (found := pattern.match(text, one.end)))
        return any(not any(one.end <= other.start < end for other in hits) for end in ends)

    return [one for one in hits if not is_left_out(one)]


def _is_a_thing(word: re.Match[str], said: str) -> bool:
    if len(word.group()) < _LEAST or _ARTICLE.search(said[: word.start()]) is None:
        return False
    return _NO_NOUN.match(said, word.end()) is not None
