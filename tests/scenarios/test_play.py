"""Scenarios are played in a tenant of their own, and leave nothing behind."""

import json
from pathlib import Path
from typing import Any

import psycopg

from caly_app import wiring
from caly_app.embedded_postgres import Urls
from caly_app.scenarios import report
from caly_app.scenarios.play import run
from caly_app.scenarios.report import Played
from caly_app.scenarios.setup import Prepared
from caly_app.services import scenarios
from tests.scenarios.documents import prepared

BOOKS: dict[str, Any] = {
    "setup": {
        "business": {"opening_hours": {"mon": "08:00-18:00", "sat": "closed"}},
        "records": {
            "providers": [{"name": "Dr. Imre Halas", "specialty": "GP"}],
            "appointment_slots": {"2026-10-08": ["09:30", "11:00"]},
            "appointments": [{"id": "AP-1", "start": "2026-10-08T09:00", "phone": "02079460001"}],
        },
    },
    "turns": [
        {"say": "Thursday at nine with Dr Halas please"},
        {"when": {"offered": "alternatives"}, "say": "half nine then, no, eleven"},
        {"when": {"asked_for": "full_name"}, "say": "Ros Penhale"},
        {"when": {"asked_for": "phone"}, "say": "020 7946 0123"},
        {"id": "yes", "when": {"asked_for": "confirmation"}, "say": "yes"},
    ],
}
BOOKED = {"type": "appointment", "match": {"phone": "02079460123"}, "must": "exist", "count": 1}


async def played(*ready: Prepared) -> list[Played]:
    return [one async for one in run(ready, wiring.ports())]


async def test_rows_decide(database: Urls) -> None:
    right = {"records": [{**BOOKED, "values": {"start": "2026-10-08T11:00", "provider": "Dr. Imre Halas"}}]}
    wrong = {"records": [{**BOOKED, "values": {"start": "2026-10-08T09:30"}}]}
    one, other = await played(prepared(**BOOKS, expect=right), prepared(**BOOKS, expect=wrong))
    assert (one.status, other.status) == ("pass", "fail")
    assert "start is '2026-10-08T11:00'" in other.line()


async def test_somebody_else_may_be_quicker(database: Urls) -> None:
    event = {"after_turn": 4, "take_slot": "2026-10-08T11:00"}
    setup = {**BOOKS["setup"], "records": {**BOOKS["setup"]["records"], "event": event}}
    turns = [*BOOKS["turns"], {"when": {"told": "slot_taken", "after": "yes"}, "say": "half past nine then"}]
    expect = {"records": [{**BOOKED, "values": {"start": "2026-10-08T09:30"}}]}
    [one] = await played(prepared(setup=setup, turns=turns, expect=expect))
    assert one.status == "pass", one.transcript()


async def test_policy_is_the_assistants(database: Urls) -> None:
    setup = {
        "policy": {"identity": ["email"], "identity_attempts": 1},
        "records": {"prescriptions": [{"id": "R", "email": "ros@example.org", "medication": "Atenolol"}]},
    }
    turns = [
        {"say": "I need a refill of my Atenolol"},
        {"when": {"asked_for": "email"}, "say": "somebody@example.org"},
    ]
    expect = {"escalated": {"value": True, "reason": "identity_failed"}, "reask": {"must_not": ["phone"]}}
    [one] = await played(prepared(setup=setup, turns=turns, expect=expect))
    assert one.status == "pass", one.transcript()


async def test_silence_passes_and_a_past_may_be_told(database: Urls) -> None:
    setup = {
        "records": {"appointments": [{"id": "OLD", "start": "2026-01-08T09:00", "phone": "02079460123"}]}
    }
    turns = [{"say": "", "silence_seconds": 3600}, {"say": "what time is it you close today?"}]
    expect = {"records": [{"type": "appointment", "match": {"id": "OLD"}, "must": "unchanged"}]}
    [one] = await played(prepared(setup=setup, turns=turns, expect=expect, channel="voice"))
    assert one.status == "pass" and one.spoken[1].tells == ["empty"]


async def test_nothing_is_left_behind(database: Urls, admin: psycopg.Connection) -> None:
    await played(prepared(**BOOKS, expect={"records": [BOOKED]}))
    tables = admin.execute(
        "select table_name from information_schema.columns "
        "where column_name = 'organization_id' and table_schema = 'public'"
    ).fetchall()
    assert len(tables) > 20
    for (table,) in tables:
        assert admin.execute(f"select count(*) from {table}").fetchone() == (0,), (
            table
        )  # names from the catalogue
    assert admin.execute("select count(*) from organization").fetchone() == (0,)


async def test_what_an_interrupted_run_left_goes_with_the_next(
    database: Urls, admin: psycopg.Connection
) -> None:
    left = await scenarios.make_organization()
    admin.execute("update organization set created_at = now() - interval '1 day'")
    await scenarios.remove_left_behind()
    found = admin.execute(
        "select count(*) from organization where id = %s", (left.organization_id,)
    ).fetchone()
    assert found == (0,)


async def test_what_breaks_is_told_and_the_others_go_on(database: Urls) -> None:
    broken = prepared(**BOOKS, expect={"records": [BOOKED]})
    broken.records.people.known_as({"phone": "no number"})
    one, other = await played(broken, prepared(**BOOKS, expect={"records": [BOOKED]}))
    assert (one.status, other.status) == ("fail", "pass")
    assert "phone" in one.error


async def test_a_report_has_all_of_it(database: Urls, tmp_path: Path) -> None:
    expect = {"records": [BOOKED], "must_say": ["that nine is taken"]}
    [one] = await played(prepared(**BOOKS, expect=expect))
    report.write(tmp_path, one)
    told = json.loads((tmp_path / "healthcare.one.json").read_text())
    assert told["status"] == "pass" and told["unjudged"] == 1
    assert [row["id"] for row in told["records"]["before"] if row["type"] == "appointment"] == ["AP-1"]
    assert len([row for row in told["records"]["after"] if row["type"] == "appointment"]) == 2
    assert told["transcript"][1]["why"]["commands"] and told["transcript"][1]["tells"] == ["slot_taken"]
    assert report.summary([one]) == "1 passed, 0 failed; 1 expectations unjudged, for no model is set."
