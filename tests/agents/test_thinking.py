"""Many customers at once: a few are thought about, the others wait for their turn, and all are answered."""

import asyncio
import threading
import time
from dataclasses import replace
from datetime import timedelta

from caly_app import clock
from caly_app.agents import engine, thinking
from caly_app.agents.sectors import _ready, read_beside
from tests.agents.world import PORTS, Talk

MANY = 40


class SlowFeelings:
    """Counts who is thought about at once: it is asked in the middle of it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.now = self.most = 0
        self._lock = threading.Lock()

    def of(self, text: str, language: str) -> float | None:
        with self._lock:
            self.said.append(text)
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.005)
        with self._lock:
            self.now -= 1
        return None


async def test_however_many_ask_a_few_are_thought_about_at_once_in_their_order():
    feelings = SlowFeelings()
    ports = replace(PORTS, sentiment=feelings)
    said = [f"hello, {number}" for number in range(MANY)]
    decided = await asyncio.gather(*(engine.decide(Talk().turn(one), ports) for one in said))
    assert len(decided) == MANY
    assert feelings.most <= thinking.AT_ONCE
    places = [said.index(one) for one in feelings.said]
    assert all(abs(place - number) <= thinking.AT_ONCE for number, place in enumerate(places))


async def test_the_business_s_time_goes_along():
    from_here = clock.now()
    with clock.offset(timedelta(days=1)):
        assert (await thinking.think(clock.now) - from_here).days == 1


async def test_what_many_want_is_read_for_the_first_of_them(monkeypatch):
    """And nothing else is read up meanwhile."""
    _ready.discard("telecom")
    reading, most = 0, 0

    def read_slowly() -> None:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        time.sleep(0.02)
        reading -= 1

    await asyncio.gather(*(thinking.read_up(read_slowly) for _ in range(4)), read_beside("telecom"))
    assert most == 1
    assert "telecom" in _ready
