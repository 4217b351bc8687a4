"""One end of a span taken back: "from Friday to Monday, no, till Sunday"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from caly_app.agents.understanding.slots.calendar_days import Reading
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.found import Found
from caly_app.agents.understanding.slots.plain import Plain

Later = tuple[int, int, Reading]  # where a day stands in the plain form, and which
_UNTIL = re.compile(
    r"\b(?:to|until|till?|through|thru|leav\w+|hasta|al?|jusqu'aux?|aux?|bis)"
    r"(?: (?:on|the|el|le|zum|den))*\s*\Z"
)
_FROM = re.compile(
    r"\b(?:from|starting|arriv\w+|desde|del?|des|du|a partir|von|vom|ab)(?: (?:on|the|el|le|dem|den))*\s*\Z"
)
_OPENS = re.compile(r"(?:until|till?|hasta|jusqu'|bis)\b")
_BEGINS = re.compile(r"(?:from|desde|vom?|ab)\b")
_MERELY = 25  # characters between a span and a day that takes one of its ends back without saying which
_SOON = 70
_WEEK = 7


def put_right(one: Found, later: Sequence[Later], words: Plain) -> Found:
    """Without a word that says which end is meant, it is the one said last."""
    begin, _, finish = one.value.partition("/")
    if not begin or not finish or one.problem in ("no_such_date", "past"):
        return one
    behind = words.at(one.end)
    for start, end, reading in later:
        between = words.text[behind:start]
        day = reading.first
        if len(between) > _SOON or not has_cue(between):
            return one
        if day is None or day != reading.last:
            continue
        said = words.text[start:end]
        is_dated = any(sign.isdigit() for sign in said)
        until = date.fromisoformat(finish)
        if day == until or not is_dated and day.weekday() == until.weekday():
            continue  # "no, she works on Monday" says why
        is_begin = bool(_FROM.search(between) or _BEGINS.match(said))
        is_end = not is_begin and bool(_UNTIL.search(between) or _OPENS.match(said))
        if not (is_begin or is_end or len(between) <= _MERELY):
            return one
        day = day if is_dated else _next_to(date.fromisoformat(begin) if is_begin else until, day.weekday())
        first, last = (str(day), finish) if is_begin else (begin, str(day))
        if not date.fromisoformat(first) < date.fromisoformat(last):
            return one
        text = words.said[one.start : words.span(start, end)[1]]
        return replace(one, value=f"{first}/{last}", text=text, end=one.start + len(text))
    return one


def _next_to(day: date, weekday: int) -> date:
    """The weekday that is nearest to what was said before."""
    ahead = (weekday - day.weekday()) % _WEEK
    return day + timedelta(days=ahead if ahead <= _WEEK // 2 else ahead - _WEEK)
