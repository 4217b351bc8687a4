"""kill -9 of the jobs' process while it plays scenarios: each is reported once, and nothing is left."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from procrastinate import PsycopgConnector

from caly_app import db, job_queue
from caly_app.embedded_postgres import Urls
from caly_app.scenarios import served
from caly_app.scenarios.served import Sent
from caly_app.services import scenario_runs
from tests.conftest import ROOT
from tests.factories import a_clinic
from tests.kills.web import environment_of, wait_until

pytestmark = [pytest.mark.timeout(600)]

FILE = Path(__file__).parents[1] / "scenarios" / "healthcare.yaml"
KILLED_AFTER = (1, 4)  # reports
SECONDS = 180


class Worker:
    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "caly_app.cli", "worker"], cwd=ROOT, env=self._environment
        )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def worker(urls: Urls, tmp_path: Path) -> Iterator[Worker]:
    one = Worker(environment_of(urls, tmp_path))
    yield one
    one.kill()


async def test_a_run_outlives_its_worker(
    database: Urls, admin: psycopg.Connection, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = await a_clinic()
    new = await served.checked(Sent(FILE.name, FILE.read_text()))
    async with db.transaction(clinic.system()) as session:
        await scenario_runs.ask(session, clinic.system(), new)

    for count in KILLED_AFTER:
        wait_until(lambda count=count: played(admin) >= count and talks(admin) > 0, SECONDS)
        worker.kill()
        assert state(admin) == "running"
        [(home,)] = admin.execute("select played_in from scenario_run").fetchall()
        assert admin.execute("select name from organization where id = %s", (home,)).fetchone()
        await found_dead(database, monkeypatch)
        worker.start()

    wait_until(lambda: state(admin) == "done", SECONDS)
    reports = admin.execute(
        "select position, report ->> 'id', report ->> 'status' from scenario_report"
    ).fetchall()
    assert sorted(reports) == [(number, one, "pass") for number, one in enumerate(new.scenarios)]
    left = admin.execute("select id from organization").fetchall()
    assert left == [(clinic.organization_id,)]
    assert talks(admin) == 0


async def found_dead(database: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the workers do each minute, sooner: nobody else lives who could be mistaken for dead."""
    monkeypatch.setattr(job_queue, "STALLED_AFTER_SECONDS", 1)
    deadline = time.monotonic() + 60
    with job_queue.app.replace_connector(PsycopgConnector(conninfo=database.admin)) as runnable:
        async with runnable.open_async():
            while not await job_queue.take_up_stalled():
                assert time.monotonic() < deadline
                time.sleep(0.5)


def played(admin: psycopg.Connection) -> int:
    [(count,)] = admin.execute("select passed + failed from scenario_run").fetchall()
    return int(count)


def state(admin: psycopg.Connection) -> str:
    [(now,)] = admin.execute("select state from scenario_run").fetchall()
    return str(now)


def talks(admin: psycopg.Connection) -> int:
    [(count,)] = admin.execute("select count(*) from conversation").fetchall()
    return int(count)
