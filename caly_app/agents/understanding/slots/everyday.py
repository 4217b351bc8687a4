"""Which words are said of everyday things, in each language: "nut allergy", asked for a name, is nobody's.

The words are those of the examples of all sectors and of their words: thousands of sentences of customers and
for them, so that no list by hand has to keep up.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from caly_app.agents.understanding.slots.names_too import FAMILY, GIVEN
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.slots.words import COMMON

_AGENTS = Path(__file__).parents[2]
_LANGUAGES = frozenset({"en", "es", "fr", "de"})
_SMALL = re.compile(r"(?<!\w)[a-zà-öø-ÿœ]{2,}(?![\w'’])")
# German writes things with a capital, and people too: things have an article, or an adjective.
_THING = re.compile(
    r"\b(?:ein|eine[nmrs]?|mein\w*|unser\w*|kein\w*|ihr\w*|das|den|dem|im|am|zum|zur|ins|beim|vom|mehr|viele?"
    r"|[a-zäöüß]{3,}(?:e|en|er|es))"
    r" ([A-ZÄÖÜ][a-zäöüß]{2,})\b"
)
_OFTEN = 20  # times, among the examples: a word that nobody is called
_INFLECTED = re.compile(r"(?<=\w{4})e[mnrs]?\Z")
_HEAD, _TAIL = 3, 5  # letters, at least
_JOINS = frozenset("de del la las los el le du des da do dos di van von der den ten ter zu e y of al".split())


@dataclass(frozen=True)
class Everyday:
    words: frozenset[str]
    often: frozenset[str]
    nouns: frozenset[str]  # German ones, of which others are made


def is_said_of_things(name: str, language: str) -> bool:
    """'sea view', 'mejor', 'Wir Sind Fünf', and no 'Rosa Blanco', nor 'Minnie Driver'."""
    parts = [folded(part).strip(".") for part in name.split(" ")]
    parts = [part for part in parts if part not in _JOINS or len(parts) == 1]
    if not parts or parts[0] in GIVEN:
        return False
    known = everyday(language if language in _LANGUAGES else "en")
    things = [part for part in parts if _is_a_thing(part, known)]
    unknown = [part for part in parts if part not in FAMILY and part not in things]
    if not name.islower():
        return len(things) == len(parts)
    begins = parts[0] in known.often and parts[0] not in FAMILY
    return bool(things) and (begins or not unknown or len(things) * 2 > len(parts))


def _is_a_thing(word: str, known: Everyday) -> bool:
    if word in FAMILY:
        return False
    if word in known.words or word in COMMON:
        return True
    return bool(known.nouns) and (_INFLECTED.sub("", word) in known.words or _ends_in_a_thing(word, known))


def _ends_in_a_thing(word: str, known: Everyday) -> bool:
    """A "Kinderstuhl" is a "Stuhl"; a "Baumgarten" is a family."""
    tails = (word[start:] for start in range(_HEAD, len(word) - _TAIL + 1))
    return any(tail in known.nouns and tail not in FAMILY for tail in tails)


@lru_cache(maxsize=4)
def everyday(language: str) -> Everyday:
    """Read when the first customer of a language is asked for a name, in 0.05 to 0.3 s."""
    counted: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    for file in (*_AGENTS.rglob(f"examples_{language}.yaml"), *_AGENTS.rglob(f"words/{language}.yaml")):
        said = file.read_text("utf-8")
        counted.update(_SMALL.findall(said))
        nouns.update(_THING.findall(said) if language == "de" else ())
    often = (word for word, times in (counted + nouns).items() if times >= _OFTEN)
    words = (folded(word) for word in (*counted, *nouns))
    return Everyday(frozenset(words), frozenset(map(folded, often)), frozenset(map(folded, nouns)))
