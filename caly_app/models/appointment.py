"""Whatever occupies a resource for a time: visit, viewing, pickup, table, lesson, room."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import INT8RANGE, ExcludeConstraint, Range
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, document, moment, referable, text_enum, within_tenant

_SECONDS_APART = 2**33  # more than any time in seconds: each resource has a stretch of its own


class Resource(WorkspaceRow, table=True):
    """Whoever or whatever can be booked, and when.

    `hours` by weekday as the workspace's, empty: the workspace's own. `dates` overrides single
    days: {"2026-10-08": ["09:30", "11:00"]}, the starts that are offered then.
    """

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        referable(),
        UniqueConstraint("number"),
        UniqueConstraint("workspace_id", "name"),
    )

    number: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    name: str = Field(max_length=200)
    kind: str = Field(max_length=40)
    specialty: str = Field(default="", max_length=100)
    hours: dict[str, Any] = document()
    dates: dict[str, Any] = document()
    slot_minutes: int = 30
    is_active: bool = True
    created_at: datetime = moment()


class AppointmentStatus(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


class Appointment(WorkspaceRow, table=True):
    """Overlap is excluded by the database: resource and time together are one range of integers."""

    __table_args__ = (
        within_tenant("workspace_id", "workspace"),
        within_tenant("resource_id", "resource"),
        within_tenant("customer_id", "customer"),
        within_tenant("conversation_id", "conversation"),
        UniqueConstraint("workspace_id", "reference"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        ExcludeConstraint(
            ("occupies", "&&"), where=text("status = 'booked'"), using="gist", name="ex_appointment_overlap"
        ),
        Index("ix_appointment_when", "workspace_id", "starts_at", "id"),
    )

    resource_id: UUID = Field(index=True)
    customer_id: UUID | None = Field(default=None, index=True)
    conversation_id: UUID | None = Field(default=None, index=True)
    reference: str = Field(max_length=20)
    kind: str = Field(max_length=40)
    fields: dict[str, Any] = document()
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    occupies: Any = Field(sa_column=Column(INT8RANGE, nullable=False))
    status: AppointmentStatus = text_enum(AppointmentStatus, default=AppointmentStatus.BOOKED)
    created_at: datetime = moment()
    updated_at: datetime = moment()


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to mistake, nothing to giggle at
_MISTAKEN = str.maketrans("OILU", "011V")


def new_reference() -> str:
    """Eight letters and digits, as they are stored."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(8))


def shown_reference(stored: str) -> str:
    """K7M29QXT -> K7M2-9QXT. References of other systems are shown as they are."""
    is_ours = len(stored) == 8 and all(letter in _CROCKFORD for letter in stored)
    return f"{stored[:4]}-{stored[4:]}" if is_ours else stored


def stored_references(said: str) -> tuple[str, ...]:
    """What a reference may be stored as, however it is spelt: case, blanks, hyphens, O for 0."""
    plain = "".join(letter for letter in said.upper() if letter.isalnum())
    return tuple(dict.fromkeys((said.strip(), said.strip().upper(), plain, plain.translate(_MISTAKEN))))


def occupied(resource_number: int, starts_at: datetime, ends_at: datetime) -> Range[int]:
    """The range of integers that stands for this resource at this time."""
    floor = resource_number * _SECONDS_APART
    return Range(floor + int(starts_at.timestamp()), floor + int(ends_at.timestamp()), bounds="[)")
