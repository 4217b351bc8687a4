"""Appointments: what is booked, and what is free."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Day, Utc
from caly_app.errors import Invalid
from caly_app.models import AppointmentStatus
from caly_app.ports import Opening
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import business as business_queries
from caly_app.queries import openings as opening_queries
from caly_app.queries.appointments import AppointmentFilter, AppointmentRow
from caly_app.services import personal_values

router = APIRouter(prefix="/appointments", tags=["appointments"])

DAYS_AT_ONCE = 62
Reader = Annotated[Actor, require(Permission.READ_APPOINTMENTS)]


class AppointmentView(BaseModel):
    id: UUID
    reference: str = Field(examples=["K7M2-9QXT"])
    kind: str
    status: AppointmentStatus
    starts_at: Utc
    ends_at: Utc
    resource_id: UUID
    resource_name: str
    customer_id: UUID | None
    customer_name: str = Field(description="Empty when nobody knows it.")
    conversation_id: UUID | None
    fields: dict[str, Any]
    created_at: Utc

    @classmethod
    def of(cls, row: AppointmentRow, names: Mapping[str, str]) -> Self:
        return cls(
            id=row.id,
            reference=row.reference,
            kind=row.kind,
            status=row.status,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            resource_id=row.resource_id,
            resource_name=row.resource_name,
            customer_id=row.customer_id,
            customer_name=names.get(row.name_reference, ""),
            conversation_id=row.conversation_id,
            fields=dict(row.fields),
            created_at=row.created_at,
        )


class OpeningView(BaseModel):
    """A free time."""

    starts_at: Utc
    ends_at: Utc
    resource_id: UUID
    resource_name: str

    @classmethod
    def of(cls, opening: Opening) -> Self:
        return cls(
            starts_at=opening.starts_at,
            ends_at=opening.ends_at,
            resource_id=opening.resource_id,
            resource_name=opening.resource_name,
        )


class Availability(BaseModel):
    timezone: str = Field(description="Of the business: its days are meant.", examples=["Europe/London"])
    items: list[OpeningView]


@router.get("")
async def list_appointments(
    actor: Reader,
    window: Asked,
    status: AppointmentStatus | None = None,
    resource_id: UUID | None = None,
    customer_id: UUID | None = None,
    conversation_id: UUID | None = None,
    starts_from: Annotated[AwareDatetime | None, Query(description="This time or later.")] = None,
    starts_before: Annotated[AwareDatetime | None, Query(description="Before this time.")] = None,
) -> Page[AppointmentView]:
    """By time, earliest first."""
    wanted = AppointmentFilter(status, resource_id, customer_id, conversation_id, starts_from, starts_before)
    async with db.transaction(actor) as session:
        rows = await appointment_queries.listed(session, actor, wanted, after=window.after, limit=window.rows)
        references = [row.name_reference for row in rows if row.name_reference]
        names = await personal_values.reveal(session, actor, references)
    return page(
        window,
        rows,
        key=lambda row: (row.starts_at, row.id),
        show=lambda row: AppointmentView.of(row, names),
    )


@router.get("/availability")
async def get_availability(
    actor: Reader,
    first: Annotated[Day | None, Query(alias="from", description="First day; today if not given.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day; a week after the first.")] = None,
    resource_id: UUID | None = None,
) -> Availability:
    """Free times of these days, by time; without a resource each start once, with whoever is free then."""
    assert actor.workspace_id
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        business = facts.business
        begins = first or clock.now().astimezone(business.timezone).date()
        ends = last or min(begins, date.max - timedelta(days=7)) + timedelta(days=7)
        _must_be_days(begins, ends)
        found = await opening_queries.between(
            session, actor, business, first=begins, last=ends, resource_id=resource_id
        )
    return Availability(timezone=business.timezone.key, items=[OpeningView.of(one) for one in found])


def _must_be_days(first: date, last: date) -> None:
    if last < first:
        raise Invalid(fields={"to": "is before `from`"})
    if (last - first).days >= DAYS_AT_ONCE:
        raise Invalid(fields={"to": f"is more than {DAYS_AT_ONCE} days after `from`"})
