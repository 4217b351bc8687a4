from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from caly_app.actor import ActorKind
from caly_app.models.tenant import TenantRow, document, moment, text_enum, within_organization, within_tenant


class TimelineKind(StrEnum):
    """Everything that can happen. New fact, new kind: add it here."""

    STARTED = "started"
    ESCALATED = "escalated"
    CLAIMED = "claimed"
    RELEASED = "released"
    TAKEN_OVER = "taken_over"
    HANDED_BACK = "handed_back"
    RESOLVED = "resolved"
    ENDED = "ended"
    NOTED = "noted"
    IDENTITY_PROVEN = "identity_proven"
    IDENTITY_FAILED = "identity_failed"
    TURN_FAILED = "turn_failed"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    RECORD_CREATED = "record_created"
    RECORD_CHANGED = "record_changed"
    RECORDS_IMPORTED = "records_imported"
    CUSTOMER_CHANGED = "customer_changed"
    CUSTOMER_REMEMBERED = "customer_remembered"  # with their yes
    CUSTOMER_REFUSED_MEMORY = "customer_refused_memory"
    CUSTOMER_FORGOTTEN = "customer_forgotten"  # as they wished
    CUSTOMER_FACT_REMOVED = "customer_fact_removed"  # by a person of the business
    PERSONAL_VALUE_SHOWN = "personal_value_shown"
    CUSTOMER_EXPORTED = "customer_exported"  # all that is held, as an encrypted file
    LEAD_CHANGED = "lead_changed"  # how far a customer is, by a conversation or a person
    LEAD_PROPOSED = "lead_proposed"  # a conversation says otherwise than a person has set
    NOTE_WRITTEN = "note_written"  # on a customer, when a conversation has ended
    NOTE_PROPOSED = "note_proposed"  # anew, beside what a person wrote
    NOTE_EDITED = "note_edited"
    FOLLOW_UP_DONE = "follow_up_done"
    FOLLOW_UP_REOPENED = "follow_up_reopened"
    MEANING_REVIEWED = "meaning_reviewed"
    GAP_DECIDED = "gap_decided"
    DRAFTS_PROPOSED = "drafts_proposed"  # facts, from a text or a conversation
    DRAFT_DECIDED = "draft_decided"
    SIGNED_UP = "signed_up"
    SIGNED_IN = "signed_in"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    EMAIL_VERIFIED = "email_verified"
    PASSWORD_CHANGED = "password_changed"
    MEMBER_INVITED = "member_invited"
    MEMBER_JOINED = "member_joined"
    MEMBER_CHANGED = "member_changed"
    MEMBER_REMOVED = "member_removed"
    INVITATION_REVOKED = "invitation_revoked"
    WORKSPACE_CREATED = "workspace_created"
    WORKSPACE_CHANGED = "workspace_changed"
    ASSISTANT_CHANGED = "assistant_changed"
    KEY_CREATED = "key_created"
    KEY_REVOKED = "key_revoked"
    DATA_KEY_ROTATED = "data_key_rotated"


class TimelineEntry(TenantRow, table=True):
    """One thing that happened. Written once, never changed.

    Details are ids and codes: what a customer said can be erased, and this cannot.
    """

    __tablename__ = "timeline"
    __table_args__ = (
        within_organization(),
        within_tenant("conversation_id", "conversation"),
        # They begin with the tenant, by which row security asks.
        Index("ix_timeline_by_time", "organization_id", "workspace_id", "happened_at", "id"),
        Index("ix_timeline_by_kind", "organization_id", "workspace_id", "kind", "happened_at", "id"),
        Index(
            "ix_timeline_of_lead",
            text("(details ->> 'customer_id')"),
            postgresql_where=text("kind = 'lead_changed'"),
        ),
    )

    organization_id: UUID
    workspace_id: UUID | None = None
    conversation_id: UUID | None = Field(default=None, index=True)
    kind: TimelineKind = text_enum(TimelineKind)
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID
    actor_name: str = Field(default="", max_length=200)  # a member's; empty for customers
    details: dict[str, Any] = document()
    happened_at: datetime = moment()
