"""A real Chromium, and axe for what it shows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from caly_app.embedded_postgres import Urls
from tests.browser.chat_door import ChatDoor
from tests.browser.desk_people import Desk, a_desk
from tests.browser.own_server import own_network, shop  # noqa: F401  (fixtures for all)
from tests.fake_model import FakeModel, fake_model
from tests.web_server import WebServer

expect.set_options(timeout=15_000)  # a shared machine may have much else to do

_DEBIANS = Path("/usr/bin/chromium")  # else playwright's own


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A whole browser, a server and a database share two cores: up to two more tries, which are shown."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = _DEBIANS if _DEBIANS.exists() else Path(playwright.chromium.executable_path)
        if not path.exists():
            pytest.skip("there is no Chromium on this machine, and it could not be installed")
        browser = await playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def door(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatDoor]:
    """The customer's door, one for all tests."""
    door = ChatDoor(urls, tmp_path_factory.mktemp("door"))
    door.start()
    yield door
    door.end()


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


@pytest.fixture
async def model_door(
    database: Urls, doorman: None, fake: FakeModel, tmp_path: Path
) -> AsyncIterator[ChatDoor]:
    """A door of its own for each test, whose language model is the fake one."""
    door = ChatDoor(database, tmp_path, model_url=fake.url)
    await asyncio.to_thread(door.start)
    yield door
    await asyncio.to_thread(door.end)


@pytest.fixture
async def desk(server: WebServer) -> Desk:
    """Its people, at the server of the tests that ask."""
    return await a_desk(server)


@pytest.fixture
async def ada(desk: Desk, chromium: Browser) -> AsyncIterator[Page]:
    async with await desk.browser_of(chromium, desk.ada) as context:
        yield await context.new_page()


@pytest.fixture
async def ben(desk: Desk, chromium: Browser) -> AsyncIterator[Page]:
    async with await desk.browser_of(chromium, desk.ben) as context:
        yield await context.new_page()
