"""Facts of the business that are asked for by their own name, or by words that usually ask for them."""

import re
from collections.abc import Iterator, Sequence

from caly_app.agents.sector import both
from caly_app.agents.understanding.message import Message


def named_facts(text: str, message: Message) -> Iterator[str]:
    words = _words(text)
    meant = {*kinds_of_fact(text, message)}
    named = {name: _parts_said(name, words) for name in message.turn.business.facts}
    whole = {part for name, said in named.items() if len(said) > 1 and said == _parts(name) for part in said}
    for name, said in named.items():
        is_part_of_another = said != _parts(name) and said <= whole  # "gift wrapping" asks for no gift cards
        by_name = bool(said) and not is_part_of_another or _by_short_name(name, text)
        if by_name or name in meant or meant and not meant.isdisjoint(kinds_of_fact(_called(name), message)):
            yield name


def kinds_of_fact(text: str, message: Message) -> Iterator[str]:
    """What every sector has words for: 'is there somewhere to leave the car' asks for parking."""
    for kind, patterns in message.turn.sector.facts.items():
        if any(pattern.search(text) for pattern in both(patterns, message.language)):
            yield kind
    if _asks_for_a_language(text, message):
        yield "languages"


def _asks_for_a_language(text: str, message: Message) -> bool:
    """'Can you do Italian?': a course, where languages are what is sold, and a dish where food is."""
    sector = message.turn.sector
    if sector.sells_languages:
        return False
    does_it = not sector.sells_dishes and message.is_marked("does_a_language", text)
    return does_it or message.is_marked("names_a_language", text)


def is_named_whole(text: str, message: Message) -> bool:
    """'The deposit': all the words of a fact's name, and not only one of them."""
    words = _words(text)
    return any(
        _parts(name) and _parts_said(name, words) == _parts(name) for name in message.turn.business.facts
    )


def _words(text: str) -> Sequence[str]:
    return [word.casefold() for word in re.findall(r"\w{4,}", text)]


def _parts(name: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in re.split(r"[\W_]+", name) if len(part) > 3)


def _parts_said(name: str, words: Sequence[str]) -> frozenset[str]:
    return frozenset(part for part in _parts(name) if any(word[:5] == part[:5] for word in words))


def _by_short_name(name: str, text: str) -> bool:
    """'A flu jab' asks for flu_jabs: words too short to say anything alone count where all of them fall."""
    parts = {one for part in re.split(r"[\W_]+", name.casefold()) if len(one := _single(part)) > 2}
    return bool(parts) and parts <= {_single(word) for word in re.findall(r"\w+", text.casefold())}


def _called(name: str) -> str:
    """A fact that is called 'paying' is one of how to pay."""
    words = name.replace("_", " ")
    return " ".join((words, *(word[:-3] for word in words.split() if word.endswith("ing"))))


def _single(word: str) -> str:
    return word.removesuffix("s")
