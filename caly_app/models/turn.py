from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from caly_app.actor import ActorKind
from caly_app.models.tenant import TenantRow, document, moment, referable, text_enum, within_tenant


class TurnOutcome(StrEnum):
    ANSWERED = "answered"
    SILENT = "silent"  # an operator answers, or the conversation has ended
    FAILED = "failed"  # it could not be answered, and a person was offered
    DROPPED = "dropped"  # the caller has long spoken on


# What an agent tells when it had no answer: gathered as gaps.
UNANSWERED = ("fact_unknown", "not_understood")


class Turn(TenantRow, table=True):
    """One utterance of one party.

    Each turn of a customer gets exactly one turn of the agent, for `answers` is unique.
    A silent one has an outcome and no text.
    """

    __table_args__ = (
        within_tenant("conversation_id", "conversation"),
        within_tenant("answers", "turn"),
        referable(),
        UniqueConstraint("conversation_id", "seq"),
        Index(
            "uq_turn_client_turn_id",
            "conversation_id",
            "client_turn_id",
            unique=True,
            postgresql_where=text("client_turn_id is not null"),
        ),
        Index("uq_turn_answers", "answers", unique=True, postgresql_where=text("answers is not null")),
        CheckConstraint(
            "(speaker = 'agent' and answers is not null) <= (outcome is not null)", name="has_outcome"
        ),
        Index(
            "ix_turn_words",
            text("to_tsvector('simple', coalesce(delivered, ''))"),
            postgresql_using="gin",
        ),
        Index(
            "ix_turn_unanswered",
            "id",
            postgresql_where=text("tells && '{fact_unknown,not_understood}'::varchar[]"),
        ),
    )

    organization_id: UUID
    conversation_id: UUID
    seq: int
    speaker: ActorKind = text_enum(ActorKind)
    author_name: str = Field(default="", max_length=200)  # an operator's, as the customer sees it
    generated: str | None = None  # what the agent meant to say
    delivered: str | None = None  # what was said, shown or heard
    client_turn_id: str | None = Field(default=None, max_length=100)
    answers: UUID | None = None  # the customer's turn that this is the outcome of
    outcome: TurnOutcome | None = text_enum(TurnOutcome, default=None)
    asks: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    offers: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    tells: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    quick_replies: list[Any] = document(default_factory=list)
    card: dict[str, Any] | None = Field(default=None, sa_type=JSONB)  # confirmation or receipt
    why: dict[str, Any] = document()
    confidence: float | None = None
    sentiment: float | None = None
    language: str = Field(default="", max_length=10)
    said_at: datetime = moment()
    finished_at: datetime | None = moment(default=None, nullable=True)
    cut_off_at: int | None = None  # characters heard before the caller interrupted
