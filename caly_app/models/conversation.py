from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from caly_app.agents.channel import Channel
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


class Handler(StrEnum):
    """Who answers the customer's next turn."""

    AGENT = "agent"
    OPERATOR = "operator"


class ConversationOutcome(StrEnum):
    CONTAINED = "contained"  # no person was needed
    ESCALATED = "escalated"
    FAILED = "failed"
    ABANDONED = "abandoned"  # the customer fell silent


class EndedBy(StrEnum):
    CUSTOMER = "customer"
    OPERATOR = "operator"
    AGENT = "agent"
    SILENCE = "silence"


class ConversationEnded(Refused):
    """This conversation has ended. Please begin a new one."""


class Conversation(WorkspaceRow, table=True):
    """One customer's contact on one channel, from the first word to wrap-up.

    `pending_since` is set while a customer's turn waits for its outcome, `pending_by` names the
    process that works on it: what the sweeper looks at.
    """

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("assistant_id", "assistant"),
        within_tenant("customer_id", "customer"),
        within_tenant("previous_id", "conversation"),
        referable(),
        # No index holds what a turn changes: each turn updates this row twice, and a row whose indexed
        # columns stay as they are is updated in place.
        Index("ix_conversation_recent", "workspace_id", text("started_at desc"), text("id desc")),
        Index("ix_conversation_open", "started_at", postgresql_where=text("ended_at is null")),
        Index(
            "ix_conversation_figures",
            "workspace_id",
            "started_at",
            postgresql_include=["organization_id", "outcome", "disposition", "agents"],
        ),
        {"postgresql_with": {"fillfactor": 70}},
    )

    organization_id: UUID
    workspace_id: UUID

    channel: Channel = text_enum(Channel)
    sector: str = Field(max_length=40)
    assistant_id: UUID
    assistant_version: int  # pinned when it began
    customer_id: UUID | None = Field(default=None, index=True)
    previous_id: UUID | None = Field(default=None, index=True)  # the same customer's one before
    language: str = Field(max_length=10)
    handled_by: Handler = text_enum(Handler, default=Handler.AGENT)
    operator_id: UUID | None = None  # account of whoever answers
    operator_name: str = Field(default="", max_length=200)
    last_seq: int = 0
    pending_since: datetime | None = moment(default=None, nullable=True)
    pending_by: UUID | None = None
    dialogue: dict[str, Any] = document()
    context: dict[str, Any] = document()  # from the host page: {customer_id, page, locale}
    instruction: str = ""  # an operator's word at hand back; the next turn reads it
    sentiment: float | None = None  # of the customer's last words, -1..1
    last_words: str = ""  # start of the last utterance, for lists
    has_escalated: bool = False
    client_ip_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    started_at: datetime = moment()
    last_said_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)
    ended_by: EndedBy | None = text_enum(EndedBy, default=None)
    outcome: ConversationOutcome | None = text_enum(ConversationOutcome, default=None)
    disposition: str = Field(default="", max_length=40)
    agents: list[str] = Field(  # that worked in it; told when it ends
        default_factory=list, sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"}
    )

    def agent_answers(self) -> bool:
        return self.handled_by is Handler.AGENT and self.ended_at is None

    def must_be_open(self) -> None:
        if self.ended_at:
            raise ConversationEnded

    def next_seq(self) -> int:
        """Call it with the conversation locked: no two turns share a place."""
        self.last_seq += 1
        return self.last_seq


class Note(TenantRow, table=True):
    """What operators tell one another about a conversation. The customer never sees it."""

    __table_args__ = (within_tenant("conversation_id", "conversation"),)

    conversation_id: UUID = Field(index=True)
    author_id: UUID
    author_name: str = Field(default="", max_length=200)
    text: str
    written_at: datetime = moment()


class CommandKind(StrEnum):
    WHISPER = "whisper"
    PAUSE = "pause"
    RESUME = "resume"
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    END = "end"


class LiveCommand(TenantRow, table=True):
    """What an operator asked of a live conversation, and when whoever runs it obeyed."""

    __tablename__ = "command"
    __table_args__ = (within_tenant("conversation_id", "conversation"),)

    conversation_id: UUID = Field(index=True)
    kind: CommandKind = text_enum(CommandKind)
    details: dict[str, Any] = document()
    asked_by: UUID
    asked_at: datetime = moment()
    done_at: datetime | None = moment(default=None, nullable=True)


class Typing(SQLModel, table=True):
    """Who is typing in a conversation. Unlogged: losing it costs nothing."""

    __table_args__ = (
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        {"prefixes": ["UNLOGGED"]},
    )

    organization_id: UUID = Field(index=True)
    conversation_id: UUID = Field(primary_key=True)
    party: str = Field(primary_key=True, max_length=20)  # customer | operator | agent
    name: str = Field(default="", max_length=200)
    until: datetime = moment()
