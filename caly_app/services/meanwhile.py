"""Several who change one thing at the same time: each field by itself, and nobody's change is lost unseen."""

import json
from collections.abc import Mapping
from typing import Any

from caly_app.errors import ChangedMeanwhile

_SHOWN = 200  # characters of what a field is now


def differing(seen: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What becomes of `seen`, field by field: None where one goes. The others are left to others."""
    return {name: wanted.get(name) for name in {**seen, **wanted} if wanted.get(name) != seen.get(name)}


def merged(
    now: Mapping[str, Any], changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None, at: str = ""
) -> dict[str, Any]:
    """`now`, read on a locked row, with these changes: a field that is None goes. Raises ChangedMeanwhile."""
    must_be_as_seen(now, changes, seen or {}, at)
    return {name: value for name, value in {**now, **changes}.items() if value is not None}


def must_be_as_seen(
    now: Mapping[str, Any], changes: Mapping[str, Any], seen: Mapping[str, Any], at: str = ""
) -> None:
    """`seen`: what the fields were to whoever changes them; one that is not in it may be whatever it is.

    Raises ChangedMeanwhile, by field (its name behind `at`), where one is something else now, and not what it
    is to become.
    """
    others = {
        name: now.get(name)
        for name, becomes in changes.items()
        if name in seen and now.get(name) not in (seen[name], becomes)
    }
    if others:
        raise ChangedMeanwhile(fields={f"{at}{name}": _in_words(value) for name, value in others.items()})


def _in_words(value: Any) -> str:
    if value in (None, ""):
        return "changed meanwhile: there is none now"
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"changed meanwhile: it is \u201c{said[:_SHOWN]}{'...' if len(said) > _SHOWN else ''}\u201d now"
