"""Whoever or whatever can be booked: in a clinic its providers, in a restaurant its tables."""

from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.text import Document, Text, Utc
from caly_app.db import Session
from caly_app.queries import resources as resource_queries
from caly_app.queries.resources import ResourceRow
from caly_app.services import opening_hours, resources
from caly_app.services.resources import SLOT_MINUTES, ResourceChanges

router = APIRouter(prefix="/resources", tags=["resources"])

Reader = Annotated[Actor, require(Permission.READ_APPOINTMENTS)]
Changer = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]

_HOURS = 'As {"mon": "09:00-13:00", "tue": "closed"}; {}: those of the business.'
Name = Annotated[Text, Field(max_length=200, examples=["Dr. Ada Quist"])]
Specialty = Annotated[Text, Field(max_length=100, examples=["dermatologist"])]
Minutes = Annotated[int, Field(ge=SLOT_MINUTES[0], le=SLOT_MINUTES[1], strict=True)]
Hours = Annotated[Document, Field(description=_HOURS, examples=[{"mon": "09:00-13:00"}])]


class NewResource(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    specialty: Specialty = ""
    slot_minutes: Minutes = 30
    hours: Hours = Field(default_factory=dict)


class ChangedResource(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    specialty: Specialty | None = None
    slot_minutes: Minutes | None = None
    hours: Hours | None = None
    is_active: StrictBool | None = Field(None, description="False: no new times are offered.")


class ResourceView(BaseModel):
    id: UUID
    name: str
    kind: str
    specialty: str
    slot_minutes: int
    hours: Mapping[str, str] = Field(description="By weekday; empty: those of the business.")
    is_active: bool
    coming: int = Field(description="Appointments from now on. They stay when it is closed.")
    created_at: Utc

    @classmethod
    def of(cls, row: ResourceRow) -> Self:
        hours = {day: said for day, said in opening_hours.in_words(row.hours).items() if said}
        return cls(
            id=row.id,
            name=row.name,
            kind=row.kind,
            specialty=row.specialty,
            slot_minutes=row.slot_minutes,
            hours=hours,
            is_active=row.is_active,
            coming=row.coming,
            created_at=row.created_at,
        )


class ResourcesView(BaseModel):
    items: list[ResourceView]
    next: None = None


@router.get("")
async def list_resources(actor: Reader) -> ResourcesView:
    """In the order in which they were added; those who are closed come last."""
    async with db.transaction(actor) as session:
        found = await resource_queries.all_of(session, actor, clock.now())
    return ResourcesView(items=[ResourceView.of(row) for row in found])


@router.post("", status_code=201, response_model=ResourceView)
async def add_resource(body: NewResource, actor: Changer, once: Once) -> Any:
    """Bookable from the next message on."""
    new = ResourceChanges(body.name, body.specialty, body.slot_minutes, body.hours)
    return await once.run(actor, lambda session: _add(session, actor, new))


@router.patch("/{resource_id}")
async def change_resource(resource_id: UUID, body: ChangedResource, actor: Changer) -> ResourceView:
    """What is booked stays as it is."""
    changes = ResourceChanges(body.name, body.specialty, body.slot_minutes, body.hours, body.is_active)
    async with db.transaction(actor) as session:
        await resources.change(session, actor, resource_id, changes)
        return await _view(session, actor, resource_id)


async def _add(session: Session, actor: Actor, new: ResourceChanges) -> ResourceView:
    return await _view(session, actor, (await resources.add(session, actor, new)).id)


async def _view(session: Session, actor: Actor, resource_id: UUID) -> ResourceView:
    found = await resource_queries.all_of(session, actor, clock.now())
    return next(ResourceView.of(row) for row in found if row.id == resource_id)
