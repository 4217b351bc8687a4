"""A turn that this process cannot finish is let go: the sweeper need not wait until it counts as stuck."""

import asyncio
import random
from contextlib import suppress
from uuid import UUID

import structlog

from caly_app import db
from caly_app.actor import Actor
from caly_app.errors import Unavailable
from caly_app.services import heartbeats
from caly_app.services.conversations import statements

EVERY_SECONDS = 1.0

_telling: set[asyncio.Task[None]] = set()
_log = structlog.get_logger()


async def let_go(actor: Actor, conversation_id: UUID) -> None:
    """Where the database is away, it is told once it is back: whoever goes on talking waits for that turn."""
    try:
        await _tell(actor, conversation_id)
    except Unavailable:
        _log.warning("turn_not_let_go", conversation_id=str(conversation_id))
        let_go_later(actor, conversation_id)


def let_go_later(actor: Actor, conversation_id: UUID) -> None:
    telling = asyncio.create_task(_keep_telling(actor, conversation_id))
    _telling.add(telling)
    telling.add_done_callback(_telling.discard)


def stop() -> None:
    """A process that has gone has let go of everything."""
    for telling in _telling:
        telling.cancel()


async def _keep_telling(actor: Actor, conversation_id: UUID) -> None:
    while True:
        await asyncio.sleep(random.uniform(0.5, 1.5) * EVERY_SECONDS)  # not all in one moment
        with suppress(Unavailable):
            return await _tell(actor, conversation_id)


async def _tell(actor: Actor, conversation_id: UUID) -> None:
    async with db.transaction(actor) as session:
        await (await session.driver()).execute(statements.LET_GO, (conversation_id, heartbeats.process_id()))
