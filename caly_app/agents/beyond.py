"""What goes to a language model, and what comes back from it."""

import re

_CHARACTERS_SHOWN = 1500  # of a message
PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d(?:[ ()./-]?\d){5,}")


def without_private(text: str) -> str:
    """Numbers of people, cards and accounts, and e-mail addresses, stay here: we read those ourselves."""
    return PRIVATE.sub("[private]", text[:_CHARACTERS_SHOWN])


def object_in(text: str) -> str:
    """Some wrap their JSON into words or a fence."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
