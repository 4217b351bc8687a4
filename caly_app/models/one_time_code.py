from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class OneTimeCode(WorkspaceRow, table=True):
    """A code that was sent to a customer, to be said back in the conversation it was sent for."""

    __tablename__ = "one_time_code"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("conversation_id", "conversation", on_delete="CASCADE"),
        within_tenant("customer_id", "customer", on_delete="CASCADE"),
        Index(
            "uq_one_time_code_open",
            "conversation_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    conversation_id: UUID = Field(index=True)
    customer_id: UUID = Field(index=True)
    code_mac: bytes = Field(sa_type=LargeBinary)  # with our secret key: six digits alone are soon tried out
    attempts: int = 0
    expires_at: datetime = moment()
    closed_at: datetime | None = moment(default=None, nullable=True)  # said right, spent, or a newer was sent
    created_at: datetime = moment()
