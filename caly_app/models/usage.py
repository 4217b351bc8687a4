from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, moment, within_organization

_OF_LIMITS = ("kind", "quantity", "cost_micros")  # what is summed up before a model is asked


class Usage(TenantRow, table=True):
    """Something that counts or costs: a conversation, model tokens, minutes of a call."""

    __table_args__ = (
        within_organization(),
        Index("ix_usage_day", "organization_id", "kind", "used_at"),
        Index("ix_usage_workspace_day", "workspace_id", "used_at", postgresql_include=_OF_LIMITS),
        Index("ix_usage_conversation", "conversation_id", postgresql_include=_OF_LIMITS),
    )

    workspace_id: UUID | None = None
    conversation_id: UUID | None = None
    kind: str = Field(max_length=40)
    model: str = Field(default="", max_length=120)  # which one, where it was a language model
    quantity: int = Field(default=1, sa_type=BigInteger)
    cost_micros: int = Field(default=0, sa_type=BigInteger)  # millionths of the currency
    currency: str = Field(default="USD", max_length=3)
    used_at: datetime = moment()
