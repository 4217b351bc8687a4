"""Words that come from outside and can be stored, and times as we tell them.

Every string of a request is a `Text` (or a `str` with a pattern that excludes what cannot be stored), every
free document a `Document`. Whatever slips past is refused by db.py, when the database says so.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator

from caly_app.storable import storable, storable_document

Text = Annotated[str, AfterValidator(storable)]
Document = Annotated[dict[str, Any], AfterValidator(storable_document)]

Utc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]  # of an answer: "...Z"
