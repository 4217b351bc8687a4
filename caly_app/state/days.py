"""Filters by day: what an address says of them, as moments of the business."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from caly_app import clock

BETWEEN = "between"


def span(when: str, first: str, last: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """From (with it), to (without it), in whole days. `first`, `last`: days, where no `when` is known."""
    today = clock.now().astimezone(zone).date()

    def midnight(days_ago: int) -> datetime:
        return datetime.combine(today - timedelta(days=days_ago), time(), zone)

    match when:
        case "today":
            return midnight(0), None
        case "yesterday":
            return midnight(1), midnight(0)
        case "week":
            return midnight(6), None
        case "month":
            return midnight(29), None
        case _:
            return _day(first, zone), _day(last, zone, days=1)


def _day(text: str, zone: ZoneInfo, days: int = 0) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=days), time(), zone)
    except (ValueError, OverflowError):
        return None
