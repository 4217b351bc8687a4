from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, document, moment, within_organization


class Notification(TenantRow, table=True):
    """Something one member should know of."""

    __table_args__ = (within_organization(), ForeignKeyConstraint(["account_id"], ["account.id"]))

    account_id: UUID = Field(index=True)
    workspace_id: UUID | None = None
    kind: str = Field(max_length=40)
    details: dict[str, Any] = document()
    created_at: datetime = moment()
    read_at: datetime | None = moment(default=None, nullable=True)
