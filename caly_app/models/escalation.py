from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from caly_app.agents.commands import EscalationReason
from caly_app.errors import Refused
from caly_app.models.tenant import WorkspaceRow, moment, text_enum, within_tenant


class AlreadyClaimed(Refused):
    """Another operator has claimed this escalation."""


class AlreadyResolved(Refused):
    """This escalation has been resolved."""


class NotClaimed(Refused):
    """Nobody has claimed this escalation. Claim it first."""


class Urgency(IntEnum):
    """Smaller is more urgent: the order of the queue."""

    EMERGENCY = 0
    HIGH = 1
    NORMAL = 2


class Disposition(StrEnum):
    """How a conversation with an operator came out. The first nine have the keys 1 to 9 at the desk."""

    SOLVED = "solved"
    BOOKED = "booked"
    ANSWERED = "answered"
    CALL_BACK = "call_back"
    REFERRED = "referred"
    EMERGENCY = "emergency"
    NO_REPLY = "no_reply"
    MISUSE = "misuse"
    OTHER = "other"
    HANDED_BACK = "handed_back"  # to the agent: nobody chooses it


# A person took it up, and the customer has what they came for.
SOLVED = (Disposition.SOLVED, Disposition.BOOKED, Disposition.ANSWERED)

# For people of the business.
REASONS = {
    EscalationReason.REQUESTED: "Asked for a person",
    EscalationReason.MEDICAL_EMERGENCY: "Emergency words",
    EscalationReason.NOT_UNDERSTOOD: "Not understood three times",
    EscalationReason.IDENTITY_FAILED: "Could not prove who they are",
    EscalationReason.URGENT_SYMPTOMS: "Urgent symptoms",
    EscalationReason.NO_AVAILABILITY: "Nothing free to book",
    EscalationReason.COMPLAINT: "Complaint",
    EscalationReason.ABUSE: "Abusive words",
    EscalationReason.TURN_FAILED: "The agent could not answer",
    EscalationReason.TAKEN_OVER: "Taken over",
    EscalationReason.SECTOR_RULE: "Rule of the sector",
    EscalationReason.FRAUD: "Fraud",
    EscalationReason.SAFETY: "Danger",
    EscalationReason.OVER_LIMIT: "More than the agent may do",
    EscalationReason.NEEDS_APPROVAL: "Needs a person's approval",
    EscalationReason.DISPUTE: "Disputes what is on record",
    EscalationReason.URGENT: "Urgent",
    EscalationReason.OUTSIDE_AWAY: "Your system did not confirm",
    EscalationReason.SALES: "Wants to buy",
}


class Escalation(WorkspaceRow, table=True):
    """A request for an operator. It waits, is claimed, and is resolved or released."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation"),
        Index(
            "uq_escalation_open", "conversation_id", unique=True, postgresql_where=text("resolved_at is null")
        ),
        Index("ix_escalation_waiting", "workspace_id", "urgency", "opened_at"),
    )

    conversation_id: UUID = Field(index=True)
    reason: EscalationReason = text_enum(EscalationReason)
    urgency: int = Urgency.NORMAL
    summary: str = ""  # codes and slots in words, never a customer's value
    opened_at: datetime = moment()
    due_at: datetime = moment()
    claimed_by: UUID | None = None
    claimed_by_name: str = Field(default="", max_length=200)
    claimed_at: datetime | None = moment(default=None, nullable=True)
    resolved_at: datetime | None = moment(default=None, nullable=True)
    resolved_by: UUID | None = None
    disposition: str = Field(default="", max_length=40)

    def claim(self, *, by: UUID, name: str, at: datetime) -> None:
        if self.resolved_at:
            raise AlreadyResolved
        if self.claimed_by not in (None, by):
            who = self.claimed_by_name or "Another operator"
            raise AlreadyClaimed(f"{who} was first: this escalation is claimed.")
        self.claimed_by, self.claimed_by_name, self.claimed_at = by, name, at

    def release(self) -> None:
        if self.resolved_at:
            raise AlreadyResolved
        if self.claimed_by is None:
            raise NotClaimed
        self.claimed_by, self.claimed_by_name, self.claimed_at = None, "", None

    def resolve(self, *, by: UUID, disposition: str, at: datetime) -> None:
        if self.resolved_at:
            raise AlreadyResolved
        self.resolved_by, self.disposition, self.resolved_at = by, disposition, at
