"""The business, its people and its records, as a scenario has them.

prepare() reads and checks, and touches nothing; build() stores it through the services.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from caly_app import clock, countries
from caly_app.actor import Actor
from caly_app.agents.business import WEEKDAYS
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.scenarios import calendar, policy
from caly_app.scenarios.file import Business, Event, Scenario
from caly_app.scenarios.names import Names
from caly_app.scenarios.people import People
from caly_app.scenarios.records import Booked, Records
from caly_app.scenarios.values import Place
from caly_app.scenarios.wrong import Wrong
from caly_app.services import customers, opening_hours, record_imports, scenarios
from caly_app.services.opening_hours import Hours, StrangeHours
from caly_app.services.records import NewRecord
from caly_app.services.scenarios import Ground, NewAppointment

_FIRST_YEAR, _LAST_YEAR = 1980, 2080
_LANGUAGES = ("en", "es", "fr", "de")


@dataclass(frozen=True)
class Prepared:
    """What a scenario begins with."""

    scenario: Scenario
    names: Names
    place: Place
    ground: Ground
    records: Records


def prepare(scenario: Scenario, names: Names) -> Prepared:
    """Raises Wrong."""
    about = scenario.setup.business
    place = _place(about, names)
    now = _now(scenario, place)
    settings, documents = policy.read(scenario, names, place)
    records = Records(names, place, now.date(), People(place), about.name)
    records.read(scenario.setup.records)
    demo = names.sector.demo
    ground = Ground(
        name=about.name or (demo.business.name if demo else names.sector.title["en"]),
        sector=names.sector.name,
        country=place.country,
        timezone=place.timezone.key,
        languages=tuple(dict.fromkeys((*about.languages, about.language or "en", *_LANGUAGES))),
        emergency_number=about.emergency_number or countries.emergency_number_of(place.country),
        opening_hours=_hours(about, records),
        now=now,
        facts=about.facts,
        holidays=dict(_holidays(about)),
        settings=settings,
        documents=documents,
        has_starter=not records.resources,
    )
    return Prepared(scenario, names, place, ground, records)


async def build(session: Session, actor: Actor, prepared: Prepared) -> Actor:
    """Whoever acts inside the workspace that was made. Raises Invalid."""
    records = prepared.records
    workspace = await scenarios.make_workspace(session, actor, prepared.ground)
    inside = actor.in_workspace(workspace.id)
    with clock.offset(prepared.ground.now - clock.wall()):
        await scenarios.add_resources(session, inside, records.resources)
        ids = [
            (await customers.add_verified(session, inside, one.details, source="imported")).id
            for one in records.people.everybody
        ]
        for booked in records.booked:
            await scenarios.add_appointment(session, inside, _appointment(booked, ids, prepared))
        by_kind: dict[str, list[NewRecord]] = defaultdict(list)
        for one in records.stored:
            by_kind[one.kind].append(NewRecord(one.data, one.reference, _whose(one.person, ids)))
        for kind, rows in by_kind.items():
            await record_imports.store(session, inside, kind, rows)
    return inside


async def happen(session: Session, inside: Actor, event: Event, prepared: Prepared) -> None:
    """Somebody else takes the time; where it is taken already, nothing happens."""
    start = datetime.fromisoformat(event.take_slot).replace(tzinfo=prepared.place.timezone)
    kind = prepared.names.sector.appointment_kind
    for resource in prepared.records.resources:
        if event.provider in ("", resource.name):
            taken = NewAppointment(resource.name, start, resource.slot_minutes, kind)
            try:
                await scenarios.add_appointment(session, inside, taken)
            except Invalid:
                continue


def _now(scenario: Scenario, place: Place) -> datetime:
    """A workspace's clock can be set off by some decades, not by centuries."""
    now = datetime.fromisoformat(scenario.now).replace(tzinfo=place.timezone)
    if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
        raise Wrong("now", f"must be between {_FIRST_YEAR} and {_LAST_YEAR}")
    return now


def _appointment(booked: Booked, ids: list[UUID], prepared: Prepared) -> NewAppointment:
    resource = next(one for one in prepared.records.resources if one.name == booked.provider)
    return NewAppointment(
        resource=booked.provider,
        starts_at=booked.start.replace(tzinfo=prepared.place.timezone),
        minutes=booked.minutes or resource.slot_minutes,
        kind=booked.kind or prepared.names.sector.appointment_kind,
        reference=booked.reference,
        customer_id=_whose(booked.person, ids),
        status=booked.status,
        fields=booked.fields,
    )


def _whose(person: int | None, ids: list[UUID]) -> UUID | None:
    return ids[person] if person is not None else None


def _place(about: Business, names: Names) -> Place:
    demo = names.sector.demo
    country = about.country.strip().upper() or (demo.business.country if demo else "GB")
    if not countries.is_country(country):
        raise Wrong("setup.business.country", f"{country!r} is no country by its two letters")
    usual = demo.business.timezone if demo and demo.business.country == country else ""
    zone = about.timezone or usual or countries.zone_of(country)
    if not countries.is_zone(zone):
        raise Wrong("setup.business.timezone", f"{zone!r} is no time zone like Europe/London")
    return Place(country, ZoneInfo(zone))


def _hours(about: Business, records: Records) -> Hours:
    """A day that the file does not speak of is open for the times that it calls free."""
    if about.opening_hours is None:
        return opening_hours.USUAL
    try:
        written = calendar.by_day(about.opening_hours)
        hours = opening_hours.stored(written)
    except StrangeHours as strange:
        raise Wrong("setup.business.opening_hours", str(strange)) from None
    for resource in records.resources:
        for day, times in resource.dates.items():
            name = WEEKDAYS[date.fromisoformat(day).weekday()]
            if times and name not in written:
                hours[name] = opening_hours.USUAL.get(name) or [["09:00", "18:00"]]
    return hours


def _holidays(about: Business) -> Iterator[tuple[date, str]]:
    for day, name in about.holidays.items():
        try:
            yield date.fromisoformat(day), name
        except ValueError:
            raise Wrong("setup.business.holidays", f"{day!r} is no date like 2026-12-25") from None
