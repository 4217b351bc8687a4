"""What is booked, day by day: a plain list that the address filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.models import AppointmentStatus
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import business as business_queries
from caly_app.queries import openings as opening_queries
from caly_app.queries.appointments import AppointmentFilter, AppointmentRow
from caly_app.queries.dialogues import in_words
from caly_app.services import personal_values
from caly_app.state import live, paging, words
from caly_app.state.signed_in import onlooker

ROWS = 100
BASE = "/appointments"
FILTERS = ("day", "provider", "status")


@dataclass(frozen=True)
class Row:
    id: str
    day: str  # on the first row of a day, else ''
    time: str
    when: str  # the whole of it, with the zone
    name: str
    about: str
    provider: str
    status: str
    reference: str
    conversation: str  # its address, '' if it was not booked in one


@dataclass(frozen=True)
class Provider:
    id: str
    name: str


class AppointmentsState(rx.State):
    rows: list[Row] = []
    providers: list[Provider] = []
    filters: dict[str, str] = dict.fromkeys(FILTERS, "")
    has_filters: bool = False
    zone: str = ""
    older: str = ""
    is_first_page: bool = True
    first_page: str = BASE
    problem: str = ""
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    @rx.event
    def filter_by(self, name: str, value: str):
        wanted = {**self.filters, name: value.strip()}
        return rx.redirect(
            paging.address(BASE, {key: each for key, each in wanted.items() if each and key in FILTERS})
        )

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        filters = {name: asked.get(name, "") for name in FILTERS}
        after = asked.get("after", "")
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            zone = facts.business.timezone
            with clock.offset(facts.clock_offset):
                found = await appointment_queries.listed(
                    session, actor, _wanted(filters, zone), after=paging.place(after), limit=ROWS + 1
                )
                names = await personal_values.reveal(
                    session, actor, [row.name_reference for row in found if row.name_reference]
                )
                resources = await opening_queries.resources(session, actor)
        self.providers = [Provider(str(resource.id), resource.name) for resource in resources]
        self.filters, self.has_filters, self.zone = filters, any(filters.values()), zone.key
        given = {name: value for name, value in filters.items() if value}
        self.is_first_page, self.first_page = not after, paging.address(BASE, given)
        last = found[ROWS - 1] if len(found) > ROWS else None
        cursor = paging.cursor(last.starts_at, last.id) if last else ""
        self.older = paging.address(BASE, {**given, "after": cursor}) if cursor else ""
        rows = _rows(found[:ROWS], names, zone)
        if self.rows != rows:
            self.rows = rows
        self.is_loaded = True
        return [doorbell.appointments_of(actor.workspace_id), doorbell.account(actor.id)]


def _wanted(asked: dict[str, str], zone: ZoneInfo) -> AppointmentFilter:
    """One day, or everything from today on. What the address says wrongly is left out."""
    today = clock.now().astimezone(zone).date()
    day = _day(asked["day"])
    begins = datetime.combine(day or today, time(), zone)
    status = asked["status"] or AppointmentStatus.BOOKED
    return AppointmentFilter(
        status=AppointmentStatus(status) if status in set(AppointmentStatus) else None,
        resource_id=_id(asked["provider"]),
        starts_from=begins,
        starts_before=datetime.combine(day + timedelta(days=1), time(), zone) if day else None,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(2999, 1, 1) else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _rows(found: list[AppointmentRow], names: dict[str, str], zone: ZoneInfo) -> list[Row]:
    rows, before = [], ""
    for row in found:
        day = words.day(row.starts_at, zone)
        about = row.fields.get("reason") or in_words(row.kind)
        rows.append(
            Row(
                id=str(row.id),
                day=day if day != before else "",
                time=f"{words.time_of_day(row.starts_at, zone)} to {words.time_of_day(row.ends_at, zone)}",
                when=words.whole_time(row.starts_at, zone),
                name=names.get(row.name_reference, "") or "Somebody",
                about=str(about),
                provider=row.resource_name,
                status=row.status,
                reference=row.reference,
                conversation=f"/conversations/{row.conversation_id}" if row.conversation_id else "",
            )
        )
        before = day
    return rows
