"""Whoever or whatever can be booked: added, changed, closed and opened again.

What is booked stays as it is, whatever changes: hours and length count for what is offered from then on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import Resource, TimelineKind
from caly_app.queries import resources as resource_queries
from caly_app.queries.resources import ResourceRow
from caly_app.services import meanwhile, opening_hours, timeline, workspaces
from caly_app.services.fields import Fields
from caly_app.services.opening_hours import StrangeHours
from caly_app.services.workspaces import Part

SLOT_MINUTES = (5, 480)
KIND = "provider"


@dataclass(frozen=True)
class ResourceChanges:
    """What is None stays as it is. `hours` as people write them, or a Part; {}: those of the business."""

    name: str | None = None
    specialty: str | None = None
    slot_minutes: int | None = None
    hours: Mapping[str, object] | Part | None = None
    is_active: bool | None = None


async def add(session: Session, actor: Actor, new: ResourceChanges) -> Resource:
    """Raises Invalid with the fields that are wrong; one without a name is."""
    assert actor.workspace_id
    workspaces.must_be_allowed(actor)
    values = _checked(ResourceChanges(new.name or "", new.specialty, new.slot_minutes, new.hours))
    resource = Resource(
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        kind=KIND,
        created_at=clock.wall(),
        **values,
    )
    await _stored(session, resource)
    await _tell(session, actor, resource, "added", sorted(values))
    return resource


async def change(
    session: Session,
    actor: Actor,
    resource_id: UUID,
    changes: ResourceChanges,
    seen: Mapping[str, str] | None = None,
) -> Resource:
    """`seen`: what the fields were to whoever changes them, `in_words`.

    Raises ResourceNotFound, Invalid with the fields that are wrong, or ChangedMeanwhile where one is
    something else now: then nothing is changed.
    """
    workspaces.must_be_allowed(actor)
    resource = await resource_queries.locked(session, actor, resource_id)
    meanwhile.must_be_as_seen(in_words(resource), _typed(changes), seen or {})
    if isinstance(changes.hours, Part):
        changes = replace(changes, hours=meanwhile.merged(resource.hours, changes.hours.fields))
    values = {name: value for name, value in _checked(changes).items() if getattr(resource, name) != value}
    for name, value in values.items():
        setattr(resource, name, value)
    if values:
        await _stored(session, resource)
        await _tell(session, actor, resource, "changed", sorted(values))
    return resource


def in_words(resource: Resource | ResourceRow) -> dict[str, str]:
    """As people write it; its hours by day."""
    return {
        "name": resource.name,
        "specialty": resource.specialty,
        "slot_minutes": str(resource.slot_minutes),
        **opening_hours.in_words(resource.hours),
    }


def _typed(changes: ResourceChanges) -> dict[str, Any]:
    named = {name: getattr(changes, name) for name in ("name", "specialty", "slot_minutes")}
    days = changes.hours.fields if isinstance(changes.hours, Part) else {}
    return {**{name: str(value) for name, value in named.items() if value is not None}, **days}


def _checked(changes: ResourceChanges) -> dict[str, Any]:
    fields, values = Fields(), dict[str, Any]()
    if changes.name is not None:
        values["name"] = fields.line("name", changes.name)
    if changes.specialty is not None:
        values["specialty"] = fields.line("specialty", changes.specialty, at_most=100, required=False)
    if changes.slot_minutes is not None:
        least, most = SLOT_MINUTES
        if not least <= changes.slot_minutes <= most:
            fields.wrong["slot_minutes"] = f"Please give {least} to {most} minutes."
        values["slot_minutes"] = changes.slot_minutes
    if changes.hours is not None:
        try:
            hours = changes.hours.fields if isinstance(changes.hours, Part) else changes.hours
            values["hours"] = opening_hours.stored(hours)
        except StrangeHours as strange:
            fields.wrong["hours"] = str(strange)
    if changes.is_active is not None:
        values["is_active"] = changes.is_active
    fields.must_be_right()
    return values


async def _stored(session: Session, resource: Resource) -> None:
    """A name is there once: it is how customers say whom they mean."""
    try:
        async with session.begin_nested():
            session.add(resource)
            await session.flush()
    except IntegrityError:
        raise Invalid(fields={"name": "Somebody has this name already."}) from None


async def _tell(session: Session, actor: Actor, resource: Resource, how: str, what: list[str]) -> None:
    """Agents know who can be booked by the facts of the workspace, which are read anew."""
    await workspaces.touch(session, resource.workspace_id)
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=resource.workspace_id,
        what="resources",
        how=how,
        fields=",".join(what),
        resource_id=str(resource.id),
    )
    await outbox.write(session, f"resource.{how}", resource.workspace_id, {"resource_id": str(resource.id)})
    doorbell.ring(session, doorbell.workspace(resource.workspace_id))
    doorbell.ring(session, doorbell.appointments_of(resource.workspace_id))
