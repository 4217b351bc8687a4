"""Tell open pages and live calls that something changed.

A ring carries a topic and nothing else: whoever hears it reads the data again, through
the same query as on page load. So a lost ring is a late screen, never a wrong one.
The transaction holds its rings until it has committed: a rollback is silent.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import psycopg
import structlog

from caly_app.db import Session, rings_to_send

CHANNEL = "doorbell"
GATHER_SECONDS = 0.02
LOOK_AGAIN_SECONDS = 30

_listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
_log = structlog.get_logger()


def queue_of(workspace_id: UUID) -> str:
    return f"queue:{workspace_id}"


def conversation(conversation_id: UUID) -> str:
    return f"conversation:{conversation_id}"


def conversations_of(workspace_id: UUID) -> str:
    return f"conversations:{workspace_id}"


def appointments_of(workspace_id: UUID) -> str:
    return f"appointments:{workspace_id}"


def learning_of(workspace_id: UUID) -> str:
    """Thumbs, reviews and gaps, and what candidates have read."""
    return f"learning:{workspace_id}"


def workspace(workspace_id: UUID) -> str:
    return f"workspace:{workspace_id}"


def account(account_id: UUID) -> str:
    """Rings when they sign out everywhere, what they may do has changed, or they go to another workspace."""
    return f"account:{account_id}"


def members_of(organization_id: UUID) -> str:
    return f"members:{organization_id}"


def ring(session: Session, topic: str) -> None:
    session.rings.add(topic)


@asynccontextmanager
async def listening(topic: str) -> AsyncIterator[asyncio.Event]:
    """An event that is set at each ring. Read first, then wait: nothing is missed."""
    heard = asyncio.Event()
    _listeners[topic].add(heard)
    try:
        yield heard
    finally:
        _listeners[topic].discard(heard)
        if not _listeners[topic]:
            del _listeners[topic]


async def next_ring(heard: asyncio.Event, at_most: float | None = None) -> bool:
    """Wait for a ring, though not for ever: it may have been lost. True if it rang."""
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most or LOOK_AGAIN_SECONDS):
            await heard.wait()
    rang = heard.is_set()
    heard.clear()
    return rang


@asynccontextmanager
async def attended(url: str) -> AsyncIterator[None]:
    """Send this process's rings, and hear those of all. Once per process."""
    async with asyncio.TaskGroup() as doormen:
        tasks = [doormen.create_task(_stay_connected(url, work)) for work in (_send, _hear)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


Work = Callable[[psycopg.AsyncConnection], Awaitable[None]]


async def _stay_connected(url: str, work: Work) -> None:
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await work(connection)
        except psycopg.OperationalError as error:
            _log.warning("doorbell_lost_its_connection", error=type(error).__name__)
            _wake_everybody()
            await asyncio.sleep(1)


async def _send(connection: psycopg.AsyncConnection) -> None:
    """The first at once; those of the moment after it together, for in Postgres transactions that notify
    commit one after another. This process's own listeners hear them by the same way as all others.
    """
    while True:
        topics = {await rings_to_send.get()}
        while not rings_to_send.empty():
            topics.add(rings_to_send.get_nowait())
        await connection.execute(
            "select pg_notify(%s, topic) from unnest(%s::text[]) as topic", (CHANNEL, list(topics))
        )
        await asyncio.sleep(GATHER_SECONDS)


async def _hear(connection: psycopg.AsyncConnection) -> None:
    await connection.execute(f"listen {CHANNEL}")
    _wake_everybody()  # whatever rang while nobody listened
    async for notification in connection.notifies():
        for heard in _listeners.get(notification.payload, ()):
            heard.set()


def _wake_everybody() -> None:
    for listeners in _listeners.values():
        for heard in listeners:
            heard.set()
