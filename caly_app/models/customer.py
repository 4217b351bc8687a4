from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, referable, text_enum, within_tenant


class Customer(WorkspaceRow, table=True):
    """Someone who contacts the business. Who they are is in personal values, encrypted."""

    __table_args__ = (within_tenant("workspace_id", "workspace"), referable())

    is_verified: bool = False  # on the business's own books; others are just what somebody typed in
    language: str = Field(default="", max_length=10)
    created_at: datetime = moment()
    last_seen_at: datetime = moment()
    # They said no to being remembered for the next time, or had it forgotten: they are not asked again.
    refused_memory_at: datetime | None = moment(default=None, nullable=True)


class PersonalKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    DATE_OF_BIRTH = "date_of_birth"
    ADDRESS = "address"
    ACCOUNT = "account"  # IBAN, and the code of its bank
    IDENTITY_NUMBER = "identity_number"


# What a business writes down of a customer; the others were only ever said.
ON_THE_BOOKS = (
    PersonalKind.NAME,
    PersonalKind.PHONE,
    PersonalKind.EMAIL,
    PersonalKind.DATE_OF_BIRTH,
    PersonalKind.ADDRESS,
)


class PersonalValue(WorkspaceRow, table=True):
    """One value about one person, stored once and encrypted; everything else holds its id."""

    __tablename__ = "personal_value"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("customer_id", "customer"),
        within_tenant("conversation_id", "conversation"),
        CheckConstraint("customer_id is not null or conversation_id is not null", name="about_somebody"),
        Index("ix_personal_value_lookup", "workspace_id", "kind", "fingerprint"),
    )

    customer_id: UUID | None = Field(default=None, index=True)
    conversation_id: UUID | None = Field(default=None, index=True)
    kind: PersonalKind = text_enum(PersonalKind)
    key_number: int
    ciphertext: bytes = Field(sa_type=LargeBinary)  # nonce, then AES-256-GCM; its id is the extra data
    fingerprint: bytes = Field(sa_type=LargeBinary)  # HMAC of the normal form, to find it by
    source: str = Field(default="", max_length=40)  # said, found, imported, demo, operator
    created_at: datetime = moment()
