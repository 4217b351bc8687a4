"""Days of what has happened: 'on Monday' and 'the 13th' are the last ones, not the next."""

import re
from dataclasses import replace
from datetime import date, timedelta

from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.calendar_names import weekdays
from caly_app.agents.understanding.slots.plain import folded

BEFORE_A_WEEKDAY = frozenset("on the el le am den der".split())
_SINCE = re.compile(r"\b(?:since|desde|depuis|seit)(?: the| el| la| le| dem| der)? \Z", re.IGNORECASE)
_A_WEEK, _A_MONTH, _A_YEAR = 7, 30, 365
_TO_COME = 183  # days: a day of a month further off is rather that of the year before


def day_behind(one: Found, context: SlotContext) -> str:
    """'' for what is no day. A day that is still to come by any reading is as it was said."""
    today = context.now.date()
    if one.problem == "ambiguous":  # "Sunday the 13th", and the next 13th is none
        return _read_earlier(one, context, _A_MONTH)
    if not one.value or one.problem not in (None, "past"):
        return ""
    day = date.fromisoformat(one.value)
    if day <= today:
        return one.value
    if _is_a_weekday(one, context):
        return (day - timedelta(days=_A_WEEK)).isoformat()
    back = _A_YEAR if (day - today).days > _TO_COME else _A_MONTH
    return _read_earlier(one, context, back) or one.value


def _is_a_weekday(one: Found, context: SlotContext) -> bool:
    words = one.text.casefold().split()
    is_plain = len(words) == 1 or len(words) == 2 and words[0] in BEFORE_A_WEEKDAY
    return is_plain and folded(words[-1]) in weekdays(context.language)


def _read_earlier(one: Found, context: SlotContext, back: int) -> str:
    """What it meant so many days ago, where it meant the same a day later: 'tomorrow' does not."""
    read = {_as_of(one, context, days) for days in (back, back - 1)}
    value = read.pop()
    return value if value and not read and value <= context.now.date().isoformat() else ""


def _as_of(one: Found, context: SlotContext, days: int) -> str:
    earlier = replace(context, now=context.now - timedelta(days=days), near=None)
    found = find("date", one.text, earlier)
    return found[0].value if len(found) == 1 and not found[0].problem else ""


def lasting(one: Found, context: SlotContext) -> Found:
    """'Since Monday', as how long that is: the last such day, not the next."""
    today, day = context.now.date(), date.fromisoformat(one.value)
    while day > today:
        day -= timedelta(days=7)
    return Found("duration", f"P{(today - day).days}D", one.text, one.start, one.end)


def born(one: Found, context: SlotContext) -> str:
    """A day years ago is nobody's appointment: it is when somebody was born. '' where it is not."""
    births = find("date_of_birth", one.text, context)
    years = int(births[0].value[:4]) if births and births[0].value else context.now.year
    return births[0].value if years < context.now.year - 1 else ""


def is_since(one: Found, text: str) -> bool:
    """'A fever since yesterday' wishes for no yesterday."""
    return one.problem == "past" and _SINCE.search(text[: one.start]) is not None
