"""Whether a business is open now, and until or from when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from caly_app.agents.business import Business

_DAYS_AHEAD = 14


@dataclass(frozen=True)
class HoursNow:
    """Times are aware, in the business's zone."""

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None


def hours_now(business: Business, now: datetime) -> HoursNow:
    """`opens_at` is None when there are no hours in the next two weeks."""
    here = now.astimezone(business.timezone)
    for opens, closes in business.hours_on(here.date()):
        if opens <= here.time() < closes:
            return HoursNow(True, closes_at=datetime.combine(here, closes, business.timezone))
    for ahead in range(_DAYS_AHEAD):
        day = here.date() + timedelta(days=ahead)
        for opens, _ in sorted(business.hours_on(day)):
            moment = datetime.combine(day, opens, business.timezone)
            if moment > here:
                return HoursNow(False, opens_at=moment)
    return HoursNow(False)
