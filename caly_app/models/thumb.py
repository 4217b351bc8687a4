from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class Thumb(WorkspaceRow, table=True):
    """What a customer thought of one reply; the last word counts."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        within_tenant("turn_id", "turn", on_delete="CASCADE"),
        UniqueConstraint("turn_id"),
        Index("ix_thumb_recent", "workspace_id", "is_up", text("id desc")),
    )

    conversation_id: UUID = Field(index=True)
    turn_id: UUID  # the agent's
    is_up: bool
    comment: str = Field(default="", max_length=500)  # without card numbers
    given_at: datetime = moment()
