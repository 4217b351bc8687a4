"""From a matched phrase to a day: one function for each way people name one.

Conventions, settled here and nowhere else:
- "next Thursday" is the one in the following week (weeks begin on Monday) in English, French and German, the
  coming one in Spanish; the other reading is kept as an alternative.
- "Thursday" is the coming one; said on a Thursday it is a week later, with today as the alternative.
- A day and month without a year is the coming one; if it passed within the last fortnight it is flagged
  "past", with next year's as the alternative.
- Numbers are day first, but month first in the United States; in Canada and the Philippines both are kept.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from caly_app.agents.understanding.slots.calendar_days import (
    NO_SUCH_DATE,
    Reading,
    checked,
    clipped,
    dated,
    is_following,
    monday_of,
    month_bounds,
    named_month,
    one_day,
    upcoming,
)
from caly_app.agents.understanding.slots.calendar_names import month_number, weekday
from caly_app.agents.understanding.slots.found import SlotContext

_MONTH_FIRST = {"US"}
_EITHER_FIRST = {"CA", "PH", ""}
_MONTHS_AHEAD = 3  # in which a weekday may say which day of the month is meant


Handler = Callable[[re.Match[str], SlotContext], Reading | None]


def _shifted(day: date, days: int) -> Reading:
    try:
        return one_day(day + timedelta(days=days))
    except OverflowError:
        return NO_SUCH_DATE


def on_the(day: int, month: int) -> Handler:
    """A feast that falls on the same date every year."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        return dated(None, month, day, context)

    return read


def in_days(days: int) -> Handler:
    """today, tomorrow, yesterday."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        day = context.today + timedelta(days=days)
        return one_day(day, problem="past" if days < 0 else None)

    return read


_UNITS = {
    **dict.fromkeys(("day", "dia", "jour", "tag"), "day"),
    **dict.fromkeys(("week", "semana", "semaine", "woche"), "week"),
    **dict.fromkeys(("fortnight", "quincena", "quinzaine"), "fortnight"),
    **dict.fromkeys(("month", "mes", "mois", "monat"), "month"),
    **dict.fromkeys(("year", "ano", "an", "annee", "jahr"), "year"),
}


def _unit(word: str) -> str:
    for stem, unit in _UNITS.items():
        if word.startswith(stem) and len(word) - len(stem) <= 2:
            return unit
    return "day"


def _count(word: str | None) -> int | None:
    if word and word.isdigit():
        return int(word)
    if word and "couple" in word:
        return 2
    return 1


def in_units(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "in 3 weeks", "3 weeks from Tuesday"; idioms of eight and fifteen days in Romance and German."""
    groups = match.groupdict()
    count = _count(groups.get("n") or groups.get("n2"))
    if count is None or count > 5000:
        return NO_SUCH_DATE
    start = context.today
    if groups.get("wd"):
        start = upcoming(start, _weekday(match, context))
    elif groups.get("from"):
        start += timedelta(days=_DAYS_OFF.get(groups["from"].replace("-", " "), 0))
    unit = _unit(groups.get("unit") or groups.get("unit2") or "day")
    if unit == "day" and context.language in ("es", "fr", "de") and count in (8, 15):
        literal = start + timedelta(days=count)
        return one_day(start + timedelta(days=count - 1), literal)
    return _added(start, count, unit)


def units_ago(match: re.Match[str], context: SlotContext) -> Reading | None:
    count = _count(match["n"])
    if count is None or count > 5000:
        return NO_SUCH_DATE
    reading = _added(context.today, -count, _unit(match["unit"]))
    return Reading(reading.first, reading.last, reading.problem or "past")


_DAYS_OFF = {
    **dict.fromkeys(("tomorrow", "manana", "demain", "morgen"), 1),
    **dict.fromkeys(("pasado manana", "apres demain", "ubermorgen", "uebermorgen"), 2),
}


def weekday_in_weeks(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "In two weeks on Wednesday": the Wednesday of that week."""
    count = _count(match["n"])
    if count is None or count > 500:
        return NO_SUCH_DATE
    return _shifted(monday_of(context.today), 7 * count + _weekday(match, context))


def weekdays_from_now(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "Two Fridays from now": the second that comes."""
    count = _count(match["n"])
    if count is None or not 1 <= count <= 500:
        return NO_SUCH_DATE
    return _shifted(upcoming(context.today, _weekday(match, context)), 7 * (count - 1))


def _added(start: date, count: int, unit: str) -> Reading:
    if unit in ("month", "year"):
        months = start.month - 1 + count * (12 if unit == "year" else 1)
        return one_day(clipped(start.year + months // 12, months % 12 + 1, start.day))
    return _shifted(start, count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _weekday(match: re.Match[str], context: SlotContext) -> int:
    groups = match.groupdict()
    return weekday(groups.get("wd") or groups["wd2"], context.language)


def _also_weekday(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return groups.get("wd") or groups.get("wd2")


def plain_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    today = context.today
    coming = upcoming(today, _weekday(match, context))
    return one_day(coming, *((today,) if coming.weekday() == today.weekday() else ()))


def this_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "this Thursday": today if it is one, else the coming one."""
    wanted = _weekday(match, context)
    return one_day(context.today if context.today.weekday() == wanted else upcoming(context.today, wanted))


def coming_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "the coming Thursday", "el próximo jueves": never today; next week's is the alternative."""
    coming = upcoming(context.today, _weekday(match, context))
    following = monday_of(context.today) + timedelta(days=7 + coming.weekday())
    return one_day(coming, following)


def next_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "next Thursday": the one in the following week."""
    wanted = _weekday(match, context)
    following = monday_of(context.today) + timedelta(days=7 + wanted)
    return one_day(following, upcoming(context.today, wanted))


def last_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    back = (context.today.weekday() - _weekday(match, context) - 1) % 7 + 1
    return one_day(context.today - timedelta(days=back), problem="past")


def weekday_and(weeks: int) -> Handler:
    """ "Tuesday week": the coming one and so many weeks."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        return one_day(upcoming(context.today, _weekday(match, context)) + timedelta(weeks=weeks))

    return read


def weekday_of_week(weeks: int) -> Handler:
    """ "Thursday of next week": weeks counted from this one."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        wanted = _weekday(match, context)
        day = monday_of(context.today) + timedelta(days=7 * weeks + wanted)
        return one_day(day, problem="past" if day < context.today else None)

    return read


def nth_weekday(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the first Monday of November", "the last Friday of next month"."""
    groups = match.groupdict()
    if groups.get("mon"):
        first, last = named_month(match, context)
    else:
        first, last = month_bounds(context.today, 1 if is_following(match.group()) else 0)
    wanted = _weekday(match, context)
    if not groups.get("nth"):
        return checked(last - timedelta(days=(last.weekday() - wanted) % 7), context)
    day = first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (int(match["nth"]) - 1))
    return checked(day, context) if first <= day <= last else NO_SUCH_DATE


def day_and_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "Thursday, 8 October 2026": a wrong weekday makes it ambiguous."""
    groups = match.groupdict()
    reading = dated(groups.get("y"), month_number(match["mon"], context.language), int(match["d"]), context)
    return _with_weekday(reading, _also_weekday(match), context)


def numeric(match: re.Match[str], context: SlotContext) -> Reading | None:
    """8/10, 8.10.2026, 10-8-26: the region says which number is the day."""
    left, right, year = int(match["a"]), int(match["b"]), match["y"]
    if not year and (left > 31 or right > 31 or left == 0 or right == 0):
        return None
    month_first = context.region in _MONTH_FIRST and "." not in match.group()
    day, number = (right, left) if month_first else (left, right)
    if number > 12 >= day:
        day, number = number, day
    reading = dated(year, number, day, context)
    if reading.first is not None and day <= 12 and day != number:
        other = dated(year, day, number, context)
        unsure = context.region in _EITHER_FIRST and not reading.problem
        others = tuple(found for found in (other.first,) if found is not None and not other.problem)
        reading = Reading(
            reading.first,
            reading.last,
            "ambiguous" if unsure else reading.problem,
            reading.alternatives + others,
        )
    return _with_weekday(reading, _also_weekday(match), context)


def iso(match: re.Match[str], context: SlotContext) -> Reading | None:
    return dated(match["y"], int(match["m"]), int(match["d"]), context)


def _with_weekday(reading: Reading, name: str | None, context: SlotContext) -> Reading:
    if not name or reading.first is None:
        return reading
    wanted = weekday(name, context.language)
    if reading.first.weekday() == wanted:
        return reading
    agreeing = [other for other in reading.alternatives if other.weekday() == wanted]
    if agreeing:
        return one_day(agreeing[0])
    ahead = (wanted - reading.first.weekday()) % 7
    nearest = reading.first + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return Reading(None, None, "ambiguous", (reading.first, nearest))


def agreeing_day(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "Monday 12": a date only where that day is a Monday, else perhaps an hour."""
    reading = day_of_month(match, context)
    return reading if reading is not None and reading.problem is None and reading.first is not None else None


def day_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the 8th": this month's, or the next month's that has such a day; "of next month" where said; near a
    day that was spoken of before.

    "Friday the 11th" is the next 11th that is a Friday, if one of the three to come is.
    """
    groups, today = match.groupdict(), context.today
    day = int(groups["d"] or groups["d2"])
    if not 1 <= day <= 31:
        return NO_SUCH_DATE
    which = groups.get("which") or groups.get("which2")
    if which:
        first, last = month_bounds(today, 0 if which in ("this", "the", "este", "ce", "dieses") else 1)
        return checked(first.replace(day=day), context) if day <= last.day else NO_SUCH_DATE
    coming = _coming_days(day, today, context)
    if not coming:
        return NO_SUCH_DATE
    name = _also_weekday(match)
    nearest = coming[:_MONTHS_AHEAD] + _coming_days(day, today, replace(context, near=None))[:_MONTHS_AHEAD]
    named = [one for one in nearest if name and one.weekday() == weekday(name, context.language)]
    return _with_weekday(one_day((named or coming)[0]), name, context)


def _coming_days(day: int, today: date, context: SlotContext) -> list[date]:
    """Such days of the month that was spoken of, if one was, and of those after it."""
    near = context.near if context.near and context.near >= today else today
    least = near if context.is_behind else today
    months = [month_bounds(near, ahead) for ahead in range(4)]
    days = [first.replace(day=day) for first, last in months if day <= last.day]
    return [one for one in days if one >= least]
