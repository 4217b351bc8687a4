"""The days that a report is about. Relative ones stay so: 'last week' is another week next week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_DAYS = 366
BETWEEN, LAST_DAYS = "between", "last_days"

# In the order in which they are offered.
TITLES: Mapping[str, str] = {
    "today": "today",
    "yesterday": "yesterday",
    "this_week": "this week",
    "last_week": "last week",
    "this_month": "this month",
    "last_month": "last month",
    "this_quarter": "this quarter",
    "last_quarter": "last quarter",
    "this_year": "this year",
    "last_year": "last year",
    LAST_DAYS: "the last days",
    BETWEEN: "from one day to another",
}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


class NoSuchPeriod(ValueError):
    """What is wrong with it, in words."""


@dataclass(frozen=True)
class Days:
    """From one day to another, both of them included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Period:
    """`name`: one of TITLES. `days` belongs to `last_days`, `first` and `last` to `between`."""

    name: str
    days: int = 0
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Raises NoSuchPeriod."""
        if self.name not in TITLES:
            raise NoSuchPeriod(f"There is no period {self.name!r}.")
        if self.name == LAST_DAYS and not 1 <= self.days <= LONGEST_DAYS:
            raise NoSuchPeriod(f"Please choose from 1 to {LONGEST_DAYS} days.")
        if self.name == BETWEEN and not self._is_a_span():
            raise NoSuchPeriod(f"Please choose from 1 to {LONGEST_DAYS} days, the first one first.")

    def _is_a_span(self) -> bool:
        if self.first is None or self.last is None or not 1 < self.first.year < 9998:
            return False
        return 1 <= Days(self.first, self.last).count <= LONGEST_DAYS

    def as_of(self, today: date) -> Days:
        """Whole weeks begin on a Monday. What is not over yet ends today."""
        if self.name == BETWEEN:
            assert self.first and self.last
            return Days(self.first, self.last)
        if self.name == LAST_DAYS:
            return Days(today - timedelta(days=self.days - 1), today)
        if self.name in ("today", "yesterday"):
            day = today - timedelta(days=self.name == "yesterday")
            return Days(day, day)
        which, _, unit = self.name.partition("_")
        begins = _beginning(today, unit)
        if which == "this":
            return Days(begins, today)
        return Days(_shifted(begins, unit, -1), begins - timedelta(days=1))

    def before(self, today: date) -> Days:
        """The same length up to the day before; of what is a calendar's own, the one before it.

        Of a month that is not over, as many days of the month before.
        """
        days = self.as_of(today)
        unit = self._unit(days)
        if unit is None:
            length = timedelta(days=days.count)
            return Days(days.first - length, days.last - length)
        first = _shifted(days.first, unit, -1)
        if self.name.startswith("this_"):
            return Days(first, min(first + timedelta(days=days.count - 1), days.first - timedelta(days=1)))
        return Days(first, days.first - timedelta(days=1))

    def year_before(self, today: date) -> Days:
        days = self.as_of(today)
        first = _year_back(days.first)
        if self._unit(days) in ("month", "quarter") and not self.name.startswith("this_"):
            return Days(first, _shifted(first, self._unit(days) or "", 1) - timedelta(days=1))
        return Days(first, max(first, _year_back(days.last)))

    def _unit(self, days: Days) -> str | None:
        """What of a calendar it is one of: a month that was named by its days is a month."""
        if self.name == BETWEEN:
            whole = (unit for unit in _MONTHS_OF if _is_whole(days, unit))
            return next(whole, None)
        unit = self.name.partition("_")[2]
        return unit if unit in _MONTHS_OF or unit == "week" else None


def between(first: date, last: date) -> Period:
    return Period(BETWEEN, first=first, last=last)


def month_of(first: date) -> Period:
    return between(first, _shifted(first, "month", 1) - timedelta(days=1))


def _is_whole(days: Days, unit: str) -> bool:
    is_first = days.first == _beginning(days.first, unit)
    return is_first and days.last == _shifted(days.first, unit, 1) - timedelta(days=1)


def _beginning(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS_OF[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _shifted(begins: date, unit: str, by: int) -> date:
    """`begins`: the first day of a week, or of a month."""
    if unit == "week":
        return begins + timedelta(weeks=by)
    place = begins.year * 12 + begins.month - 1 + by * _MONTHS_OF[unit]
    return date(place // 12, place % 12 + 1, 1)


def _year_back(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
