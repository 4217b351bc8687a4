"""kill -9 of one of two processes of jobs while reports are sent: each is sent once for each time."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caly_app import db, job_queue
from caly_app.actor import Role
from caly_app.embedded_postgres import Urls
from caly_app.models import Every
from caly_app.services import reports
from caly_app.services.reports import Schedule
from tests.conftest import ROOT
from tests.factories import a_clinic, a_member
from tests.kills.web import environment_of, wait_until

pytestmark = [pytest.mark.timeout(600)]

COUNT = 40
SECONDS = 180
REPORT = {"measure": "conversations", "by": "hour", "period": {"name": "yesterday"}}


@pytest.fixture
def two(urls: Urls, tmp_path: Path) -> Iterator[list[subprocess.Popen]]:
    environment = environment_of(urls, tmp_path)
    workers = [
        subprocess.Popen([sys.executable, "-m", "caly_app.cli", "worker"], cwd=ROOT, env=environment)
        for _ in range(2)
    ]
    yield workers
    for worker in workers:
        worker.kill()
        worker.wait()


async def test_each_is_sent_once(database: Urls, admin: psycopg.Connection, two: list[subprocess.Popen]):
    """The times are long past, as after an outage: each is one letter, whoever dies in the middle."""
    clinic = await a_clinic()
    actor, member = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    for number in range(COUNT):
        async with db.transaction(actor) as session:
            kept = await reports.keep(session, actor, f"Report {number}", REPORT)
            await reports.schedule(session, actor, kept.id, Schedule(Every.DAY, 8, 1, (member.id,)))
    admin.execute("update report set due_at = now() - interval '10 days'")
    async with db.admin_transaction() as session:  # both at once, and each job twice
        for (report_id,) in admin.execute("select id from report").fetchall():
            for _ in range(2):
                await job_queue.defer(
                    session,
                    reports.SEND,
                    organization_id=str(clinic.organization_id),
                    report_id=str(report_id),
                )
    wait_until(lambda: count(admin) >= 3, SECONDS)
    two[0].send_signal(signal.SIGKILL)
    two[0].wait()
    wait_until(lambda: due(admin) == 0, SECONDS)
    assert count(admin) == COUNT
    assert admin.execute("select count(distinct subject) from mail").fetchone() == (COUNT,)


def count(admin: psycopg.Connection) -> int:
    [(found,)] = admin.execute("select count(*) from mail").fetchall()
    return int(found)


def due(admin: psycopg.Connection) -> int:
    """The other one takes up what was left, within a minute or two."""
    [(found,)] = admin.execute("select count(*) from report where due_at <= now()").fetchall()
    return int(found)
