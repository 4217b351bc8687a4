"""Free times: what resources offer, less what is booked. Two SELECTs; a third where near days are full."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.models import Appointment, AppointmentStatus, Resource
from caly_app.models.offered_times import is_within_hours, starts_on
from caly_app.ports import Opening, Unbookable

BUFFER_MINUTES = 15  # unless the sector's setting says otherwise
DAYS_AHEAD = 365
_FIRST_LOOK = timedelta(days=14)  # most questions are about near days: only then is more read


async def resources(session: Session, actor: Actor) -> list[Resource]:
    """Those that can be booked, in the order in which they were added."""
    found = await session.exec(
        select(Resource)
        .where(Resource.workspace_id == actor.workspace_id, col(Resource.is_active))
        .order_by(col(Resource.number))
        .execution_options(populate_existing=True)
    )
    return list(found)


async def nearest(
    session: Session,
    actor: Actor,
    business: Business,
    *,
    near: datetime,
    resource_id: UUID | None = None,
    on: date | None = None,
    limit: int = 3,
) -> list[Opening]:
    """Free times, nearest to `near` first, never past; of equally near ones the earlier first.

    What begins within the business's appointment_buffer_mins is not offered: nobody could be there.

    Without a resource each start comes once, with whoever is free then. `on`: a day in the business's zone.
    """
    soonest = clock.now() + _notice(business)
    calendar = _Calendar(business, soonest, await _bookable(session, actor, resource_id))
    if on:
        return _near(near, await _free(session, calendar, [on]), limit)
    middle = min(max(near.astimezone(business.timezone).date(), calendar.first_day), calendar.last_day)
    for reach in (_FIRST_LOOK, timedelta(days=DAYS_AHEAD)):
        first, last = max(calendar.first_day, middle - reach), min(calendar.last_day, middle + reach)
        busy = await _busy(session, calendar, first, last)
        found: list[Opening] = []
        for days in _outward(middle, first, last):
            # A day further out may still be nearer than the far end of the one before.
            were_enough = len(found) >= limit
            found += (opening for day in days for opening in calendar.free_on(day, busy))
            if were_enough:
                return _near(near, found, limit)
    return _near(near, found, limit)


async def between(
    session: Session,
    actor: Actor,
    business: Business,
    *,
    first: date,
    last: date,
    resource_id: UUID | None = None,
) -> list[Opening]:
    """All free times of these days, by time; without a resource each start once, with whoever is free."""
    calendar = _Calendar(business, clock.now(), await _bookable(session, actor, resource_id))
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return await _free(session, calendar, days)


async def at(
    session: Session, actor: Actor, business: Business, starts_at: datetime, resource_id: UUID | None = None
) -> Opening:
    """The free time that begins exactly then.

    Raises Unbookable: past, too_far, closed, not_offered or taken.
    """
    calendar = _Calendar(business, clock.now(), await _bookable(session, actor, resource_id))
    day = starts_at.astimezone(business.timezone).date()
    if starts_at < calendar.now:
        raise Unbookable("past")
    if day > calendar.last_day:
        raise Unbookable("too_far")
    for opening in await _free(session, calendar, [day]):
        if opening.starts_at == starts_at:
            return opening
    raise Unbookable(calendar.why_not(starts_at))


def _notice(business: Business) -> timedelta:
    minutes = business.settings.get("appointment_buffer_mins", BUFFER_MINUTES)
    return timedelta(minutes=minutes if isinstance(minutes, int) else BUFFER_MINUTES)


class _Busy:
    """What is booked: by resource, in order; of one resource nothing overlaps."""

    def __init__(self, booked: Iterable[tuple[UUID, datetime, datetime]]) -> None:
        self._begins: dict[UUID, list[datetime]] = defaultdict(list)
        self._ends: dict[UUID, list[datetime]] = defaultdict(list)
        for resource_id, starts_at, ends_at in booked:
            self._begins[resource_id].append(starts_at)
            self._ends[resource_id].append(ends_at)

    def is_free(self, resource_id: UUID, starts_at: datetime, ends_at: datetime) -> bool:
        first_that_ends_later = bisect_right(self._ends[resource_id], starts_at)
        first_that_begins_later = bisect_left(self._begins[resource_id], ends_at)
        return first_that_ends_later >= first_that_begins_later


@dataclass(frozen=True)
class _Calendar:
    business: Business
    now: datetime
    resources: Sequence[Resource]

    @property
    def first_day(self) -> date:
        return self.now.astimezone(self.business.timezone).date()

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=DAYS_AHEAD)

    def offered_on(self, day: date) -> Iterator[tuple[Resource, datetime, datetime]]:
        for resource in self.resources:
            length = timedelta(minutes=resource.slot_minutes)
            for start in starts_on(
                day,
                hours=resource.hours,
                dates=resource.dates,
                slot_minutes=resource.slot_minutes,
                business=self.business,
            ):
                yield resource, start, start + length

    def free_on(self, day: date, busy: _Busy) -> list[Opening]:
        """By time, each start once."""
        free: dict[datetime, Opening] = {}
        zone = self.business.timezone
        for resource, start, end in self.offered_on(day):
            if start >= self.now and start not in free and busy.is_free(resource.id, start, end):
                free[start] = Opening(
                    resource.id, resource.name, start.astimezone(zone), end.astimezone(zone)
                )
        return [free[start] for start in sorted(free)]

    def why_not(self, starts_at: datetime) -> str:
        """Why nobody is free then, on a day that may be booked."""
        local = starts_at.astimezone(self.business.timezone)
        if any(start == starts_at for _, start, _ in self.offered_on(local.date())):
            return "taken"
        hours: list[Mapping[str, object]] = [resource.hours for resource in self.resources]
        is_open = any(is_within_hours(local, own, self.business) for own in hours or [{}])
        return "not_offered" if is_open else "closed"


async def _bookable(session: Session, actor: Actor, resource_id: UUID | None) -> list[Resource]:
    return [one for one in await resources(session, actor) if resource_id in (None, one.id)]


async def _free(session: Session, calendar: _Calendar, days: Sequence[date]) -> list[Opening]:
    days = [day for day in days if calendar.first_day <= day <= calendar.last_day]
    if not days:
        return []
    busy = await _busy(session, calendar, min(days), max(days))
    return [opening for day in days for opening in calendar.free_on(day, busy)]


async def _busy(session: Session, calendar: _Calendar, first: date, last: date) -> _Busy:
    zone = calendar.business.timezone
    begins = datetime.combine(first, time(0), zone).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(0), zone).astimezone(UTC)
    booked = await session.exec(
        select(Appointment.resource_id, Appointment.starts_at, Appointment.ends_at)
        .where(
            col(Appointment.resource_id).in_([one.id for one in calendar.resources]),
            Appointment.status == AppointmentStatus.BOOKED,
            Appointment.starts_at < ends,
            Appointment.ends_at > begins,
        )
        .order_by(col(Appointment.starts_at))
    )
    return _Busy(booked)


def _near(near: datetime, openings: Sequence[Opening], limit: int) -> list[Opening]:
    return sorted(openings, key=lambda opening: (abs(opening.starts_at - near), opening.starts_at))[:limit]


def _outward(middle: date, first: date, last: date) -> Iterator[list[date]]:
    """[middle], [the day after, the day before], ... as far as they are between first and last."""
    for away in range((last - first).days + 1):
        around = dict.fromkeys((middle + timedelta(days=away), middle - timedelta(days=away)))
        if days := [day for day in around if first <= day <= last]:
            yield days
