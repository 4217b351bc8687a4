"""Which of a business's things is meant: what was done, kinds of records, agents, what customers want.

By the words of their titles, however they are inflected: 'orders cancelled' is 'Cancel an order'.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caly_app.agents.understanding.slots.plain import folded

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
# Of titles: what says nothing of them.
_EMPTY = frozenset(
    "a an the my our your of for to get make me tell see how when what where which is are i it about "
    "something un una el la los las mi de del para algo le les des du mon ma mes une sur quelque chose "
    "ein eine einen der die das den mein meine meinen von fur zu etwas uber".split()
)

# Said one way and titled another.
_SAME = {"anul": "cancel", "annul": "cancel", "storn": "cancel", "absag": "cancel", "abgesag": "cancel"}
_COMPOUND = 6  # letters of a word that may stand within another: 'Rückerstattungen'


@dataclass(frozen=True)
class Meant:
    """`words`: of what was said."""

    value: str
    words: frozenset[str]
    is_whole: bool  # all words of its title were said


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


def meant(said: Sequence[str], titles: Mapping[str, str]) -> list[Meant]:
    """The ones that fit best: several where the words do not tell them apart, none where nothing fits."""
    fits = [fit for value, title in titles.items() if (fit := _fit(said, value, title)) is not None]
    if not fits:
        return []
    best = max((fit.is_whole, len(fit.words)) for fit in fits)
    return [fit for fit in fits if (fit.is_whole, len(fit.words)) == best]


def _fit(said: Sequence[str], value: str, title: str) -> Meant | None:
    needed = [word for word in words_in(folded(title)) if word not in _EMPTY]
    heard = {word: _among(word, said) for word in needed}
    known = frozenset(word for word in heard.values() if word)
    if not needed or 2 * sum(map(bool, heard.values())) < len(needed):
        return None
    return Meant(value, known, all(heard.values()))


def _among(word: str, said: Sequence[str]) -> str:
    return next((other for other in said if _alike(word, other)), "")


def _alike(one: str, other: str) -> bool:
    """The same word, inflected at most."""
    one, other = _plainly(one), _plainly(other)
    if one == other or len(one) >= _COMPOUND and one in other:
        return True
    if any(_begin_alike(one, form) for form in {other, other.removeprefix("ge")}):
        return True
    return _begin_alike(one.removeprefix("ge"), other)


def _plainly(word: str) -> str:
    return next((same for begins, same in _SAME.items() if word.startswith(begins)), word)


def _begin_alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter <= _SHORTEST or abs(len(one) - len(other)) > 4:
        return {one, other} == {min(one, other, key=len), min(one, other, key=len) + "s"}
    same = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    return same >= max(4, shorter - 2)
