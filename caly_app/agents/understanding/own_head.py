"""What a business's own sentences add to the built-in head of its sector.

The built-in head keeps its points; those of the sentences are set beside them, and the regression over all of
them is solved anew: a second of one core. Where the lines are drawn stays as it was built.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caly_app.agents.understanding.head import Head, Numbers, kernel, normalized

RIDGE = 0.1  # as the built-in heads were built
OWN_RIDGE = 0.02  # what the business says itself counts for more
_BALANCE = 0.5


@dataclass(frozen=True)
class OwnHead:
    """`built_from`: the built-in head and the sentences. `outputs`: for its points, then for `points`."""

    built_from: str
    base: str  # the built-in head it goes with
    points: Numbers
    outputs: Numbers
    _whole: dict[str, Head] = field(default_factory=dict, repr=False, compare=False)

    def over(self, built_in: Head) -> Head:
        """The built-in one itself, if it is not the one this was built over."""
        if built_in.built_from != self.base:
            return built_in
        if self.base not in self._whole:
            points = np.vstack([built_in.points, self.points])
            self._whole[self.base] = replace(built_in, points=points, outputs=self.outputs)
        return self._whole[self.base]


def fingerprint(built_in: Head, sentences: Sequence[tuple[str, str]]) -> str:
    parts = [built_in.built_from, sorted(sentences)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def learned(built_in: Head, sentences: Sequence[tuple[str, str]], embedded: Numbers) -> OwnHead:
    """`sentences`: intent and words, in any order; `embedded`: a row for each. All intents are the head's."""
    own = normalized(embedded - built_in.mean) @ built_in.axes
    said_for = np.array([built_in.intents.index(intent) for intent, _ in sentences])
    labels = np.append(labels_of(built_in), said_for)
    points = np.vstack([built_in.points, own])
    ridge = np.append(_ridges(labels[: -len(own)], len(built_in.intents)), np.full(len(own), OWN_RIDGE))
    gram = kernel(points, points).astype(np.float64) + np.diag(ridge)
    wanted = np.eye(len(built_in.intents) + 1)[labels]
    outputs = np.linalg.solve(gram, wanted).astype(np.float32)
    return OwnHead(fingerprint(built_in, sentences), built_in.built_from, own.astype(np.float32), outputs)


def labels_of(built_in: Head) -> NDArray[np.int64]:
    """What each point of a head stands for: it solved (kernel + ridge) outputs = labels."""
    gram = kernel(built_in.points, built_in.points).astype(np.float64)
    said = gram @ built_in.outputs
    labels = (said + RIDGE * built_in.outputs).argmax(1)
    for _ in range(2):  # the ridge goes by the sizes of the intents, which are known from the labels
        ridge = _ridges(labels, len(built_in.intents))
        labels = (said + ridge[:, None] * built_in.outputs).argmax(1)
    return np.asarray(labels, np.int64)


def _ridges(labels: NDArray[Any], intents: int) -> NDArray[np.float64]:
    sizes = np.maximum(np.bincount(labels, minlength=intents + 1), 1)
    weight = (sizes[labels] / sizes[:intents].mean()) ** -_BALANCE
    weight[labels == intents] = 1
    return np.asarray(RIDGE / weight, np.float64)
