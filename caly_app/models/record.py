from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, document, moment, within_tenant


class Record(WorkspaceRow, table=True):
    """A thing of the business's sector: a prescription, an order, a parcel. Its schema is the sector's."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer"),
        UniqueConstraint("workspace_id", "kind", "reference"),
    )

    kind: str = Field(max_length=40)
    reference: str = Field(max_length=80)
    customer_id: UUID | None = Field(default=None, index=True)
    data: dict[str, Any] = document()
    created_at: datetime = moment()
    updated_at: datetime = moment()
