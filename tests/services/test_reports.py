"""Reports: a language model fills in the same data, and what is due is sent once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor, Role
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.agents.reports.by_model import without_private
from caly_app.errors import Forbidden
from caly_app.models import Every, KeptReport
from caly_app.ports import Ports
from caly_app.services import reports
from caly_app.services.reports import Schedule
from caly_app.settings import settings
from tests.factories import DEAF, Clinic, a_clinic, a_member
from tests.fake_model import FakeModel, calls, fake_model, html, says, silent, status
from tests.history import happened

pytestmark = pytest.mark.usefixtures("database")
ODD = "did folks get shoved along to a colleague of flesh and blood last week"
FITS = {"measure": "escalated", "by": "agent", "period": {"name": "last_week"}}
LONDON = ZoneInfo("Europe/London")


# --- with a language model ---


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel) -> Ports:
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))


async def test_it_is_asked_only_about_what_words_leave_open(fake: FakeModel, ports: Ports):
    actor = await a_member(await a_clinic(), Role.VIEWER)
    asked = await reports.ask(actor, "busiest hours this month", ports)
    assert asked.result and not asked.is_by_model and fake.asked == []


async def test_it_fills_in_the_same_data_and_we_count(
    fake: FakeModel, ports: Ports, admin: psycopg.Connection
):
    actor = await a_member(await a_clinic(), Role.VIEWER)
    fake.then(calls(("make_report", FITS)))
    asked = await reports.ask(actor, ODD, ports)
    assert (
        asked.is_by_model
        and asked.result
        and asked.result.report.as_json()
        == {
            **FITS,
            "filters": {},
            "compare": "",
        }
    )
    assert asked.result.total.count == 0
    assert admin.execute("select kind, quantity from usage").fetchall() == [("model.report", 120)]
    [sent] = fake.asked
    assert [tool["function"]["name"] for tool in sent["tools"]] == ["make_report"]


@pytest.mark.parametrize(
    "wrong",
    [
        calls(("make_report", {**FITS, "measure": "profit"})),
        calls(("make_report", {**FITS, "sql": "select 1"})),
        calls(("make_report", {**FITS, "filters": {"agent": "' or 1=1 --"}})),
        calls(("make_report", {**FITS, "period": {"name": "last_days", "days": 10**9}})),
        calls(("make_report", "no JSON")),
        calls(("make_report", "[]")),
        calls(("run_sql", {"query": "select 1"})),
        calls(("make_report", FITS), ("make_report", FITS)),
    ],
)
async def test_what_makes_no_report_is_repaired_once(fake: FakeModel, ports: Ports, wrong):
    actor = await a_member(await a_clinic())
    fake.then(wrong, calls(("make_report", FITS)))
    asked = await reports.ask(actor, ODD, ports)
    assert asked.is_by_model and asked.result and len(fake.asked) == 2
    assert "Error: " in str(fake.asked[1]["messages"])

    fake.then(wrong, wrong, calls(("make_report", FITS)))
    asked = await reports.ask(actor, ODD, ports)
    assert asked.result is None and len(fake.asked) == 4


@pytest.mark.parametrize("away", [status(500), html, silent, says("NONE"), says("There were 999 of them.")])
async def test_where_it_is_away_or_talks_words_do(fake: FakeModel, ports: Ports, away, monkeypatch):
    monkeypatch.setattr("caly_app.agents.reports.by_model.SECONDS", 0.5)
    fake.usual = away
    actor = await a_member(await a_clinic())
    asked = await reports.ask(actor, ODD, ports)
    assert asked.result is None and not asked.is_by_model
    asked = await reports.ask(actor, "conversations in Berlin last week", ports)
    assert asked.result and asked.reading.unknown == ("berlin",)


async def test_where_its_budget_is_spent_nobody_asks_it(fake: FakeModel, ports: Ports, monkeypatch):
    monkeypatch.setattr(settings, "model_budget_workspace_day", 0.0)
    asked = await reports.ask(await a_member(await a_clinic()), ODD, ports)
    assert asked.result is None and fake.asked == []


def test_nobodys_number_goes_out():
    said = "calls of +44 20 7946 0123 and ros@example.org since 2026-11-01"
    assert without_private(said) == "calls of [private] and [private] since 2026-11-01"


# --- sent when due ---


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "day", "hour", "after", "due"),
    [
        (Every.DAY, 1, 8, "2026-11-22T07:59", "2026-11-22T08:00"),
        (Every.DAY, 1, 8, "2026-11-22T08:00", "2026-11-23T08:00"),
        (Every.DAY, 1, 8, "2026-07-01T08:00", "2026-07-02T07:00"),  # summer time
        (Every.DAY, 1, 1, "2026-03-28T12:00", "2026-03-29T01:00"),  # 01:00 is left out that day: it is 02:00
        (Every.DAY, 1, 1, "2026-10-24T12:00", "2026-10-25T00:00"),  # 01:00 comes twice: the first
        (Every.DAY, 1, 1, "2026-10-25T00:00", "2026-10-26T01:00"),  # ... and only that
        (Every.WEEK, 1, 7, "2026-11-22T12:00", "2026-11-23T07:00"),
        (Every.WEEK, 7, 7, "2026-11-22T12:00", "2026-11-29T07:00"),
        (Every.MONTH, 31, 7, "2026-01-31T12:00", "2026-02-28T07:00"),
        (Every.MONTH, 30, 7, "2026-01-30T12:00", "2026-02-28T07:00"),
        (Every.MONTH, 31, 7, "2026-02-28T12:00", "2026-03-31T06:00"),
        (Every.MONTH, 1, 0, "2026-12-01T00:00", "2027-01-01T00:00"),
    ],
)
def test_the_next_time_is_the_business_s_own(every: Every, day: int, hour: int, after: str, due: str):
    kept = KeptReport(every=every, day=day, hour=hour)
    assert reports.next_due(kept, LONDON, at(after)) == at(due)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch):
    def stands(told: str) -> None:
        monkeypatch.setattr(clock, "wall", lambda: at(told))

    stands("2026-07-01T12:00")
    return stands


async def scheduled(clinic: Clinic, *to: Actor, every: Every = Every.DAY) -> KeptReport:
    admin = await a_member(clinic, Role.ADMIN)
    report = {"measure": "conversations", "period": {"name": "yesterday"}}
    async with db.transaction(admin) as session:
        kept = await reports.keep(session, admin, "Each day", report)
        members = tuple(member.id for member in to)
        return await reports.schedule(session, admin, kept.id, Schedule(every, 8, 1, members))


def letters(admin: psycopg.Connection) -> list[tuple]:
    return admin.execute(
        "select a.name, m.subject from mail m join account a on a.email = m.to_address "
        "order by m.created_at, a.name"
    ).fetchall()


async def test_it_is_sent_at_its_hour_and_once(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    kept = await scheduled(clinic, await a_member(clinic, name="Ros"), await a_member(clinic, name="Ben"))
    await happened(admin, clinic, "2026-07-01T12:00")
    now("2026-07-02T06:59")
    assert await reports.defer_due() == 0 and await reports.send(clinic.organization_id, kept.id) == 0
    now("2026-07-02T07:00")
    assert await reports.defer_due() == 1
    assert await reports.send(clinic.organization_id, kept.id) == 2
    assert await reports.send(clinic.organization_id, kept.id) == 0
    assert letters(admin) == [("Ben", "Each day: 1 Jul 2026"), ("Ros", "Each day: 1 Jul 2026")]
    text, state = admin.execute("select text, state from mail limit 1").fetchone()
    assert "Yesterday (1 Jul 2026): 1 conversation." in text and state == "kept"
    assert f"/reports?kept={kept.id}" in text
    assert f"/api/v1/reports/{kept.id}/result.csv?from=2026-07-01&to=2026-07-01&" in text


async def test_two_at_the_same_moment_send_it_once(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    kept = await scheduled(clinic, await a_member(clinic))
    now("2026-07-02T07:00")
    sent = await asyncio.gather(*(reports.send(clinic.organization_id, kept.id) for _ in range(6)))
    assert sum(sent) == 1 and len(letters(admin)) == 1


async def test_times_that_passed_while_nobody_worked_are_one(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    kept = await scheduled(clinic, await a_member(clinic))
    now("2026-07-12T20:00")
    assert await reports.send(clinic.organization_id, kept.id) == 1
    assert await reports.send(clinic.organization_id, kept.id) == 0
    assert admin.execute("select due_at from report").fetchone() == (at("2026-07-13T07:00"),)
    assert letters(admin) == [("Mara Lind", "Each day: 11 Jul 2026")]


async def test_who_has_left_is_sent_nothing(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    gone, there = await a_member(clinic, name="Gone"), await a_member(clinic, name="There")
    kept = await scheduled(clinic, gone, there)
    admin.execute("delete from membership where account_id = %s", (gone.id,))
    now("2026-07-02T07:00")
    assert await reports.send(clinic.organization_id, kept.id) == 1
    assert [name for name, _ in letters(admin)] == ["There"]


async def test_a_business_of_another_sector_is_told_that_it_cannot_be_counted(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    kept = await scheduled(clinic, await a_member(clinic))
    admin.execute("""update report set report = report || '{"filters": {"agent": "nobody"}}'""")
    now("2026-07-02T07:00")
    assert await reports.send(clinic.organization_id, kept.id) == 1
    assert letters(admin) == [("Mara Lind", "Each day")]


async def test_another_organization_has_nothing_sent_or_read(now):
    clinic, stranger = await a_clinic(), await a_member(await a_clinic(), Role.ADMIN)
    kept = await scheduled(clinic, await a_member(clinic))
    now("2026-07-02T07:00")
    assert await reports.send(stranger.organization_id, kept.id) == 0


async def test_a_viewer_keeps_none(now):
    viewer = await a_member(await a_clinic(), Role.VIEWER)
    async with db.transaction(viewer) as session:
        with pytest.raises(Forbidden):
            await reports.keep(session, viewer, "Mine", FITS)


async def test_who_is_not_verified_has_nothing_sent_to_others(now, admin: psycopg.Connection):
    clinic = await a_clinic()
    actor, other = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    admin.execute("update account set email_verified_at = null where id = %s", (actor.id,))
    async with db.transaction(actor) as session:
        kept = await reports.keep(session, actor, uuid7().hex, FITS)
        with pytest.raises(reports.NotVerifiedYet):
            await reports.schedule(session, actor, kept.id, Schedule(Every.DAY, 8, 1, (other.id,)))
