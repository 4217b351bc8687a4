"""What a business's own sentences add to a head over words: in Spanish, French and German.

As `own_head.py` does it in English, but for where it is learned: all that it needs are the sentences and some
milliseconds. So each process learns it when it first meets them, and nothing of it is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from caly_app.agents.understanding.head import Judgement, Numbers
from caly_app.agents.understanding.word_head import WordHead, word_head

_RIDGE = 0.02  # what the business says itself counts for much
_NEARNESS = 2  # its kernel is this power of the built-in one: what is hardly alike is left alone
_KEPT = 256  # sets of sentences

Sentences = tuple[tuple[str, str], ...]  # words, and the intent that is meant


@dataclass(frozen=True)
class _Points:
    """Sentences by their parts: of each part which have it, and how much it counts in them."""

    count: int
    having: Mapping[int, tuple[NDArray[np.int64], Numbers]]

    @classmethod
    def of(cls, sentences: Sequence[Mapping[int, float]]) -> "_Points":
        found: dict[int, tuple[list[int], list[float]]] = {}
        for place, parts in enumerate(sentences):
            for part, value in parts.items():
                places, values = found.setdefault(part, ([], []))
                places.append(place)
                values.append(value)
        having = {part: (np.array(at), np.array(much, np.float32)) for part, (at, much) in found.items()}
        return cls(len(sentences), having)

    def near(self, parts: Mapping[int, float]) -> Numbers:
        alike = np.zeros(self.count, np.float32)
        for part in parts.keys() & self.having.keys():
            places, values = self.having[part]
            alike[places] += parts[part] * values
        return _nearness(alike)

    def near_each_other(self) -> Numbers:
        dense = np.zeros((self.count, len(self.having)), np.float32)
        for column, (places, values) in enumerate(self.having.values()):
            dense[places, column] = values
        return _nearness(dense @ dense.T)


def _nearness(alike: Numbers) -> Numbers:
    return np.asarray(alike**_NEARNESS, np.float32)


@dataclass(frozen=True)
class WidenedWordHead:
    """`outputs`: what each of `points` puts right."""

    built_in: WordHead
    points: _Points
    outputs: Numbers

    def judge(self, said: str) -> Judgement:
        """As of the built-in head."""
        parts = self.built_in.outputs.weighed(said)
        outputs, known = self.built_in.outputs.of_weighed(parts)
        having, met = self.points.having, self.built_in.outputs.places
        known += sum(much**2 for part, much in parts.items() if part in having and part not in met)
        return self.built_in.judged(outputs + self.points.near(parts) @ self.outputs, known)


def widened(sector: str, language: str, sentences: Sentences) -> WordHead | WidenedWordHead | None:
    """The built-in head where there is nothing to add; None where there is no head in this language."""
    return _widened(sector, language, sentences) if sentences else word_head(sector, language)


@lru_cache(_KEPT)
def _widened(sector: str, language: str, sentences: Sentences) -> WordHead | WidenedWordHead | None:
    built_in = word_head(sector, language)
    if built_in is None:
        return None
    known = [(said, intent) for said, intent in sentences if intent in built_in.intents]
    return learned(built_in, known) if known else built_in


def learned(built_in: WordHead, sentences: Sequence[tuple[str, str]]) -> WidenedWordHead:
    """All intents are the head's."""
    parts = [built_in.outputs.weighed(said) for said, _ in sentences]
    points = _Points.of(parts)
    gram = points.near_each_other().astype(np.float64) + _RIDGE * np.eye(points.count)
    meant = np.eye(len(built_in.intents) + 1)[[built_in.intents.index(intent) for _, intent in sentences]]
    said = np.array([built_in.outputs.of_weighed(one)[0] for one in parts])
    return WidenedWordHead(built_in, points, np.linalg.solve(gram, meant - said).astype(np.float32))
