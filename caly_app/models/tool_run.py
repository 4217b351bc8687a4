from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, document, moment, text_enum, within_tenant


class ToolRunState(StrEnum):
    INTENDED = "intended"  # about to leave our house; not known to have happened
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class ToolRun(TenantRow, table=True):
    """The ledger of effects: what a turn did, unique by turn and step."""

    __tablename__ = "tool_run"
    __table_args__ = (
        within_tenant("conversation_id", "conversation"),
        within_tenant("turn_id", "turn"),
        UniqueConstraint("turn_id", "step"),
        UniqueConstraint("organization_id", "key"),
    )

    conversation_id: UUID = Field(index=True)
    turn_id: UUID  # the customer's turn
    step: int
    tool: str = Field(max_length=80)
    writes: bool
    key: str = Field(max_length=200)
    state: ToolRunState = text_enum(ToolRunState)
    arguments: dict[str, Any] = document()
    tells: str = Field(default="", max_length=80)
    milliseconds: float = 0
    ran_at: datetime = moment()
