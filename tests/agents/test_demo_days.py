"""Records of a demo lie ahead and behind of the day it is made."""

from datetime import date

from caly_app.agents.demo_days import dated


def test_days_are_told_from_today_wherever_they_stand():
    data = {"due": "today+2", "events": [{"at": "today-1T09:30"}], "made": "today", "note": "see you today"}

    assert dated(data, date(2026, 10, 5)) == {
        "due": "2026-10-07",
        "events": [{"at": "2026-10-04T09:30"}],
        "made": "2026-10-05",
        "note": "see you today",
    }
