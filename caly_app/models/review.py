from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from caly_app.errors import Refused
from caly_app.models.tenant import WorkspaceRow, moment, text_enum, within_tenant

OUT_OF_SCOPE = "out_of_scope"  # nothing this business's agents do
SMALL_TALK = "small_talk"


class ReviewState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class AlreadyReviewed(Refused):
    """Somebody has decided this already."""


class Review(WorkspaceRow, table=True):
    """What a person says one utterance meant, beside what the agent took it for."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        within_tenant("turn_id", "turn", on_delete="CASCADE"),
        UniqueConstraint("turn_id"),
        CheckConstraint("state <> 'rejected' or words is null", name="rejected_words_are_forgotten"),
        Index("ix_review_recent", "workspace_id", "state", text("id desc")),
    )

    conversation_id: UUID = Field(index=True)
    turn_id: UUID  # the customer's
    understood: str = Field(default="", max_length=80)  # the intent the mind took; '' for none
    confidence: float | None = None
    agent: str = Field(default="", max_length=80)  # whose intent `understood` is
    language: str = Field(max_length=10)
    meant: str = Field(max_length=80)  # an intent, out_of_scope or small_talk
    is_right: bool  # what it was taken for is what was meant; out of scope, where that was nothing
    words: str | None = Field(default=None, max_length=300)  # the utterance, as it would become an example
    state: ReviewState = text_enum(ReviewState, default=ReviewState.PROPOSED, nullable=False)
    phrase_id: UUID | None = None  # the example it became
    proposed_by: UUID
    proposed_by_name: str = Field(default="", max_length=200)
    proposed_at: datetime = moment()
    reviewed_by: UUID | None = None
    reviewed_by_name: str = Field(default="", max_length=200)
    reviewed_at: datetime | None = moment(default=None, nullable=True)

    def must_be_proposed(self) -> None:
        if self.state is not ReviewState.PROPOSED:
            raise AlreadyReviewed
