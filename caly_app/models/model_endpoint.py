from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class StoredEndpoint(WorkspaceRow, table=True):
    """The language model of one workspace; without, it has the installation's, if there is one."""

    __tablename__ = "model_endpoint"
    __table_args__ = (within_tenant("workspace_id", "workspace"), UniqueConstraint("workspace_id"))

    url: str = Field(max_length=300)
    model: str = Field(max_length=120)
    sealed_key: bytes = Field(sa_type=LargeBinary)  # with this installation's secret key; empty: none
    changed_at: datetime = moment()
