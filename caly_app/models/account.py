"""People who sign in. An account is a person; a membership is that person in an organization."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

from caly_app.actor import Role
from caly_app.models.tenant import TenantRow, moment, referable, text_enum, within_organization


class Account(SQLModel, table=True):
    """One for each e-mail address. Seen by the organizations it is a member of, and by no other."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    email: str = Field(max_length=320, unique=True)  # lower case
    name: str = Field(max_length=200)
    password_hash: str
    email_verified_at: datetime | None = moment(default=None, nullable=True)
    last_organization_id: UUID | None = None
    created_at: datetime = moment()


class Membership(TenantRow, table=True):
    __table_args__ = (
        within_organization(),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        UniqueConstraint("organization_id", "account_id"),
        referable(),
    )

    account_id: UUID = Field(index=True)
    role: Role = text_enum(Role)
    last_workspace_id: UUID | None = None
    seen_at: datetime | None = moment(default=None, nullable=True)  # a page of theirs was open then
    is_available: bool = True  # wants to be given work while online
    created_at: datetime = moment()


class Invitation(TenantRow, table=True):
    __table_args__ = (within_organization(), UniqueConstraint("token_hash"))

    email: str = Field(max_length=320)
    role: Role = text_enum(Role)
    token_hash: bytes = Field(sa_type=LargeBinary)
    invited_by: UUID
    created_at: datetime = moment()
    expires_at: datetime = moment()
    accepted_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)


class SignIn(TenantRow, table=True):
    """One browser or client of one person, in one organization, until it ends."""

    __tablename__ = "sign_in"
    __table_args__ = (
        within_organization(),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        UniqueConstraint("token_hash"),
    )

    account_id: UUID = Field(index=True)
    token_hash: bytes = Field(sa_type=LargeBinary)
    user_agent: str = Field(default="", max_length=300)
    created_at: datetime = moment()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None, nullable=True)


class AccountTokenKind(StrEnum):
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"


class AccountToken(SQLModel, table=True):
    """A link that was mailed: to verify an address, or to choose a new password. Used once."""

    __tablename__ = "account_token"
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        UniqueConstraint("token_hash"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    account_id: UUID = Field(index=True)
    kind: AccountTokenKind = text_enum(AccountTokenKind)
    token_hash: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)


class SignInAttempt(SQLModel, table=True):
    """What the throttle counts: failures by address and account together, never by account alone."""

    __tablename__ = "sign_in_attempt"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    subject: bytes = Field(sa_type=LargeBinary, index=True)  # HMAC of what is throttled
    attempted_at: datetime = moment()
