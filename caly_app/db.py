"""One database, one transaction per use case.

Doors (pages' state, api, jobs, the voice worker) open a transaction; services work
inside it and never commit. A service that waits on the outside world takes no session
and opens its own short transactions around the wait.

Two roles: everything a person or a program asks for runs as the application's, under
row-level security; jobs that look after all tenants (the sweeper) run as the admin's.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, PoolProxiedConnection, event, func, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from caly_app import card_wall
from caly_app.actor import Actor
from caly_app.errors import CalyError, Invalid, Unavailable

SET_TENANT = "select set_config('app.org_id', %s, true)"
POOL_SIZE = 20
POOL_WAIT_SECONDS = 30  # of two hundred at once on a busy machine the last wait longer than ten

LANE_SHARE = 0.4  # of the pool: connections for single statements, and no more

_engine: AsyncEngine | None = None
_admin_engine: AsyncEngine | None = None

rings_to_send: asyncio.Queue[str] = asyncio.Queue()


class DatabaseAway(Unavailable):
    """The database does not answer just now. Please try again in a moment."""


class DatabaseBusy(Unavailable):
    """The database is busy just now. Please try again in a moment."""


class UnstorableText(Invalid):
    """Some characters of this text cannot be stored."""


class TextTooLong(Invalid):
    """This text is too long to be stored."""


class Session(AsyncSession):
    """One transaction of one actor. Its rings are sent if, and only if, it commits."""

    def __init__(self, bind: AsyncEngine | AsyncConnection, rings: set[str] | None = None) -> None:
        super().__init__(bind, expire_on_commit=False)
        self.rings: set[str] = set() if rings is None else rings

    async def driver(self) -> psycopg.AsyncConnection[Any]:
        """The psycopg connection of this very transaction, for statements that must be quick."""
        raw = await (await self.connection()).get_raw_connection()
        return raw.driver_connection  # type: ignore[return-value]


class HotTransaction:
    """One transaction that speaks psycopg first, and the ORM only when somebody asks for it.

    For the path of every turn: making an ORM session and its round trips would cost as much as the
    turn itself.
    """

    def __init__(self, engine: AsyncEngine, connection: PoolProxiedConnection) -> None:
        self.driver: psycopg.AsyncConnection[Any] = connection.driver_connection  # type: ignore[assignment]
        self.rings: set[str] = set()
        self._engine = engine
        self._connection = connection
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """An ORM session on this very connection: what it flushes commits with everything else."""
        if self._session is None:
            sync = Connection(self._engine.sync_engine, connection=self._connection)
            self._session = Session(AsyncConnection(self._engine, sync_connection=sync), self.rings)
        return self._session

    async def flush(self) -> None:
        """What the ORM has gathered goes to the database; call it before the last statements."""
        if self._session is not None:
            await self._session.flush()

    async def _leave(self) -> None:
        if self._session is not None:
            await self._session.close()


class _Lane:
    """Connections on which each statement commits by itself, kept beside the pool they came from.

    To take one and give it back costs an eighth of what the pool asks for it, and every message of a
    customer does so thrice. Who waits is served in the order of coming.
    """

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self._engine, self._most = engine, most
        self._free = asyncio.Semaphore(max(1, most))
        self._idle: list[PoolProxiedConnection] = []  # the last one first: its statements are prepared

    async def take(self) -> PoolProxiedConnection:
        """Raises DatabaseBusy when none comes free in time."""
        try:
            async with asyncio.timeout(POOL_WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError as late:
            raise DatabaseBusy from late
        try:
            return await self._idle_or_new()
        except BaseException:
            self._free.release()
            raise

    async def give_back(self, connection: PoolProxiedConnection) -> None:
        driver: Any = connection.driver_connection
        try:
            if driver.info.transaction_status is not TransactionStatus.IDLE:
                await self._drop(connection)
            elif len(self._idle) < self._most:
                self._idle.append(connection)
            else:
                await driver.set_autocommit(False)
                await greenlet_spawn(connection.close)
        finally:
            self._free.release()

    async def _idle_or_new(self) -> PoolProxiedConnection:
        while self._idle:
            connection = self._idle.pop()
            if not _is_gone(connection.driver_connection):
                return connection
            await self._drop(connection)
        connection = await self._engine.raw_connection()
        driver: Any = connection.driver_connection
        await driver.set_autocommit(True)
        return connection

    async def close(self) -> None:
        self._most = 0
        while self._idle:
            await self._drop(self._idle.pop())

    async def _drop(self, connection: PoolProxiedConnection) -> None:
        await greenlet_spawn(connection.invalidate)
        await greenlet_spawn(connection.close)


_lane: _Lane | None = None


def open(url: str, admin_url: str | None = None, pool_size: int = POOL_SIZE) -> None:
    """Called by each process once it runs, never at import: forked processes share no pool."""
    global _engine, _admin_engine, _lane
    _engine = _make_engine(url, pool_size)
    _lane = _Lane(_engine, int(pool_size * LANE_SHARE))
    _admin_engine = _make_engine(admin_url, 3) if admin_url else None


async def close() -> None:
    global _engine, _admin_engine, _lane
    if _lane:
        await _lane.close()
    for engine in (_engine, _admin_engine):
        if engine:
            await engine.dispose()
    _engine = _admin_engine = _lane = None


def _make_engine(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_reset_on_return=None,  # every way out of a transaction here commits or rolls back
        connect_args={"connect_timeout": 5, "application_name": "caly"},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _no_card_is_written(connection: Any, _record: Any) -> None:
        card_wall.stand_before(connection.driver_connection)

    @event.listens_for(engine.sync_engine, "checkout")
    def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
        """A connection whose server went away is replaced, without a question to the server each time."""
        if _is_gone(connection.driver_connection):
            raise DisconnectionError

    return engine


def _is_gone(driver: Any) -> bool:
    return bool(driver.closed or driver.broken)


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
async def hot_transaction(organization_id: UUID) -> AsyncIterator[HotTransaction]:
    """As tenant_transaction, for take_turn."""
    assert _engine, "db.open() comes first"
    with _errors_in_our_words():
        connection = await _engine.raw_connection()
        hot = HotTransaction(_engine, connection)
        try:
            await hot.driver.execute(SET_TENANT, (str(organization_id),))
            yield hot
            await hot.flush()
            await hot.driver.commit()
        except BaseException:
            await asyncio.shield(_roll_back(hot))
            raise
        finally:
            await hot._leave()
            await greenlet_spawn(connection.close)
    ring_now(hot.rings)


@asynccontextmanager
async def single_statements() -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection on which each statement commits by itself: one round trip instead of three.

    For the functions that set their tenant themselves (receive_turn, answer_turn).
    """
    assert _lane, "db.open() comes first"
    lane = _lane
    with _errors_in_our_words():
        connection = await lane.take()
        driver: Any = connection.driver_connection
        try:
            yield driver
        finally:
            await lane.give_back(connection)


def ring_now(topics: set[str]) -> None:
    """For what has been committed just now."""
    for topic in topics:
        rings_to_send.put_nowait(topic)


async def _roll_back(hot: HotTransaction) -> None:
    if not hot.driver.closed:
        await hot.driver.rollback()


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
    with _errors_in_our_words():
        async with Session(engine) as session, session.begin():
            yield session
    ring_now(session.rings)


@contextmanager
def _errors_in_our_words() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout, psycopg.Error, UnicodeEncodeError) as error:
        if ours := _as_ours(error):
            raise ours from error
        raise


def _as_ours(error: Exception) -> CalyError | None:
    """What people are told; None for what only a bug can have caused."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None)
    if isinstance(original, UnicodeEncodeError) or state in _UNSTORABLE or "NUL (0x00)" in str(original):
        return UnstorableText()
    if state == _TOO_LONG:
        return TextTooLong()
    if isinstance(error, PoolTimeout):
        return DatabaseAway()
    if not isinstance(original, psycopg.OperationalError):
        return None
    # Lock timeouts and deadlocks are operational errors, too, but the database is there.
    is_away = state is None or state[:2] in ("08", "57") or state == "53300"
    return DatabaseAway() if is_away else DatabaseBusy()


_TOO_LONG = "22001"  # once the hint of a card is in it, which is longer than its number
_UNSTORABLE = ("22021", "22P05")  # not in the encoding, or a Unicode escape that is no character
