"""kill -9 while a code is sent by text message: it arrives, and it is the same code."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from procrastinate import PsycopgConnector

from caly_app import db, job_queue
from caly_app.ports import CodeLetter
from caly_app.services import customers
from caly_app.settings import settings
from tests.conftest import ROOT
from tests.factories import a_clinic, a_conversation
from tests.fake_gateway import ACCOUNT, SENDER, TOKEN, FakeGateway, fake_gateway
from tests.kills.beside import beside
from tests.kills.web import environment_of, wait_until

MOBILE = "+12125550143"
LETTER = CodeLetter("", "{code}", "Elm Row: your code is {code}.")

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with beside(fake_gateway()) as fake:
        yield fake


@dataclass
class Sender:
    """The process that runs jobs."""

    environment: dict[str, str]
    fuse: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.kills.sender", str(self.fuse)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def sender(urls, gateway, tmp_path) -> Iterator[Sender]:
    set_up = {"URL": gateway.url, "ACCOUNT": ACCOUNT, "TOKEN": TOKEN, "FROM": SENDER}
    environment = environment_of(urls, tmp_path) | {f"CALY_SMS_{k}": v for k, v in set_up.items()}
    sender = Sender(environment, tmp_path / "fuse")
    yield sender
    sender.end()


async def a_code_is_asked_for() -> None:
    clinic = await a_clinic()
    async with db.transaction(clinic.system()) as session:
        held = {"name": "Rosa Penhale", "phone": MOBILE, "date_of_birth": "1980-05-04"}
        customer = await customers.add_verified(session, clinic.system(), held, "imported")
    conversation_id = (await a_conversation(clinic)).conversation_id
    async with db.transaction(clinic.customer()) as session:
        port = customers.CustomersOfTurn(session, clinic.customer(), conversation_id, None)
        assert await port.send_code(customer.id, "text", LETTER)


async def the_dead_worker_is_found(urls, admin: psycopg.Connection) -> None:
    """What takes half a minute, and the next full one."""
    admin.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
    admin.commit()
    with job_queue.app.replace_connector(PsycopgConnector(conninfo=urls.admin)) as runnable:
        async with runnable.open_async():
            assert await job_queue.take_up_stalled() >= 1


def state(admin: psycopg.Connection) -> list[tuple[str, int]]:
    admin.commit()
    return admin.execute("select state, attempts from mail").fetchall()


async def test_a_code_is_sent_once(database, admin, sender, gateway, monkeypatch):
    monkeypatch.setattr(settings, "sms_account", ACCOUNT)
    await a_code_is_asked_for()
    sender.start()
    await asyncio.to_thread(wait_until, lambda: state(admin) == [("sent", 1)], 60)

    [message] = gateway.sent
    assert message["To"] == MOBILE and message["From"] == SENDER


async def test_killed_after_it_left_and_before_that_was_noted_the_same_code_comes_again(
    database, urls, admin, sender, gateway, monkeypatch
):
    monkeypatch.setattr(settings, "sms_account", ACCOUNT)
    sender.fuse.touch()
    await a_code_is_asked_for()
    sender.start()
    await asyncio.to_thread(wait_until, sender.died, 60)
    assert len(gateway.sent) == 1 and state(admin) == [("waiting", 1)]

    await the_dead_worker_is_found(urls, admin)
    sender.start()
    await asyncio.to_thread(wait_until, lambda: state(admin) == [("sent", 2)], 60)
    first, second = gateway.sent
    assert first == second
