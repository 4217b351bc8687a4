"""What a number counts: 'two boxes', asked for the weight or the hour, is neither, and a day is no count."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.slots.units import is_a_way

_A_FEW = 4  # words: an address has more beside what is counted
_HOUSE = re.compile(r"\b\d{1,4}[a-z]?,? ", re.IGNORECASE)
_NO_COUNT = re.compile(r"0\d+")  # 04988, 0211: digits of something
_MIGHT_COME = re.compile(r"\bmay (?!to\b|and\b|or\b|for\b|at\b|in\b)[a-z]")
_WITH_UNIT = re.compile(r"[:h]|[ap]\.?m|o'?clock|uhr|heure|hora|noon|midday", re.IGNORECASE)


def of_this(
    ones: Sequence[Found],
    kind: str,
    text: str,
    own: Sequence[Found],
    others: Sequence[Found],
    at: SlotContext,
) -> list[Found]:
    """Without what another slot counts, a house number, and digits of a postcode or a phone.

    `own`: what this slot's own words announce; `others`: what those of other slots do.
    """
    if kind == "address":  # "about five kilos", asked where to collect
        return [one for one in ones if len(one.text.split()) > _A_FEW or not _any(one, others)]
    if kind not in ("number", "time", "date", "reference") or not ones:
        return [*ones]
    taken = [other for other in others if not any(_overlap(other, mine) for mine in own)]
    if kind == "number" and _HOUSE.search(text):
        taken += [one for one in find("address", text, at) if one.value]
    if kind == "number":
        days = _days(text, at)
        taken += [one for one in (*days, *_hours(text, days, at)) if not _any(one, own)]
        ones = [one for one in ones if not is_a_way(folded(text[one.end :]), at.language)]
    return [
        one
        for one in ones
        if not _any(one, taken)
        and not (kind == "number" and _NO_COUNT.fullmatch(one.text.strip()))
        or kind == "time"
        and _WITH_UNIT.search(one.text)
    ]


def several(text: str, at: SlotContext) -> bool:
    """'Four sandwiches' are more than the one that was offered."""
    return any(one.value not in ("", "1") for one in find("number", text, at))


def _days(text: str, at: SlotContext) -> list[Found]:
    """'Sorry, 13 to 16', 'the wedding is 13 June', asked how many come, are days."""
    days = [one for kind in ("date", "date_range") for one in find(kind, text, at)]
    return [
        one
        for one in days
        if one.value and not one.problem and not _MIGHT_COME.match(text, one.end - len("may"))
    ]


_ROUGHLY = re.compile(r"(?:about|around|roughly|circa|ca|sobre|vers|gegen|for)\b", re.IGNORECASE)


def _hours(text: str, days: Sequence[Found], at: SlotContext) -> list[Found]:
    """'Tomorrow between 10 and 12', 'Thursday at 9', asked how many boxes, are hours; 'about 12 on Saturday'
    may be twelve who come."""
    if not any(day.kind == "date" for day in days):
        return []
    hours = [one for one in find("time", text, at) if one.value or one.problem == "range"]
    return [one for one in hours if not one.text[:1].isdigit() and not _ROUGHLY.match(one.text)]


def _any(one: Found, others: Sequence[Found]) -> bool:
    return any(_overlap(one, other) for other in others)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
