from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, UniqueConstraint, Uuid, text
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, document, moment, referable, text_enum, within_tenant


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class KeptReport(WorkspaceRow, table=True):
    """A report that a business keeps under a name, and perhaps has sent at an hour of its zone.

    `due_at` moves on in the transaction that writes the letters: each time is sent once.
    """

    __tablename__ = "report"
    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        referable(),
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("hour between 0 and 23 and day between 1 and 31", name="is_a_time"),
        CheckConstraint("(every is null) = (due_at is null)", name="is_due_where_scheduled"),
        Index("ix_report_recent", "workspace_id", text("created_at desc"), text("id desc")),
        Index("ix_report_due", "due_at", postgresql_where=text("due_at is not null")),
    )

    name: str = Field(max_length=80)
    report: dict[str, Any] = document()  # agents/reports/report.py
    created_by: UUID
    created_by_name: str = Field(default="", max_length=200)
    created_at: datetime = moment()
    changed_at: datetime = moment()
    every: Every | None = text_enum(Every, default=None)
    day: int = 1  # of the week (1 Monday) or of the month; a shorter one's last
    hour: int = 8
    sent_to: list[UUID] = Field(default_factory=list, sa_type=ARRAY(Uuid), nullable=False)  # members
    due_at: datetime | None = moment(default=None, nullable=True)
    last_sent_at: datetime | None = moment(default=None, nullable=True)
