from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, WorkspaceRow, moment, referable, text_enum, within_tenant


class GapState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class Gap(WorkspaceRow, table=True):
    """A question to which the agents had no answer, without personal values; asked alike, it is one."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        referable(),
        UniqueConstraint("workspace_id", "language", "normal_form"),
        Index("ix_gap_recent", "workspace_id", "state", text("last_at desc"), text("id desc")),
    )

    language: str = Field(max_length=10)
    question: str = Field(max_length=300)  # as it was asked first
    normal_form: str = Field(max_length=300)
    count: int = 0
    first_at: datetime = moment()
    last_at: datetime = moment()
    state: GapState = text_enum(GapState, default=GapState.OPEN, nullable=False)
    decided_at: datetime | None = moment(default=None, nullable=True)  # answered or dismissed
    answered_by: str = Field(default="", max_length=100)  # name of the fact


class GapTurn(TenantRow, table=True):
    """A turn that was left without an answer, looked at once; without a gap where it was no question."""

    __tablename__ = "gap_turn"
    __table_args__ = (
        within_tenant("gap_id", "gap", on_delete="CASCADE"),
        within_tenant("turn_id", "turn", on_delete="CASCADE"),
        UniqueConstraint("turn_id"),
    )

    gap_id: UUID | None = Field(default=None, index=True)
    turn_id: UUID  # the customer's
