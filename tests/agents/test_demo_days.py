"""Records of a demo lie ahead and behind of the day it is made."""

from datetime import date

from caly_app.agents.demo_days import dated
from caly_app.agents.sectors import all_sectors


def test_days_are_told_from_today_wherever_they_stand():
    data = {"due": "today+2", "events": [{"at": "today-1T09:30"}], "made": "today", "note": "see you today"}

    assert dated(data, date(2026, 10, 5)) == {
        "due": "2026-10-07",
        "events": [{"at": "2026-10-04T09:30"}],
        "made": "2026-10-05",
        "note": "see you today",
    }


def test_a_named_weekday_is_the_first_from_then_on():
    monday = date(2026, 10, 5)

    assert dated({"a": "today+1,monT18:00", "b": "today,mon", "c": "today+7,fri"}, monday) == {
        "a": "2026-10-12T18:00",
        "b": "2026-10-05",
        "c": "2026-10-16",
    }


def test_the_courses_of_the_demo_begin_and_take_place_on_their_days():
    """Whatever day the demo is made on."""
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for made in range(7):
        records = [
            (record.kind, record.reference, dated(record.data, date(2026, 10, 5 + made)))
            for record in all_sectors()["education"].demo.records
        ]
        days = {reference: data["weekdays"] for kind, reference, data in records if kind == "course"}
        told = [(ref, data["starts_on"]) for kind, ref, data in records if kind == "course"]
        told += [(str(data["course"]), data["starts_at"]) for kind, _, data in records if kind == "lesson"]

        for course, day in told:
            on = date.fromisoformat(str(day)[:10])
            assert weekdays[on.weekday()] in days[course], course


def test_no_demo_grows_old():
    """Births, and when somebody came first, stay as they are; everything else is told from today."""
    told = {
        (name, one.reference, field)
        for name, sector in all_sectors().items()
        for one in (
            *sector.demo.records,
            *(record for who in sector.demo.customers for record in who.records),
        )
        for field, value in one.data.items()
        if isinstance(value, str) and value.startswith(("2025-", "2026-", "2027-")) and "-" in value[5:]
    }
    assert told == set()
