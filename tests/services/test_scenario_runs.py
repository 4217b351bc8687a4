"""Scenario files that a tenant sends: played apart from it, kept for it, and never left half done."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from ruamel.yaml import YAML

from caly_app import db, wiring
from caly_app.actor import Actor
from caly_app.errors import Forbidden, Invalid
from caly_app.models import ScenarioRun, ScenarioRunState
from caly_app.queries import scenario_runs as queries
from caly_app.scenarios import file, play, served
from caly_app.scenarios.served import Sent
from caly_app.services import housekeeping, scenario_runs, scenarios
from caly_app.services.conversations import silence, sweep
from tests.factories import a_clinic
from tests.scenarios.documents import a_file, a_scenario
from tests.scenarios.test_play import BOOKED, BOOKS

pytestmark = pytest.mark.usefixtures("database")

TWO = a_file(
    a_scenario(**BOOKS, expect={"records": [BOOKED]}),
    a_scenario(id="two", turns=[{"say": "let me talk to a person"}], expect={"escalated": False}),
)


async def asked(actor: Actor, document: Any = TWO, **sent: Any) -> ScenarioRun:
    new = await served.checked(Sent("two.yaml", json.dumps(document), **sent))
    async with db.transaction(actor) as session:
        return await scenario_runs.ask(session, actor, new)


async def play_once(run: ScenarioRun) -> None:
    """One turn of the job."""
    await served.play_on(run.organization_id, run.id, wiring.ports())


async def as_it_is(actor: Actor, run: ScenarioRun) -> tuple[ScenarioRun, list[dict[str, Any]]]:
    async with db.transaction(actor) as session:
        return await queries.one(session, actor, run.id), await queries.reports(session, run.id, 0)


def rows_by_table(admin, organization_id: UUID | None = None) -> dict[str, int]:
    tables = admin.execute(
        "select table_name from information_schema.columns "
        "where column_name = 'organization_id' and table_schema = 'public'"
    ).fetchall()
    where = "where organization_id = %s" if organization_id else ""
    parameters = (organization_id,) if organization_id else ()
    counted = {
        table: admin.execute(f"select count(*) from {table} {where}", parameters).fetchone()[0]
        for (table,) in tables
    }
    return {table: count for table, count in counted.items() if count}


async def test_it_comes_to_what_it_comes_to_here():
    clinic = await a_clinic()
    run = await asked(clinic.system())
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, now.passed, now.failed, now.scenarios) == (ScenarioRunState.DONE, 1, 1, ["one", "two"])
    assert now.started_at and now.ended_at and now.played_in is None

    ready = play.prepared(file.parsed(TWO, "here"), "here", {})
    here = [one.as_json() async for one in play.run(ready, wiring.ports())]
    assert [essence(one) for one in reports] == [essence(one) for one in here]
    assert reports[1]["escalated"] == {"value": True, "reasons": ["requested"]}


def essence(report: dict[str, Any]) -> dict[str, Any]:
    """Without what chance and the clock put in: references of new bookings, and how long it took."""
    told = {key: report[key] for key in ("id", "status", "covers", "unjudged", "error", "notes", "escalated")}
    said = [
        (one["said"], one["because"], one["asks"], one["offers"], one["tells"])
        for one in report["transcript"]
    ]
    verdicts = [(one["expectation"], one["verdict"]) for one in report["expectations"]]
    kinds = {when: [row["type"] for row in report["records"][when]] for when in ("before", "after")}
    return {**told, "said": said, "verdicts": verdicts, "kinds": kinds}


async def test_nothing_of_it_is_seen_from_the_tenant_and_nothing_is_left(admin):
    """Only the run itself, its reports, that it was asked for, and the job."""
    clinic = await a_clinic()
    before = rows_by_table(admin, clinic.organization_id)
    everywhere = rows_by_table(admin)
    run = await asked(clinic.system())
    await play_once(run)
    after = rows_by_table(admin, clinic.organization_id)
    assert {table: count - before.get(table, 0) for table, count in after.items()} == {
        **dict.fromkeys(before, 0),
        "scenario_run": 1,
        "scenario_report": 2,
        "timeline": 1,
    }
    assert rows_by_table(admin).keys() - everywhere.keys() == {"scenario_run", "scenario_report", "timeline"}
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


async def test_while_it_is_played_its_rows_are_of_another_tenant(admin, monkeypatch):
    clinic = await a_clinic()
    run = await asked(clinic.system())
    before = rows_by_table(admin, clinic.organization_id)
    seen: list[dict[str, int]] = []
    keep = scenario_runs.keep

    async def looking(attempt: Any, *args: Any, **kwargs: Any) -> bool:
        assert attempt.home != clinic.organization_id
        assert rows_by_table(admin, attempt.home)["conversation"] == len(seen) + 1
        seen.append(rows_by_table(admin, clinic.organization_id))
        return await keep(attempt, *args, **kwargs)

    monkeypatch.setattr(scenario_runs, "keep", looking)
    await play_once(run)
    assert [{**one, "scenario_report": 0} for one in seen] == [{**before, "scenario_report": 0}] * 2
    kinds = admin.execute("select distinct kind from workspace").fetchall()
    assert kinds == [("live",)]


async def test_nobody_else_ends_or_answers_what_is_played(admin, monkeypatch):
    """Its clock stands in a past that fell silent long ago; the sweeper would ask whatever model is set."""
    clinic = await a_clinic()
    run = await asked(clinic.system())
    seen: list[Any] = []
    keep = scenario_runs.keep

    async def looking(*args: Any, **kwargs: Any) -> bool:
        admin.execute("update conversation set last_said_at = '2020-10-05', ended_at = null")
        assert await silence.end_all() == 0
        admin.execute("update conversation set pending_since = '2020-10-05'")
        seen.append(await sweep.orphans())
        return await keep(*args, **kwargs)

    monkeypatch.setattr(scenario_runs, "keep", looking)
    await play_once(run)
    assert seen == [[], []]


async def test_no_model_and_no_server_outside_is_at_hand(monkeypatch):
    clinic = await a_clinic()
    given = []

    async def looking(ready, ports, home):
        given.append(ports)
        return
        yield

    monkeypatch.setattr(play, "run", looking)
    run = await asked(clinic.system())
    whole = replace(wiring.ports(), model=object(), small=object())
    await served.play_on(run.organization_id, run.id, whole)
    [ports] = given
    assert (ports.model, ports.small, ports.models, ports.outsides) == (None, None, None, None)


async def test_letters_are_kept_and_nobody_is_to_be_told(admin, monkeypatch):
    """With a mail server set: a code is written, and does not leave."""
    monkeypatch.setattr(wiring.settings, "smtp_host", "127.0.0.1")
    states: list[Any] = []
    keep = scenario_runs.keep

    async def looking(attempt: Any, *args: Any, **kwargs: Any) -> bool:
        states.extend(admin.execute("select state from mail").fetchall())
        return await keep(attempt, *args, **kwargs)

    monkeypatch.setattr(scenario_runs, "keep", looking)
    text = (Path(__file__).parents[1] / "scenarios" / "fintech.yaml").read_text()
    wanted = next(
        one for one in YAML(typ="safe").load(text)["scenarios"] if one["covers"] == ["one_time_code"]
    )
    clinic = await a_clinic()
    new = await served.checked(Sent("fintech.yaml", text, only=[wanted["id"]]))
    async with db.transaction(clinic.system()) as session:
        run = await scenario_runs.ask(session, clinic.system(), new)
    await play_once(run)
    assert states == [("kept",)]
    waiting = admin.execute("select distinct task_name from procrastinate_jobs").fetchall()
    assert waiting == [("play_scenarios",)]


async def test_a_run_that_was_cut_off_goes_on_behind_the_last_report(admin):
    clinic = await a_clinic()
    run = await asked(clinic.system())

    first = await scenario_runs.begin(run.organization_id, run.id)
    assert first
    await scenarios.make_organization(first.home)
    assert await scenario_runs.keep(first, {"id": "one"}, has_passed=True)
    # Here the process died: its tenant is still there.
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, now.played, [one["id"] for one in reports]) == (
        ScenarioRunState.DONE,
        2,
        ["one", "two"],
    )
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


async def test_a_scenario_that_always_cuts_it_off_is_named(admin):
    clinic = await a_clinic()
    run = await asked(clinic.system())
    for _ in range(scenario_runs.ATTEMPTS_AT_MOST):
        attempt = await scenario_runs.begin(run.organization_id, run.id)
        assert attempt
        await scenarios.make_organization(attempt.home)
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, reports) == (ScenarioRunState.FAILED, [])
    assert now.error == "It was cut off 3 times while it played one, and was given up."
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


async def test_who_was_thought_dead_writes_nothing_more():
    clinic = await a_clinic()
    run = await asked(clinic.system())
    stale = await scenario_runs.begin(run.organization_id, run.id)
    fresh = await scenario_runs.begin(run.organization_id, run.id)
    assert stale and fresh
    assert not await scenario_runs.keep(stale, {"id": "one"}, has_passed=True)
    await scenario_runs.leave(stale)
    await scenario_runs.give_up(stale, "no")
    assert await scenario_runs.keep(fresh, {"id": "one"}, has_passed=True)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, now.played_in, len(reports)) == (ScenarioRunState.RUNNING, fresh.home, 1)


async def test_long_runs_take_turns(admin, monkeypatch):
    monkeypatch.setattr(served, "WORK_SECONDS", 0)
    clinic = await a_clinic()
    run = await asked(clinic.system())
    await play_once(run)
    now, _ = await as_it_is(clinic.system(), run)
    assert (now.state, now.played) == (ScenarioRunState.RUNNING, 1)
    locks = admin.execute("select task_name, lock from procrastinate_jobs where status = 'todo'").fetchall()
    assert locks == [("play_scenarios", "scenarios")]
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, [one["id"] for one in reports]) == (ScenarioRunState.DONE, ["one", "two"])
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


async def test_what_is_cancelled_ends_with_the_scenario_that_is_played(admin, monkeypatch):
    clinic = await a_clinic()
    run = await asked(clinic.system())
    keep = scenario_runs.keep

    async def cancelling(*args: Any, **kwargs: Any) -> bool:
        async with db.transaction(clinic.system()) as session:
            await scenario_runs.cancel(session, clinic.system(), run.id)
        return await keep(*args, **kwargs)

    monkeypatch.setattr(scenario_runs, "keep", cancelling)
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, now.played_in, reports) == (ScenarioRunState.CANCELLED, None, [])
    assert admin.execute("select count(*) from organization").fetchone() == (1,)
    with pytest.raises(scenario_runs.HasEnded):
        async with db.transaction(clinic.system()) as session:
            await scenario_runs.cancel(session, clinic.system(), run.id)


async def test_what_nobody_is_about_to_play_is_remembered_and_what_is_over_is_not(admin):
    clinic = await a_clinic()
    run = await asked(clinic.system())
    assert await scenario_runs.remember() == 0
    admin.execute("update procrastinate_jobs set status = 'failed'")
    assert await scenario_runs.remember() == 1
    assert await scenario_runs.remember() == 0
    await play_once(run)
    admin.execute("update procrastinate_jobs set status = 'failed'")
    assert await scenario_runs.remember() == 0


async def test_what_was_cancelled_while_its_worker_was_dead_is_tidied_up(admin):
    clinic = await a_clinic()
    run = await asked(clinic.system())
    attempt = await scenario_runs.begin(run.organization_id, run.id)
    assert attempt
    await scenarios.make_organization(attempt.home)
    async with db.transaction(clinic.system()) as session:
        await scenario_runs.cancel(session, clinic.system(), run.id)
    admin.execute("update procrastinate_jobs set status = 'failed'")
    assert await scenario_runs.remember() == 1
    await play_once(run)
    now, _ = await as_it_is(clinic.system(), run)
    assert (now.state, now.played_in) == (ScenarioRunState.CANCELLED, None)
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


async def test_only_a_tenant_of_a_run_can_be_removed(admin):
    """Whatever a row names: who lives there stays."""
    clinic = await a_clinic()
    run = await asked(clinic.system())
    admin.execute("update scenario_run set played_in = %s", (clinic.organization_id,))
    before = rows_by_table(admin, clinic.organization_id)
    await play_once(run)
    after = rows_by_table(admin, clinic.organization_id)
    assert before.items() <= {**after, "timeline": before["timeline"]}.items()


async def test_another_tenants_worker_cannot_take_it():
    clinic, other = await a_clinic(), await a_clinic()
    run = await asked(clinic.system())
    await served.play_on(other.organization_id, run.id, wiring.ports())
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, reports) == (ScenarioRunState.QUEUED, [])


async def test_where_our_program_breaks_the_report_does_not_say(monkeypatch):
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError("in our program")

    monkeypatch.setattr(play, "_play", broken)
    clinic = await a_clinic()
    run = await asked(clinic.system())
    await play_once(run)
    now, reports = await as_it_is(clinic.system(), run)
    assert (now.state, now.failed) == (ScenarioRunState.DONE, 2)
    assert {one["error"] for one in reports} == {"This scenario broke on our side. It has been noted."}


async def test_how_many_wait_and_are_kept_is_bounded(admin, monkeypatch):
    clinic = await a_clinic()
    monkeypatch.setattr(scenario_runs, "UNFINISHED_AT_MOST", 2)
    monkeypatch.setattr(scenario_runs, "KEPT_AT_MOST", 3)
    for _ in range(3):
        await asked(clinic.system())
        await asked(clinic.system())
        with pytest.raises(scenario_runs.TooManyWait):
            await asked(clinic.system())
        admin.execute("update scenario_run set ended_at = now(), state = 'done'")
    await asked(clinic.system())
    assert admin.execute("select count(*) from scenario_run").fetchone() == (3,)


async def test_it_needs_the_permission():
    clinic = await a_clinic()
    nobody = replace(clinic.system(), permissions=frozenset())
    with pytest.raises(Forbidden):
        await asked(nobody)


async def _refused(document: Any, **sent: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        await served.checked(
            Sent("x", document if isinstance(document, str) else json.dumps(document), **sent)
        )
    return refusal.value.fields


async def test_each_place_that_is_wrong_is_named():
    wrong = a_file(a_scenario(turns=[{"when": {"asked_for": "shoe_size"}, "say": "x"}], now="never"))
    assert (await _refused(wrong))["file.scenarios.one.now"] == "is not a moment like 2026-10-05T14:00"
    wrong = a_file(a_scenario(turns=[{"when": {"asked_for": "shoe_size"}, "say": "x"}]))
    [(place, words)] = (await _refused(wrong)).items()
    assert place == "file.one.turns.0.when.asked_for" and "shoe_size" in words
    assert "is not YAML" in (await _refused("a: b: c"))["file"]
    assert "map.clinic" in next(iter(await _refused(TWO, map="clinic: 3")))
    assert await _refused(TWO, only=("three",)) == {"only": "There is no scenario with the id three."}
    assert await _refused(a_file(a_scenario(now="2226-10-05T14:00"))) == {
        "file.one.now": "must be between 1980 and 2080"
    }
    long = a_file(a_scenario(turns=[{"say": "la " * 2000}]))
    assert await _refused(long) == {"file.one.turns.0": "This is too long for a message."}
    many = a_file(*(a_scenario(id=str(number)) for number in range(served.SCENARIOS_AT_MOST + 1)))
    assert await _refused(many) == {"file": "Please send at most 100 scenarios at once."}


async def test_a_map_and_a_choice_go_along():
    clinic = await a_clinic()
    document = a_file(
        a_scenario(turns=[{"say": "hello"}, {"when": {"asked_for": "handset"}, "say": "x"}]),
        a_scenario(id="two"),
    )
    sent = {"map": "healthcare: {slots: {handset: phone}}", "only": ("one",)}
    run = await asked(clinic.system(), document, **sent)
    assert run.scenarios == ["one"]
    await play_once(run)
    now, [report] = await as_it_is(clinic.system(), run)
    assert (now.state, report["id"]) == (ScenarioRunState.DONE, "one")


async def test_what_is_a_month_old_is_put_away(admin):
    clinic = await a_clinic()
    old, new = await asked(clinic.system()), await asked(clinic.system())
    for run in (old, new):
        await play_once(run)
    admin.execute("update scenario_run set ended_at = now() - interval '31 days' where id = %s", (old.id,))
    assert (await housekeeping.tidy())["scenario_run"] == 1
    assert admin.execute("select distinct run_id from scenario_report").fetchall() == [(new.id,)]
