"""Times of day, spans of them, and parts of the day.

Conventions: where only office hours tell one half of the day from the other, the other reading is an
alternative. "Half nine" is 9:30 in English, "halb neun" 8:30 in German. A limit ("after three", "between two
and four") is a time_range; as a time it has the problem "range", with the ends as alternatives.
"""

import re
from dataclasses import replace
from datetime import UTC, date, time

from caly_app.agents.understanding.slots import time_words
from caly_app.agents.understanding.slots.dates import said_days
from caly_app.agents.understanding.slots.found import Found, SlotContext, localize
from caly_app.agents.understanding.slots.hours import HALF_DAY, Hour, clock, is_greeting, said_hours
from caly_app.agents.understanding.slots.plain import Plain, plain
from caly_app.agents.understanding.slots.time_spans import limits_found, said_limits

_LATE = 22 * 60  # nobody who says "today at ten" means ten at night


def find_times(said: str, context: SlotContext) -> list[Found]:
    """Single times; a limit or span has the problem "range"."""
    words = plain(said, context.language)
    times = said_hours(said, words, context)
    ranges = said_limits(times, words, context)
    found = [
        _as_time(one, words, said, context)
        for one in times
        if not any(limits.start < one.end and one.start < limits.end for limits in ranges)
    ]
    for limits in ranges:
        span = limits_found(limits, words)
        ends = tuple(end for end in span.value.split("/") if end)
        found.append(replace(span, kind="time", value="", problem=span.problem or "range", alternatives=ends))
    return sorted(found, key=lambda one: one.start)


def find_time_ranges(said: str, context: SlotContext) -> list[Found]:
    """FROM/TO, either of which may be empty: "14:00/16:00", "15:00/", "/12:00"."""
    words = plain(said, context.language)
    return [
        limits_found(limits, words)
        for limits in said_limits(said_hours(said, words, context), words, context)
    ]


def find_parts_of_day(said: str, context: SlotContext) -> list[Found]:
    """morning | afternoon | evening. Greetings ("good morning") are not."""
    words = plain(said, context.language)
    found = []
    for part, pattern in time_words.parts(context.language):
        for match in pattern.finditer(words.text):
            if is_greeting(words.text, match) or _belongs_to_a_time(words.text, match, context.language):
                continue
            start, end = words.span(match.start(), match.end())
            found.append(Found("part_of_day", part, words.said[start:end], start, end))
    return sorted(found, key=lambda one: one.start)


def _belongs_to_a_time(text: str, match: re.Match[str], language: str) -> bool:
    """ "9 pm" is a time, not a part of the day."""
    return bool(re.match(r"[ap]\.?m", match.group())) and text[: match.start()].rstrip()[-1:].isdigit()


def _as_time(one: Hour, words: Plain, said: str, context: SlotContext) -> Found:
    start, end = words.span(one.start, one.end)
    text = words.said[start:end]
    if one.minutes is None:
        return Found("time", "", text, start, end, "no_such_time")
    readings = [one.minutes] if one.sure else [one.minutes, (one.minutes + HALF_DAY) % (24 * 60)]
    problem = None
    days = {day.reading.first for day in said_days(said, context) if day.reading.first == day.reading.last}
    if one.relative is False and len(days) == 1 and (day := days.pop()) is not None:
        readings, problem = _on_a_day(day, readings, context)
    value, *others = (clock(minutes) for minutes in readings)
    return Found("time", value, text, start, end, problem, tuple(others))


def _on_a_day(day: date, readings: list[int], context: SlotContext) -> tuple[list[int], str | None]:
    """A time said with its day may not exist, or be over: then its other half, if that is still to come."""
    zone = context.now.tzinfo or UTC
    moments = [localize(day, time(minutes // 60, minutes % 60), zone) for minutes in readings]
    if isinstance(moments[0], str):
        return readings, "no_such_time"
    if day != context.today or moments[0] >= context.now:
        return readings, None
    if (
        len(moments) > 1
        and not isinstance(moments[1], str)
        and moments[1] > context.now
        and readings[1] < _LATE
    ):
        return readings[::-1], None
    return readings, "past"


def part_of(clock: str) -> str:
    """The part of the day that a time lies in."""
    hour = int(clock[:2])
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
