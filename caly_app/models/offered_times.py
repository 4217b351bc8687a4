"""Which times a resource offers on a day: its own hours or the business's, or the starts set for that day.

A day is walked on the clock on the wall: on the day when it jumps, times that do not exist are not
offered, and those that come twice are offered once.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from caly_app.agents.business import WEEKDAYS, Business

_DAY_MINUTES = 24 * 60

Span = tuple[int, int]  # minutes since midnight


def starts_on(
    day: date, *, hours: Mapping[str, Any], dates: Mapping[str, Any], slot_minutes: int, business: Business
) -> list[datetime]:
    """In UTC, in order. `hours`, `dates`: as a Resource has them. Nothing on a holiday.

    Starts set for a day count as they are; hours count only where the business is open, too.
    """
    if day in business.holidays:
        return []
    set_for_day = dates.get(day.isoformat())
    if set_for_day is not None:
        minutes = sorted({_minutes(time.fromisoformat(start)) for start in set_for_day})
    else:
        minutes = [
            minute
            for opens, closes in _open_spans(day, hours, business)
            for minute in range(opens, closes - slot_minutes + 1, slot_minutes)
        ]
    return list(_as_moments(day, minutes, business.timezone))


def is_within_hours(moment: datetime, hours: Mapping[str, Any], business: Business) -> bool:
    """`moment` in the business's zone."""
    minute = _minutes(moment.time())
    return moment.date() not in business.holidays and any(
        opens <= minute < closes for opens, closes in _open_spans(moment.date(), hours, business)
    )


def _open_spans(day: date, hours: Mapping[str, Any], business: Business) -> list[Span]:
    of_business = [_span(opens, closes) for opens, closes in business.hours_on(day)]
    if not hours:
        return of_business
    own = [
        _span(time.fromisoformat(opens), _end(closes))
        for opens, closes in hours.get(WEEKDAYS[day.weekday()], ())
    ]
    if not business.opening_hours:
        return own
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in own for b in of_business)
    return sorted(span for span in both if span[0] < span[1])


def _as_moments(day: date, minutes: Sequence[int], zone: ZoneInfo) -> Iterator[datetime]:
    midnight = datetime.combine(day, time(0), zone)
    if midnight.utcoffset() == (midnight + timedelta(days=1)).utcoffset():
        start = midnight.astimezone(UTC)
        yield from (start + timedelta(minutes=minute) for minute in minutes)
        return
    for minute in minutes:
        wall = midnight + timedelta(minutes=minute)  # arithmetic within a zone moves the wall clock
        moment = wall.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            yield moment


def _span(opens: time, closes: time) -> Span:
    return _minutes(opens), _minutes(closes)


def _minutes(at: time) -> int:
    """The last second of a day stands for its end."""
    return _DAY_MINUTES if at >= time(23, 59, 59) else at.hour * 60 + at.minute


def _end(written: str) -> time:
    return time(23, 59, 59) if written == "24:00" else time.fromisoformat(written)
