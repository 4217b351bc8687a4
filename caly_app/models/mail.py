from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

from caly_app.models.tenant import moment, text_enum


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"  # no mail server is set: read it with `./caly mail`
    FAILED = "failed"


class MailChannel(StrEnum):
    EMAIL = "email"
    TEXT = "text"  # a text message to a phone


class Mail(SQLModel, table=True):
    """A message to a person, from an organization they belong to, are invited to, or are a customer of."""

    __table_args__ = (
        ForeignKeyConstraint(["organization_id"], ["organization.id"]),
        UniqueConstraint("key"),
        Index("ix_mail_recent", "organization_id", "created_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organization_id: UUID
    key: str = Field(max_length=200)  # the same message is written once
    channel: MailChannel = text_enum(MailChannel, default=MailChannel.EMAIL)
    to_address: str = Field(max_length=320)  # of a text message a number in E.164
    subject: str = Field(max_length=300)  # of a text message blank
    text: str
    state: MailState = text_enum(MailState, default=MailState.WAITING)
    attempts: int = 0
    error: str = Field(default="", max_length=500)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(default=None, nullable=True)
    good_until: datetime | None = moment(default=None, nullable=True)  # later it is not sent any more
