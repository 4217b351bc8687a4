"""One folder for each sector, found by itself: there is no list to keep."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from typing import Any

from ruamel.yaml import YAML

from caly_app.agents.sector import LANGUAGES, Sector

Document = dict[str, Any]  # as YAML gives it, until Sector has checked it
_COMMON = "caly_app.agents.words"


@cache
def all_sectors() -> Mapping[str, Sector]:
    """Name -> sector, read once for a process. Raises what is wrong with a folder, by its name."""
    return {found.name: _read(found.name) for found in pkgutil.iter_modules(__path__) if found.ispkg}


def _read(name: str) -> Sector:
    folder = resources.files(__name__) / name
    common = {language: _yaml(resources.files(_COMMON) / f"{language}.yaml") for language in LANGUAGES}
    own = {language: _yaml(folder / "words" / f"{language}.yaml") for language in LANGUAGES}
    document = _yaml(folder / "sector.yaml")
    emergency = _yaml(folder / "emergency.yaml") if (folder / "emergency.yaml").is_file() else {}
    _take_words_in(document, own)
    tools = import_module(f"{__name__}.{name}.tools").TOOLS
    return Sector.model_validate(
        {
            **document,
            "name": name,
            "words": {one: {**common[one]["words"], **(own[one]["words"] or {})} for one in LANGUAGES},
            "emergency": {
                one: [*(own[one]["emergency"] or []), *emergency.get(one, ())] for one in LANGUAGES
            },
            "small_talk": _by_name(common, "patterns"),
            "markers": _by_name(common, "markers"),
            "facts": _by_name(common, "facts"),
            "tools": {tool.name: tool for tool in tools},
        }
    )


def _take_words_in(document: Document, own: Mapping[str, Document]) -> None:
    """Patterns and options lie beside the words of their language; here they join what they are for."""
    for intent, patterns in _by_name(own, "intents").items():
        document["intents"][intent]["patterns"] = patterns
    for what in ("cues", "called"):
        for slot, patterns in _by_name(own, what).items():
            document["slots"][slot][what] = patterns
    for language, texts in own.items():
        for slot, options in (texts["options"] or {}).items():
            into = document["slots"][slot].setdefault("options", {})
            for value, words in options.items():
                into.setdefault(value, {})[language] = words


def _by_name(common: Mapping[str, Document], section: str) -> dict[str, dict[str, object]]:
    """language -> name -> patterns, turned round: name -> language -> patterns."""
    turned: dict[str, dict[str, object]] = {}
    for language, document in common.items():
        for name, patterns in (document[section] or {}).items():
            turned.setdefault(name, {})[language] = patterns
    return turned


def _yaml(file: Traversable) -> Document:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
