"""Days of periods, and of those that they are compared with."""

from datetime import date

import pytest

from caly_app.agents.reports.periods import Days, NoSuchPeriod, Period, between

SUNDAY = date(2026, 11, 22)


def days(said: Days) -> str:
    return f"{said.first}..{said.last}"


@pytest.mark.parametrize(
    ("period", "now", "before", "year_before"),
    [
        (Period("today"), "2026-11-22..2026-11-22", "2026-11-21..2026-11-21", "2025-11-22..2025-11-22"),
        (Period("this_week"), "2026-11-16..2026-11-22", "2026-11-09..2026-11-15", "2025-11-16..2025-11-22"),
        (Period("last_week"), "2026-11-09..2026-11-15", "2026-11-02..2026-11-08", "2025-11-09..2025-11-15"),
        (Period("this_month"), "2026-11-01..2026-11-22", "2026-10-01..2026-10-22", "2025-11-01..2025-11-22"),
        (Period("last_month"), "2026-10-01..2026-10-31", "2026-09-01..2026-09-30", "2025-10-01..2025-10-31"),
        (
            Period("last_quarter"),
            "2026-07-01..2026-09-30",
            "2026-04-01..2026-06-30",
            "2025-07-01..2025-09-30",
        ),
        (Period("last_year"), "2025-01-01..2025-12-31", "2024-01-01..2024-12-31", "2024-01-01..2024-12-31"),
        (
            Period("last_days", 7),
            "2026-11-16..2026-11-22",
            "2026-11-09..2026-11-15",
            "2025-11-16..2025-11-22",
        ),
        (
            between(date(2026, 3, 1), date(2026, 3, 31)),
            "2026-03-01..2026-03-31",
            "2026-02-01..2026-02-28",
            "2025-03-01..2025-03-31",
        ),
        (
            between(date(2028, 2, 29), date(2028, 2, 29)),
            "2028-02-29..2028-02-29",
            "2028-02-28..2028-02-28",
            "2027-02-28..2027-02-28",
        ),
    ],
)
def test_of_a_calendar_it_is_the_one_before(period: Period, now: str, before: str, year_before: str):
    assert days(period.as_of(SUNDAY)) == now
    assert days(period.before(SUNDAY)) == before
    assert days(period.year_before(SUNDAY)) == year_before


def test_a_month_that_is_longer_than_the_one_before_is_compared_with_all_of_it():
    assert days(Period("this_month").before(date(2026, 3, 31))) == "2026-02-01..2026-02-28"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "soon"},
        {"name": "last_days"},
        {"name": "last_days", "days": 367},
        {"name": "between"},
        {"name": "between", "first": date(2026, 3, 2), "last": date(2026, 3, 1)},
        {"name": "between", "first": date(2020, 1, 1), "last": date(2026, 1, 1)},
        {"name": "between", "first": date(1, 1, 1), "last": date(1, 1, 2)},
        {"name": "between", "first": date(9999, 12, 30), "last": date(9999, 12, 31)},
    ],
)
def test_what_is_no_period_is_refused(wrong: dict):
    with pytest.raises(NoSuchPeriod):
        Period(**wrong)
