"""kill -9 of the web process at eight points of a turn: one outcome, one booking, one escalation."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from caly_app import clock, db
from tests.factories import Clinic, a_clinic
from tests.kills.victim import POINTS

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_RECOVER = 10

pytestmark = [pytest.mark.timeout(3600)]


class Web:
    """The product's web process, and the one that runs jobs beside it."""

    def __init__(self, environment: dict[str, str], fuses: Path) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.fuses = fuses
        self._environment = environment
        self._jobs = self._run("-c", "import asyncio; from caly_app.jobs.run import run; asyncio.run(run())")
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def start(self) -> None:
        self.process = self._run("-m", "tests.kills.victim", str(self.port), str(self.fuses))
        wait_until(self._answers, 30)

    def died(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> None:
        for process in (self.process, self._jobs):
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _answers(self) -> bool:
        assert not self.died(), "it does not start"
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health", timeout=1).is_success
        return False

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self._environment)


def wait_until(so: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def web(urls, tmp_path_factory) -> Iterator[Web]:
    environment = {
        **os.environ,
        "CALY_DATABASE_URL": urls.app,
        "CALY_DATABASE_OWNER_URL": urls.owner,
        "CALY_DATABASE_ADMIN_URL": urls.admin,
        "CALY_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "CALY_LIMIT_REQUESTS_PER_ADDRESS": "100000",
    }
    web = Web(environment, tmp_path_factory.mktemp("fuses"))
    yield web
    web.end()


class Customer:
    """Somebody at the other end of HTTP."""

    def __init__(self, web: Web, slug: str) -> None:
        self._web = web
        begun = httpx.post(f"{web.url}/chat/{slug}/conversations", json={}, timeout=20)
        begun.raise_for_status()
        self.conversation = begun.json()["conversation_id"]
        self._token = begun.json()["token"]

    def say(self, words: str, turn: str, stream: bool = False) -> dict[str, object] | None:
        """The answer; None when the connection broke."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if stream:
            headers["Accept"] = "text/event-stream"
        try:
            answer = httpx.post(
                f"{self._web.url}/chat/conversations/{self.conversation}/messages",
                json={"text": words, "client_turn_id": turn},
                headers=headers,
                timeout=30,
            )
        except httpx.HTTPError:
            return None
        answer.raise_for_status()
        return {} if stream else answer.json()


def one_outcome_each(admin: psycopg.Connection) -> bool:
    """Every turn of a customer has exactly one answer: unique by the database, and none is missing."""
    (missing,) = admin.execute(
        "select count(*) from turn said where speaker = 'customer' "
        "and not exists (select from turn outcome where outcome.answers = said.id)"
    ).fetchone() or (None,)
    return missing == 0


@pytest.fixture
async def clinic(database) -> Clinic:
    clinic = await a_clinic(slug="kill-clinic")
    await db.close()
    return clinic


@pytest.mark.parametrize("point", POINTS)
def test_killed_there(point: str, web: Web, clinic: Clinic, admin: psycopg.Connection, is_full: bool):
    times = 50 if is_full else 2
    day = clock.wall().date() + timedelta(days=14)
    for number in range(times):
        customer = Customer(web, clinic.slug)
        turn = f"{point}:{number}"
        (web.fuses / turn).touch()
        if point == "escalation":
            words = "I want to talk to a person"
        else:
            when = f"{day + timedelta(days=number // 8)} at {9 + number % 8}:00"
            customer.say(
                f"I would like to book an appointment on {when}. My name is Ros Penhale, "
                "my number is 020 7946 0123",
                turn="details",
            )
            words = "yes, please book it"

        customer.say(words, turn, stream=point == "streaming")
        wait_until(web.died, 5)
        web.start()
        restarted = time.monotonic()
        if number % 2:  # every other customer does not come back: then the sweeper must do it
            customer.say(words, turn)
        wait_until(lambda: one_outcome_each(admin), SECONDS_TO_RECOVER)
        assert time.monotonic() - restarted < SECONDS_TO_RECOVER

        booked = admin.execute(
            "select count(*) from appointment where conversation_id = %s", (customer.conversation,)
        ).fetchone()
        asked = admin.execute(
            "select count(*) from escalation where conversation_id = %s", (customer.conversation,)
        ).fetchone()
        assert (booked, asked) == (((0,), (1,)) if point == "escalation" else ((1,), (0,)))
    effects = admin.execute("select count(*), count(distinct (turn_id, step)) from tool_run").fetchone()
    assert effects and effects[0] == effects[1]
