"""What is in one workspace of the demo: from the `demo` section of its sector."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import select

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.agents.demo_days import dated
from caly_app.agents.sector import (
    DemoAppointment,
    DemoBusiness,
    DemoCustomer,
    DemoProvider,
    DemoRecord,
    Sector,
)
from caly_app.db import Session
from caly_app.models import AppointmentStatus, Resource, Workspace
from caly_app.models.appointment import shown_reference, stored_references
from caly_app.ports import Opening
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import business as business_queries
from caly_app.queries import openings as opening_queries
from caly_app.services import (
    appointments,
    customers,
    opening_hours,
    record_imports,
    workspaces,
)
from caly_app.services.demo import credentials
from caly_app.services.records import NewRecord
from caly_app.services.workspaces import NewWorkspace, WorkspaceChanges

_DAYS_TRIED = 14


async def workspace(session: Session, admin: Actor, sector: Sector) -> Workspace:
    """`demo-<sector>`, made if it is not there."""
    slug = f"demo-{sector.name.replace('_', '-')}"
    found = await session.exec(
        select(Workspace).where(Workspace.organization_id == admin.organization_id, Workspace.slug == slug)
    )
    if there := found.one_or_none():
        return there
    about = sector.demo.business if sector.demo else _nameless(sector)
    made = await workspaces.create(
        session,
        admin,
        NewWorkspace(
            name=about.name,
            sector=sector.name,
            country=about.country,
            timezone=about.timezone,
            language=about.language,
            slug=slug,
            opening_hours=about.opening_hours,
            emergency_number=about.emergency_number,
            has_starter=not (sector.demo and sector.demo.providers),
        ),
    )
    await workspaces.change(session, admin, made.id, WorkspaceChanges(facts=dict(about.facts)))
    await workspaces.add_public_holidays(session, admin, made.id)
    made.settings = dict(about.settings)
    return made


async def fill(
    session: Session, inside: Actor, sector: Sector, workspace: Workspace
) -> list[credentials.DemoCustomer]:
    """Providers, customers, their records and coming appointments; what is there already stays."""
    demo = sector.demo
    if demo is None:
        return []
    for provider in demo.providers:
        await _provider(session, workspace, provider)
    for record in demo.records:
        new = NewRecord(_as_of_today(record, workspace.timezone), record.reference)
        await record_imports.store(session, inside, record.kind, [new])
    await session.flush()
    facts = await business_queries.of_workspace(session, workspace.id)
    return [
        await _customer(session, inside, workspace.slug, facts.business, customer, sector.appointment_kind)
        for customer in demo.customers
    ]


def _as_of_today(record: DemoRecord, timezone: str) -> dict[str, object]:
    return dated(record.data, clock.now().astimezone(ZoneInfo(timezone)).date())


async def _provider(session: Session, workspace: Workspace, provider: DemoProvider) -> None:
    there = await session.exec(
        select(Resource.id).where(Resource.workspace_id == workspace.id, Resource.name == provider.name)
    )
    if there.first() is None:
        session.add(
            Resource(
                organization_id=workspace.organization_id,
                workspace_id=workspace.id,
                name=provider.name,
                kind="provider",
                specialty=provider.specialty,
                slot_minutes=provider.slot_minutes,
                hours=opening_hours.stored(provider.hours),
                created_at=clock.wall(),
            )
        )


async def _customer(
    session: Session, inside: Actor, slug: str, business: Business, demo: DemoCustomer, appointment_kind: str
) -> credentials.DemoCustomer:
    values = {
        "name": demo.name,
        "phone": demo.phone,
        "email": demo.email,
        "date_of_birth": demo.date_of_birth,
        "address": demo.address,
    }
    customer_id = await customers.on_the_books(session, inside, values, source="demo")
    for record in demo.records:
        data = _as_of_today(record, business.timezone.key)
        new = NewRecord(data, record.reference, customer_id)
        await record_imports.store(session, inside, record.kind, [new])
    for wanted in demo.appointments:
        await _appointment(session, inside, business, customer_id, wanted, appointment_kind)
    coming = await appointment_queries.coming(session, inside, customer_id)
    return credentials.DemoCustomer(
        workspace=slug,
        **values,
        appointments=[
            credentials.DemoAppointment(
                reference=shown_reference(appointment.reference),
                starts_at=appointment.starts_at.astimezone(business.timezone).isoformat(),
                provider=name,
            )
            for appointment, name in coming
        ],
    )


async def _appointment(
    session: Session,
    inside: Actor,
    business: Business,
    customer_id: UUID,
    wanted: DemoAppointment,
    appointment_kind: str,
) -> None:
    """A few working days ahead; once it is past or cancelled there is a new one."""
    reference = stored_references(wanted.reference)[-1] if wanted.reference else ""
    found = await appointment_queries.by_reference(session, inside, reference) if reference else None
    if found:
        if found[0].status is AppointmentStatus.BOOKED and found[0].ends_at > clock.now():
            return
        await session.delete(found[0])
        await session.flush()
    elif not reference and await appointment_queries.coming(session, inside, customer_id):
        return
    doctor = next(
        one for one in await opening_queries.resources(session, inside) if one.name == wanted.provider
    )
    opening = await _opening(session, inside, business, doctor.id, wanted)
    await appointments.book(
        session,
        inside,
        opening,
        kind=appointment_kind,
        customer_id=customer_id,
        fields={"reason": wanted.reason} if wanted.reason else {},
        reference=reference,
    )


async def _opening(
    session: Session, inside: Actor, business: Business, resource_id: UUID, wanted: DemoAppointment
) -> Opening:
    """At the hour that is wanted, on the first day from the one that is wanted; else as near as can be."""
    clock_time = time.fromisoformat(wanted.time)
    first = _working_day(business, wanted.in_days)
    for day in (first + timedelta(days=ahead) for ahead in range(_DAYS_TRIED)):
        near = datetime.combine(day, clock_time, business.timezone)
        found = await opening_queries.nearest(
            session, inside, business, near=near, resource_id=resource_id, on=day, limit=1
        )
        if found and found[0].starts_at == near:
            return found[0]
    near = datetime.combine(first, clock_time, business.timezone)
    [opening] = await opening_queries.nearest(
        session, inside, business, near=near, resource_id=resource_id, limit=1
    )
    return opening


def _working_day(business: Business, ahead: int) -> date:
    """So many days ahead, of those on which the business is open; a month has enough of them."""
    day = clock.now().astimezone(business.timezone).date()
    for _ in range(60):
        if ahead <= 0 and business.hours_on(day):
            break
        day += timedelta(days=1)
        ahead -= bool(business.hours_on(day))
    return day


def _nameless(sector: Sector) -> DemoBusiness:
    """For a sector that has no demo of its own yet."""
    return DemoBusiness(
        name=f"Demo {sector.title['en']}",
        country="GB",
        timezone="Europe/London",
        emergency_number="999",
        opening_hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"),
    )
