"""Words that state nothing, by language: articles, courtesies, and who is spoken of."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from caly_app.agents.understanding.slots.plain import folded


@cache
def words_of(language: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """Who is spoken of (word -> "i" or "you"), and what is ordinary besides."""
    document = YAML(typ="safe").load(
        resources.files("caly_app.agents.words").joinpath("ordinary.yaml").read_text(encoding="utf-8")
    )
    known = document.get(language) or {"ordinary": "", "i": "", "you": ""}
    who = {folded(word): one for one in ("i", "you") for word in known[one].split()}
    return who, frozenset(folded(word) for word in known["ordinary"].split()) - set(who)
