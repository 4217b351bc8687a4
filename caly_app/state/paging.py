"""Addresses of lists: what they are filtered by, and where a page of them ends."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

_BETWEEN = "~"


def address(base: str, query: Mapping[str, str]) -> str:
    """What is blank is left out."""
    given = {name: value for name, value in query.items() if value}
    return base + (f"?{urlencode(given)}" if given else "")


def cursor(moment: datetime, row_id: UUID) -> str:
    """For an address: the next page begins behind this row."""
    return f"{moment.isoformat()}{_BETWEEN}{row_id}"


def place(said: str) -> tuple[datetime, UUID] | None:
    """What a cursor says; None where an address was written by hand, and wrongly."""
    moment, _, row_id = said.partition(_BETWEEN)
    try:
        found = datetime.fromisoformat(moment), UUID(row_id)
    except ValueError:
        return None
    return found if found[0].tzinfo else None
