"""Finding a free time: what was asked for, or the nearest to it."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.reply import Outcome
from caly_app.agents.skills.booking.only_these import with_only
from caly_app.agents.tool import Surroundings
from caly_app.ports import Opening, Resource, Unbookable

SHOWN = 3
_LOOKED_AT = 120  # several days of them, and several may begin at the same time

_PARTS = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23, 59)),
    "noon": (time(11), time(14)),
    "midday": (time(11), time(14)),
}
_MIDDAY = time(12)


class Wanted(BaseModel):
    """Any of it may be missing: then there is something to ask, and something to offer."""

    date: str = ""
    time: str = ""
    part_of_day: str = ""  # morning | afternoon | evening | soonest | FROM/TO
    period: str = ""  # FROM/TO, days
    provider: str = ""
    not_with: str = ""  # anyone but these
    not_on: str = ""  # any day but these
    near: str = ""  # a moment that was asked for and could not be had
    appointment_at: str = ""  # when moving: where it stands now
    appointment_with: str = ""  # when moving: whom it is with, who is kept where they are free
    date_open: str = ""  # the customer wants another day, and has not said which


async def find_opening(wanted: Wanted, around: Surroundings) -> Outcome:
    around = await but(wanted.not_with, around)
    resource = await _resource(wanted.provider, around)
    if wanted.provider and resource is None and wanted.provider != ANYONE:
        return await _nobody_of_that_name(wanted, around)
    same_day = wanted.appointment_at[:10] if wanted.time and not wanted.date_open else ""
    day = wanted.date or same_day
    if not day:
        return await _which_day(wanted, resource, around)
    if refusal := _never(date.fromisoformat(day), around):
        return await _instead(refusal, {"date": day}, wanted, resource, around)
    if not wanted.time:
        return await _which_time(date.fromisoformat(day), wanted, resource, around)
    return await _exactly(_moment(day, wanted.time, around), wanted, resource, around)


async def but(not_with: str, around: Surroundings) -> Surroundings:
    """The calendar without whoever was named to be left out."""
    there = await around.ports.appointments.resources() if not_with else ()
    others = [one for one in there if not _is_called(one, not_with)]
    return with_only(others, around) if len(others) < len(there) else around


ANYONE = "anyone"
SOONEST = "soonest"
_NEAR_ENOUGH = 78  # of 100


class WhichProvider(BaseModel):
    provider: str = ""


async def tell_providers(which: WhichProvider, around: Surroundings) -> Outcome:
    """Who can be seen, and what for; of a name or a specialty only those who have it."""
    there = await around.ports.appointments.resources()
    meant = [one for one in there if _is_called(one, which.provider)]
    shown = meant or there
    choices = tuple(
        Choice(label="choice_provider", fills={}, values={"name": one.name, "specialty": one.specialty})
        for one in shown
    )
    return Outcome(
        "providers_listed",
        choices=choices,
        offers=("appointment",),
        proposes="book_appointment",
        fills={"provider": shown[0].name} if meant and len(shown) == 1 else {},
        ends_flow=True,
    )


async def alternatives(
    tells: str, starts_at: datetime, resource_id: UUID | None, around: Surroundings, *, whose: str = ""
) -> Outcome:
    """The time cannot be had: says so, and offers the nearest of that day, else of any day.

    `whose`: the name of who was asked for, where that is why.
    """
    same_day = await around.ports.appointments.openings(
        near=starts_at, resource_id=resource_id, on=starts_at.date(), limit=_LOOKED_AT
    )
    same_day = [opening for opening in same_day if opening.starts_at != starts_at]
    values = {"starts_at": starts_at.isoformat()} | ({"resource": whose} if whose else {})
    if same_day:
        return Outcome(
            tells,
            values,
            offers=("alternatives",),
            asks=("time",),
            choices=_choices(same_day, "choice_time"),
            fills={"near": starts_at.isoformat()},  # asked again, it is these times still
            clears=("time", "part_of_day"),
        )
    near = await around.ports.appointments.openings(near=starts_at, resource_id=resource_id, limit=_LOOKED_AT)
    if not near and resource_id is not None:
        near = await around.ports.appointments.openings(near=starts_at, limit=_LOOKED_AT)
    return _of_other_days(tells, values, near)


def _of_other_days(tells: str, values: dict[str, str], near: Sequence[Opening]) -> Outcome:
    if not near:
        return Outcome("no_openings", offers=("person",), ends_flow=True)
    return Outcome(
        tells,
        values,
        offers=("alternatives",),
        asks=("date",),
        choices=_choices(_of_each_day(near), "choice_when"),
        clears=("date", "time", "part_of_day"),
    )


async def _resource(said: str, around: Surroundings) -> Resource | None:
    for resource in await around.ports.appointments.resources():
        if _is_called(resource, said):
            return resource
    return None


def _is_called(resource: Resource, said: str) -> bool:
    """By a part of the name, a letter forgiven, or by what they do."""
    words = [word.casefold() for word in re.findall(r"\w{3,}", said)]
    called = [part.casefold() for part in re.findall(r"\w{3,}", f"{resource.name} {resource.specialty}")]
    return any(fuzz.ratio(word, part) >= _NEAR_ENOUGH for word in words for part in called)


async def _nobody_of_that_name(wanted: Wanted, around: Surroundings) -> Outcome:
    there = await around.ports.appointments.resources()
    return Outcome(
        "provider_unknown",
        {"heard": wanted.provider},
        offers=("alternatives",),
        asks=("provider",),
        choices=tuple(
            Choice(label="choice_name", fills={"provider": one.name}, values={"name": one.name})
            for one in there[:SHOWN]
        ),
        clears=("provider",),
    )


async def _which_day(wanted: Wanted, resource: Resource | None, around: Surroundings) -> Outcome:
    found = await around.ports.appointments.openings(
        near=_from(wanted, around), resource_id=resource.id if resource else None, limit=_LOOKED_AT
    )
    fitting = [opening for opening in found if _fits(opening, wanted)] or list(found)
    if not fitting:
        return Outcome("no_openings", offers=("person",), ends_flow=True)
    if wanted.part_of_day == SOONEST:
        return _settled(min(fitting, key=lambda opening: opening.starts_at))
    return Outcome(offers=("slot",), asks=("date",), choices=_choices(_of_each_day(fitting), "choice_when"))


async def _which_time(day: date, wanted: Wanted, resource: Resource | None, around: Surroundings) -> Outcome:
    near = _near(day, wanted, around)
    found = await around.ports.appointments.openings(
        near=near, resource_id=resource.id if resource else None, on=day, limit=_LOOKED_AT
    )
    fitting = [opening for opening in found if _fits(opening, wanted)]
    if fitting:
        shown = fitting if _is_near(day, wanted) else _spread(fitting)
        return Outcome(offers=("slot",), asks=("time",), choices=_choices(shown, "choice_time"))
    if found:
        return Outcome(
            "part_of_day_full",
            {"date": day.isoformat()},
            offers=("alternatives",),
            asks=("time",),
            choices=_choices(found, "choice_time"),
            clears=("part_of_day",),
        )
    if await _is_too_far(near, around):
        return await alternatives("too_far", near, resource.id if resource else None, around)
    if resource:  # whether they are booked out or away, others may be free
        values = {"date": day.isoformat(), "resource": resource.name}
        return await _instead("nothing_with", values, wanted, resource, around)
    return await _instead("fully_booked", {"date": day.isoformat()}, wanted, resource, around)


def _is_near(day: date, wanted: Wanted) -> bool:
    return not wanted.part_of_day and wanted.near.startswith(day.isoformat())


def _near(day: date, wanted: Wanted, around: Surroundings) -> datetime:
    if _is_near(day, wanted):
        return datetime.fromisoformat(wanted.near)
    opens = _part(wanted.part_of_day)[0] if wanted.part_of_day else _MIDDAY
    return datetime.combine(day, opens, around.business.timezone)


async def _is_too_far(moment: datetime, around: Surroundings) -> bool:
    try:
        await around.ports.appointments.opening_at(moment)
    except Unbookable as unbookable:
        return unbookable.reason == "too_far"
    return False


async def _exactly(
    starts_at: datetime, wanted: Wanted, resource: Resource | None, around: Surroundings
) -> Outcome:
    resource_id = resource.id if resource else None
    if kept := await _with_the_same(starts_at, wanted, around):
        return _settled(kept)
    try:
        opening = await around.ports.appointments.opening_at(starts_at, resource_id)
    except Unbookable as unbookable:
        tells = _why_not(unbookable.reason, starts_at, resource, around)
        whose = resource.name if resource and tells == "not_there" else ""
        return await alternatives(tells, starts_at, resource_id, around, whose=whose)
    return _settled(opening)


def _why_not(reason: str, starts_at: datetime, resource: Resource | None, around: Surroundings) -> str:
    """The house is closed where nobody could come: one who is away, while it is open, is only not there."""
    if reason not in ("closed", "not_offered"):
        return _TELLS[reason]
    if not _within_hours(starts_at, around):
        return "outside_hours"
    return "not_there" if reason == "closed" and resource else "not_offered"


async def _with_the_same(starts_at: datetime, wanted: Wanted, around: Surroundings) -> Opening | None:
    """Whoever moves an appointment to another time, and names nobody else, keeps whom it is with."""
    if wanted.provider or not wanted.appointment_with:
        return None
    there = await around.ports.appointments.resources()
    same = next((one for one in there if one.name == wanted.appointment_with), None)
    try:
        return await around.ports.appointments.opening_at(starts_at, same.id) if same else None
    except Unbookable:
        return None


def _settled(opening: Opening) -> Outcome:
    return Outcome(
        fills={
            "date": opening.starts_at.date().isoformat(),
            "time": f"{opening.starts_at:%H:%M}",
            "starts_at": opening.starts_at.isoformat(),
            "ends_at": opening.ends_at.isoformat(),
            "resource_id": str(opening.resource_id),
            "resource": opening.resource_name,
        }
    )


_TELLS = {
    "past": "time_past",
    "taken": "slot_taken",
    "too_far": "too_far",
}


def _never(day: date, around: Surroundings) -> str:
    """Why nothing can be had on that day at all; '' when something may."""
    if day < around.now.date():
        return "day_past"
    if day in around.business.holidays:
        return "holiday"
    if around.business.opening_hours and not around.business.hours_on(day):
        return "closed_that_day"
    return ""


async def _instead(
    tells: str, values: dict[str, str], wanted: Wanted, resource: Resource | None, around: Surroundings
) -> Outcome:
    day = date.fromisoformat(values["date"])
    near = max(_moment(day.isoformat(), wanted.time or "12:00", around), around.now)
    found = await around.ports.appointments.openings(
        near=near, resource_id=resource.id if resource else None, limit=_LOOKED_AT
    )
    holiday = around.business.holidays.get(day, "")
    return _of_other_days(tells, {**values, **({"holiday": holiday} if holiday else {})}, found)


def _within_hours(starts_at: datetime, around: Surroundings) -> bool:
    return not around.business.opening_hours or around.business.is_open_at(starts_at)


def _moment(day: str, clock: str, around: Surroundings) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), around.business.timezone)


def _fits(opening: Opening, wanted: Wanted) -> bool:
    begins, ends = _part(wanted.part_of_day)
    at = opening.starts_at.time()
    first, _, last = wanted.period.partition("/")
    day = opening.starts_at.date().isoformat()
    return (
        begins <= at < ends
        and (not wanted.time or at == time.fromisoformat(wanted.time))
        and first <= day <= (last or "9999")
        and day not in wanted.not_on
    )


def _from(wanted: Wanted, around: Surroundings) -> datetime:
    first = wanted.period.partition("/")[0]
    return max(_moment(first, "00:00", around), around.now) if first else around.now


def _part(of_day: str) -> tuple[time, time]:
    """A named part, or FROM/TO; either side may be empty."""
    if "/" in of_day:
        begins, _, ends = of_day.partition("/")
        return time.fromisoformat(begins or "00:00"), time.fromisoformat(ends or "23:59")
    return _PARTS.get(of_day, (time(0), time(23, 59)))


def _spread(openings: Sequence[Opening]) -> list[Opening]:
    """Early, in the middle and late, so that a choice is one."""
    moments = sorted({opening.starts_at: opening for opening in openings}.items())
    ordered = [opening for _, opening in moments]
    if len(ordered) <= SHOWN:
        return ordered
    last = len(ordered) - 1
    return [ordered[round(place * last / (SHOWN - 1))] for place in range(SHOWN)]


def _of_each_day(openings: Sequence[Opening]) -> list[Opening]:
    """The first named of each day, so that a choice of days is one; more of them where days are few."""
    first = {opening.starts_at.date(): opening for opening in reversed(openings)}
    others = [opening for opening in openings if opening not in first.values()]
    days = [first[day] for day in dict.fromkeys(opening.starts_at.date() for opening in openings)]
    return [*days, *others][:SHOWN]


def _choices(openings: Sequence[Opening], label: str) -> tuple[Choice, ...]:
    """In the order of time, each time once: two doctors free at nine are one nine."""
    moments = list(dict.fromkeys(opening.starts_at for opening in openings))[:SHOWN]
    return tuple(
        Choice(
            label=label,
            fills={"date": start.date().isoformat(), "time": f"{start:%H:%M}"},
            values={"starts_at": start.isoformat()},
        )
        for start in sorted(moments)
    )
