"""Days of a demo's records, told from the day the demo is made: `today+2`, `today-1T09:30`.

`today+14,tue` is the first Tuesday from then on: a course on Tuesdays does not begin on a Monday.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

_FROM_TODAY = re.compile(
    r"today(?P<days>[+-]\d{1,3})?(?:,(?P<weekday>mon|tue|wed|thu|fri|sat|sun))?(?P<time>T\d\d:\d\d)?"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def dated(data: Mapping[str, object], today: date) -> dict[str, object]:
    """The same data with real days in it."""
    return {name: _dated(value, today) for name, value in data.items()}


def _dated(value: object, today: date) -> object:
    match value:
        case str():
            return _day(value, today)
        case dict():
            return dated(value, today)
        case list():
            return [_dated(one, today) for one in value]
        case _:
            return value


def _day(text: str, today: date) -> str:
    found = _FROM_TODAY.fullmatch(text)
    if found is None:
        return text
    day = today + timedelta(days=int(found["days"] or 0))
    if found["weekday"]:
        day += timedelta(days=(_WEEKDAYS.index(found["weekday"]) - day.weekday()) % 7)
    return f"{day.isoformat()}{found['time'] or ''}"
