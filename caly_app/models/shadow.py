from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from caly_app.errors import Refused
from caly_app.models.tenant import (
    TenantRow,
    WorkspaceRow,
    document,
    moment,
    referable,
    text_enum,
    within_tenant,
)


class ShadowKind(StrEnum):
    MODEL = "model"  # another language model; without an address the installation's
    WORDS = "words"  # words of the business's own that are not live yet


class ShadowState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"


class AlreadyStopped(Refused):
    """This candidate was stopped already."""


class Shadow(WorkspaceRow, table=True):
    """A candidate that reads real turns after they were answered, beside the live one and without effect."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        referable(),
        CheckConstraint("share > 0 and share <= 1", name="is_a_share"),
        Index("ix_shadow_running", "workspace_id", postgresql_where=text("state = 'running'")),
    )

    name: str = Field(max_length=80)
    kind: ShadowKind = text_enum(ShadowKind, nullable=False)
    url: str = Field(default="", max_length=300)
    model: str = Field(default="", max_length=120)
    sealed_key: bytes = Field(default=b"", sa_type=LargeBinary)
    phrases: list[Any] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    share: float = 1.0  # of the turns that it reads
    state: ShadowState = text_enum(ShadowState, default=ShadowState.RUNNING, nullable=False)
    started_by: UUID
    started_by_name: str = Field(default="", max_length=200)
    started_at: datetime = moment()
    stopped_at: datetime | None = moment(default=None, nullable=True)
    promoted_at: datetime | None = moment(default=None, nullable=True)
    read_until: datetime = moment()  # turns that were answered before are done with

    @property
    def is_running(self) -> bool:
        return self.state is ShadowState.RUNNING


class MetDialogue(WorkspaceRow, table=True):
    """The dialogue that a turn met, and what it became by it; personal values are references. Written by
    answer_turn() where a candidate runs, and there until all that run have read it. Its id is that of the
    agent's turn.
    """

    __tablename__ = "met_dialogue"
    __table_args__ = (
        within_tenant("id", "turn", on_delete="CASCADE"),
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
    )

    conversation_id: UUID = Field(index=True)
    dialogue: dict[str, Any] = document()
    became: dict[str, Any] = document()
    met_at: datetime = moment()


class ShadowReading(TenantRow, table=True):
    """What a candidate takes one turn for, beside what the live one took it for: '' is not understood.

    Commands are kept by their names, as in a turn's `why`, without values. `agrees` is None where the
    candidate did not answer: that counts for nothing.
    """

    __tablename__ = "shadow_reading"
    __table_args__ = (
        within_tenant("shadow_id", "shadow", on_delete="CASCADE"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        within_tenant("turn_id", "turn", on_delete="CASCADE"),
        UniqueConstraint("shadow_id", "turn_id"),
        Index("ix_shadow_reading_disagreements", "shadow_id", "agrees", text("id desc")),
    )

    shadow_id: UUID
    conversation_id: UUID = Field(index=True)
    turn_id: UUID = Field(index=True)  # the customer's
    live_intent: str = Field(default="", max_length=80)
    live_confidence: float | None = None
    intent: str = Field(default="", max_length=80)
    confidence: float | None = None
    asked: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # what stood open; else a new wish
    live_heard: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    heard: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    differs: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # of these the values
    agrees: bool | None = None
    milliseconds: float = 0.0
    cost_micros: int = Field(default=0, sa_type=BigInteger)
    read_at: datetime = moment()
