"""One folder for each sector, found by itself: there is no list to keep."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable

from ruamel.yaml import YAML

from caly_app.agents.sector import LANGUAGES, Sector

_COMMON = "caly_app.agents.words"


@cache
def all_sectors() -> Mapping[str, Sector]:
    """Name -> sector, read once for a process. Raises what is wrong with a folder, by its name."""
    return {found.name: _read(found.name) for found in pkgutil.iter_modules(__path__) if found.ispkg}


def _read(name: str) -> Sector:
    folder = resources.files(__name__) / name
    document = _yaml(folder / "sector.yaml")
    common = {language: _yaml(resources.files(_COMMON) / f"{language}.yaml") for language in LANGUAGES}
    own_words = document.pop("words")
    words = {language: {**common[language]["words"], **own_words.get(language, {})} for language in LANGUAGES}
    tools = import_module(f"{__name__}.{name}.tools").TOOLS
    return Sector.model_validate(
        {
            **document,
            "name": name,
            "words": words,
            "small_talk": _by_name(common, "patterns"),
            "markers": _by_name(common, "markers"),
            "facts": _by_name(common, "facts"),
            "tools": {tool.name: tool for tool in tools},
        }
    )


def _by_name(common: Mapping[str, dict], section: str) -> dict[str, dict[str, object]]:
    """language -> name -> patterns, turned round: name -> language -> patterns."""
    turned: dict[str, dict[str, object]] = {}
    for language, document in common.items():
        for name, patterns in document[section].items():
            turned.setdefault(name, {})[language] = patterns
    return turned


def _yaml(file: Traversable) -> dict:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
