from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from caly_app.models.tenant import moment


class Heartbeat(SQLModel, table=True):
    """A living process of ours. One that has missed its beats is dead, and its turns are swept."""

    process_id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=20)  # web | jobs | voice | scenarios
    started_at: datetime = moment()
    beat_at: datetime = moment()
