from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import (
    TenantRow,
    WorkspaceRow,
    document,
    moment,
    referable,
    text_enum,
    within_tenant,
)


class ProductType(StrEnum):
    CHAT = "chat"
    VOICE = "voice"


class Assistant(WorkspaceRow, table=True):
    """A deployed agent, for chat or for the phone. What it may say and do is in its versions."""

    __table_args__ = (within_tenant("workspace_id", "workspace"), referable())

    name: str = Field(max_length=100)
    product_type: ProductType = text_enum(ProductType)
    is_default: bool = False
    live_version: int = 1
    created_at: datetime = moment()


class AssistantVersion(TenantRow, table=True):
    """The whole document of an assistant, numbered and never changed (a trigger sees to it)."""

    __tablename__ = "assistant_version"
    __table_args__ = (within_tenant("assistant_id", "assistant"), UniqueConstraint("assistant_id", "number"))

    assistant_id: UUID = Field(index=True)
    number: int
    document: dict[str, Any] = document()
    author_id: UUID | None = None
    message: str = Field(default="", max_length=500)
    created_at: datetime = moment()
