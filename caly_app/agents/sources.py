"""Which facts of a business a question may be about: a language model is shown so many, the likeliest first.

Words in common show it in any language; where there are weights for the language, what is meant as well.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from caly_app.agents.thinking import think
from caly_app.agents.understanding.languages import language_of
from caly_app.agents.understanding.local import LEARNED, embedded
from caly_app.agents.understanding.word_parts import parts_of
from caly_app.ports import Embedder

Numbers = NDArray[np.float32]

FACTS_AT_MOST = 40
CHARACTERS_AT_MOST = 12_000
_LANGUAGES = ("en", "es", "fr", "de")
_CHARACTERS_TOLD_BY = 2000  # enough to tell a language
_LINE = 8  # characters around a name and its text
_GIST = 120  # characters of one: its gist comes first
_TEXTS_KEPT = 2000  # their parts: some 10 kB each
_KEPT = 2000  # rows, half as wide as they come: ten megabytes

_rows: OrderedDict[str, NDArray[np.float16]] = OrderedDict()  # by gist: a fact that changes is another
_reading: dict[str, asyncio.Task[None]] = {}


async def likeliest(
    facts: Mapping[str, str],
    question: str,
    language: str,
    embedder: Embedder,
    *,
    most: int = FACTS_AT_MOST,
    characters: int = CHARACTERS_AT_MOST,
) -> dict[str, str]:
    """As many as there is room for; all of them as they stand, where there is room for all."""
    if len(facts) <= most and _length(facts) <= characters:
        return dict(facts)
    texts = [_gist(name, text) for name, text in facts.items()]
    whole = [f"{name} {text}" for name, text in facts.items()]
    scores = await think(by_words, question, whole)
    if _is_learned(language, facts) and (meant := _meant(texts, embedder)) is not None:
        asked = await embedded([question], embedder)
        scores = scores if asked is None else scores + meant @ asked[0]
    names = list(facts)
    chosen: dict[str, str] = {}
    room = characters
    for place in np.argsort(-scores, kind="stable"):
        name = names[place]
        text = facts[name] if chosen else facts[name][:characters]
        if len(name) + len(text) + _LINE <= room or not chosen:
            chosen[name] = text
            room -= len(name) + len(text) + _LINE
        if len(chosen) == most:
            break
    return chosen


def nearest(text: str, facts: Mapping[str, str], most: int) -> list[str]:
    """Names of those that have most of its words."""
    names = list(facts)
    if not names:
        return []
    scores = by_words(text, [f"{name} {facts[name]}" for name in names])
    return [names[place] for place in np.argsort(-scores, kind="stable")[:most]]


def by_words(question: str, texts: Sequence[str]) -> Numbers:
    """How much of the question each text has, from 0 to 1: words and parts of words, rare ones count more."""
    much: dict[int, float] = {}
    for part, counts in parts_of(question, _no_names):
        much[part] = max(much.get(part, 0.0), counts)
    asked = np.fromiter(much, np.uint32)
    has = np.array([_among(asked, _parts(text)) for text in texts], np.float32)
    rarity = np.log((len(texts) + 1) / (has.sum(0) + 0.5)) * (has.sum(0) > 0)
    weights = np.fromiter(much.values(), np.float32) * rarity
    return np.asarray(has @ weights / max(float(weights.sum()), 1e-9), np.float32)


@lru_cache(_TEXTS_KEPT)
def _parts(text: str) -> NDArray[np.uint32]:
    """Taking a text apart is what takes long: once for each."""
    return np.unique(np.fromiter((part for part, _ in parts_of(text, _no_names)), np.uint32))


def _among(asked: NDArray[np.uint32], there: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """`there` is in order. Five times as fast as np.isin for so few."""
    if not there.size:
        return np.zeros(asked.size, np.bool_)
    places = np.minimum(np.searchsorted(there, asked), there.size - 1)
    return np.asarray(there[places] == asked, np.bool_)


def _is_learned(language: str, facts: Mapping[str, str]) -> bool:
    """Numbers mean something where the question and the facts are both in such a language."""
    some = " ".join(text[:_GIST] for text in facts.values())[:_CHARACTERS_TOLD_BY]
    return language in LEARNED and language_of(some, language, _LANGUAGES) in LEARNED


def _no_names(_words: Sequence[str], _said: str) -> Iterator[tuple[str, float]]:
    return iter(())


def _gist(name: str, text: str) -> str:
    return f"{name.replace('_', ' ')}: {text}"[:_GIST]


def _length(facts: Mapping[str, str]) -> int:
    return sum(len(name) + len(text) + _LINE for name, text in facts.items())


def _meant(texts: Sequence[str], embedder: Embedder) -> Numbers | None:
    """A row for each. A hundred facts take the network a second: nobody waits, words do until it is done."""
    unread = [text for text in texts if text not in _rows]
    if not unread:
        for text in texts:
            _rows.move_to_end(text)
        return np.stack([_rows[text] for text in texts]).astype(np.float32)
    first = unread[0]
    if first not in _reading:
        task = asyncio.create_task(_read(unread, embedder))
        _reading[first] = task
        task.add_done_callback(lambda _: _reading.pop(first, None))
    return None


async def _read(texts: Sequence[str], embedder: Embedder) -> None:
    """One by one: between them whoever waits for the embedder has their turn."""
    for text in texts:
        row = await embedded([text], embedder)
        if row is None:
            return
        _rows[text] = row[0].astype(np.float16)
        while len(_rows) > _KEPT:
            _rows.popitem(last=False)


async def all_read() -> None:
    """For who must have it done."""
    await asyncio.gather(*_reading.values())
