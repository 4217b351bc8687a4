from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class StoredConnection(WorkspaceRow, table=True):
    """A server of the business's own, under the name by which mappings and tools speak of it."""

    __tablename__ = "connection"
    __table_args__ = (within_tenant("workspace_id", "workspace"), UniqueConstraint("workspace_id", "name"))

    name: str = Field(max_length=40)
    url: str = Field(max_length=300)
    header: str = Field(max_length=60)  # in which the secret goes along
    sealed_secret: bytes = Field(sa_type=LargeBinary)  # with this installation's secret key; empty: none
    changed_at: datetime = moment()
