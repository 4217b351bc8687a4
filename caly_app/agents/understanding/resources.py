"""Whom the customer wants to see: the names of those who can be booked, in what was said."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from caly_app.agents.sector import SlotSpec
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.slots import Found, SlotContext, refused
from caly_app.agents.understanding.slots.corrections import refused as is_refused
from caly_app.agents.understanding.slots.plain import plain

_TITLE = r"(?:dr|doctor|doctora|dra|docteure?|prof|professor|doktor)\.?"
_NO_NAME = (
    "for to at on about and who that in of is or available appointment next this tomorrow today please "
    "as when para por que de en el la y pour que et le la ce demain für und der die das morgen heute am um "
    "bitte oder"
)
_TITLED = re.compile(
    rf"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bmy )(?<!\bany )(?<!\bun )(?<!\bel )(?<!\ble )"
    rf"(?<!\bdie )(?<!\bder )"
    rf"\b(?P<who>(?i:{_TITLE})\s+(?!(?:{'|'.join(_NO_NAME.split())})\b)[^\W\d_][\w'’-]+(?:\s[A-Z][\w'’-]+)?)"
)
_NEAR_ENOUGH = 86  # of 100
_FORGIVING_FROM = 4  # letters
_TWO = 2  # of one surname: the first is meant
_NEXT = 2  # characters between two words of one name
_RUNG = 2  # letters: shorter words are not matched to names


def resources_in(text: str, turn: TurnContext, language: str) -> Iterator[Found]:
    """By a part of their name, by what they do, by a title; empty text for 'anyone'."""
    words = [(match.group().casefold(), *match.span()) for match in re.finditer(r"[\w'’-]+", text)]
    business = turn.business
    trades = ((what.casefold(), what) for what in dict.fromkeys(business.specialties.values()))
    hits = [
        (name, start, end)
        for part, name in (*_called(tuple(business.resources)), *trades)
        for word, start, end in words
        if _is_like(word, part)
    ]
    for name, start, end in hits:  # "Miriam Rowe" is one, and not two of hers
        until = next((b for other, a, b in hits if other == name and 0 < a - end <= _NEXT), end)
        if not any(other == name and 0 < start - b <= _NEXT for other, _, b in hits):
            yield Found("resource", name, text[start:until], start, until)
    yield from _by_what_they_do(text, turn, language)
    for match in _TITLED.finditer(text):
        yield Found("resource", match["who"], match["who"], *match.span("who"))
    if turn.sector.is_marked("anyone", text, language):
        yield Found("resource", "anyone", "", 0, 0)


def left_out(spec: SlotSpec, text: str, turn: TurnContext, context: SlotContext) -> Sequence[Found]:
    """'Anyone but Dr Halas', 'not on Thursday': who or what was named is not to be had."""
    if spec.kind != "resource":
        return [one for one in refused(spec.kind, text, context) if one.problem is None]
    words, named = plain(text, context.language), resources_in(text, turn, context.language)
    return [one for one in named if one.text and is_refused(one, words)]


def _by_what_they_do(text: str, turn: TurnContext, language: str) -> Iterator[Found]:
    """'A skin doctor' is a dermatologist; where there is none, it is somebody whom we do not have."""
    plain_text = text.casefold()
    for spec in turn.sector.slots.values():
        for specialty, words in spec.options.items() if spec.kind == "resource" else ():
            for word in (*words.get(language, ()), *words.get("en", ())):
                if word.casefold() not in plain_text:
                    continue
                if match := re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                    there = [one for one in turn.business.specialties.values() if _same_trade(one, specialty)]
                    yield Found("resource", there[0] if there else word, match.group(), *match.span())


def _same_trade(one: str, other: str) -> bool:
    return fuzz.partial_ratio(one.casefold()[:9], other.casefold()[:9]) >= _NEAR_ENOUGH


def _is_like(word: str, part: str) -> bool:
    """A letter is forgiven in words long enough to bear it: a sore "Hals" is no Dr Halas."""
    if len(word) <= _RUNG:
        return False
    return word == part or len(word) > _FORGIVING_FROM and fuzz.ratio(word, part) >= _NEAR_ENOUGH


@lru_cache(maxsize=64)
def _called(names: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    """What of a name says which one is meant."""
    shared = _of_several(names)
    parts = ((part.casefold(), name) for name in names for part in _surnames(name))
    return [(part, name) for part, name in parts if part not in shared]


def _of_several(names: Sequence[str]) -> set[str]:
    """'A table for two' names neither the Window table nor the Round table; two may have one surname."""
    parts = [{part.casefold() for part in _surnames(name)} for name in names]
    counted = Counter(part for each in parts for part in each)
    surnames = {name.split()[-1].casefold() for name in names if not name.split()[-1].islower()}
    return {part for part, times in counted.items() if times > _TWO or times == _TWO and part not in surnames}


def _surnames(name: str) -> list[str]:
    parts = [part for part in re.split(r"[\s.]+", name) if part]
    return [part for part in parts if len(part) > _RUNG and not re.fullmatch(_TITLE, part, re.IGNORECASE)]
