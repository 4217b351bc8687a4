"""One watcher for a tab and page; it looks again at each ring, and now and then; it ends with the tab."""

import asyncio
from collections.abc import Iterable
from types import SimpleNamespace

import pytest

from caly_app import doorbell
from caly_app.errors import Forbidden, NotSignedIn, Unavailable
from caly_app.state import live

SOON = 2


class Tab:
    """As much of a state as watch() sees."""

    def __init__(self, topics: Iterable[str] = ("queue:1",)) -> None:
        self.router = SimpleNamespace(session=SimpleNamespace(client_token="tab"))
        self.topics, self.loads, self.was_reset = topics, 0, False
        self.fails: Exception | None = None

    def get_full_name(self) -> str:
        return "queue"

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...

    def reset(self) -> None:
        self.was_reset = True

    async def reload(self) -> Iterable[str]:
        self.loads += 1
        if self.fails:
            raise self.fails
        return self.topics

    def watch(self) -> asyncio.Task[None]:
        return asyncio.create_task(live.watch(self, self.reload, rest_seconds=0.01))

    async def loaded(self, times: int) -> None:
        while self.loads < times:
            await asyncio.sleep(0.005)


def ring(topic: str) -> None:
    for heard in doorbell._listeners.get(topic, ()):
        heard.set()


@pytest.fixture(autouse=True)
def open_tabs(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    tabs = {"tab"}
    monkeypatch.setattr(live, "is_open", tabs.__contains__)
    return tabs


async def ended(watching: asyncio.Task[None], tab: Tab, open_tabs: set[str]) -> None:
    open_tabs.clear()
    ring("queue:1")
    await asyncio.wait_for(watching, SOON)
    assert tab.loads > 0


async def test_who_is_patient_lets_others_go_first(open_tabs: set[str]):
    tab = Tab()
    watching = asyncio.create_task(live.watch(tab, tab.reload, 0.01, patience_seconds=0.2))
    await asyncio.wait_for(tab.loaded(2), SOON)
    await asyncio.sleep(0.05)

    ring("queue:1")
    await asyncio.sleep(0.1)
    assert tab.loads == 2
    await asyncio.wait_for(tab.loaded(3), SOON)

    await ended(watching, tab, open_tabs)


async def test_a_ring_is_one_reading_and_a_burst_is_one_more(open_tabs: set[str]):
    tab = Tab()
    watching = tab.watch()
    await asyncio.wait_for(tab.loaded(2), SOON)  # once, and once more: it may have rung meanwhile
    await asyncio.sleep(0.05)
    before = tab.loads

    for _ in range(20):
        ring("queue:1")
    await asyncio.sleep(0.1)

    assert before + 1 <= tab.loads <= before + 2
    await ended(watching, tab, open_tabs)


async def test_it_listens_to_what_the_page_shows_now(open_tabs: set[str]):
    tab = Tab()
    watching = tab.watch()
    await asyncio.wait_for(tab.loaded(2), SOON)
    tab.topics = ("queue:1", "conversation:2")
    ring("queue:1")
    await asyncio.wait_for(tab.loaded(4), SOON)
    await asyncio.sleep(0.05)
    before = tab.loads

    ring("conversation:2")

    await asyncio.wait_for(tab.loaded(before + 1), SOON)
    await ended(watching, tab, open_tabs)


async def test_it_looks_again_even_when_no_ring_comes(monkeypatch: pytest.MonkeyPatch, open_tabs: set[str]):
    monkeypatch.setattr(doorbell, "LOOK_AGAIN_SECONDS", 0.02)
    tab = Tab()
    watching = tab.watch()

    await asyncio.wait_for(tab.loaded(4), SOON)

    open_tabs.clear()
    await asyncio.wait_for(watching, SOON)


async def test_of_two_watchers_of_one_page_the_newer_stays(open_tabs: set[str]):
    tab = Tab()
    older = tab.watch()
    await tab.loaded(1)
    newer = tab.watch()
    await tab.loaded(2)
    await asyncio.sleep(0.05)
    ring("queue:1")

    await asyncio.wait_for(older, SOON)

    assert not newer.done()
    await ended(newer, tab, open_tabs)


async def test_who_has_signed_out_sees_nothing_any_more():
    tab = Tab()
    watching = tab.watch()
    await tab.loaded(2)

    tab.fails = NotSignedIn()
    await asyncio.sleep(0.05)
    ring("queue:1")

    await asyncio.wait_for(watching, SOON)
    assert tab.was_reset


@pytest.mark.parametrize("error", [Unavailable(), Forbidden()])
async def test_a_database_that_is_away_or_a_refusal_ends_no_watch(
    monkeypatch: pytest.MonkeyPatch, open_tabs: set[str], error: Exception
):
    monkeypatch.setattr(live, "AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(doorbell, "LOOK_AGAIN_SECONDS", 0.02)
    tab = Tab()
    tab.fails = error
    watching = tab.watch()
    await asyncio.wait_for(tab.loaded(3), SOON)

    tab.fails = None
    await asyncio.wait_for(tab.loaded(6), SOON)

    assert not tab.was_reset
    open_tabs.clear()
    await asyncio.wait_for(watching, SOON)


# --- one reading for all tabs ---


@pytest.fixture(autouse=True)
async def nothing_shared():
    yield
    for shared in live._shared.values():
        await shared.ear.__aexit__(None, None, None)
    live._shared.clear()


class Reading:
    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> int:
        self.times += 1
        which = self.times
        await asyncio.sleep(0.02)
        return which


async def test_fifty_tabs_share_one_reading_until_it_rings():
    reading = Reading()

    first = await asyncio.gather(*(live.read_once("queue:1", "desk", reading) for _ in range(50)))
    ring("queue:1")
    second = await asyncio.gather(*(live.read_once("queue:1", "desk", reading) for _ in range(50)))

    assert (set(first), set(second)) == ({1}, {2})


async def test_a_ring_during_a_reading_is_not_lost():
    reading = Reading()
    early = asyncio.create_task(live.read_once("queue:1", "desk", reading))
    await asyncio.sleep(0.005)

    ring("queue:1")

    assert await live.read_once("queue:1", "desk", reading) == 2
    assert await early == 1


async def test_what_failed_is_read_again_and_other_topics_are_others():
    reading = Reading()

    async def away() -> int:
        raise Unavailable

    with pytest.raises(Unavailable):
        await live.read_once("queue:1", "desk", away)
    assert await live.read_once("queue:1", "desk", reading) == 1
    assert await live.read_once("queue:2", "desk", reading) == 2
    assert await live.read_once("queue:1", "count", reading) == 3


async def test_what_is_old_is_read_anew_though_nothing_rang(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "SHARED_SECONDS", 0)
    reading = Reading()
    await live.read_once("queue:1", "desk", reading)

    assert await live.read_once("queue:1", "desk", reading) == 2
