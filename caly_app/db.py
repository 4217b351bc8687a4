"""One database, one transaction per use case.

Doors (pages' state, api, jobs, the voice worker) open a transaction; services work
inside it and never commit. A service that waits on the outside world takes no session
and opens its own short transactions around the wait.

Two roles: everything a person or a program asks for runs as the application's, under
row-level security; jobs that look after all tenants (the sweeper) run as the admin's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import event, func, make_url
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from caly_app.actor import Actor
from caly_app.errors import Unavailable

POOL_SIZE = 20
POOL_WAIT_SECONDS = 10

_engine: AsyncEngine | None = None
_admin_engine: AsyncEngine | None = None

rings_to_send: asyncio.Queue[str] = asyncio.Queue()


class DatabaseAway(Unavailable):
    """The database does not answer just now. Please try again in a moment."""


class Session(AsyncSession):
    """One transaction of one actor. Its rings are sent if, and only if, it commits."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.rings: set[str] = set()

    async def driver(self) -> psycopg.AsyncConnection[Any]:
        """The psycopg connection of this very transaction, for statements that must be quick."""
        raw = await (await self.connection()).get_raw_connection()
        return raw.driver_connection  # type: ignore[return-value]


def open(url: str, admin_url: str | None = None, pool_size: int = POOL_SIZE) -> None:
    """Called by each process once it runs, never at import: forked processes share no pool."""
    global _engine, _admin_engine
    _engine = _make_engine(url, pool_size)
    _admin_engine = _make_engine(admin_url, 3) if admin_url else None


async def close() -> None:
    global _engine, _admin_engine
    for engine in (_engine, _admin_engine):
        if engine:
            await engine.dispose()
    _engine = _admin_engine = None


def _make_engine(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_reset_on_return=None,  # every way out of a transaction here commits or rolls back
        connect_args={"connect_timeout": 5, "application_name": "caly"},
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
        """A connection whose server went away is replaced, without a question to the server each time."""
        if connection.driver_connection.closed or connection.driver_connection.broken:
            raise DisconnectionError

    return engine


@asynccontextmanager
async def transaction(actor: Actor) -> AsyncIterator[Session]:
    """The tenant is the actor's. Raises Unavailable when there is no database to speak to."""
    async with tenant_transaction(actor.organization_id) as session:
        yield session


@asynccontextmanager
async def tenant_transaction(organization_id: UUID) -> AsyncIterator[Session]:
    """For doors that know the tenant before they know the actor (sign-up, an invitation's link)."""
    async with _session(_engine) as session:
        # Row-level security reads this: the second wall, should a query forget its where.
        await session.exec(select(func.set_config("app.org_id", str(organization_id), True)))
        yield session


@asynccontextmanager
async def lookup() -> AsyncIterator[Session]:
    """Before there is a tenant: only the definer functions find anything here."""
    async with _session(_engine) as session:
        yield session


@asynccontextmanager
async def admin_transaction() -> AsyncIterator[Session]:
    """All tenants at once. For jobs and the command line only: no request of anybody gets here."""
    async with _session(_admin_engine) as session:
        yield session


@asynccontextmanager
async def _session(engine: AsyncEngine | None) -> AsyncIterator[Session]:
    assert engine, "db.open() comes first"
    try:
        async with Session(engine) as session, session.begin():
            yield session
    except (OperationalError, PoolTimeout, psycopg.OperationalError) as error:
        if isinstance(error, OperationalError | psycopg.OperationalError) and not _is_away(error):
            raise
        raise DatabaseAway from error
    for topic in session.rings:
        rings_to_send.put_nowait(topic)


def _is_away(error: Exception) -> bool:
    """Lock timeouts and deadlocks are operational errors, too, but the database is there."""
    original = getattr(error, "orig", error)
    state = getattr(original, "sqlstate", None)
    return state is None or state[:2] in ("08", "57") or state == "53300"
