"""Postgres goes away and comes back under fifty turns a second: nothing that was acknowledged is lost."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import psycopg
import pytest

from caly_app import db
from caly_app.agents import engine
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from caly_app.errors import Unavailable
from caly_app.services import heartbeats
from caly_app.services.conversations import sweep
from caly_app.services.conversations.letting_go import let_go
from caly_app.services.conversations.receive import receive
from caly_app.services.conversations.take_turn import take_turn
from tests.conftest import migrate
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.kills.web import Web, environment_of, wait_until

TURNS_A_SECOND = 50
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def cluster() -> Iterator[tuple[EmbeddedPostgres, Urls]]:
    with tempfile.TemporaryDirectory(prefix="caly-away-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        migrate(urls.owner)
        yield postgres, urls
        postgres.stop()


async def clinic_in(urls: Urls) -> Clinic:
    db.open(urls.app, urls.admin)
    clinic = await a_clinic(slug="away-clinic")
    await db.close()
    return clinic


async def test_the_database_goes_away_and_comes_back(cluster, tmp_path):
    postgres, urls = cluster
    clinic = await clinic_in(urls)
    web = await asyncio.to_thread(Web, environment_of(urls, tmp_path), tmp_path)
    try:
        acknowledged, answers = await talk_while_it_goes_away(web, clinic, postgres, urls)
    finally:
        web.end()

    assert answers[200] > 25 and answers[503] > 10, answers
    assert set(answers) <= {200, 503}, answers
    with psycopg.connect(urls.admin) as admin:
        kept = {
            row[0]: row[1]
            for row in admin.execute(
                "select said.client_turn_id, count(outcome.id) from turn said "
                "left join turn outcome on outcome.answers = said.id "
                "where said.speaker = 'customer' group by said.id"
            )
        }
    assert [turn for turn in acknowledged if kept.get(turn) != 1] == []
    assert [turn for turn, outcomes in kept.items() if outcomes != 1] == []


async def test_a_turn_it_went_away_from_is_let_go_once_it_is_back(cluster, monkeypatch):
    """Else the next message to this conversation would wait until the turn counts as stuck."""
    postgres, urls = cluster
    clinic = await clinic_in(urls)
    db.open(urls.app, urls.admin)
    thinks, may_go_on = asyncio.Event(), asyncio.Event()
    decide = engine.decide

    async def slow_to_decide(*arguments):
        thinks.set()
        await may_go_on.wait()
        return await decide(*arguments)

    monkeypatch.setattr(engine, "decide", slow_to_decide)
    async with heartbeats.beating("web"):
        conversation_id = (await a_conversation(clinic)).conversation_id
        asked = take_turn(clinic.customer(), conversation_id, "turn-1", "Is there parking?", DEAF)
        turn = asyncio.create_task(asked)
        await thinks.wait()
        await asyncio.to_thread(postgres.stop)
        may_go_on.set()
        with pytest.raises(Unavailable):
            await turn
        postgres.start()
        await seen_by_the_sweeper(conversation_id)
    await db.close()


async def test_whoever_waits_behind_a_turn_that_was_let_go_does_not_claim_it(database):
    clinic = await a_clinic()
    async with heartbeats.beating("web"):
        conversation_id = (await a_conversation(clinic)).conversation_id
        await receive(clinic.customer(), conversation_id, "turn-1", "Is there parking?")
        await let_go(clinic.customer(), conversation_id)
        await receive(clinic.customer(), conversation_id, "turn-2", "And a lift?")
        assert await found_by_the_sweeper(conversation_id)


async def test_a_turn_whose_receipt_was_lost_is_let_go(cluster):
    """Committed, and the connection broke before it said so: whoever wrote is told that it did not work."""
    _, urls = cluster
    clinic = await clinic_in(urls)
    async with forgetful(urls.app) as (url, forget):
        db.open(url, urls.admin)
        async with heartbeats.beating("web"):
            conversation_id = (await a_conversation(clinic)).conversation_id
            forget.set()
            with pytest.raises(Unavailable):
                await take_turn(clinic.customer(), conversation_id, "turn-1", "Is there parking?", DEAF)
            forget.clear()
            await seen_by_the_sweeper(conversation_id)
        await db.close()


@asynccontextmanager
async def forgetful(url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A way to the database; while `forget` is set, what is asked arrives, and its answer does not."""
    to = urlsplit(url)
    forget = asyncio.Event()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, forgets: bool) -> None:
        while some := await reader.read(65536):
            if forgets and forget.is_set():
                break
            writer.write(some)
        writer.close()

    async def carry_both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(to.hostname, to.port)
        await asyncio.gather(carry(reader, back, forgets=False), carry(there, writer, forgets=True))

    server = await asyncio.start_server(carry_both, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield to._replace(netloc=to.netloc.replace(f":{to.port}", f":{port}")).geturl(), forget


async def seen_by_the_sweeper(conversation_id: UUID) -> None:
    deadline = time.monotonic() + 10
    while not await found_by_the_sweeper(conversation_id):
        assert time.monotonic() < deadline, "nobody will answer it for minutes"
        await asyncio.sleep(0.1)


async def found_by_the_sweeper(conversation_id: UUID) -> bool:
    with suppress(Unavailable):
        return conversation_id in [orphan.conversation_id for orphan in await sweep.orphans()]
    return False


async def talk_while_it_goes_away(
    web: Web, clinic: Clinic, postgres: EmbeddedPostgres, urls: Urls
) -> tuple[list[str], Counter[int]]:
    acknowledged: list[str] = []
    answers: Counter[int] = Counter()
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=web.url, timeout=90, limits=limits) as client:
        begun = [(await client.post(f"/chat/{clinic.slug}/conversations", json={})).json() for _ in range(25)]

        async def say(number: int) -> None:
            one = begun[number % len(begun)]
            turn = f"turn-{number}"
            answer = await client.post(
                f"/chat/conversations/{one['conversation_id']}/messages",
                json={"text": "Is there parking?", "client_turn_id": turn},
                headers={"Authorization": f"Bearer {one['token']}"},
            )
            answers[answer.status_code] += 1
            if answer.status_code == 200:
                acknowledged.append(turn)

        turns: list[asyncio.Task[None]] = []
        began = time.monotonic()

        async def keep_talking(until: float) -> None:
            while time.monotonic() - began < until:
                turns.append(asyncio.create_task(say(len(turns))))
                await asyncio.sleep(1 / TURNS_A_SECOND)

        await keep_talking(3)
        stopping = asyncio.create_task(asyncio.to_thread(postgres.stop))
        await keep_talking(6)
        await stopping
        postgres.start()  # from the main thread: the server ends with the thread that began it
        await keep_talking(10)
        await asyncio.gather(*turns)

        async def is_well() -> bool:
            return (await client.get("/health/ready")).is_success

        deadline = time.monotonic() + 10
        while not await is_well():
            assert time.monotonic() < deadline, "it does not recover by itself"
            await asyncio.sleep(0.1)
        await asyncio.to_thread(wait_until, lambda: _nothing_pending(urls), 30)
    return acknowledged, answers


def _nothing_pending(urls: Urls) -> bool:
    with psycopg.connect(urls.admin) as admin:
        row = admin.execute("select count(*) from conversation where pending_since is not null").fetchone()
        return row == (0,)
