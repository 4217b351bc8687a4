"""Spans and limits of time: "between two and four", "after three", "before noon"."""

import re
from dataclasses import dataclass

from caly_app.agents.understanding.slots import corrections, time_words
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.hours import HALF_DAY, Hour, clock
from caly_app.agents.understanding.slots.plain import Plain


@dataclass(frozen=True)
class Limits:
    start: int
    end: int
    first: int | None  # minutes since midnight
    last: int | None


def said_limits(times: list[Hour], words: Plain, context: SlotContext) -> list[Limits]:
    found: list[Limits] = []
    place = 0
    while place < len(times):
        one = times[place]
        other = times[place + 1] if place + 1 < len(times) else None
        if other is not None and (opened := _spans(one, other, words, context)) is not None:
            found.append(_span(one, other, opened))
            place += 2
            continue
        if (limit := _limit(one, words, context)) is not None:
            found.append(limit)
        place += 1
    return found


_BETWEEN_OPENS = re.compile(
    r"(?:between|from|anywhere from|entre(?: las)?|de(?: las)?|desde(?: las)?|von|zwischen)\s*\Z"
)


def _spans(one: Hour, other: Hour, words: Plain, context: SlotContext) -> int | None:
    """Where a span of two times begins, if they are one."""
    gap = words.text[one.end : other.start]
    if (
        one.minutes is None
        or other.minutes is None
        or not time_words.between(context.language).fullmatch(gap)
    ):
        return None
    if corrections.moves(words.text, one.end, other.end):
        return None
    opened = _BETWEEN_OPENS.search(words.text, max(0, one.start - 16), one.start)
    inside = _BETWEEN_OPENS.match(words.text[one.start : one.start + 8].split(" ")[0])
    if gap.strip() in ("and", "y", "et", "und") and not opened and not inside:
        return None
    if gap.strip() == "or":
        return None
    return opened.start() if opened else one.start


def _span(one: Hour, other: Hour, opened: int) -> Limits:
    first, last = one.minutes or 0, other.minutes or 0
    if other.sure and not one.sure:  # "between 9 and 11 pm", "2 to 4 pm"
        first = first % HALF_DAY + (HALF_DAY if last >= HALF_DAY else 0)
        if first > last:
            first -= HALF_DAY
    if not other.sure and last <= first and last + HALF_DAY < 24 * 60:
        last += HALF_DAY
    return Limits(opened, other.end, first, last)


def _limit(one: Hour, words: Plain, context: SlotContext) -> Limits | None:
    if one.minutes is None:
        return None
    begin = max(0, one.start - 24)
    before = words.text[begin : one.start] + one.cue
    opened = [
        (found.start(), side)
        for side in ("from", "until")
        if (found := time_words.opens(context.language, side).search(before))
    ]
    if not opened:
        return None
    place, side = min(opened)  # "not before", "no later than": the longer words decide
    first, last = (one.minutes, None) if side == "from" else (None, one.minutes)
    return Limits(begin + place, one.end, first, last)


def limits_found(limits: Limits, words: Plain) -> Found:
    start, end = words.span(limits.start, limits.end)
    first = "" if limits.first is None else clock(limits.first)
    last = "" if limits.last is None else clock(limits.last)
    if first and last and last < first:
        return Found("time_range", "", words.said[start:end], start, end, "no_such_time")
    return Found("time_range", f"{first}/{last}", words.said[start:end], start, end)
