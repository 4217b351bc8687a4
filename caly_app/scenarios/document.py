"""YAML or JSON, read so that no text can do harm: whoever has a key may send one."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from caly_app.errors import Invalid
from caly_app.storable import storable

_DEEP_AT_MOST = 40
_NODES_AT_MOST = 30_000  # with what its aliases stand for


class WrongFile(Invalid):
    """This is no scenario file."""


def read(path: Path) -> Any:
    """Raises WrongFile."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WrongFile(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError):
        raise WrongFile(f"{path}: cannot be read as text.") from None
    return parsed(text, str(path))


def parsed(text: str, place: str) -> Any:
    """Raises WrongFile. `place`: what it is called in messages."""
    try:
        _must_be_flat(text, place)
        document = YAML(typ="safe").load(text)
    except (YAMLError, ValueError, LookupError) as error:  # a date of the 99th month is no YAMLError
        raise WrongFile(f"{place}: is not YAML: {' '.join(str(error).split())[:300]}") from None
    _must_be_plain(document, place)
    return document


def _must_be_flat(text: str, place: str) -> None:
    """Before it is put together: that recurses, and what is too deep would end the process."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > _DEEP_AT_MOST:
                raise WrongFile(f"{place}: is nested too deep.")
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _must_be_plain(document: Any, place: str) -> None:
    """Only what JSON has too, and dates; not more of it than a person writes."""
    waiting, count = [document], 0
    while waiting:
        count += 1
        if count > _NODES_AT_MOST:
            raise WrongFile(f"{place}: is too large.")
        match waiting.pop():
            case Mapping() as mapping:
                waiting += [*mapping, *mapping.values()]
            case list() as items:
                waiting += items
            case str() as text:
                try:
                    storable(text)
                except ValueError:
                    raise WrongFile(f"{place}: some of its characters cannot be stored.") from None
            case float() as number if not math.isfinite(number):
                raise WrongFile(f"{place}: {number} is no number.")
            case bool() | int() | float() | date() | datetime() | None:
                pass
            case other:
                raise WrongFile(f"{place}: {str(other)[:100]!r} is neither text, number, list nor mapping.")
