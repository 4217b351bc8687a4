"""Which of a customer's records is meant: by what was picked, its number, what was said, or by asking."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.reply import Outcome
from caly_app.agents.understanding.slots.plain import folded
from caly_app.ports import StoredRecord

_NEAR_ENOUGH = 82  # of 100
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHOWN = 5
_TWICE = re.compile(r"(\w)\1")
_ENDING = re.compile(r"(?:i[aeks]|ika|ike|iks|y|[aeos])*\Z")
_A_STEM = 5  # letters that say enough


@dataclass(frozen=True)
class Which:
    """What is known of the one that is meant; '' for nothing."""

    picked: str = ""  # id of the record, once it was picked
    reference: str = ""
    said: str = ""  # in the customer's words
    also: str = ""  # what they mean by it: looked for too, and never said back


@dataclass(frozen=True)
class Asking:
    """How to ask which one is meant."""

    slot: str  # of kind picked: a choice fills it with the record's id
    label: str  # key of the words for one of them; they may use the record's fields, and {reference}
    none: str  # told when there is nothing to pick from
    unknown: str = ""  # told when nothing is what was said, with {heard}; '': `none` is told
    offers: tuple[str, ...] = ()  # with `none`
    forgets: tuple[str, ...] = ()  # slots of what was said in vain


def one_of(found: Sequence[StoredRecord], which: Which, asking: Asking) -> StoredRecord | Outcome:
    """The one that is meant; otherwise what to tell or ask instead."""
    if not found:
        return Outcome(asking.none, offers=asking.offers, ends_flow=True)
    meant = _meant(found, which)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        return _unknown(found, which, asking)
    return Outcome(offers=("choices",), asks=(asking.slot,), choices=choices_of(meant, asking))


def shown(record: StoredRecord) -> dict[str, str]:
    """What words may use of a record: its plain fields as text, and its reference."""
    plain = {name: value for name, value in record.data.items() if isinstance(value, str | int | float)}
    return {**{name: str(value) for name, value in plain.items()}, "reference": record.reference}


def _findable(record: StoredRecord) -> dict[str, str]:
    """What words may use of it, and what else it is called: in other languages, say."""
    also = record.data.get("also", ())
    return {**shown(record), "also": " ".join(map(str, also)) if isinstance(also, list) else ""}


def _meant(found: Sequence[StoredRecord], which: Which) -> Sequence[StoredRecord]:
    if which.picked:
        return [record for record in found if str(record.id) == which.picked]
    if which.reference:
        return [record for record in found if same_reference(record.reference, which.reference)]
    if which.said:
        return _best(found, lambda record: likeness(f"{which.said} {which.also}", _findable(record)))
    return found


def _best(found: Sequence[StoredRecord], score: Callable[[StoredRecord], float]) -> Sequence[StoredRecord]:
    scores = [score(record) for record in found]
    best = max(scores)
    return [record for record, one in zip(found, scores, strict=True) if one == best > 0]


def likeness(said: str, fields: Mapping[str, str]) -> float:
    """How many of the words that were said are in the fields, slips of the finger forgiven."""
    words = [word.casefold() for word in re.findall(r"\w{3,}", said)]
    told = {word.casefold() for text in fields.values() for word in re.findall(r"\w{3,}", text)}
    return sum(any(_is_same(word, other) for other in told) for word in words)


def _is_same(word: str, other: str) -> bool:
    """'La poterie' is Pottery: what two languages have in common stands in front of how a word ends."""
    if fuzz.ratio(word, other) >= _NEAR_ENOUGH:
        return True
    stem, its_stem = _stem(word), _stem(other)
    return min(len(stem), len(its_stem)) >= _A_STEM and stem == its_stem


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    plain = _TWICE.sub(r"\1", folded(word).replace("ph", "f").replace("qu", "k").replace("c", "k"))
    return _ENDING.sub("", plain)


def same_reference(one: str, other: str) -> bool:
    """Case, blanks and hyphens are forgiven; so are letters that only one of them has before the number."""
    plain, said = bare_reference(one), bare_reference(other)
    if plain == said:
        return True
    number = said if said.isdigit() else plain
    return number.isdigit() and len(number) >= 3 and plain.lstrip(_LETTERS) == said.lstrip(_LETTERS)


def bare_reference(reference: str) -> str:
    """A number as it is compared: without blanks, hyphens and lower case."""
    return "".join(letter for letter in reference.upper() if letter.isalnum())


def _unknown(found: Sequence[StoredRecord], which: Which, asking: Asking) -> Outcome:
    return Outcome(
        asking.unknown or asking.none,
        {"heard": which.reference or which.said},
        offers=("alternatives",),
        asks=(asking.slot,),
        choices=choices_of(found, asking),
        clears=(asking.slot, *asking.forgets),
    )


def among(records: Sequence[StoredRecord], asking: Asking, **also: str) -> tuple[Choice, ...]:
    """What one was found among. `also`: slot -> field; another one of them brings its own along."""
    return tuple(
        one.model_copy(
            update={"fills": {**one.fills, **{slot: one.values.get(also[slot], "") for slot in also}}}
        )
        for one in choices_of(records, asking)
    )


def choices_of(records: Sequence[StoredRecord], asking: Asking) -> tuple[Choice, ...]:
    return tuple(
        Choice(label=asking.label, fills={asking.slot: str(record.id)}, values=shown(record))
        for record in records[:_SHOWN]
    )
