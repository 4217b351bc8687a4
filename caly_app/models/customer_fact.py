from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant


class StoredFact(WorkspaceRow, table=True):
    """What a customer prefers or needs, kept for the next time with their own yes. One of each kind."""

    __tablename__ = "customer_fact"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer", on_delete="CASCADE"),
        within_tenant("conversation_id", "conversation"),
        UniqueConstraint("customer_id", "kind"),
    )

    customer_id: UUID
    kind: str = Field(max_length=40)  # a slot that the sector remembers
    key_number: int
    ciphertext: bytes = Field(sa_type=LargeBinary)  # as of a personal value
    conversation_id: UUID = Field(index=True)  # in which they told it, and said yes
    seq: int  # of the turn in which they told it
    language: str = Field(max_length=10)  # of the words they said yes to
    consented_at: datetime = moment()
