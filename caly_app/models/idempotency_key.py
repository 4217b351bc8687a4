from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, moment, within_organization


class IdempotencyKey(TenantRow, table=True):
    """What a POST with this key answered, so that sent again it answers the same and does nothing."""

    __tablename__ = "idempotency_key"
    __table_args__ = (within_organization(), UniqueConstraint("organization_id", "actor_id", "key"))

    actor_id: UUID
    key: str = Field(max_length=200)
    request_hash: bytes = Field(sa_type=LargeBinary)
    status: int | None = None  # None: the first one is still being worked on
    answer: Any = Field(default=None, sa_column=Column(JSONB, nullable=True))
    created_at: datetime = moment()
    expires_at: datetime = moment(index=True)
