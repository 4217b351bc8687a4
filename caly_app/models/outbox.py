from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlmodel import Field, SQLModel

from caly_app.models.tenant import document, moment, within_organization


class OutboxRow(SQLModel, table=True):
    """Something others want to hear of (webhooks, rules, notifications), written with the change."""

    __tablename__ = "outbox"
    __table_args__ = (
        within_organization(),
        Index("ix_outbox_ready", "available_at", "id", postgresql_where=text("delivered_at is null")),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    organization_id: UUID
    workspace_id: UUID | None = None
    topic: str = Field(max_length=60)
    payload: dict[str, Any] = document()
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})
    available_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})
    delivered_at: datetime | None = moment(default=None, nullable=True)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
