"""Of what words and parts of words sentences are made, and which sentences are alike by them.

What counts are words, neighbouring words and runs of three and four letters, each by how rare it is (TF-IDF,
Salton & Buckley 1988; parts of words as in Bojanowski et al. 2017). All of a corpus is held as arrays, one
entry for each part of each sentence: loops over them took most of the time that learning took.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]

_RUNS = (3, 4)  # letters
_OF_NEIGHBOURS, _OF_RUNS, _OF_NEXT_BUT_ONE = 0.7, 0.5, 0.5  # what they count beside a word,
_OF_A_QUESTION, _OF_LENGTH = 1.0, 0.7  # and that it is asked, and how long it is
_LONG = 24  # words
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NO_LETTER = re.compile(r"[^a-z0]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_OFTEN = 24  # sentences: a part of more is multiplied as a column, a part of fewer pair by pair
_NOTHING = 1e-9

Weighed = list[tuple[int, float]]  # parts by their hash, and how much each counts
Names = Callable[[Sequence[str], str], Iterator[tuple[str, float]]]


def words_of(said: str) -> list[str]:
    """Without accents, as half of those who write do: "fur" for "für"."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFD", said.lower().replace("ß", "ss")))
    return _NO_LETTER.sub(" ", _NUMBER.sub(" 0 ", apart)).split()


def neighbours(words: Sequence[str], _said: str) -> Iterator[tuple[str, float]]:
    return ((f"next {one} {other}", _OF_NEIGHBOURS) for one, other in pairwise(words))


def around(words: Sequence[str], said: str) -> Iterator[tuple[str, float]]:
    """Also what stands next but one, how much is said, and whether something is asked."""
    yield from neighbours(words, said)
    yield from (
        (f"apart {one} {other}", _OF_NEXT_BUT_ONE) for one, other in zip(words, words[2:], strict=False)
    )
    if "?" in said:
        yield "asked", _OF_A_QUESTION
    yield f"long {min(len(words), _LONG) // 4}", _OF_LENGTH


def parts_of(said: str, names: Names, met: dict[str, Weighed] | None = None) -> Weighed:
    """`met`: of words that came before, while a corpus is read; customers' words are not kept."""
    words = words_of(said)
    parts = [(crc32(name.encode()), much) for name, much in names(words, said)]
    met = {} if met is None else met
    for word in words:
        if word not in met:
            met[word] = _of_word(word)
        parts += met[word]
    return parts


def _of_word(word: str) -> Weighed:
    edged = f"<{word}>"
    runs = [edged[at : at + run] for run in _RUNS for at in range(len(edged) - run + 1)]
    return [
        (crc32(f"word {word}".encode()), 1.0),
        *((crc32(f"run {run}".encode()), _OF_RUNS) for run in runs),
    ]


@dataclass(frozen=True)
class Outputs:
    """`weights`: parts x outputs, of the sentences that they were learned from."""

    names: Names
    places: Mapping[int, int]
    rarity: Mapping[int, float]  # of each part met, by its hash
    rarest: float
    weights: Numbers

    def of(self, said: str) -> tuple[Numbers, float]:
        """And how much of what is said was met before, from 0 to 1."""
        return self.of_weighed(self.weighed(said))

    def of_weighed(self, parts: Mapping[int, float]) -> tuple[Numbers, float]:
        """The same of what weighed() gave."""
        known = [part for part in parts if part in self.places]
        values = np.array([parts[part] for part in known], np.float32)
        rows = self.weights[[self.places[part] for part in known]]
        return np.asarray(values @ rows, np.float32), float(values @ values)

    def weighed(self, said: str) -> dict[int, float]:
        """How much each of its parts counts; together they have length one. Those never met are among them:
        they make a sentence less alike to all that was.
        """
        parts: dict[int, float] = {}
        for part, much in parts_of(said, self.names):
            parts[part] = parts.get(part, 0.0) + much
        values = {part: sqrt(much) * self.rarity.get(part, self.rarest) for part, much in parts.items()}
        length = max(sqrt(sum(value**2 for value in values.values())), _NOTHING)
        return {part: value / length for part, value in values.items()}


@dataclass(frozen=True)
class Corpus:
    """Entries lie part by part; each sentence has length one."""

    names: Names
    sentences: int
    parts: NDArray[np.int64]  # hashes, in order
    times: NDArray[np.int64]  # in how many sentences each part is
    rows: NDArray[np.int64]  # of each entry its sentence,
    columns: NDArray[np.int64]  # its part,
    values: NDArray[np.float64]  # and how much it counts

    @classmethod
    def read(cls, said: Sequence[str], names: Names) -> "Corpus":
        met: dict[str, Weighed] = {}
        sentences = [parts_of(one, names, met) for one in said]
        hashes = np.fromiter((part for parts in sentences for part, _ in parts), np.int64)
        much = np.fromiter((much for parts in sentences for _, much in parts), np.float64)
        rows = np.repeat(np.arange(len(said)), [len(parts) for parts in sentences])
        # A hash has 32 bits: together with the sentence it fits, and what a sentence has twice is one entry.
        keys, entry_of = np.unique(hashes * len(said) + rows, return_inverse=True)
        summed = np.bincount(entry_of, much)
        hashes, rows = np.divmod(keys, len(said))
        parts, columns, times = np.unique(hashes, return_inverse=True, return_counts=True)
        values = np.sqrt(summed) * np.log(1 + len(said) / times)[columns]
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(said)))
        return cls(
            names, len(said), parts, times, rows, columns, values / np.maximum(lengths, _NOTHING)[rows]
        )

    def gram(self) -> Numbers:
        """How alike each is to each; what only one sentence has makes it alike to itself alone."""
        often = self.times > _OFTEN
        common = often[self.columns]
        dense = np.zeros((self.sentences, int(often.sum())), np.float32)
        dense[self.rows[common], (np.cumsum(often) - 1)[self.columns[common]]] = self.values[common]
        gram = (dense @ dense.T + self._by_rare_parts()).astype(np.float32)
        np.fill_diagonal(gram, 1)
        return gram

    def _by_rare_parts(self) -> NDArray[np.float64]:
        places, products = [np.empty(0, np.int64)], [np.empty(0)]
        times = self.times[self.columns]
        for size in range(2, _OFTEN + 1):
            rows = self.rows[times == size].reshape(-1, size)
            values = self.values[times == size].reshape(-1, size)
            places.append((rows[:, :, None] * self.sentences + rows[:, None, :]).ravel())
            products.append((values[:, :, None] * values[:, None, :]).ravel())
        summed = np.bincount(np.concatenate(places), np.concatenate(products), self.sentences**2)
        return np.asarray(summed, np.float64).reshape(self.sentences, self.sentences)

    def outputs(self, of_sentences: Numbers, met_by: int = 1) -> Outputs:
        """`of_sentences`: sentences x outputs, as the regression gives them. Parts that fewer sentences than
        `met_by` have are left out.
        """
        weights = [
            np.bincount(self.columns, self.values * column[self.rows], len(self.parts))
            for column in of_sentences.T
        ]
        kept = self.times >= met_by
        parts = self.parts[kept].tolist()
        rarity = np.log(1 + self.sentences / self.times[kept])
        return Outputs(
            names=self.names,
            places={part: place for place, part in enumerate(parts)},
            rarity=dict(zip(parts, rarity.tolist(), strict=True)),
            rarest=float(np.log(1 + self.sentences)),
            weights=np.column_stack(weights)[kept].astype(np.float32),
        )
