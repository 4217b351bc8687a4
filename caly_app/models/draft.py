from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, Index, String, UniqueConstraint, text
from sqlmodel import Field

from caly_app.errors import Refused
from caly_app.models.tenant import WorkspaceRow, moment, referable, text_enum, within_tenant


class AlreadyAccepted(Refused):
    """This draft is a fact of the business already. Open it again first."""


class DraftState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    TURNED_DOWN = "turned_down"


class DraftSource(StrEnum):
    TEXT = "text"  # somebody pasted it
    CONVERSATION = "conversation"  # a person answered what no agent could


class Draft(WorkspaceRow, table=True):
    """A fact that is proposed, without personal values: no agent says it before a person accepts it."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        within_tenant("turn_id", "turn", on_delete="CASCADE"),
        within_tenant("gap_id", "gap", on_delete="CASCADE"),
        referable(),
        UniqueConstraint("workspace_id", "wording"),
        UniqueConstraint("turn_id"),
        Index("ix_draft_recent", "workspace_id", "state", text("created_at desc"), text("id desc")),
        Index("ix_draft_gap_id", "gap_id"),
        Index("ix_draft_conversation_id", "conversation_id"),
    )

    source: DraftSource = text_enum(DraftSource, nullable=False)
    state: DraftState = text_enum(DraftState, default=DraftState.OPEN, nullable=False)
    question: str = Field(max_length=300)  # or a title
    text: str = Field(max_length=2000)
    name: str = Field(max_length=100)  # of the fact: proposed, or as it was accepted
    masked: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # "[phone ...23]": what was hidden
    wording: str = Field(max_length=64)  # what equal words have in common
    conversation_id: UUID | None = None
    turn_id: UUID | None = None  # the customer's
    gap_id: UUID | None = None
    created_by_name: str = Field(default="", max_length=200)  # of whoever pasted it
    created_at: datetime = moment()
    decided_at: datetime | None = moment(default=None, nullable=True)
