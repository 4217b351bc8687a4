"""Lists, page by page, by keyset: the next page starts behind the last row, however many came meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel

from caly_app.errors import Invalid

MOST = 100
DEFAULT = 50

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = tuple[datetime, UUID]  # time and id of a row: what lists are ordered by


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None = None  # send it as `cursor` for the next page; null on the last one


@dataclass(frozen=True)
class Window:
    """What part of a list is asked for. Ask the query for `rows`: one more tells whether there is more."""

    limit: int
    after: Key | None

    @property
    def rows(self) -> int:
        return self.limit + 1


def _window(
    limit: Annotated[int, Query(ge=1, le=MOST)] = DEFAULT,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before")] = None,
) -> Window:
    return Window(limit, _read(cursor) if cursor else None)


Asked = Annotated[Window, Depends(_window)]


def page(
    window: Window, rows: Sequence[Row], *, key: Callable[[Row], Key], show: Callable[[Row], Item]
) -> Page[Item]:
    """`rows`: what the query gave for `window.rows`, `key`: what it was ordered by."""
    shown = rows[: window.limit]
    more = len(rows) > window.limit
    return Page(items=[show(row) for row in shown], next=_write(key(shown[-1])) if more else None)


def _write(key: Key) -> str:
    at, row_id = key
    return urlsafe_b64encode(json.dumps([at.isoformat(), str(row_id)]).encode()).decode().rstrip("=")


def _read(cursor: str) -> Key:
    try:
        at, row_id = json.loads(urlsafe_b64decode(cursor.encode() + b"==="))
        key = datetime.fromisoformat(at), UUID(row_id)
    except (ValueError, TypeError, AttributeError):
        raise Invalid(fields={"cursor": "is not one that we gave"}) from None
    if key[0].tzinfo is None:
        raise Invalid(fields={"cursor": "is not one that we gave"})
    return key
