from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, String, UniqueConstraint, true
from sqlmodel import Field

from caly_app.models.tenant import (
    TenantRow,
    WorkspaceRow,
    document,
    moment,
    referable,
    text_enum,
    within_organization,
    within_tenant,
)

# Among the settings, beside those of the sector:
RECORD_SOURCES = "record_sources"  # where records come from, by kind
AGENTS_OFF = "agents_off"  # of a sector that was left: assistant -> what it did without
LEFT_SECTORS = "left_sectors"  # sector -> what was set for it, until it is chosen again
_BESIDE = frozenset({RECORD_SOURCES, AGENTS_OFF, LEFT_SECTORS})


class WorkspaceKind(StrEnum):
    """Nothing of another kind than live is ever delivered outside."""

    LIVE = "live"
    SANDBOX = "sandbox"
    SCENARIO = "scenario"


class Workspace(TenantRow, table=True):
    """One business of an organization: a sector, agents, knowledge, operators."""

    __table_args__ = (
        within_organization(),
        within_tenant("parent_id", "workspace"),
        referable(),
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'", name="slug_form"),
    )

    slug: str
    name: str = Field(max_length=200)
    sector: str = Field(max_length=40)
    country: str = Field(max_length=2)  # ISO 3166-1 alpha-2
    timezone: str = Field(max_length=60)  # IANA
    languages: list[str] = Field(default_factory=lambda: ["en"], sa_type=ARRAY(String))
    emergency_number: str = Field(default="", max_length=20)  # empty: the country's
    # {"mon": [["08:00", "18:00"]], ...}: a missing day is closed
    opening_hours: dict[str, Any] = document()
    facts: dict[str, Any] = document()  # what its agent may state, by key
    settings: dict[str, Any] = document()  # the sector's, checked by its schema
    privacy: dict[str, Any] = document()  # place -> kinds hidden there, where it chose; agents/masks/privacy
    branding: dict[str, Any] = document()  # {color, logo_url, welcome}
    allowed_domains: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    kind: WorkspaceKind = text_enum(WorkspaceKind, default=WorkspaceKind.LIVE)
    parent_id: UUID | None = None
    expires_at: datetime | None = moment(default=None, nullable=True)
    clock_offset_seconds: int = 0
    # A note on the customer when a conversation has ended.
    writes_notes: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    onboarding: dict[str, Any] = document()  # how far its setup is: {step, done_at}
    created_at: datetime = moment()

    @property
    def of_sector(self) -> dict[str, Any]:
        """The settings that the sector's schema speaks of."""
        return {name: value for name, value in self.settings.items() if name not in _BESIDE}

    @property
    def beside_sector(self) -> dict[str, Any]:
        return {name: value for name, value in self.settings.items() if name in _BESIDE}

    def become(self, sector: str) -> None:
        """What was set for the sector that is left is kept, and there again when it is chosen again."""
        left = dict(self.settings.get(LEFT_SECTORS, {}))
        left[self.sector] = {name: value for name, value in self.settings.items() if name != LEFT_SECTORS}
        again = left.pop(sector, {})
        self.sector, self.settings = sector, {**again, LEFT_SECTORS: left}


class Holiday(WorkspaceRow, table=True):
    """A day on which the business is closed, whatever the weekday."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        UniqueConstraint("workspace_id", "on_date"),
    )

    on_date: date
    name: str = Field(default="", max_length=100)
