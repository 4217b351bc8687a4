"""Words that come from outside and can be stored, and times as we tell them.

Every string of a request is a `Text` (or a `str` with a pattern that excludes what cannot be stored), every
free document a `Document`. Whatever slips past is refused by db.py, when the database says so.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from caly_app.storable import storable, storable_document

Text = Annotated[str, AfterValidator(storable)]
Document = Annotated[dict[str, Any], AfterValidator(storable_document)]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _as_a_day(written: object) -> object:
    """Pydantic takes '0' for the first day of 1970; nobody means that."""
    if isinstance(written, str) and not _DAY.fullmatch(written):
        raise ValueError("a day is written as 2026-10-05")
    return written


Day = Annotated[date, BeforeValidator(_as_a_day)]
Utc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]  # of an answer: "...Z"
