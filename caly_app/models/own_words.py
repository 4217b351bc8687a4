from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class OwnPhrase(WorkspaceRow, table=True):
    """What customers of this business say when they want something: a pattern, or an example."""

    __tablename__ = "own_phrase"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        UniqueConstraint("workspace_id", "language", "is_pattern", "text"),
    )

    intent: str = Field(max_length=80)
    language: str = Field(max_length=2)
    is_pattern: bool
    text: str = Field(max_length=300)
    created_at: datetime = moment()


class OwnHeadRow(WorkspaceRow, table=True):
    """What was learned of the examples: arrays of half precision, row by row, over the head `base`."""

    __tablename__ = "own_head"
    __table_args__ = (within_tenant("workspace_id", "workspace"), UniqueConstraint("workspace_id"))

    built_from: str = Field(max_length=64)
    base: str = Field(max_length=64)
    sentences: int  # how many: rows of `points`
    columns: int  # of `outputs`
    points: bytes = Field(sa_type=LargeBinary)
    outputs: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
