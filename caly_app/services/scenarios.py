"""What only a scenario needs: a tenant that is gone afterwards, and a past that nobody lived through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation
from sqlalchemy import ColumnElement, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import PERMISSIONS_OF, Actor, ActorKind, Role
from caly_app.agents.config import AssistantDocument
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import (
    Appointment,
    AppointmentStatus,
    Assistant,
    AssistantVersion,
    Holiday,
    Membership,
    Organization,
    Resource,
    Workspace,
    WorkspaceKind,
    occupied,
)
from caly_app.models.appointment import new_reference
from caly_app.services import workspaces
from caly_app.services.workspaces import NewWorkspace

NAME = "Scenarios"
_LEFT_BEHIND_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class Ground:
    """The business of a scenario. `now`: what time it is there."""

    name: str
    sector: str
    country: str
    timezone: str
    languages: Sequence[str]
    emergency_number: str
    opening_hours: Mapping[str, object] | None
    now: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, AssistantDocument] = field(default_factory=dict)  # by type of assistant
    has_starter: bool = False


@dataclass(frozen=True)
class NewResource:
    name: str
    specialty: str = ""
    slot_minutes: int = 30
    hours: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewAppointment:
    """`reference`: '' makes one. It may lie behind."""

    resource: str
    starts_at: datetime
    minutes: int
    kind: str
    reference: str = ""
    customer_id: UUID | None = None
    status: AppointmentStatus = AppointmentStatus.BOOKED
    fields: Mapping[str, str] = field(default_factory=dict)


async def make_organization(organization_id: UUID | None = None) -> Actor:
    """A tenant without members, for one run; and who may do anything in it, and nothing elsewhere."""
    organization = Organization(id=organization_id or uuid7(), name=NAME, created_at=clock.wall())
    async with db.tenant_transaction(organization.id) as session:
        session.add(organization)
    return Actor(ActorKind.SYSTEM, uuid7(), organization.id, None, PERMISSIONS_OF[Role.ADMIN], NAME)


async def remove_organization(organization_id: UUID) -> None:
    """With everything in it. One that is not of a run stays as it is, whoever asks for it."""
    async with db.admin_transaction() as session:
        await _remove(session, _of_runs(col(Organization.id) == organization_id))


async def remove_left_behind() -> None:
    """What runs that were cut off have left."""
    async with db.admin_transaction() as session:
        await _remove(session, _of_runs(col(Organization.created_at) < clock.wall() - _LEFT_BEHIND_AFTER))


def _of_runs(which: ColumnElement[bool]) -> SelectOfScalar[UUID]:
    """Tenants of this name that nobody is a member of: nobody who signs up can have one."""
    return select(Organization.id).where(
        which, col(Organization.name) == NAME, col(Organization.id).not_in(select(Membership.organization_id))
    )


async def _remove(session: Session, which: SelectOfScalar[UUID]) -> None:
    for organization_id in (await session.exec(which)).all():
        for table in reversed(SQLModel.metadata.sorted_tables):
            if "organization_id" in table.c:
                await session.execute(delete(table).where(table.c.organization_id == organization_id))
        await session.execute(delete(Organization).where(col(Organization.id) == organization_id))


async def make_workspace(session: Session, actor: Actor, ground: Ground) -> Workspace:
    """Of kind scenario: nothing of it is delivered outside. Raises Invalid."""
    workspace = await workspaces.create(
        session,
        actor,
        NewWorkspace(
            name=ground.name,
            sector=ground.sector,
            country=ground.country,
            timezone=ground.timezone,
            language=ground.languages[0],
            slug=f"scenario-{uuid7().hex}",
            opening_hours=ground.opening_hours,
            emergency_number=ground.emergency_number,
            kind=WorkspaceKind.SCENARIO,
            has_starter=ground.has_starter,
        ),
    )
    workspace.languages = list(ground.languages)
    workspace.facts, workspace.settings = dict(ground.facts), dict(ground.settings)
    workspace.clock_offset_seconds = ceil((ground.now - clock.wall()).total_seconds())
    session.add_all(
        Holiday(organization_id=workspace.organization_id, workspace_id=workspace.id, on_date=day, name=name)
        for day, name in ground.holidays.items()
    )
    await session.flush()
    await _give_documents(session, workspace, ground.documents)
    return workspace


async def let_time_pass(session: Session, workspace_id: UUID, seconds: float) -> None:
    await session.execute(
        update(Workspace)
        .where(col(Workspace.id) == workspace_id)
        .values(clock_offset_seconds=col(Workspace.clock_offset_seconds) + round(seconds))
    )


async def add_resources(session: Session, actor: Actor, wanted: Sequence[NewResource]) -> None:
    """In this order."""
    assert actor.workspace_id
    for one in wanted:
        session.add(
            Resource(
                organization_id=actor.organization_id,
                workspace_id=actor.workspace_id,
                name=one.name,
                kind="provider",
                specialty=one.specialty,
                slot_minutes=one.slot_minutes,
                hours=dict(one.hours),
                dates=dict(one.dates),
                created_at=clock.wall(),
            )
        )
        await session.flush()


async def add_appointment(session: Session, actor: Actor, wanted: NewAppointment) -> UUID:
    """Its id. Raises Invalid where two would hold one time."""
    found = await session.exec(
        select(Resource).where(
            col(Resource.workspace_id) == actor.workspace_id, col(Resource.name) == wanted.resource
        )
    )
    resource = found.one()
    assert resource.number is not None
    ends_at = wanted.starts_at + timedelta(minutes=wanted.minutes)
    appointment_id = uuid7()
    row = {
        "id": appointment_id,
        "organization_id": actor.organization_id,
        "workspace_id": actor.workspace_id,
        "resource_id": resource.id,
        "customer_id": wanted.customer_id,
        "reference": wanted.reference or new_reference(),
        "kind": wanted.kind,
        "fields": dict(wanted.fields),
        "starts_at": wanted.starts_at,
        "ends_at": ends_at,
        "occupies": occupied(resource.number, wanted.starts_at, ends_at),
        "status": wanted.status,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    try:
        async with session.begin_nested():
            await session.execute(insert(Appointment).values(row))
    except IntegrityError as error:
        if isinstance(error.orig, ExclusionViolation):
            raise Invalid(
                f"{wanted.resource} has another appointment at {wanted.starts_at:%Y-%m-%d %H:%M}."
            ) from None
        raise
    return appointment_id


async def _give_documents(
    session: Session, workspace: Workspace, documents: Mapping[str, AssistantDocument]
) -> None:
    """A second version of the assistants whose rules are not the usual ones."""
    if not documents:
        return
    found = await session.exec(select(Assistant).where(col(Assistant.workspace_id) == workspace.id))
    for assistant in found.all():
        document = documents[assistant.product_type.value]
        session.add(
            AssistantVersion(
                organization_id=workspace.organization_id,
                assistant_id=assistant.id,
                number=2,
                document=document.model_dump(mode="json"),
                message="Policy of the scenario",
                created_at=clock.wall(),
            )
        )
        assistant.live_version = 2
    await session.flush()
