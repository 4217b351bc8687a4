"""Connections for single statements: shared out in the order of coming, and never all of the pool."""

import asyncio

import pytest

from caly_app import db

SOON = 5


@pytest.fixture
async def five_connections(urls):
    db.open(urls.app, pool_size=5)
    yield
    await db.close()


async def speak() -> None:
    async with db.single_statements() as driver:
        await driver.execute("select 1")


async def test_who_comes_late_is_served_though_others_come_again_and_again(five_connections):
    served = asyncio.Event()

    async def speak_without_end() -> None:
        while not served.is_set():
            await speak()

    eager = [asyncio.create_task(speak_without_end()) for _ in range(8)]
    try:
        async with asyncio.timeout(SOON):
            await asyncio.gather(*(speak() for _ in range(40)))
    finally:
        served.set()
        await asyncio.gather(*eager)


async def test_transactions_find_a_connection_while_single_statements_take_all_of_theirs(five_connections):
    over = asyncio.Event()

    async def hold() -> None:
        async with db.single_statements():
            await over.wait()

    holding = [asyncio.create_task(hold()) for _ in range(5)]
    await asyncio.sleep(0.1)
    try:
        async with asyncio.timeout(SOON), db.lookup() as session:
            await (await session.driver()).execute("select 1")
    finally:
        over.set()
        await asyncio.gather(*holding)


async def test_who_waits_too_long_is_told_that_it_is_busy(five_connections, monkeypatch):
    monkeypatch.setattr(db, "POOL_WAIT_SECONDS", 0.05)
    async with db.single_statements(), db.single_statements():
        with pytest.raises(db.DatabaseBusy):
            await speak()
    await speak()
