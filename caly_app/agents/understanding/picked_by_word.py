"""Which of several offered things is meant by a word that only its label has."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.sector import Sector
from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.corrections import standing
from caly_app.agents.understanding.slots.plain import plain

BY_PLACE = re.compile(
    r"\b(?:first|second|third|last|1st|2nd|3rd|primer[oa]?|segund[oa]|tercer[oa]?|últim[oa]|premi[eè]re?"
    r"|deuxième|troisième|derni[eè]re?|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|letzte[nrs]?)\b(?! of\b)",
    re.IGNORECASE,
)

_LETTERS = 4  # shorter words are in many sentences
_FEW = 5  # words
_ANY_LONG = re.compile(r"[^\W\d_]{4,}|(?<![\d.,:/])\d{3,8}(?![\d:/]|[.,]\d)")
_ANY_WORD = re.compile(r"[\w'’]+")
_SAYS_NOTHING = frozenset(
    "a an the one of in on at to for and or is it no yes i we my your with by el la los las un una de en y o"
    " para con le les des du et ou pour avec der die das den ein eine von mit und oder für im am".split()
)
_NUMBER = re.compile(r"(?<![\d.,:/])\d{3,8}(?![\d:/]|[.,]\d)")
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


def own_words_in(text: str, labels: Sequence[str]) -> list[Found]:
    """Each word of the text that only one of the labels has, and each number; the value is its place."""
    own = [{*_words(label), *_NUMBER.findall(label)} for label in labels]
    found = []
    for said in _ANY_LONG.finditer(text):
        word = said.group().casefold()
        places = [n for n, words in enumerate(own) if _is_said(word, words)]
        if len(places) == 1:
            found.append(Found("picked", str(places[0]), said.group(), *said.span()))
    return found


def is_contact(text: str, context: SlotContext) -> bool:
    """Nothing but an e-mail address or a phone number, where a code, say, was asked for."""
    found = [one for kind in ("phone", "email") for one in find(kind, text, context) if one.value]
    return any(len(one.text) >= len(text.strip(" .!")) for one in found)


def is_the_one_offered(
    text: str, offered: Sequence[Choice], expected: Sequence[str], sector: Sector, language: str
) -> bool:
    """'Use that one on my order then', where it would be taken for the text that was asked for."""
    kinds = sector.slots
    asked = {kinds[slot].kind for slot in expected if slot in kinds}
    if len(offered) > 1 or not asked & {"text", "picked"}:
        return False
    words = ("that_one", "affirm") if "text" in asked else ("that_one",)
    return any(sector.is_marked(word, text, language) for word in words)


def place_by_number(text: str, labels: Sequence[str], offered: Sequence[Choice], language: str) -> int | None:
    """'Ending 4471, wait no, that's the tablet. 0933' is the one whose number stands in the end."""
    own = [
        {*_NUMBER.findall(f"{label} {one.values.get('ending', '')} {one.values.get('reference', '')}")}
        for label, one in zip(labels, offered, strict=True)
    ]
    said = [
        Found("picked", match.group(), match.group(), *match.span())
        for match in _NUMBER.finditer(text)
        if sum(match.group() in numbers for numbers in own) == 1
    ]
    meant = {one.value for one in standing(said, plain(text, language))}
    places = [place for place, numbers in enumerate(own) if meant & numbers]
    return places[0] if len(places) == 1 else None


def place_by_word(text: str, called: Sequence[str], labels: Sequence[str]) -> int | None:
    """`labels`: as they are shown; none where the words could be a value as well."""
    place = place_by_own_word(text, called)
    return place_by_short_word(text, labels) if place is None and labels else place


def place_by_short_word(text: str, labels: Sequence[str]) -> int | None:
    """'M then', 'the 42 please': where little is said, a short word of one label says which."""
    said = {word for word in _ANY_WORD.findall(text.casefold())}
    if len(said) > _FEW:
        return None
    own = [{word for word in _ANY_WORD.findall(label.casefold())} - _SAYS_NOTHING for label in labels]
    places = [
        place
        for place, words in enumerate(own)
        if any(word in said and sum(word in others for others in own) == 1 for word in words)
    ]
    return places[0] if len(places) == 1 else None


def _is_said(word: str, said: set[str]) -> bool:
    return any(fuzz.ratio(word, one) >= _NEAR_ENOUGH for one in said)


def _words(text: str) -> set[str]:
    found = re.findall(r"[^\W\d_]+", text.casefold())
    return {word for word in found if len(word) >= _LETTERS}
