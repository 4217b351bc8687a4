from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class ApiKey(WorkspaceRow, table=True):
    """Opens one workspace to a program, as far as its scopes go. The key itself is shown once."""

    __tablename__ = "api_key"
    __table_args__ = (within_tenant("workspace_id", "workspace"), UniqueConstraint("token_hash"))

    name: str = Field(max_length=100)
    start: str = Field(max_length=16)  # the first letters, to recognise it by
    token_hash: bytes = Field(sa_type=LargeBinary)
    scopes: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    created_by: UUID
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)
