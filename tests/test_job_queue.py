"""Jobs, kept in the database: put there with the change that makes them due, run after its commit."""

import asyncio

import psycopg
import pytest
from procrastinate import PsycopgConnector

from caly_app import db, job_queue
from tests.factories import a_clinic

pytestmark = pytest.mark.usefixtures("database")


def waiting(admin: psycopg.Connection) -> list[tuple[str, dict[str, object], str]]:
    return admin.execute("select task_name, args, status from procrastinate_jobs order by id").fetchall()


async def test_a_job_comes_with_the_commit_or_not_at_all(admin):
    clinic = await a_clinic()
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(clinic.system()) as session:
            await job_queue.defer(session, "tidy", timestamp=1)
            raise ZeroDivisionError
    assert waiting(admin) == []

    async with db.transaction(clinic.system()) as session:
        await job_queue.defer(session, "tidy", timestamp=1)

    assert waiting(admin) == [("tidy", {"timestamp": 1}, "todo")]


async def test_what_is_to_be_done_once_waits_once_and_a_taken_lock_ends_no_transaction(admin):
    clinic = await a_clinic()
    for name in ("first", "second"):
        async with db.transaction(clinic.system()) as session:
            await job_queue.defer(session, "tidy", once_per="tidy", name=name)
            await (await session.driver()).execute("update workspace set name = %s", (name,))

    assert [arguments for _, arguments, _ in waiting(admin)] == [{"name": "first"}]
    assert admin.execute("select name from workspace").fetchone() == ("second",)


async def test_a_job_whose_worker_died_is_taken_up_again(admin, urls):
    clinic = await a_clinic()
    async with db.transaction(clinic.system()) as session:
        await job_queue.defer(session, "tidy", timestamp=1)
    [(worker,)] = admin.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') returning id"
    ).fetchall()
    admin.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", (worker,))

    with job_queue.app.replace_connector(PsycopgConnector(conninfo=urls.admin)) as runnable:
        async with runnable.open_async():
            taken_up = await job_queue.take_up_stalled()

    assert taken_up == 1
    assert waiting(admin) == [("tidy", {"timestamp": 1}, "todo")]


async def test_a_worker_waits_for_a_database_that_is_away_and_ends_when_told(urls, monkeypatch):
    monkeypatch.setattr(job_queue, "WAIT_SECONDS", 0.05)
    nowhere = psycopg.conninfo.make_conninfo(urls.admin, port="1", connect_timeout="1")
    working = asyncio.create_task(job_queue.keep_working(nowhere))
    await asyncio.sleep(1)
    assert not working.done()

    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(working, 40)
