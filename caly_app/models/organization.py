from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

from caly_app.models.tenant import TenantRow, moment, within_organization


class Organization(SQLModel, table=True):
    """The tenant: whoever signed up. Owns workspaces, members and everything in them."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(max_length=200)
    is_demo: bool = False
    created_at: datetime = moment()


class DataKey(TenantRow, table=True):
    """The key that personal values of one organization are encrypted with, itself wrapped by ours.

    Rotation adds the next number; values are encrypted anew by a job, and the old key retires.
    """

    __tablename__ = "data_key"
    __table_args__ = (within_organization(), UniqueConstraint("organization_id", "number"))

    number: int
    wrapped: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
    retired_at: datetime | None = moment(default=None, nullable=True)
