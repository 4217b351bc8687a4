"""What can be stored: JSON can say more than Postgres can hold."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

DEPTH_AT_MOST = 20


def storable(text: str) -> str:
    """Raises ValueError for NUL and for halves of surrogate pairs; everything else is kept as it was sent."""
    if "\x00" in text:
        raise ValueError("contains a NUL character, which cannot be stored")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("contains half of a surrogate pair, which cannot be stored")
    return text


def storable_document(document: Any, depth: int = 0) -> Any:
    """The same for every key and value inside; no NaN, no infinity, and no more than 20 levels."""
    if depth > DEPTH_AT_MOST:
        raise ValueError(f"is nested more than {DEPTH_AT_MOST} levels deep")
    match document:
        case str():
            storable(document)
        case float() if not math.isfinite(document):
            raise ValueError("contains a number that is not finite")
        case Mapping():
            for key, value in document.items():
                storable_document(key, depth + 1)
                storable_document(value, depth + 1)
        case Sequence():
            for value in document:
                storable_document(value, depth + 1)
    return document
