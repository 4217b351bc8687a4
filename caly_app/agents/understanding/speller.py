"""Mends one wrong letter in words of four or more: to the embedding it is another word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

# Common English first. From the vocabulary of bert-base-uncased (Apache 2.0), which MiniLM reads too.
_KNOWN_WORDS = Path(__file__).parent / "known_words_en.txt"
_MENDED_INTO = 9000  # only the commonest: a rare word is seldom what somebody meant
_SHORTEST = 4
_OWN_WORD_RANK = 100  # a word of the business's own examples wins over most
_ENDINGS = ("s", "ed", "ing", "'s")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")


class Speller:
    def __init__(self, own_words: Iterable[str]) -> None:
        """`own_words`: lower case; mended into before others."""
        own = {word for word in own_words if word.isascii() and word.isalpha()}
        self._rank = {**_common_rank(), **dict.fromkeys(own, _OWN_WORD_RANK)}
        self._own_near = _by_cuts(own)

    def __call__(self, text: str) -> str:
        """The text with unknown words mended; those with nothing near stay as they are."""
        return _WORD.sub(lambda found: self._mended(found.group()), text)

    def _mended(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isascii() or self._is_known(word):
            return word
        cuts = _cuts(word)
        near = {candidate for cut in cuts for candidate in self._own_near.get(cut, ())}
        near |= {candidate for cut in cuts for candidate in _common_near().get(cut, ())}
        close = [candidate for candidate in near if OSA.distance(word, candidate, score_cutoff=1) <= 1]
        # The first letter is seldom the wrong one.
        return min(close, key=lambda other: (other[0] != word[0], self._rank[other], other), default=word)

    def _is_known(self, word: str) -> bool:
        if word in self._rank:
            return True
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(stem in self._rank or f"{stem}e" in self._rank for stem in stems)


@cache
def _common_rank() -> Mapping[str, int]:
    words = _KNOWN_WORDS.read_text("utf-8").split()
    return {word: rank for rank, word in enumerate(words)}


@cache
def _common_near() -> Mapping[str, list[str]]:
    return _by_cuts(word for word, rank in _common_rank().items() if rank < _MENDED_INTO)


def _by_cuts(words: Iterable[str]) -> Mapping[str, list[str]]:
    """Two words one letter apart share a form with at most one letter cut out."""
    near: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= _SHORTEST:
            for cut in _cuts(word):
                near[cut].append(word)
    return dict(near)


def _cuts(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
