"""kill -9 while a note on a customer is written: it is written once, whole, and by whoever comes next."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from procrastinate import PsycopgConnector
from uuid_utils.compat import uuid7

from caly_app import job_queue
from caly_app.services.conversations.take_turn import take_turn
from tests.conftest import ROOT
from tests.factories import DEAF, a_clinic, a_conversation
from tests.kills.web import environment_of, wait_until

LINES = (
    "Please tell me when you have a house for sale in Kirkwall",
    "up to 300000 pounds",
    "Ros Penhale",
    "020 7946 0123",
    "yes",
    "no thanks, goodbye",
)

pytestmark = [pytest.mark.timeout(300)]


class Writers:
    """Processes that run jobs."""

    def __init__(self, environment: dict[str, str], fuse: Path) -> None:
        self.environment, self.fuse = environment, fuse
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.kills.note_writer", str(self.fuse)]
        self.processes.append(subprocess.Popen(command, cwd=ROOT, env=self.environment))

    def one_died(self) -> bool:
        return any(process.poll() is not None for process in self.processes)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def writers(urls, tmp_path) -> Iterator[Writers]:
    writers = Writers(environment_of(urls, tmp_path), tmp_path / "fuse")
    yield writers
    writers.end()


def written(admin: psycopg.Connection) -> tuple[int, ...]:
    """Notes, statuses, follow-ups, and entries on the timeline."""
    admin.commit()
    found = admin.execute(
        "select (select count(*) from lead_note), (select count(*) from lead), "
        "(select count(*) from follow_up), "
        "(select count(*) from timeline where kind in ('note_written', 'lead_changed'))"
    ).fetchone()
    assert found
    return tuple(found)


async def test_killed_before_its_commit_it_is_written_once_by_the_next_of_two(
    database, urls, admin: psycopg.Connection, writers: Writers
):
    house = await a_clinic(sector="real_estate", doctors=("Ann Dell",))
    where = (await a_conversation(house)).conversation_id
    for line in LINES:
        await take_turn(house.customer(), where, uuid7().hex, line, DEAF)
    writers.fuse.touch()
    writers.start()
    await asyncio.to_thread(wait_until, writers.one_died, 90)
    assert written(admin) == (0, 0, 0, 0)

    admin.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
    admin.commit()
    with job_queue.app.replace_connector(PsycopgConnector(conninfo=urls.admin)) as runnable:
        async with runnable.open_async():
            assert await job_queue.take_up_stalled() >= 1
    writers.start()
    writers.start()
    await asyncio.to_thread(wait_until, lambda: written(admin) == (1, 1, 1, 2), 90)
    await asyncio.sleep(3)
    assert written(admin) == (1, 1, 1, 2)
