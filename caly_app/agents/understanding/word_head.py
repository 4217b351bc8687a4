"""The head for languages that the embedding does not know: from words and parts of words to an intent.

Ridge regression over a sector's examples. What counts are words, neighbouring words and runs of three and
four letters, each by how rare it is (TF-IDF, Salton & Buckley 1988; parts of words as in Bojanowski et al.
2017). It is learned when the first customer of its sector and language comes, in less than a tenth of a
second: nothing is built, nothing can be stale.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from pathlib import Path
from threading import Lock
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from caly_app.agents.understanding.head import (
    EMERGENCIES,
    SECTORS,
    Calibration,
    Judgement,
    Numbers,
    folder_of,
    judged,
)
from caly_app.agents.understanding.regression import calibrate, solve

LANGUAGES = frozenset({"es", "fr", "de"})

_GENERIC = SECTORS.parent / "understanding"
_OTHERS = "out_of_scope"  # in a file of examples: what is nobody's business here
_RUNS = (3, 4)  # letters
_OF_NEIGHBOURS, _OF_RUNS = 0.7, 0.5  # what they count beside a word
_RIDGE = 0.5
_ALIKE = 0.5  # examples this near are left out together
_TURNED_AWAY = 0.08  # who is turned away is asked to say it otherwise, with a person on offer
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NO_LETTER = re.compile(r"[^a-z0]+")
_KNOWN_AT_LEAST = 0.4  # of what is said: customers' own sentences lie above, "blub dub" and names below
_NOTHING = 1e-9
_EVERY = 4  # of the sectors' examples: more make it slower to learn and hardly surer


@dataclass(frozen=True)
class WordHead:
    intents: tuple[str, ...]
    calibration: Calibration
    rarity: Mapping[int, float]  # of each part of speech met in the examples, by its hash
    rarest: float
    places: Mapping[int, int]
    weights: Numbers  # parts x intents, and one more column for "other"

    def judge(self, said: str) -> Judgement:
        parts = _parts(said)
        known = [part for part in parts if part in self.places]
        values = np.array([sqrt(parts[part]) * self.rarity[part] for part in known], np.float32)
        # Parts never met make a sentence less alike to all that was: they count in its length.
        whole = sum(much * self.rarity.get(part, self.rarest) ** 2 for part, much in parts.items())
        rows = self.weights[[self.places[part] for part in known]]
        outputs = np.asarray(values @ rows / max(sqrt(whole), _NOTHING), np.float32)
        judgement = judged(outputs, self.intents, self.calibration)
        is_strange = values @ values < _KNOWN_AT_LEAST * whole or not known
        return replace(judgement, in_scope=False, sure=False) if is_strange else judgement


_learned: dict[tuple[str, str], WordHead | None] = {}
_learning = Lock()


def word_head(name: str, language: str) -> WordHead | None:
    """Of a sector or of emergencies; None where there are no examples in the language.

    The first time takes some tenths of a second: not on an event loop.
    """
    key = name, language
    if key not in _learned:  # who knows theirs does not wait for another that is being learned
        with _learning:
            if key not in _learned:
                said = _examples(name, language)
                _learned[key] = learn(said.pop(_OTHERS), said) if len(said) > 2 else None
    return _learned[key]


def _examples(name: str, language: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {_OTHERS: []}
    for folder in (folder_of(name), _GENERIC):
        for intent, sentences in _read(folder, language).items():
            said.setdefault(intent, []).extend(sentences)
    if name == EMERGENCIES.name:
        said[_OTHERS] += _of_every_sector(language)
    return said


def _of_every_sector(language: str) -> Sequence[str]:
    """What customers ordinarily say is no emergency; a part of it is enough."""
    folders = sorted(file.parent for file in SECTORS.glob(f"*/examples_{language}.yaml"))
    wishes = [one for folder in folders for said in _read(folder, language).values() for one in said]
    return wishes[::_EVERY]


def _read(folder: Path, language: str) -> dict[str, list[str]]:
    file = folder / f"examples_{language}.yaml"
    return YAML(typ="safe").load(file) if file.is_file() else {}


def learn(others: Sequence[str], examples: Mapping[str, Sequence[str]]) -> WordHead:
    """`examples`: intent -> sentences. `others`: what is none of ours."""
    intents = tuple(examples)
    pairs = dict.fromkeys((place, one) for place, intent in enumerate(intents) for one in examples[intent])
    pairs |= dict.fromkeys((len(intents), one) for one in others)
    labels = np.array([place for place, _ in pairs])
    counted = [_parts(one) for _, one in pairs]
    met = Counter(part for parts in counted for part in parts)
    places = {part: place for place, part in enumerate(met)}
    rarity = {part: float(np.log(1 + len(counted) / times)) for part, times in met.items()}
    points = _normalized(counted, places, rarity)
    shared = points[:, [places[part] for part, times in met.items() if times > 1]]
    gram = (shared @ shared.T).astype(np.float64)
    np.fill_diagonal(gram, 1.0)  # what only one sentence has makes it alike to itself alone
    solution = solve(gram, labels, len(intents), _RIDGE)
    left_out = solution.leaving_out((gram > _ALIKE) & (labels[:, None] == labels[None, :]))
    return WordHead(
        intents=intents,
        calibration=calibrate(left_out, labels, len(intents), _TURNED_AWAY),
        rarity=rarity,
        rarest=float(np.log(1 + len(counted))),
        places=places,
        weights=points.T @ solution.outputs,
    )


def _normalized(
    counted: Sequence[Mapping[int, float]], places: Mapping[int, int], rarity: Mapping[int, float]
) -> NDArray[np.float32]:
    rows = np.zeros((len(counted), len(places)), np.float32)
    for row, parts in zip(rows, counted, strict=True):
        for part, much in parts.items():
            row[places[part]] = sqrt(much) * rarity[part]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _NOTHING)


def _parts(said: str) -> dict[int, float]:
    """Hash -> how much of it is in the sentence."""
    words = _NO_LETTER.sub(" ", _NUMBER.sub(" 0 ", _plain(said))).split()
    parts: dict[int, float] = {}
    for kind, part, much in _named(words):
        place = crc32(f"{kind}{part}".encode())
        parts[place] = parts.get(place, 0.0) + much
    return parts


def _named(words: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    yield from (("word ", word, 1.0) for word in words)
    yield from (("next ", " ".join(pair), _OF_NEIGHBOURS) for pair in pairwise(words))
    for word in words:
        edged = f"<{word}>"
        for run in _RUNS:
            yield from (("run ", edged[at : at + run], _OF_RUNS) for at in range(len(edged) - run + 1))


def _plain(said: str) -> str:
    """Without accents, as half of those who write do: "fur" for "für"."""
    apart = unicodedata.normalize("NFD", said.lower().replace("ß", "ss"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
