"""One folder for each sector, found by itself: there is no list to keep."""

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from caly_app.agents.sector import LANGUAGES, Sector
from caly_app.agents.thinking import read_up

Document = dict[str, Any]  # as YAML gives it, until Sector has checked it
_COMMON = "caly_app.agents.words"
_SKILLS = "caly_app.agents.skills"
_IN_ALL = "basics"
_ready: set[str] = set()


class _Sectors(Mapping[str, Sector]):
    """Each is read when it is first asked for, once for a process: nobody waits for what he does not use."""

    def __init__(self) -> None:
        self._names = tuple(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)

    def __getitem__(self, name: str) -> Sector:
        if name not in self._names:
            raise KeyError(name)
        return _read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


@cache
def all_sectors() -> Mapping[str, Sector]:
    """Name -> sector. What is wrong with a folder is raised when it is read."""
    return _Sectors()


async def read_beside(name: str) -> None:
    """Before it is asked for where customers wait: the first time takes a few tenths of a second."""
    if name not in _ready:
        await read_up(all_sectors().__getitem__, name)
        _ready.add(name)


class AgentCard(BaseModel):
    title: dict[str, str]
    does: dict[str, str]


class SectorCard(BaseModel):
    """What of a sector a person chooses it by."""

    name: str
    title: dict[str, str]
    icon: str
    line: dict[str, str]
    examples: dict[str, tuple[str, ...]]
    agents: dict[str, AgentCard]


@cache
def sector_cards() -> tuple[SectorCard, ...]:
    """Of all sectors, by title; without reading their words."""
    cards = []
    for name in all_sectors():
        document = _yaml(resources.files(__name__) / name / "sector.yaml")
        cards.append(SectorCard.model_validate({**document, "name": name}))
    return tuple(sorted(cards, key=lambda card: card.title["en"]))


def skills_of(document: Document) -> list[str]:
    """Names of the skills whose parts a sector.yaml takes in."""
    return [*document.get("skills", ()), _IN_ALL]


@cache
def _read(name: str) -> Sector:
    folder = resources.files(__name__) / name
    common = {language: _shared(_COMMON, f"{language}.yaml") for language in LANGUAGES}
    document = _yaml(folder / "sector.yaml")
    must_be_in_order(document["agents"])
    skills = skills_of(document)
    for skill in skills:
        _take_in(deepcopy(_shared(_SKILLS, skill, "skill.yaml")), document)
    words = {language: _words(folder, skills, language) for language in LANGUAGES}
    emergency = _yaml(folder / "emergency.yaml") if (folder / "emergency.yaml").is_file() else {}
    _take_words_in(document, words)
    danger = _shared(_COMMON, "danger.yaml")
    tools = import_module(f"{__name__}.{name}.tools").TOOLS
    facts = {one: {"facts": _facts(common[one], words[one])} for one in LANGUAGES}
    return Sector.model_validate(
        {
            **document,
            "name": name,
            "skills": tuple(skills),
            "words": {one: {**common[one]["words"], **words[one]["words"]} for one in LANGUAGES},
            "emergency": {one: [*words[one]["emergency"], *emergency.get(one, ())] for one in LANGUAGES},
            "danger": {one: [*words[one]["danger"], *danger[one]] for one in LANGUAGES},
            "small_talk": _by_name(common, "patterns"),
            "markers": _by_name(common, "markers"),
            "facts": _by_name(facts, "facts"),
            "tools": {tool.name: tool for tool in tools},
        }
    )


def must_be_in_order(agents: Mapping[str, Document]) -> None:
    """Raises ValueError, which names the agents whose priority is not their place."""
    places = {name: place for place, name in enumerate(agents, start=1)}
    if wrong := [name for name, place in places.items() if agents[name].get("priority") != place]:
        raise ValueError(f"priorities count 1, 2 ... as the agents stand: {', '.join(wrong)}")


def _take_in(skill: Document, document: Document) -> None:
    """What the sector says of its own stands; a flow named without steps is the skill's."""
    document["slots"] = {**skill.get("slots", {}), **(document.get("slots") or {})}
    wanted: set[str] = set()
    for agent in document["agents"].values():
        flows = agent.get("flows") or {}
        for name, flow in flows.items():
            flows[name] = flow or skill.get("flows", {}).get(name)
        wanted |= {*flows, *agent.get("answers", ())}
    right = {one: by for one, by in skill.get("puts_right", {}).items() if {one, by["by"]} <= wanted}
    document["puts_right"] = {**right, **document.get("puts_right", {})}
    intents = {name: spec for name, spec in skill.get("intents", {}).items() if name in wanted}
    document["intents"] = {**(document.get("intents") or {}), **_missing(intents, document["intents"] or {})}


def _missing(given: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in there}


# --- words: the sector's own first; patterns add up ---

_PATTERNS = ("intents", "cues", "called", "facts")


def _words(folder: Traversable, skills: Sequence[str], language: str) -> Document:
    """All sections of one language, each there."""
    own = _yaml(folder / "words" / f"{language}.yaml")
    texts = [own, *(_shared(_SKILLS, one, "words", f"{language}.yaml") for one in skills)]
    merged: Document = {section: {} for section in (*_PATTERNS, "options", "words")}
    for text in texts:
        for section in _PATTERNS:
            for name, patterns in (text.get(section) or {}).items():
                merged[section].setdefault(name, []).extend(patterns)
        for slot, options in (text.get("options") or {}).items():
            merged["options"].setdefault(slot, {}).update(_missing(options, merged["options"].get(slot, {})))
        merged["words"] |= _missing(text.get("words") or {}, merged["words"])
    merged["emergency"] = own.get("emergency") or []
    merged["danger"] = [pattern for text in texts[1:] for pattern in text.get("emergency") or ()]
    return merged


def _facts(common: Document, own: Document) -> Document:
    """How facts are asked for: a trade asks in its own words besides."""
    names = dict.fromkeys((*(common.get("facts") or {}), *own["facts"]))
    return {name: [*(common.get("facts") or {}).get(name, ()), *own["facts"].get(name, ())] for name in names}


def _take_words_in(document: Document, words: Mapping[str, Document]) -> None:
    """Patterns and options lie beside the words of their language; here they join what they are for."""
    intents, slots = document["intents"], document["slots"]
    for intent, patterns in _by_name(words, "intents").items():
        if intent in intents:
            intents[intent]["patterns"] = patterns
    for what in ("cues", "called"):
        for slot, patterns in _by_name(words, what).items():
            slots[slot][what] = patterns
    for language, slot, value, said in _options(words):
        slots[slot].setdefault("options", {}).setdefault(value, {})[language] = said


def _options(words: Mapping[str, Document]) -> Iterator[tuple[str, str, str, object]]:
    for language, texts in words.items():
        for slot, options in texts["options"].items():
            for value, said in options.items():
                yield language, slot, value, said


def _by_name(common: Mapping[str, Document], section: str) -> dict[str, dict[str, object]]:
    """language -> name -> patterns, turned round: name -> language -> patterns."""
    turned: dict[str, dict[str, object]] = {}
    for language, document in common.items():
        for name, patterns in (document[section] or {}).items():
            turned.setdefault(name, {})[language] = patterns
    return turned


@cache
def _shared(package: str, *path: str) -> Document:
    """What several sectors take in: read once, and not to be changed."""
    return _yaml(resources.files(package).joinpath(*path))


def _yaml(file: Traversable) -> Document:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
