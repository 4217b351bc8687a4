"""Words without what is one person's: for what outlives the conversation they were said in."""

import re
from collections.abc import Iterable
from datetime import datetime

from caly_app.agents import masks
from caly_app.agents.understanding.slots import Found, SlotContext, find

# The longest first: an address holds numbers, an e-mail address a name.
_KINDS = ("email", "address", "date_of_birth", "phone", "name", "reference")
_HINT = re.compile(r"\[([^\W\d][\w ]*?) ?(?:\.{3}|…)[^\]]*\]")  # what a transcript hides: "[phone ...23]"
_NUMBER = re.compile(r"\d(?:[ ./-]?\d){4,}")


def impersonal(said: str, language: str, region: str, now: datetime, known: Iterable[str] = ()) -> str:
    """E-mail addresses, phone numbers, names and the like by their kind: "I am [name], ...".

    `known`: values of this person that are known already.
    """
    context = SlotContext(now, region, language)
    words = _HINT.sub(r"[\1]", " ".join(masks.without_cards(said).split()))
    for value in filter(None, known):
        words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "[private]", words, flags=re.IGNORECASE)
    for one in reversed(masks.find(words, masks.Setting(now, region, language), masks.KINDS)):
        words = f"{words[: one.start]}[{one.kind.replace('_', ' ')}]{words[one.end :]}"
    for kind in _KINDS:
        words = _without(words, find(kind, words, context), kind)
    return _NUMBER.sub("[number]", words)


def _without(words: str, found: list[Found], kind: str) -> str:
    for one in sorted(found, key=lambda each: each.start, reverse=True):
        if "[" not in one.text:
            words = f"{words[: one.start]}[{kind.replace('_', ' ')}]{words[one.end :]}"
    return words
