"""Which of many patterns may be found in a text at all, told by the letters that each of them needs.

A clause is looked through by some hundreds of patterns, and hardly one of them is in it. Of most patterns it
can be read off which letters must be there, "choking" or one of "gas" and "smoke"; a text without them need
not be searched. (Cox, "Regular expression matching with a trigram index", 2012: the same for files.)
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from re import Pattern
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

Of = TypeVar("Of", bound=Hashable)

_FEWEST, _MOST = 3, 6  # letters in a row: fewer are in too many texts, more tell nothing more
_SPELLINGS = 4  # of one word: "brûl" and "brul"
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
# What a pattern that knows no case takes for one of these letters, though it is not its small form.
_SMALL = str.maketrans({"ſ": "s", "ı": "i", "İ": "i", "\u212a": "k"})

Needed = frozenset[str]  # one of these must be there; empty where it cannot be told


class Sieve(Generic[Of]):
    def __init__(self, patterns: Mapping[Of, Sequence[Pattern[str]]]) -> None:
        """What each pattern is of is told with it."""
        self._patterns = [(of, one) for of, ones in patterns.items() for one in ones]
        self._always: list[int] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_, pattern) in enumerate(self._patterns):
            needed = letters_of(pattern)
            for letters in needed:
                self._places[letters].append(place)
            if not needed:
                self._always.append(place)

    def __iter__(self) -> Iterator[tuple[Of, Pattern[str]]]:
        return iter(self._patterns)

    def of(self, text: str) -> list[tuple[Of, Pattern[str]]]:
        """Those that may be found in it, in their order."""
        there = _letters_in(text) & self._places.keys()
        found = {place for letters in there for place in self._places[letters]}
        return [self._patterns[place] for place in sorted(found.union(self._always))]


@lru_cache(maxsize=64)
def _letters_in(text: str) -> frozenset[str]:
    small = text.translate(_SMALL).lower()
    lengths = range(_FEWEST, _MOST + 1)
    return frozenset(small[at : at + many] for many in lengths for at in range(len(small) - many + 1))


@lru_cache(maxsize=4096)
def letters_of(pattern: Pattern[str]) -> Needed:
    """Some letters in a row, one of which is in whatever the pattern finds. Empty: it cannot be told."""
    return _of_sequence(parser.parse(pattern.pattern, pattern.flags))


def _of_sequence(parsed: Any) -> Needed:
    """The most telling part of it."""
    return max(filter(None, _of_parts(parsed)), key=_tells, default=frozenset())


def _tells(needed: Needed) -> tuple[int, int]:
    return min(map(len, needed)), -len(needed)


def _of_parts(parsed: Any) -> Iterator[Needed]:
    runs = [""]
    for op, given in parsed:
        if letters := _letters(op, given):
            runs = [run + letter for run in runs for letter in letters]
            if len(runs) <= _SPELLINGS:
                continue
            yield _of_runs([run[:-1] for run in runs])
            runs = [""]
            continue
        yield _of_runs(runs)
        runs = [""]
        if op is ops.SUBPATTERN:
            yield _of_sequence(given[-1])
        elif op is ops.BRANCH:
            each = [_of_sequence(one) for one in given[1]]
            yield frozenset().union(*each) if all(each) else frozenset()
        elif op in _REPEATS and given[0]:
            yield _of_sequence(given[2])
    yield _of_runs(runs)


def _letters(op: Any, given: Any) -> Sequence[str]:
    """Of one place in a text: one letter, or few."""
    if op is ops.LITERAL:
        return (chr(given).translate(_SMALL).lower(),)
    if op is ops.IN and len(given) <= _SPELLINGS and all(kind is ops.LITERAL for kind, _ in given):
        return [chr(one).translate(_SMALL).lower() for _, one in given]
    return ()


def _of_runs(runs: Sequence[str]) -> Needed:
    is_enough = all(len(run) >= _FEWEST for run in runs)
    return frozenset(run[-_MOST:] for run in runs) if is_enough else frozenset()
