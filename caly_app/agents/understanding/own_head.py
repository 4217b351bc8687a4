"""What a business's own sentences add to the built-in head of its sector.

The built-in head stays as it is. What it says of the sentences and what it should have said differ: kernel
ridge regression over those differences is added to it, so that it is put right near the sentences and nowhere
else. Some milliseconds; where the lines are drawn stays as it was built.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caly_app.agents.understanding.head import Head, Judgement, Numbers, judged, kernel

_RIDGE = 0.02  # what the business says itself counts for much
_NEARNESS = 4  # its kernel is this power of the built-in one: what is hardly alike is left alone


@dataclass(frozen=True)
class OwnHead:
    """`built_from`: the built-in head and the sentences. `outputs`: what each of `points` puts right."""

    built_from: str
    base: str  # the built-in head it goes with
    points: Numbers
    outputs: Numbers

    def over(self, built_in: Head) -> "Head | WidenedHead":
        """The built-in one itself, if it is not the one this was built over."""
        return WidenedHead(built_in, self) if built_in.built_from == self.base else built_in


@dataclass(frozen=True)
class WidenedHead:
    built_in: Head
    own: OwnHead

    def judge(self, embedded: Numbers, texts: Sequence[str]) -> list[Judgement]:
        """As of the built-in head."""
        put_right = _near(self.built_in.placed(embedded), self.own.points) @ self.own.outputs
        outputs = self.built_in.outputs_of(embedded, texts) + put_right
        return [judged(row, self.built_in.intents, self.built_in.calibration) for row in outputs]


def fingerprint(built_in: Head, sentences: Sequence[tuple[str, str]]) -> str:
    parts = [built_in.built_from, _RIDGE, _NEARNESS, sorted(sentences)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def learned(
    built_in: Head, sentences: Sequence[tuple[str, str]], texts: Sequence[str], embedded: Numbers
) -> OwnHead:
    """`sentences`: intent and words, in any order. `texts`: the words as they are read, `embedded` a row for
    each. All intents are the head's.
    """
    points = built_in.placed(embedded)
    meant = np.eye(len(built_in.intents) + 1)[[built_in.intents.index(intent) for intent, _ in sentences]]
    gram = _near(points, points).astype(np.float64) + _RIDGE * np.eye(len(points))
    outputs = np.linalg.solve(gram, meant - built_in.outputs_of(embedded, texts)).astype(np.float32)
    return OwnHead(fingerprint(built_in, sentences), built_in.built_from, points, outputs)


def _near(rows: Numbers, points: Numbers) -> Numbers:
    return np.asarray(kernel(rows, points) ** _NEARNESS, np.float32)
