"""Days of a demo's records, told from the day the demo is made: `today+2`, `today-1T09:30`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

_FROM_TODAY = re.compile(r"today([+-]\d{1,3})?(T\d\d:\d\d)?")


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
    day = today + timedelta(days=int(found[1] or 0))
    return f"{day.isoformat()}{found[2] or ''}"
