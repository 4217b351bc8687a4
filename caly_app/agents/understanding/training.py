"""Builds the head of a sector, or of emergencies, from its examples. Run by a command, never at start."""

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.head import (
    EMERGENCIES,
    SECTORS,
    Head,
    Numbers,
    folder_of,
    head_folder,
    kernel,
    normalized,
)
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.agents.understanding.regression import calibrate, solve
from caly_app.agents.understanding.speller import Speller
from caly_app.agents.understanding.word_parts import Corpus, neighbours
from caly_app.ports import Embedder

RECIPE = "3"  # change it when a change below changes the heads
NONE_OF_OURS = "none_of_ours"  # in a sector's examples: what its neighbours' customers ask

_HERE = Path(__file__).parent
SKILLS = SECTORS.parent / "skills"
_LAST_LAYER = slice(-384, None)  # of the embedding: the one to compare sentences by
_SAME = 0.95  # two examples this near say the same: one goes
_TOO_NEAR = 0.75  # a negative this near to an example goes
_ALIKE = 0.7
_WIDTH_KEPT = 256  # of 1152 directions; the rest carries nothing that helps
_OWN_WORD_FROM = 3  # examples
_RIDGE = 0.1
WORDS_COUNT = 0.4  # beside the likeness of embeddings
_SHARED = 2  # examples: what only one of them has is not kept
_TURNED_AWAY = 0.04  # share of what is ours that may be taken for none of ours


@dataclass(frozen=True)
class Sources:
    """All that goes into a head."""

    examples: tuple[tuple[str, str], ...]  # intent, sentence
    small_talk: tuple[tuple[str, str], ...]
    negatives: tuple[str, ...]
    weights: str  # which numbers the embedder gives

    @property
    def fingerprint(self) -> str:
        parts = [RECIPE, self.examples, self.small_talk, self.negatives, self.weights]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


async def build(name: str, embedder: Embedder, weights: str) -> Path:
    """Writes the head of a sector or of emergencies, the same from the same sources, and tells where."""
    words_count = 0.0 if name == EMERGENCIES.name else WORDS_COUNT  # danger has no words of its own
    head = await train(sources_of(name, weights), embedder, words_count)
    folder = head_folder(name)
    fresh = folder.with_name("head.new")
    shutil.rmtree(fresh, ignore_errors=True)
    head.save(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    return fresh.rename(folder)


def sources_of(name: str, weights: str) -> Sources:
    """`weights` names the embedder's weights: a head fits no others."""
    return _of_emergencies(weights) if name == EMERGENCIES.name else _of_sector(name, weights)


def _of_emergencies(weights: str) -> Sources:
    """Nobody's small talk is an emergency. The sectors' examples stay out: with them it would be built anew
    after each change of theirs, and hears no better.
    """
    return Sources(
        examples=_listed(_examples(EMERGENCIES)),
        small_talk=(),
        negatives=tuple(said for _, said in (*_table("negatives_en.tsv"), *_table("small_talk_en.tsv"))),
        weights=weights,
    )


def _of_sector(sector_name: str, weights: str) -> Sources:
    examples = _examples(folder_of(sector_name))
    neighbours = examples.pop(NONE_OF_OURS, [])
    for skill in all_sectors()[sector_name].skills:
        for intent, sentences in _examples(SKILLS / skill).items():
            if intent in all_sectors()[sector_name].intents:
                examples.setdefault(intent, []).extend(sentences)
    return Sources(
        examples=_listed(examples),
        small_talk=_table("small_talk_en.tsv"),
        negatives=(*(said for _, said in _table("negatives_en.tsv")), *neighbours),
        weights=weights,
    )


def _listed(examples: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((intent, said) for intent, sentences in examples.items() for said in sentences)


def _examples(folder: Path) -> dict[str, list[str]]:
    file = folder / "examples_en.yaml"
    return YAML(typ="safe").load(file) if file.is_file() else {}


async def train(sources: Sources, embedder: Embedder, words_count: float = WORDS_COUNT) -> Head:
    """About 20 s for a sector, nearly all of it embedding."""
    cap = int(median(_sizes(sources.examples).values()))
    words = own_words(sources.examples)
    spell = Speller(words)
    own = _prepared(sources.examples, spell)
    examples = (*own, *_prepared(_thinned(sources.small_talk, cap), spell))
    negatives = _prepared(tuple(("", said) for said in sources.negatives), spell)
    return fit(
        examples,
        [said for _, said in negatives],
        await embedder.embed([said for _, said in examples]),
        await embedder.embed([said for _, said in negatives]),
        own=len(own),
        words=words,
        built_from=sources.fingerprint,
        words_count=words_count,
    )


def own_words(examples: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is said often enough to be no slip of the finger."""
    count = Counter(word for _, said in examples for word in set(plain(said).split()))
    return tuple(sorted(word for word, times in count.items() if times >= _OWN_WORD_FROM))


def fit(
    examples: Sequence[tuple[str, str]],
    others: Sequence[str],
    embedded: Numbers,
    negatives: Numbers,
    own: int,
    words: tuple[str, ...],
    built_from: str,
    words_count: float = WORDS_COUNT,
) -> Head:
    """`examples`: intent and sentence of each row of `embedded`; the first `own` are the sector's.

    `others`: the sentences of `negatives`.
    """
    intents = tuple(dict.fromkeys(intent for intent, _ in examples))
    labels = np.array([intents.index(intent) for intent, _ in examples])
    kept = _unlike(embedded, labels)
    mean = embedded[:own].mean(0)
    embedded, labels = embedded[kept], labels[kept]
    far = np.flatnonzero((_last(negatives) @ _last(embedded).T).max(1) < _TOO_NEAR)
    negatives = negatives[far]

    everything = np.vstack([embedded, negatives])
    texts = [*(examples[place][1] for place in kept), *(others[place] for place in far.tolist())]
    labels = np.append(labels, np.full(len(negatives), len(intents)))
    points = normalized(everything - mean)
    axes = _main_axes(points)
    points = np.asarray(points @ axes, np.float32)
    corpus = Corpus.read(texts, neighbours)
    gram = kernel(points, points).astype(np.float64) + words_count * corpus.gram()
    solution = solve(gram, labels, len(intents), _RIDGE)
    alike = _last(everything) @ _last(everything).T > _ALIKE
    left_out = solution.leaving_out(alike & (labels[:, None] == labels[None, :]))
    return Head(
        intents=intents,
        words=words,
        built_from=built_from,
        calibration=calibrate(left_out, labels, len(intents), _TURNED_AWAY),
        mean=mean,
        axes=axes,
        points=points,
        outputs=solution.outputs,
        by_words=corpus.outputs(words_count * solution.outputs, met_by=_SHARED),
    )


def _main_axes(points: Numbers) -> Numbers:
    """The directions that carry most, as columns; their signs are fixed, so that builds agree."""
    _, vectors = np.linalg.eigh((points.T @ points).astype(np.float64))
    axes = vectors[:, ::-1][:, :_WIDTH_KEPT]
    signs = np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])
    return (axes * signs).astype(np.float32)


def _unlike(embedded: Numbers, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the examples without those that repeat an earlier one of their intent."""
    near = (_last(embedded) @ _last(embedded).T > _SAME) & (labels[:, None] == labels[None, :])
    kept: list[int] = []
    for place in range(len(labels)):
        if not near[place, kept].any():
            kept.append(place)
    return np.array(kept)


def _last(embedded: Numbers) -> Numbers:
    return normalized(embedded[:, _LAST_LAYER])


def _prepared(examples: Sequence[tuple[str, str]], spell: Speller) -> tuple[tuple[str, str], ...]:
    """In the form in which messages are read, each once."""
    return tuple(dict.fromkeys((intent, spell(plain(bare(said)))) for intent, said in examples))


def _thinned(examples: Sequence[tuple[str, str]], cap: int) -> tuple[tuple[str, str], ...]:
    """At most `cap` for each intent, taken evenly: small talk must not outweigh a sector's own."""
    thinned = []
    for intent, size in _sizes(examples).items():
        own = [example for example in examples if example[0] == intent]
        starts = np.linspace(0, size, min(size, cap) + 1).astype(int)
        thinned += [own[start] for start, _ in pairwise(starts)]
    return tuple(thinned)


def _sizes(examples: Sequence[tuple[str, str]]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for intent, _ in examples:
        sizes[intent] = sizes.get(intent, 0) + 1
    return sizes


def _table(name: str) -> tuple[tuple[str, str], ...]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple((row[0], row[1]) for row in rows[1:])
