"""Arithmetic of days, weeks and months, and what a phrase comes to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from caly_app.agents.understanding.slots.calendar_names import month_number
from caly_app.agents.understanding.slots.found import SlotContext

_JUST_PASSED = timedelta(days=14)


@dataclass(frozen=True)
class Reading:
    """One day (first == last), a span of days, or neither with a problem."""

    first: date | None
    last: date | None
    problem: str | None = None
    alternatives: tuple[date, ...] = ()


def one_day(day: date, *alternatives: date, problem: str | None = None) -> Reading:
    return Reading(day, day, problem, tuple(other for other in alternatives if other != day))


NO_SUCH_DATE = Reading(None, None, "no_such_date")


def clipped(year: int, month: int, day: int) -> date:
    return min(date(year, month, 1) + timedelta(days=day - 1), end_of_month(year, month))


def end_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def upcoming(today: date, day_of_week: int) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(day_of_week - today.weekday() - 1) % 7 + 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def month_bounds(today: date, months: int) -> tuple[date, date]:
    place = today.month - 1 + months
    year, number = today.year + place // 12, place % 12 + 1
    return date(year, number, 1), end_of_month(year, number)


def span(first: date, last: date, context: SlotContext) -> Reading:
    """More than a day: "ambiguous" as a date, with each day of a week, or the ends of anything longer."""
    if last < context.today:
        return Reading(first, last, "past", (first, last))
    length = (last - first).days
    if length == 0:
        return one_day(first)
    days = tuple(first + timedelta(days=n) for n in range(length + 1)) if length < 7 else (first, last)
    return Reading(first, last, "ambiguous", days)


def checked(day: date, context: SlotContext) -> Reading:
    return one_day(day, problem="past" if day < context.today else None)


def dated(written_year: str | None, number: int, day: int, context: SlotContext) -> Reading:
    if written_year:
        try:
            return checked(date(year_of(written_year), number, day), context)
        except ValueError:
            return NO_SUCH_DATE
    return _coming_date(number, day, context.today)


def _coming_date(number: int, day: int, today: date) -> Reading:
    years = [year for year in (today.year - 1, today.year, today.year + 1) if exists(year, number, day)]
    passed = [date(year, number, day) for year in years if date(year, number, day) < today]
    coming = [date(year, number, day) for year in years if date(year, number, day) >= today]
    if passed and today - passed[-1] <= _JUST_PASSED:
        return one_day(passed[-1], *coming[:1], problem="past")
    is_leap_day_elsewhen = (number, day) == (2, 29) and not exists(today.year + (today.month > 2), 2, 29)
    return one_day(coming[0]) if coming and not is_leap_day_elsewhen else NO_SUCH_DATE


def exists(year: int, number: int, day: int) -> bool:
    try:
        date(year, number, day)
    except ValueError:
        return False
    return True


def year_of(written: str) -> int:
    digits = re.sub(r"\D", "", written)
    return int(digits) + (2000 if len(digits) <= 2 else 0)


def named_month(match: re.Match[str], context: SlotContext) -> tuple[date, date]:
    number = month_number(match["mon"], context.language)
    written = match.groupdict().get("y")
    year = year_of(written) if written else context.today.year + (number < context.today.month)
    return date(year, number, 1), end_of_month(year, number)


def is_following(words: str) -> bool:
    """Whether the words name the next month rather than this one."""
    return any(
        word in words for word in ("next", "following", "coming", "proxim", "que viene", "prochain", "nachst")
    )
