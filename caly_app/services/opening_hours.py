"""Opening hours as people write them, and as they are stored: {"mon": [["08:00", "12:00"], ...]}.

A missing day is closed. "24:00" is the end of the day; hours past midnight are two stretches.
"""

import re
from collections.abc import Mapping, Sequence

from caly_app.agents.business import WEEKDAYS

Hours = dict[str, list[list[str]]]

USUAL: Hours = {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}

DAYS = dict(zip(WEEKDAYS, "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(), strict=True))
_SPAN = re.compile(r"(\d{1,2}):?(\d\d)?\s*(?:-|–|to)\s*(\d{1,2}):?(\d\d)?")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_STRETCHES_AT_MOST = 6


class StrangeHours(ValueError):
    """What is wrong, for the person who wrote it."""


def stored(written: Mapping[str, object]) -> Hours:
    """From {"mon": "08:00-12:00, 13:00-18:00", "tue": [["08:00", "18:00"]], "sat": "closed"}.

    Raises StrangeHours.
    """
    unknown = [day for day in written if day not in WEEKDAYS]
    if unknown:
        raise StrangeHours(f"There is no day {unknown[0][:20]}: use {', '.join(WEEKDAYS)}.")
    hours = {day: _stretches(DAYS[day], written[day]) for day in WEEKDAYS if day in written}
    return {day: stretches for day, stretches in hours.items() if stretches}


def in_words(hours: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, str]:
    """Each day as people write it: "08:00-12:00, 13:00-18:00", or empty when closed."""
    return {day: ", ".join(f"{opens}-{closes}" for opens, closes in hours.get(day, ())) for day in WEEKDAYS}


def _stretches(day: str, written: object) -> list[list[str]]:
    match written:
        case None | "" | "closed":
            return []
        case str():
            pairs = [_read(day, part) for part in written.split(",") if part.strip()]
        case [str() as opens, str() as closes] if _TIME.fullmatch(opens.strip()):
            pairs = [(_time(day, opens), _time(day, closes))]
        case list() | tuple():
            pairs = [_pair(day, pair) for pair in written]
        case _:
            raise StrangeHours(f"{day}: write hours as 08:00-18:00, or closed.")
    return _in_order(day, pairs)


def _pair(day: str, pair: object) -> tuple[str, str]:
    match pair:
        case [str() as opens, str() as closes]:
            return _time(day, opens), _time(day, closes)
        case str():
            return _read(day, pair)
    raise StrangeHours(f"{day}: write hours as 08:00-18:00, or closed.")


def _read(day: str, span: str) -> tuple[str, str]:
    if found := _SPAN.fullmatch(span.strip()):
        from_hour, from_minute, to_hour, to_minute = found.groups(default="00")
        return _time(day, f"{from_hour}:{from_minute}"), _time(day, f"{to_hour}:{to_minute}")
    raise StrangeHours(f"{day}: write hours as 08:00-18:00, or closed.")


def _time(day: str, written: str) -> str:
    found = _TIME.fullmatch(written.strip())
    if found:
        hour, minute = int(found[1]), int(found[2])
        if minute < 60 and (hour < 24 or (hour, minute) == (24, 0)):
            return f"{hour:02}:{minute:02}"
    raise StrangeHours(f"{day}: {written.strip()[:20]} is not a time.")


def _in_order(day: str, pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    if len(pairs) > _STRETCHES_AT_MOST:
        raise StrangeHours(f"{day}: at most {_STRETCHES_AT_MOST} stretches.")
    stretches = sorted([opens, "24:00" if closes == "00:00" else closes] for opens, closes in pairs)
    for opens, closes in stretches:
        if opens >= closes:
            raise StrangeHours(
                f"{day}: it closes at {closes}, before it opens at {opens}. "
                "Hours past midnight belong to the next day."
            )
    for (_, closes), (opens, _) in zip(stretches, stretches[1:], strict=False):
        if opens < closes:
            raise StrangeHours(f"{day}: {opens} is within the hours before it.")
    return stretches
