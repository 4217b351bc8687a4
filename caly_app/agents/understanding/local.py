"""Understanding without a language model: patterns first, then words, then the trained head.

English has a head over embeddings; Spanish, French and German have one over words and parts of words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, Protocol

from caly_app.agents.sieve import Sieve
from caly_app.agents.understanding import word_head
from caly_app.agents.understanding.against import speaks_against
from caly_app.agents.understanding.clauses import split as split
from caly_app.agents.understanding.head import Head, Judgement, Numbers, head_folder
from caly_app.agents.understanding.informal import formal
from caly_app.agents.understanding.negation import denied, undenied
from caly_app.agents.understanding.own_words import NO_WORDS, OwnWords
from caly_app.agents.understanding.plain_form import bare, in_full, plain, without_pictures, without_who
from caly_app.agents.understanding.speller import Speller
from caly_app.agents.understanding.words import small_talk
from caly_app.errors import Unavailable
from caly_app.ports import Embedder

_CHARACTERS_READ = 1000  # of one clause
_BY_OWN = 0.99
_BY_PATTERN = 0.98
_BY_WORDS = 0.97
_BY_PART = 0.7  # a pattern of small talk that leaves most of the clause unread, or one of two patterns
_UNREAD_AT_MOST = 3  # words
_A_WORD = re.compile(r"[\w'’-]+")
_OBJECTS_FROM = 0.6  # the head's confidence in another intent, from which a pattern does not settle it
_OBJECTS_TO_A_STORY_FROM = 0.8  # the same of a long clause, which resembles many things
_STORY_FROM = 25  # words
_DOUBTS_FROM = 0.4  # the same of the head over words, where it hears what the pattern does not
_SUPPORTS_FROM = 0.45  # where it hears the same
_COVERS_ENOUGH = 0.35  # of the words: a pattern of so many needs no support
_KNOWS_FROM = 0.98  # from which nobody is asked: the pattern is hardly ever right then


# Languages of the head over embeddings.
LEARNED = frozenset({"en"})


class SectorWords(Protocol):
    """What of a sector is needed here."""

    @property
    def name(self) -> str: ...

    @property
    def intents(self) -> Mapping[str, object]: ...

    @property
    def small_talk(self) -> Mapping[str, object]: ...

    def sieve(self, language: str) -> Sieve[str]: ...


@dataclass(frozen=True)
class Reading:
    """What one clause means. `confidence` is the probability that it is right.

    Act only on what is `sure`; ask which of the two is meant where it is `in_scope` and not sure. Out of
    scope, `intent` is what came nearest (None: nothing did), and is for the "why" only.
    """

    intent: str | None
    confidence: float
    runner_up: str | None
    runner_up_confidence: float
    in_scope: bool
    sure: bool
    by: Literal["pattern", "examples", "words", "model", "none"]
    is_own: bool = False  # by the business's own words
    denied: str = ""  # the intent that was said not to be wanted: "don't block my card"
    also: frozenset[str] = frozenset()  # other intents that a pattern was found of
    covers: float = 1.0  # of the words, by the pattern


NOTHING = Reading(None, 0.0, None, 0.0, in_scope=False, sure=False, by="none")


@dataclass(frozen=True)
class Opened:
    """Clauses read by patterns and words; `texts`, at `places`, are what the head has yet to judge."""

    readings: tuple[Reading, ...]
    places: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    own: OwnWords = NO_WORDS
    denied: frozenset[int] = frozenset()  # places of what was said not to be wanted, read as if it were
    language: str = ""

    @property
    def to_embed(self) -> Sequence[str]:
        """What the head over embeddings waits for."""
        return self.texts if self.language in LEARNED else ()


async def read(
    sector: SectorWords,
    clauses: Sequence[str],
    language: str,
    embedder: Embedder,
    own: OwnWords = NO_WORDS,
) -> list[Reading]:
    """One reading for each clause. Without weights or head it goes by patterns and words alone."""
    opened = open_clauses(sector, clauses, language, own)
    return weigh(sector, opened, await embedded(opened.to_embed, embedder))


def open_clauses(
    sector: SectorWords, clauses: Sequence[str], language: str, own: OwnWords = NO_WORDS
) -> Opened:
    """What needs no head: a millisecond of patterns, the business's own first."""
    language = language.partition("-")[0].lower()
    cut = [clause[:_CHARACTERS_READ] for clause in clauses]
    unwanted = {place: deed for place, clause in enumerate(cut) if (deed := denied(clause))}
    cut = [unwanted.get(place) or undenied(clause) for place, clause in enumerate(cut)]
    readings = tuple(
        (_by_own_words(sector, clause, language, own) if own else None)
        or _by_pattern(sector, clause, language)
        or _among_friends(sector, clause, language)
        or _by_words(clause, language)
        for clause in cut
    )
    places = tuple(
        place for place, reading in enumerate(readings) if not _is_settled(reading, cut[place], sector)
    )
    texts = tuple(without_pictures(cut[place]) for place in places)
    if language in LEARNED and (trained := _trained(sector.name)):
        texts = tuple(trained[1](plain(bare(without_who(text)))) for text in texts)
    return Opened(readings, places, texts, own, frozenset(unwanted), language)


async def embedded(texts: Sequence[str], embedder: Embedder) -> Numbers | None:
    """A row for each text; None where the embedder is away."""
    try:
        return await embedder.embed(texts) if texts else None
    except Unavailable:
        return None


def weigh(sector: SectorWords, opened: Opened, rows: Numbers | None) -> list[Reading]:
    """The readings with what the head makes of the rows, or of the words where it goes by them."""
    readings = list(opened.readings)
    for n, (place, judgement) in enumerate(zip(opened.places, _judged(sector, opened, rows), strict=False)):
        is_long = len(opened.texts[n].split()) > _STORY_FROM
        weighed = _weighed(readings[place], judgement, sector, is_long)
        by_words = opened.language in word_head.LANGUAGES
        readings[place] = _doubted(weighed, judgement, sector) if by_words else weighed
    return [_as_meant(one, place in opened.denied) for place, one in enumerate(readings)]


def _judged(sector: SectorWords, opened: Opened, rows: Numbers | None) -> Sequence[Judgement]:
    """One for each text, or none where nothing can judge them."""
    if opened.language in word_head.LANGUAGES:
        by_words = opened.own.over_words(sector.name, opened.language) if opened.texts else None
        return [by_words.judge(text) for text in opened.texts] if by_words else ()
    trained = _trained(sector.name) if rows is not None else None
    return opened.own.over(trained[0]).judge(rows, opened.texts) if trained and rows is not None else ()


def _as_meant(reading: Reading, is_denied: bool) -> Reading:
    """What is denied is no wish."""
    if not is_denied:
        return reading
    return replace(NOTHING, denied=reading.intent or "" if reading.in_scope else "")


def _is_settled(reading: Reading, clause: str, sector: SectorWords) -> bool:
    """The business's own words, small talk known by all of it, and one word that is a wish by itself. A
    sector's patterns are short and hear what was not meant beside other words.
    """
    is_one_word = len(clause.split()) == 1
    return reading.sure and (reading.is_own or is_one_word or reading.intent not in sector.intents)


def _by_own_words(sector: SectorWords, clause: str, language: str, own: OwnWords) -> Reading | None:
    """Two that say different things are a question."""
    found = [intent for intent in own.intents_in(clause, language) if intent in sector.intents]
    if not found:
        return None
    best, *others = found
    if not others:
        return Reading(best, _BY_OWN, None, 0.0, in_scope=True, sure=True, by="pattern", is_own=True)
    return Reading(
        best, _BY_PART, others[0], 1 - _BY_PART, in_scope=True, sure=False, by="pattern", is_own=True
    )


def _by_pattern(sector: SectorWords, clause: str, language: str) -> Reading | None:
    """The longest match wins; a rival inside it is no rival."""
    text = clause.replace("’", "'")
    text = in_full(text) if language == "en" else text
    all_spans: dict[str, list[tuple[int, int]]] = {}
    for intent, pattern in sector.sieve(language).of(text):
        if match := pattern.search(text):
            all_spans.setdefault(intent, []).append(match.span())
    if not all_spans:
        return None
    spans = {intent: max(found, key=_length) for intent, found in all_spans.items()}
    best, *others = sorted(spans, key=lambda one: (_is_pieced(text, spans[one]), -_length(spans[one])))
    best, *others = _without_reasons([best, *others], sector)
    also = frozenset(others)
    rivals = [
        one
        for one in others
        if not any(_inside(spans[one], span) for span in all_spans[best])
        and (_is_pieced(text, spans[best]) or not _is_pieced(text, spans[one]))
    ]
    if rivals:
        return Reading(
            best, _BY_PART, rivals[0], 1 - _BY_PART, in_scope=True, sure=False, by="pattern", also=also
        )
    unread = f"{text[: spans[best][0]]} {text[spans[best][1] :]}"
    is_small_talk = best not in sector.intents
    if is_small_talk and len(_A_WORD.findall(unread)) > _UNREAD_AT_MOST or speaks_against(unread, language):
        return Reading(best, _BY_PART, None, 0.0, in_scope=True, sure=False, by="pattern")
    covers = len(text[slice(*spans[best])].split()) / len(text.split())
    return Reading(
        best, _BY_PATTERN, None, 0.0, in_scope=True, sure=True, by="pattern", also=also, covers=covers
    )


def _is_pieced(text: str, span: tuple[int, int]) -> bool:
    """'... to Mobile 50, my data is gone': "mobile ... gone" lies on two sides of a comma."""
    return "," in text[slice(*span)]


def _without_reasons(found: list[str], sector: SectorWords) -> list[str]:
    """'Move me to the bigger plan, my data is all gone' says why it wishes for one thing."""
    reasons = [one for one in found if set(_reasons(one, sector)).intersection(found)]
    return [one for one in found if one not in reasons] or found


def _among_friends(sector: SectorWords, clause: str, language: str) -> Reading | None:
    """By pattern, with "habt ihr" read as "haben Sie". Never small talk: that has its own words."""
    proper = formal(clause, language)
    reading = _by_pattern(sector, proper, language) if proper != clause else None
    return reading if reading and reading.intent in sector.intents else None


def _by_words(clause: str, language: str) -> Reading:
    intent = small_talk(clause, language)
    if intent is None:
        return NOTHING
    return Reading(intent, _BY_WORDS, None, 0.0, in_scope=True, sure=True, by="words")


def _weighed(reading: Reading, judgement: Judgement, sector: SectorWords, is_long: bool) -> Reading:
    """A pattern stands unless the head objects; then it is a question which of the two is meant. What is only
    told as the reason for a wish does not speak against it.
    """
    learned = Reading(
        intent=judgement.intent,
        confidence=judgement.confidence,
        runner_up=judgement.runner_up,
        runner_up_confidence=judgement.runner_up_confidence,
        in_scope=judgement.in_scope,
        sure=judgement.sure,
        by="examples",
    )
    if reading.by == "none":
        return learned
    if reading.is_own and not reading.sure:
        return reading
    if learned.intent == reading.intent:
        return replace(reading, confidence=max(reading.confidence, learned.confidence), sure=True)
    if reading.by == "pattern" and reading.intent in _reasons(learned.intent, sector):
        return replace(reading, sure=True)
    objects_from = _OBJECTS_TO_A_STORY_FROM if is_long and reading.sure else _OBJECTS_FROM
    if learned.in_scope and learned.confidence >= objects_from:
        if learned.intent in reading.also:
            return replace(learned, by="pattern", sure=True)
        if not reading.sure or learned.sure and learned.confidence >= _KNOWS_FROM and not reading.is_own:
            return learned
        asked = replace(learned, runner_up=reading.intent, runner_up_confidence=1 - _OBJECTS_FROM)
        return replace(asked, confidence=_OBJECTS_FROM, sure=False)
    if learned.in_scope and reading.runner_up is None and not reading.sure:
        return replace(reading, runner_up=learned.intent, runner_up_confidence=1 - reading.confidence)
    return reading


def _doubted(reading: Reading, judgement: Judgement, sector: SectorWords) -> Reading:
    """A pattern abroad is as often wrong as right where the head over words hears another wish, or where it
    is a word or two of a long sentence and the head hardly hears the same.
    """
    if not reading.sure or reading.by != "pattern" or reading.is_own or reading.intent not in sector.intents:
        return reading
    if judgement.intent in (*reading.also, *_reasons(reading.intent, sector)):
        return reading
    agrees = judgement.intent == reading.intent
    is_rival = not agrees and judgement.in_scope and judgement.confidence >= _DOUBTS_FROM
    is_heard = agrees and judgement.confidence >= _SUPPORTS_FROM or reading.covers >= _COVERS_ENOUGH
    if is_heard and not is_rival:
        return reading
    rival, left = (judgement.intent, 1 - _BY_PART) if is_rival else (None, 0.0)
    return replace(reading, confidence=_BY_PART, runner_up=rival, runner_up_confidence=left, sure=False)


def _reasons(intent: str | None, sector: SectorWords) -> Sequence[str]:
    spec = sector.intents.get(intent or "")
    return getattr(spec, "reason_for", ())


def built_in(sector_name: str) -> tuple[Head, Speller] | None:
    """The head of a sector as it was delivered; None where none was built."""
    return _trained(sector_name)


@cache
def _trained(sector_name: str) -> tuple[Head, Speller] | None:
    try:
        head = Head.load(head_folder(sector_name))
    except FileNotFoundError:
        return None
    return head, Speller(head.words)


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _inside(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
