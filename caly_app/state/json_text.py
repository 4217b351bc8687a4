"""JSON that somebody types: read, or said where it breaks and what would mend it."""

import json
from typing import Any

from caly_app.errors import Invalid

_MENDS = {
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Expecting ',' delimiter": "a comma is missing before it",
    "Expecting ':' delimiter": "a colon is missing before it",
    "Expecting value": "a value is missing",
    "Extra data": "something stands after the end",
    "Unterminated string starting at": "a double quote is missing at the end",
    "Illegal trailing comma before end of object": "there is a comma too many",
    "Illegal trailing comma before end of array": "there is a comma too many",
    "Invalid control character at": "a text ends in another line",
}


def read_object(text: str, field: str) -> dict[str, Any]:
    """Raises Invalid, for `field`."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid(fields={field: _words_for(error, text)}) from None
    except RecursionError:
        raise Invalid(fields={field: "This is nested too deep."}) from None
    if not isinstance(found, dict):
        raise Invalid(fields={field: "Please write an object, in braces."})
    return found


def _words_for(error: json.JSONDecodeError, text: str) -> str:
    mend = _MENDS.get(error.msg, error.msg)
    near = text[error.pos :].split("\n")[0].strip()[:20]
    where = f"line {error.lineno}, at {near}" if near else f"the end of line {error.lineno}"
    return f"This is no JSON yet. Look at {where}: {mend}."
