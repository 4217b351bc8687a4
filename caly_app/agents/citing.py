"""What a model's words rest on, by names that a customer may read.

Facts and tools are the business's own, and so are their titles: no value of a customer is in them. A fact
whose name tells nothing ("fact_3") is called by the first words of what it says.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from caly_app.agents.reply import Source
from caly_app.agents.turn import TurnContext

SOURCES_AT_MOST = 5
_TITLE_CHARACTERS = 60
_TELLS_NOTHING = frozenset(
    "fact info faq note text item entry source doc document knowledge answer question".split()
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_MADE_BY_A_MACHINE = re.compile(r"[0-9a-f-]{8,}")
_PAGE = re.compile(r"https://[^\s<>\"'`{}|\\^\[\]]+")


def sources_of(about: Mapping[str, str], turn: TurnContext) -> list[Source]:
    """Of an answer that names its facts (`sources`) and tools (`tools`); each title once."""
    by_title: dict[str, Source] = {}
    for source in (*_tools(about, turn), *_facts(about, turn)):
        by_title.setdefault(source.title.casefold(), source)
    return list(by_title.values())[:SOURCES_AT_MOST]


def _facts(about: Mapping[str, str], turn: TurnContext) -> Iterator[Source]:
    facts = turn.business.facts
    for name in about.get("sources", "").split("\n"):
        if name in facts:
            yield Source("fact", name, title_of(name, facts[name]), _page(facts[name]))


def _tools(about: Mapping[str, str], turn: TurnContext) -> Iterator[Source]:
    titles = {tool.name: tool.title for tool in turn.config.http_tools}
    for name in about.get("tools", "").split("\n"):
        if name in titles:
            yield Source("tool", name, titles[name])


def title_of(name: str, text: str) -> str:
    """'gift_cards' -> 'Gift cards'."""
    words = " ".join((name if _tells_something(name) else text).replace("_", " ").split())
    short = _short(words)
    return short[:1].upper() + short[1:]


def _tells_something(name: str) -> bool:
    if not any(letter.isdigit() for letter in name):
        return any(letter.isalpha() for letter in name)
    words = (word.casefold().removesuffix("s") for word in _LETTERS.findall(name))
    return not _MADE_BY_A_MACHINE.fullmatch(name) and any(word not in _TELLS_NOTHING for word in words)


def _short(words: str) -> str:
    if len(words) <= _TITLE_CHARACTERS:
        return words.removesuffix(".")
    begin = words[:_TITLE_CHARACTERS]
    return f"{begin[: begin.rfind(' ') if ' ' in begin else None].rstrip(' ,;:.-')}…"


def _page(text: str) -> str:
    """The one page that it names: of several, nobody knows which has it."""
    pages = {address.rstrip(".,;:!?)") for address in _PAGE.findall(text)}
    return next(filter(_is_safe, pages), "") if len(pages) == 1 else ""


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname and "." in parts.hostname and "@" not in parts.netloc)
