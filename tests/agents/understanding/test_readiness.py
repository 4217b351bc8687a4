import asyncio

import pytest

from caly_app.agents.understanding import danger_abroad, readiness, word_head

SOON = 20


@pytest.fixture
def nothing_known(monkeypatch) -> dict:
    known: dict = {}
    monkeypatch.setattr(word_head, "_learned", known)
    monkeypatch.setattr(danger_abroad, "_learned", known)
    monkeypatch.setattr(readiness, "_begun", set())
    monkeypatch.setattr(readiness, "_learning", set())
    return known


async def test_what_the_first_message_needs_is_learned_before_it_comes(nothing_known):
    readiness.get_ready("telecom", "de")
    async with asyncio.timeout(SOON):
        while len(nothing_known) < 2:
            await asyncio.sleep(0.02)
    assert set(nothing_known) == {("telecom", "de"), "de"}


async def test_it_is_learned_once(nothing_known):
    for _ in range(3):
        readiness.get_ready("telecom", "fr")
    assert len(readiness._learning) == 1
    await asyncio.gather(*readiness._learning)
