"""Where the business itself is, or what is on its list: no customer's address, and never hidden."""

import json
import re
from collections.abc import Iterable

from caly_app.agents.business import Business
from caly_app.agents.understanding.slots.plain import folded

_WORDS = re.compile(r"[^\W_]+")
_SHORT = {
    "st": "street",
    "rd": "road",
    "ave": "avenue",
    "ln": "lane",
    "dr": "drive",
    "ct": "court",
    "pl": "place",
    "sq": "square",
    "blvd": "boulevard",
    "bd": "boulevard",
    "avda": "avenida",
    "av": "avenida",
    "c": "calle",
}
_SHORT_END = re.compile(r"(?<=\w{3})str\Z")


def texts_of(business: Business) -> tuple[str, ...]:
    """What it says of itself."""
    settings = json.dumps(business.settings, ensure_ascii=False, default=str)
    return (business.name, *business.facts.values(), *business.resources, settings)


def is_named_in(street: str, texts: Iterable[str]) -> bool:
    """House and street, however they are shortened."""
    looked_for = _plain(street)
    return any(looked_for in _plain(text) for text in texts)


def _plain(text: str) -> str:
    words = (_SHORT.get(word, word) for word in _WORDS.findall(folded(text).replace("ß", "ss")))
    return f" {' '.join(_SHORT_END.sub('strasse', word) for word in words)} "
