"""What is sold, in other words: the same thing has a name in each language."""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

_THINGS = Path(__file__).with_name("things.yaml")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def also_called(name: str) -> str:
    """Of "Reading lamp" the words for lamp in all languages; '' for what is not in the list."""
    said = [word.casefold() for word in _WORDS.findall(name)]
    found = dict.fromkeys(
        names for word in said for form in _forms(word) for names in _by_word().get(form, ())
    )
    return " ".join(found)


def _forms(word: str) -> tuple[str, ...]:
    """As it is said, and without the s of several."""
    return (word, word.removesuffix("s"), word.removesuffix("es"))


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    by_word: dict[str, tuple[str, ...]] = {}
    for names in YAML(typ="safe").load(_THINGS):
        for name in names:
            by_word[name] = (*by_word.get(name, ()), *names)
    return by_word
