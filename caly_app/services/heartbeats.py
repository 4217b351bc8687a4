"""This process lives: said every second, so that others know when its turns are orphans."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import structlog
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.errors import Unavailable

BEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 4.0

_process_id: UUID = uuid7()
_log = structlog.get_logger()

_BEAT = (
    "insert into heartbeat (process_id, kind, started_at, beat_at) values (%s, %s, %s, clock_timestamp()) "
    "on conflict (process_id) do update set beat_at = clock_timestamp()"
)
_FORGET = "delete from heartbeat where beat_at < clock_timestamp() - interval '1 day'"


def process_id() -> UUID:
    return _process_id


@asynccontextmanager
async def beating(kind: str) -> AsyncIterator[None]:
    """`kind`: web, jobs, voice or scenarios. At the end this process says itself that it is gone.

    It is said before anything is worked on: a first turn would be taken for a dead process's.
    """
    global _process_id
    _process_id = uuid7()  # a forked child is somebody else
    tried = asyncio.Event()
    task = asyncio.create_task(_beat(kind, tried))
    try:
        with suppress(TimeoutError):  # the database may be away: the work must not be
            await asyncio.wait_for(tried.wait(), DEAD_AFTER_SECONDS)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        with suppress(Unavailable):
            async with db.lookup() as session:
                await (await session.driver()).execute(
                    "delete from heartbeat where process_id = %s", (_process_id,)
                )


async def _beat(kind: str, tried: asyncio.Event) -> None:
    started_at = clock.wall()
    while True:
        try:
            async with db.lookup() as session:
                driver = await session.driver()
                await driver.execute(_BEAT, (_process_id, kind, started_at))
                await driver.execute(_FORGET)
        except Unavailable:
            _log.warning("heartbeat_missed", kind=kind)
        tried.set()
        await asyncio.sleep(BEAT_SECONDS)
