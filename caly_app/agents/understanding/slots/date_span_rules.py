"""From a matched phrase to a span of days: weeks, weekends, months and parts of them."""

import re
from datetime import timedelta

from caly_app.agents.understanding.slots.calendar_days import (
    NO_SUCH_DATE,
    Reading,
    dated,
    is_following,
    monday_of,
    month_bounds,
    named_month,
    span,
)
from caly_app.agents.understanding.slots.calendar_names import month_number, weekday
from caly_app.agents.understanding.slots.date_rules import Handler, agreeing_day, day_of_month
from caly_app.agents.understanding.slots.found import SlotContext


def week(weeks: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        monday = monday_of(context.today) + timedelta(weeks=weeks)
        return span(max(monday, context.today) if weeks >= 0 else monday, monday + timedelta(days=6), context)

    return read


def weekend(weeks: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        saturday = monday_of(context.today) + timedelta(days=5 + 7 * weeks)
        return span(
            max(saturday, context.today) if weeks >= 0 else saturday, saturday + timedelta(days=1), context
        )

    return read


def weekend_of(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "The weekend of the 20th": from that day if it is a Friday or later, to the Sunday."""
    groups = match.groupdict()
    if groups.get("mon"):
        number = month_number(match["mon"], context.language)
        told = dated(groups.get("y"), number, int(match["d"]), context)
    else:
        told = day_of_month(match, context) or NO_SUCH_DATE
    if told.first is None or told.problem:
        return told
    monday = monday_of(told.first)
    begin = (
        max(told.first, monday + timedelta(days=4))
        if told.first.weekday() > 3
        else monday + timedelta(days=5)
    )
    return span(begin, monday + timedelta(days=6), context)


def month(months: int) -> Handler:
    def read(match: re.Match[str], context: SlotContext) -> Reading:
        first, last = month_bounds(context.today, months)
        return span(max(first, context.today) if months >= 0 else first, last, context)

    return read


_PARTS = {
    "begin": (1, 10), "start": (1, 10), "early": (1, 10), "princip": (1, 10), "inici": (1, 10),
    "debut": (1, 10),
    "anfang": (1, 10),
    "mid": (11, 20), "mitte": (11, 20), "mediad": (11, 20), "milieu": (11, 20), "mi-": (11, 20),
    "end": (21, 31), "late": (21, 31), "final": (21, 31), "fin": (21, 31),
}  # fmt: skip


def part_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the end of the month", "mid-November": about ten days, so a question."""
    groups = match.groupdict()
    if groups.get("mon"):
        first, last = named_month(match, context)
    else:
        first, last = month_bounds(context.today, 1 if is_following(match.group()) else 0)
    part = next((bounds for stem, bounds in _PARTS.items() if match["part"].startswith(stem)), (1, 31))
    begin = max(first + timedelta(days=part[0] - 1), context.today)
    end = min(first + timedelta(days=part[1] - 1), last)
    return span(min(begin, end), end, context)


def week_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "the first week of November": seven days from its first, its eighth..."""
    first, last = named_month(match, context)
    begin = first + timedelta(days=7 * (int(match["nth"]) - 1))
    return span(max(begin, context.today), min(begin + timedelta(days=6), last), context)


def whole_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    first, last = named_month(match, context)
    return span(max(first, context.today), last, context)


def days_of_month(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "8 to 10 October", "from the 8th to the 10th"."""
    groups = match.groupdict()
    if groups.get("mon") or groups.get("mn"):
        number = month_number(match["mon"], context.language) if groups.get("mon") else int(match["mn"])
        ends = [dated(groups.get("y"), number, int(match[name]), context) for name in ("d1", "d2")]
    else:
        found = re.compile(r"(?P<d>\d+)")
        matches = (found.match(match["d1"]), found.match(match["d2"]))
        ends = [reading for one in matches if one and (reading := day_of_month(one, context))]
    if len(ends) < 2 or ends[0].first is None or ends[1].first is None:
        return NO_SUCH_DATE
    first, last = ends[0].first, ends[1].first
    return span(first, last, context) if first < last else None


def named_days(match: re.Match[str], context: SlotContext) -> Reading | None:
    """ "Friday 11 to Sunday 13": days, and no hours, where both of the numbers fall on these weekdays."""
    told = agreeing_day(match, context)
    if told is None or told.first is None:
        return None
    ahead = (weekday(match["wd2"], context.language) - told.first.weekday()) % 7
    ends = (told.first + timedelta(days=ahead + 7 * weeks) for weeks in range(5))
    last = next((end for end in ends if end.day == int(match["to"]) and end > told.first), None)
    return span(told.first, last, context) if last else None
