"""How much a sentence is like what is said in danger, in languages that the embedding does not know.

Ridge regression over words and parts of words (`word_parts.py`): people in danger against what is near to it
in words, and against what customers ordinarily say. Learned when the first customer of its language comes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from threading import Lock

import numpy as np

from caly_app.agents.understanding.head import EMERGENCIES, SECTORS
from caly_app.agents.understanding.word_head import LANGUAGES, OTHERS, examples, read
from caly_app.agents.understanding.word_parts import Corpus, Outputs, around, words_of

_NOW, _NOT_NOW = "now", "not_now"
_RIDGE = 0.5
_NEAR_COUNTS, _ORDINARY_COUNTS = 0.5, 0.3  # how much being like these takes from being like danger
_KNOWN_AT_LEAST = 0.3  # of what is said
_ORDINARY_AT_MOST = 1000  # sentences: more make it slower to learn and no surer
_UNMET, _AT_LEAST = 0.3, -1.0


@dataclass(frozen=True)
class DangerAbroad:
    outputs: Outputs  # danger, near to it, ordinary

    def like(self, said: str) -> float:
        """About 1 is just like it, 0 and less is not."""
        (danger, near, ordinary), known = self.outputs.of(said)
        if known < _KNOWN_AT_LEAST:
            return 0.0
        return float(danger - _NEAR_COUNTS * near - _ORDINARY_COUNTS * ordinary)


_learned: dict[str, DangerAbroad] = {}
_learning = Lock()


def danger_abroad(language: str) -> DangerAbroad | None:
    """The first time takes some tenths of a second: not on an event loop."""
    if language not in LANGUAGES:
        return None
    if language not in _learned:
        with _learning:
            if language not in _learned:
                said = examples(EMERGENCIES, language)
                ordinary = likest(said[_NOW], _of_every_sector(language))
                _learned[language] = learn(said[_NOW], said[_NOT_NOW], [*said[OTHERS], *ordinary])
    return _learned[language]


def learn(now: Sequence[str], not_now: Sequence[str], ordinary: Sequence[str]) -> DangerAbroad:
    labelled = dict.fromkeys(
        (label, one) for label, said in enumerate((now, not_now, ordinary)) for one in said
    )
    corpus = Corpus.read([one for _, one in labelled], around)
    wanted = np.eye(3, dtype=np.float32)[[label for label, _ in labelled]]
    ridge = np.eye(corpus.sentences, dtype=np.float32) * np.float32(_RIDGE)
    return DangerAbroad(corpus.outputs(np.linalg.solve(corpus.gram() + ridge, wanted)))


def likest(now: Sequence[str], ordinary: Sequence[str]) -> list[str]:
    """Of what is ordinarily said what is nearest to danger by its words: the rest teaches nothing more."""
    words = [set(words_of(one)) for one in ordinary]
    ordinarily = Counter(word for some in words for word in some)
    in_danger = Counter(word for one in now for word in set(words_of(one)))
    told = {
        word: max(
            log((in_danger[word] + _UNMET) * len(ordinary) / (ordinarily[word] + _UNMET) / len(now)),
            _AT_LEAST,
        )
        for word in ordinarily
    }
    likeness = [sum(told[word] for word in some) / sqrt(len(some) or 1) for some in words]
    nearest = sorted(range(len(ordinary)), key=lambda place: -likeness[place])[:_ORDINARY_AT_MOST]
    return [ordinary[place] for place in sorted(nearest)]


def _of_every_sector(language: str) -> list[str]:
    folders = sorted(file.parent for file in SECTORS.glob(f"*/examples_{language}.yaml"))
    return [one for folder in folders for said in read(folder, language).values() for one in said]
