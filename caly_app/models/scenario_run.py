from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field

from caly_app.models.tenant import TenantRow, WorkspaceRow, moment, referable, text_enum, within_tenant


class ScenarioRunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"  # all were played; what came of each is in its report
    FAILED = "failed"  # it could not be played to its end: `error` says why
    CANCELLED = "cancelled"


class ScenarioRun(WorkspaceRow, table=True):
    """A scenario file that somebody had played by this server. It is played in a tenant of its own.

    `played_in` is that tenant, as long as it may be there; whoever writes a report must be who made it.
    """

    __tablename__ = "scenario_run"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        referable(),
        Index("ix_scenario_run_listed", "workspace_id", "asked_at", "id"),
        Index(
            "ix_scenario_run_unfinished",
            "id",
            postgresql_where=text("ended_at is null or played_in is not null"),
        ),
    )

    name: str = Field(max_length=200)  # what its file is called
    file: str = Field(sa_type=Text)
    map: str = Field(default="", sa_type=Text)
    only: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    scenarios: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # ids, in the order of playing
    state: ScenarioRunState = text_enum(ScenarioRunState, default=ScenarioRunState.QUEUED, nullable=False)
    passed: int = 0
    failed: int = 0
    error: str = Field(default="", max_length=500)
    played_in: UUID | None = None
    attempts: int = 0  # since the last report
    asked_by: UUID
    asked_by_name: str = Field(default="", max_length=200)
    asked_at: datetime = moment()
    started_at: datetime | None = moment(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def played(self) -> int:
        return self.passed + self.failed


class ScenarioReport(TenantRow, table=True):
    """What came of one scenario of a run, as the command writes it."""

    __tablename__ = "scenario_report"
    __table_args__ = (
        within_tenant("run_id", "scenario_run", on_delete="CASCADE"),
        UniqueConstraint("run_id", "position"),
    )

    run_id: UUID
    position: int
    report: dict[str, Any] = Field(sa_type=JSON, nullable=False)  # json keeps the order of what was written
