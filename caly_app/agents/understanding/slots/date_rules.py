"""From a matched phrase to a day: one function for each way people name days. All knowledge of calendars.

Conventions, settled here and nowhere else:
- "next Thursday" is the one in the following week (weeks begin on Monday) in English, French and German, the
  coming one in Spanish; the other reading is kept as an alternative.
- "Thursday" is the coming one; said on a Thursday it is a week later, with today as the alternative.
- A day and month without a year is the coming one; if it passed within the last fortnight it is flagged "past",
  with next year's as the alternative.
- Numbers are day first, but month first in the United States; in Canada and the Philippines both are kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from caly_app.agents.understanding.slots.calendar_names import month_number, weekday
from caly_app.agents.understanding.slots.found import SlotContext

_JUST_PASSED = timedelta(days=14)
_MONTH_FIRST = {"US"}
_EITHER_FIRST = {"CA", "PH", ""}


@dataclass(frozen=True)
class Reading:
    """One day (first == last), a span of days, or neither with a problem."""

    first: date | None
    last: date | None
    problem: str | None = None
    alternatives: tuple[date, ...] = ()


Handler = Callable[[re.Match[str], SlotContext], Reading | None]


def _day(day: date, *alternatives: date, problem: str | None = None) -> Reading:
    return Reading(day, day, problem, tuple(other for other in alternatives if other != day))


_NO_SUCH_DATE = Reading(None, None, "no_such_date")


def _shifted(day: date, days: int) -> Reading:
    try:
        return _day(day + timedelta(days=days))
    except OverflowError:
        return _NO_SUCH_DATE


def in_days(days: int) -> Handler:
    """today, tomorrow, yesterday."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        day = context.today + timedelta(days=days)
        return _day(day, problem="past" if days < 0 else None)

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
    count = _count(match["n"])
    if count is None or count > 5000:
        return _NO_SUCH_DATE
    start = context.today
    groups = match.groupdict()
    if groups.get("wd"):
        start = _upcoming(start, _weekday(match, context))
    elif groups.get("from") and _is_tomorrow(match["from"]):
        start += timedelta(days=1)
    unit = _unit(match["unit"])
    if unit == "day" and context.language in ("es", "fr", "de") and count in (8, 15):
        literal = start + timedelta(days=count)
        return _day(start + timedelta(days=count - 1), literal)
    return _added(start, count, unit)


def units_ago(match: re.Match[str], context: SlotContext) -> Reading | None:
    count = _count(match["n"])
    if count is None or count > 5000:
        return _NO_SUCH_DATE
    reading = _added(context.today, -count, _unit(match["unit"]))
    return Reading(reading.first, reading.last, reading.problem or "past")


def _is_tomorrow(word: str) -> bool:
    return word in ("tomorrow", "manana", "demain", "morgen")


def _added(start: date, count: int, unit: str) -> Reading:
    if unit in ("month", "year"):
        months = start.month - 1 + count * (12 if unit == "year" else 1)
        return _day(_clipped(start.year + months // 12, months % 12 + 1, start.day))
    return _shifted(start, count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _clipped(year: int, month: int, day: int) -> date:
    return min(date(year, month, 1) + timedelta(days=day - 1), end_of_month(year, month))


def end_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _upcoming(today: date, day_of_week: int) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(day_of_week - today.weekday() - 1) % 7 + 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekday(match: re.Match[str], context: SlotContext) -> int:
    groups = match.groupdict()
    return weekday(groups.get("wd") or groups["wd2"], context.language)


def _also_weekday(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return groups.get("wd") or groups.get("wd2")


def plain_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    today = context.today
    coming = _upcoming(today, _weekday(match, context))
    return _day(coming, *((today,) if coming.weekday() == today.weekday() else ()))


def this_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "this Thursday": today if it is one, else the coming one."""
    wanted = _weekday(match, context)
    return _day(context.today if context.today.weekday() == wanted else _upcoming(context.today, wanted))


def coming_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "the coming Thursday", "el próximo jueves": never today; next week's is the alternative."""
    coming = _upcoming(context.today, _weekday(match, context))
    following = _monday(context.today) + timedelta(days=7 + coming.weekday())
    return _day(coming, following)


def next_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    """ "next Thursday": the one in the following week."""
    wanted = _weekday(match, context)
    following = _monday(context.today) + timedelta(days=7 + wanted)
    return _day(following, _upcoming(context.today, wanted))


def last_weekday(match: re.Match[str], context: SlotContext) -> Reading:
    back = (context.today.weekday() - _weekday(match, context) - 1) % 7 + 1
    return _day(context.today - timedelta(days=back), problem="past")


def weekday_and(weeks: int) -> Handler:
    """ "Tuesday week": the coming one and so many weeks."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        return _day(_upcoming(context.today, _weekday(match, context)) + timedelta(weeks=weeks))

    return read


def weekday_of_week(weeks: int) -> Handler:
    """ "Thursday of next week": weeks counted from this one."""

    def read(match: re.Match[str], context: SlotContext) -> Reading:
        wanted = _weekday(match, context)
        day = _monday(context.today) + timedelta(days=7 * weeks + wanted)
        return _day(day, problem="past" if day < context.today else None)

    return read


def week(weeks: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        monday = _monday(context.today) + timedelta(weeks=weeks)
        return _span(
            max(monday, context.today) if weeks >= 0 else monday, monday + timedelta(days=6), context
        )

    return read


def weekend(weeks: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        saturday = _monday(context.today) + timedelta(days=5 + 7 * weeks)
        return _span(
            max(saturday, context.today) if weeks >= 0 else saturday, saturday + timedelta(days=1), context
        )

    return read


def month(months: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        first, last = _month_bounds(context.today, months)
        return _span(max(first, context.today) if months >= 0 else first, last, context)

    return read


def _month_bounds(today: date, months: int) -> tuple[date, date]:
    place = today.month - 1 + months
    year, number = today.year + place // 12, place % 12 + 1
    return date(year, number, 1), end_of_month(year, number)


def _span(first: date, last: date, context: SlotContext) -> Reading:
    """More than a day: "ambiguous" as a date, with each day of a week, or the ends of anything longer."""
    if last < context.today:
        return Reading(first, last, "past", (first, last))
    length = (last - first).days
    if length == 0:
        return _day(first)
    days = tuple(first + timedelta(days=n) for n in range(length + 1)) if length < 7 else (first, last)
    return Reading(first, last, "ambiguous", days)


_PARTS = {
    "begin": (1, 10), "start": (1, 10), "early": (1, 10), "princip": (1, 10), "inici": (1, 10), "debut": (1, 10),
    "anfang": (1, 10), "mid": (11, 20), "mitte": (11, 20), "mediad": (11, 20), "milieu": (11, 20), "mi-": (11, 20),
    "end": (21, 31), "late": (21, 31), "final": (21, 31), "fin": (21, 31),
}  # fmt: skip


def part_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the end of the month", "mid-November": about ten days, so a question."""
    groups = match.groupdict()
    if groups.get("mon"):
        first, last = _named_month(match, context)
    else:
        following = any(
            word in match.group() for word in ("next", "proxim", "que viene", "prochain", "nachst")
        )
        first, last = _month_bounds(context.today, 1 if following else 0)
    part = next((bounds for stem, bounds in _PARTS.items() if match["part"].startswith(stem)), (1, 31))
    begin = max(first + timedelta(days=part[0] - 1), context.today)
    end = min(first + timedelta(days=part[1] - 1), last)
    return _span(min(begin, end), end, context)


def whole_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    first, last = _named_month(match, context)
    return _span(max(first, context.today), last, context)


def _named_month(match: re.Match[str], context: SlotContext) -> tuple[date, date]:
    number = month_number(match["mon"], context.language)
    written = match.groupdict().get("y")
    year = _year(written) if written else context.today.year + (number < context.today.month)
    return date(year, number, 1), end_of_month(year, number)


def nth_weekday(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the first Monday of November", "the last Friday of next month"."""
    groups = match.groupdict()
    if groups.get("mon"):
        first, last = _named_month(match, context)
    else:
        following = any(
            word in match.group() for word in ("next", "proxim", "que viene", "prochain", "nachst")
        )
        first, last = _month_bounds(context.today, 1 if following else 0)
    wanted = _weekday(match, context)
    if not groups.get("nth"):
        return _checked(last - timedelta(days=(last.weekday() - wanted) % 7), context)
    day = first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (int(match["nth"]) - 1))
    return _checked(day, context) if first <= day <= last else _NO_SUCH_DATE


def _checked(day: date, context: SlotContext) -> Reading:
    return _day(day, problem="past" if day < context.today else None)


def day_and_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "Thursday, 8 October 2026": a wrong weekday makes it ambiguous."""
    groups = match.groupdict()
    reading = _dated(groups.get("y"), month_number(match["mon"], context.language), int(match["d"]), context)
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
    reading = _dated(year, number, day, context)
    if reading.first is not None and day <= 12 and day != number:
        other = _dated(year, day, number, context)
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
    return _dated(match["y"], int(match["m"]), int(match["d"]), context)


def _dated(written_year: str | None, number: int, day: int, context: SlotContext) -> Reading:
    if written_year:
        try:
            return _checked(date(_year(written_year), number, day), context)
        except ValueError:
            return _NO_SUCH_DATE
    return _coming_date(number, day, context.today)


def _coming_date(number: int, day: int, today: date) -> Reading:
    years = [year for year in (today.year - 1, today.year, today.year + 1) if _exists(year, number, day)]
    passed = [date(year, number, day) for year in years if date(year, number, day) < today]
    coming = [date(year, number, day) for year in years if date(year, number, day) >= today]
    if passed and today - passed[-1] <= _JUST_PASSED:
        return _day(passed[-1], *coming[:1], problem="past")
    is_leap_day_elsewhen = (number, day) == (2, 29) and not _exists(today.year + (today.month > 2), 2, 29)
    return _day(coming[0]) if coming and not is_leap_day_elsewhen else _NO_SUCH_DATE


def _exists(year: int, number: int, day: int) -> bool:
    try:
        date(year, number, day)
    except ValueError:
        return False
    return True


def _year(written: str) -> int:
    digits = re.sub(r"\D", "", written)
    return int(digits) + (2000 if len(digits) <= 2 else 0)


def _with_weekday(reading: Reading, name: str | None, context: SlotContext) -> Reading:
    if not name or reading.first is None:
        return reading
    wanted = weekday(name, context.language)
    if reading.first.weekday() == wanted:
        return reading
    agreeing = [other for other in reading.alternatives if other.weekday() == wanted]
    if agreeing:
        return _day(agreeing[0])
    ahead = (wanted - reading.first.weekday()) % 7
    nearest = reading.first + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return Reading(None, None, "ambiguous", (reading.first, nearest))


def day_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the 8th": this month's, or the next month's that has such a day; "of next month" where said."""
    groups, today = match.groupdict(), context.today
    day = int(groups["d"] or groups["d2"])
    if not 1 <= day <= 31:
        return _NO_SUCH_DATE
    which = groups.get("which") or groups.get("which2")
    if which:
        first, last = _month_bounds(today, 0 if which in ("this", "the", "este", "ce", "dieses") else 1)
        return _checked(first.replace(day=day), context) if day <= last.day else _NO_SUCH_DATE
    for months in range(3):
        first, last = _month_bounds(today, months)
        if day <= last.day and first.replace(day=day) >= today:
            return _with_weekday(_day(first.replace(day=day)), _also_weekday(match), context)
    return _NO_SUCH_DATE


def days_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "8 to 10 October", "from the 8th to the 10th"."""
    groups = match.groupdict()
    if groups.get("mon"):
        number = month_number(match["mon"], context.language)
        ends = [_dated(groups.get("y"), number, int(match[name]), context) for name in ("d1", "d2")]
    else:
        found = re.compile(r"(?P<d>\d+)")
        matches = (found.match(match["d1"]), found.match(match["d2"]))
        ends = [reading for one in matches if one and (reading := day_of_month(one, context))]
    if len(ends) < 2 or ends[0].first is None or ends[1].first is None:
        return _NO_SUCH_DATE
    first, last = ends[0].first, ends[1].first
    return _span(first, last, context) if first < last else None
