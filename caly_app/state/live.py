"""Keep a page as fresh as the database, for as long as its tab is open."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

import reflex as rx
import structlog
from reflex.utils.prerequisites import get_app

from caly_app import clock, doorbell
from caly_app.errors import NotSignedIn, Refused, Unavailable

REST_SECONDS = 0.1  # between two readings of one tab
AGAIN_SECONDS = 2  # when the database was away
SHARED_SECONDS = 20  # what tabs share is read anew after that, whoever asks: a ring may have been lost
FORGOTTEN_SECONDS = 120

T = TypeVar("T")
Reload = Callable[[], Awaitable[Iterable[str]]]
_log = structlog.get_logger()

# Background events outlive their tab, and each page load begins another: the newest stays.
_newest: dict[tuple[str, str], object] = {}


async def watch(
    state: rx.State, reload: Reload, rest_seconds: float = REST_SECONDS, patience_seconds: float = 0
) -> None:
    """Reload now, at each ring, and now and then, until the tab is gone or nobody is signed in.

    `reload` gives the topics whose ring makes old what it has read. It asks who is signed in each time,
    and raises NotSignedIn when nobody is any more: then nothing is left on the screen. A burst of rings
    within `rest_seconds` is one reading more. `patience_seconds`: how long others, of this tab and of all
    those that heard the same ring, may go first.
    """
    me, watcher = object(), (state.router.session.client_token, state.get_full_name())
    _newest[watcher] = me
    try:
        async with AsyncExitStack() as ears:
            heard: dict[str, asyncio.Event] = {}
            while _newest.get(watcher) is me and is_open(watcher[0]):
                topics, wait = await _reloaded(state, reload)
                for topic in set(topics) - heard.keys():
                    heard[topic] = await ears.enter_async_context(doorbell.listening(topic))
                    wait = 0  # it may have rung before we listened: look once more
                await asyncio.sleep(rest_seconds)
                await _next_ring(heard.values(), wait)
                await asyncio.sleep(patience_seconds)
    except NotSignedIn:
        async with state:
            state.reset()
    finally:
        if _newest.get(watcher) is me:
            del _newest[watcher]


async def _reloaded(state: rx.State, reload: Reload) -> tuple[Iterable[str], float]:
    """The topics, and the seconds until it is read again although nothing rang."""
    try:
        async with state:
            return await reload(), doorbell.LOOK_AGAIN_SECONDS
    except NotSignedIn:
        raise
    except (Refused, Unavailable) as error:
        _log.warning("page_was_not_read", state=state.get_full_name(), code=error.code)
        return (), AGAIN_SECONDS if isinstance(error, Unavailable) else doorbell.LOOK_AGAIN_SECONDS


async def _next_ring(heard: Iterable[asyncio.Event], wait: float) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in heard]
    if not waiting:
        return await asyncio.sleep(wait)
    try:
        await asyncio.wait(waiting, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
    for event in heard:
        event.clear()


def is_open(tab: str) -> bool:
    return tab in get_app().app.event_namespace.token_to_sid


def moment() -> float:
    """A number that was not there before: by it the live dot sees that the page was read anew."""
    return clock.wall().timestamp()


@dataclass
class _Shared:
    ear: AbstractAsyncContextManager[asyncio.Event]
    heard: asyncio.Event
    reading: "asyncio.Task[Any] | None" = None
    read_at: float = field(default=0.0)
    asked_at: float = field(default=0.0)

    def is_old(self) -> bool:
        return (
            self.reading is None
            or self.heard.is_set()
            or time.monotonic() - self.read_at > SHARED_SECONDS
            or (self.reading.done() and (self.reading.cancelled() or self.reading.exception() is not None))
        )


_shared: dict[tuple[str, str], _Shared] = {}


async def read_once(topic: str, what: str, read: Callable[[], Awaitable[T]]) -> T:
    """What `read` gives. Fifty tabs that hear one ring of the topic share one reading of `what`.

    Only for what is the same for all who may hear the topic; the caller has checked that this one may.
    """
    if (topic, what) not in _shared:
        await _forget()
        ear = doorbell.listening(topic)
        _shared[topic, what] = _Shared(ear, await ear.__aenter__())
    shared = _shared[topic, what]
    shared.asked_at = time.monotonic()
    if shared.is_old():
        shared.heard.clear()
        shared.read_at = shared.asked_at
        shared.reading = asyncio.create_task(_read(read))
    assert shared.reading
    return await asyncio.shield(shared.reading)


async def _read(read: Callable[[], Awaitable[T]]) -> T:
    return await read()


async def _forget() -> None:
    """What nobody has asked for lately."""
    now = time.monotonic()
    for key, shared in list(_shared.items()):
        if now - shared.asked_at > FORGOTTEN_SECONDS:
            del _shared[key]
            await shared.ear.__aexit__(None, None, None)
