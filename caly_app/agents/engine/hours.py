"""When the business is open, and its holidays."""

from collections.abc import Mapping
from datetime import date, timedelta

from caly_app.agents.course import Course
from caly_app.agents.dialogue import Choice

_DAYS_AHEAD = 21
_HOLIDAYS_AHEAD = 120


def told(about: Mapping[str, str], course: Course) -> None:
    business = course.turn.business
    if not business.opening_hours:
        course.tell("hours_unknown", code="fact_unknown")
    elif day := about.get("date"):
        _hours_on(date.fromisoformat(day), course)
    elif "holidays" in about:
        _holidays(course)
    else:
        course.tell("opening_hours")


def _hours_on(day: date, course: Course) -> None:
    business = course.turn.business
    if business.hours_on(day):
        course.tell("open_on_day", {"date": day.isoformat()})
        return
    values = {"date": day.isoformat(), "holiday": business.holidays.get(day, "")}
    key = "closed_for_holiday" if day in business.holidays else "closed_on_day"
    course.tell(key, {**values, "next_day": _next_open(day, course)})


def _next_open(day: date, course: Course) -> str:
    for ahead in range(1, _DAYS_AHEAD):
        if course.turn.business.hours_on(day + timedelta(days=ahead)):
            return (day + timedelta(days=ahead)).isoformat()
    return ""


def _holidays(course: Course) -> None:
    today = course.turn.now.date()
    coming = [
        day
        for day in sorted(course.turn.business.holidays)
        if today <= day <= today + timedelta(_HOLIDAYS_AHEAD)
    ]
    if not coming:
        course.tell("no_holidays", code="opening_hours")
        return
    choices = tuple(
        Choice(
            label="choice_holiday",
            fills={},
            values={"date": d.isoformat(), "name": course.turn.business.holidays[d]},
        )
        for d in coming[:6]
    )
    course.tell("holidays_listed", choices=choices)
