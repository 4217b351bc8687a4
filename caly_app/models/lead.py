from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from caly_app.agents.lead_rules import FollowUpKind, LeadStatus
from caly_app.errors import Refused
from caly_app.models.tenant import WorkspaceRow, moment, text_enum, within_tenant


class NothingProposed(Refused):
    """Nothing is proposed here any more."""


class Lead(WorkspaceRow, table=True):
    """How far a customer is on the way to a deal. What a person has set stays until a person changes it."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer", on_delete="CASCADE"),
        UniqueConstraint("customer_id"),
        Index("ix_lead_status", "workspace_id", "status"),
    )

    customer_id: UUID
    status: LeadStatus = text_enum(LeadStatus, default=LeadStatus.NONE, nullable=False)
    set_by: UUID | None = None  # the person who said so; none: what conversations say
    set_by_name: str = Field(default="", max_length=200)
    set_at: datetime = moment()
    proposed: LeadStatus | None = text_enum(LeadStatus, default=None)  # what conversations say since

    def is_a_persons(self) -> bool:
        return self.set_by is not None


class LeadNote(WorkspaceRow, table=True):
    """What a conversation left behind on its customer. What a person wrote stays as they wrote it."""

    __tablename__ = "lead_note"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer", on_delete="CASCADE"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        UniqueConstraint("conversation_id"),
        Index("ix_lead_note_recent", "customer_id", text("written_at desc"), text("id desc")),
    )

    customer_id: UUID
    conversation_id: UUID
    text: str
    language: str = Field(max_length=10)
    covers: str = Field(max_length=64)  # fingerprint of what it was made from: the same is not written twice
    says: LeadStatus = text_enum(LeadStatus, default=LeadStatus.NONE, nullable=False)
    written_at: datetime = moment()
    edited_by: UUID | None = None
    edited_by_name: str = Field(default="", max_length=200)
    edited_at: datetime | None = moment(default=None, nullable=True)
    proposed: str | None = None  # what would be written now, where a person has edited it


class FollowUp(WorkspaceRow, table=True):
    """What is open with a customer, and by when somebody should see to it."""

    __tablename__ = "follow_up"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer", on_delete="CASCADE"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        UniqueConstraint("customer_id", "key"),
        Index("ix_follow_up_open", "workspace_id", "due_on", "id", postgresql_where=text("done_at is null")),
    )

    customer_id: UUID
    conversation_id: UUID = Field(index=True)
    key: str = Field(max_length=200)  # the same thing has the same key
    kind: FollowUpKind = text_enum(FollowUpKind)
    what: str = Field(max_length=400)
    due_on: date
    created_at: datetime = moment()
    done_at: datetime | None = moment(default=None, nullable=True)
    done_by: UUID | None = None  # a person; none: it was settled by what happened
    done_by_name: str = Field(default="", max_length=200)
