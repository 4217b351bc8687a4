"""A customer says what they think of a reply: it stays, it can be changed, and nobody needs a mouse."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from playwright.async_api import Browser, BrowserContext, Route, expect

from caly_app.embedded_postgres import Urls
from tests.browser.chat_door import ChatDoor
from tests.browser.test_chat import at_home, serious, until
from tests.factories import Clinic, a_clinic


@pytest.fixture(scope="module")
def door(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatDoor]:
    door = ChatDoor(urls, tmp_path_factory.mktemp("door"))
    door.start()
    yield door
    door.end()


@pytest.fixture
async def clinic(database: Urls, doorman: None, door: ChatDoor) -> Clinic:
    return await a_clinic()


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 640}, locale="en-GB", has_touch=True
    )
    context.set_default_timeout(15_000)
    yield context
    await context.close()


def thumbs(admin: psycopg.Connection) -> list[tuple[bool, str]]:
    return admin.execute("select is_up, comment from thumb order by id").fetchall()


async def test_a_thumb_with_a_word_of_why_survives_a_reload_and_can_be_taken_back(
    phone: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(phone, door, clinic.slug)
    await widget.ask("When are you open?")
    reply = widget.inside.locator(".log .turn.agent").last
    group = reply.get_by_role("group", name="Was this reply helpful?")
    up, down = (
        group.get_by_role("button", name="Helpful", exact=True),
        group.get_by_role("button", name="Not helpful"),
    )
    greeting = widget.inside.locator(".log .turn.agent").first
    await expect(greeting.get_by_role("button", name="Helpful", exact=True)).to_have_count(0)

    await up.focus()
    await widget.page.keyboard.press("Enter")
    await expect(up).to_have_attribute("aria-pressed", "true")
    await down.click()
    await expect(up).to_have_attribute("aria-pressed", "false")
    why = reply.get_by_label("Why? (optional)")
    await expect(why).to_be_focused()
    assert await serious(widget.page) == []
    await why.fill("Nothing about Sundays")
    await why.press("Enter")
    await expect(reply.get_by_text("Thank you.")).to_be_visible()
    await expect(why).to_be_hidden()
    assert thumbs(admin) == [(False, "Nothing about Sundays")]
    assert await widget.page.evaluate("document.documentElement.scrollWidth") <= 390

    await widget.page.reload()
    await expect(down).to_have_attribute("aria-pressed", "true")
    await down.click()
    await expect(down).to_have_attribute("aria-pressed", "false")
    await expect(up).to_have_attribute("aria-pressed", "false")
    await widget.page.reload()
    await expect(down).to_have_attribute("aria-pressed", "false")
    assert thumbs(admin) == [] and widget.errors == []


async def test_a_thumb_that_cannot_be_kept_is_not_shown_as_if_it_were(
    phone: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(phone, door, clinic.slug)
    await widget.ask("When are you open?")
    await phone.set_offline(True)
    up = widget.inside.get_by_role("button", name="Helpful", exact=True)
    await up.click()
    await expect(up).to_have_attribute("aria-pressed", "false")
    assert thumbs(admin) == []


async def test_what_was_pressed_last_stands_though_the_net_is_faster_for_it(
    phone: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(phone, door, clinic.slug)
    await widget.ask("When are you open?")
    delays = iter((0.8, 0.0, 0.0))

    async def later(route: Route) -> None:
        await asyncio.sleep(next(delays))
        await route.continue_()

    await phone.route("**/thumb", later)
    reply = widget.inside.locator(".log .turn.agent").last
    await reply.get_by_role("button", name="Not helpful").click()
    why = reply.get_by_label("Why? (optional)")
    await why.fill("Nothing about Sundays")
    await why.press("Enter")
    await expect(reply.get_by_text("Thank you.")).to_be_visible()
    assert thumbs(admin) == [(False, "Nothing about Sundays")]


async def test_a_word_of_why_that_cannot_be_kept_stays_in_its_line(
    phone: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(phone, door, clinic.slug)
    await widget.ask("When are you open?")
    reply = widget.inside.locator(".log .turn.agent").last
    await reply.get_by_role("button", name="Not helpful").click()
    why = reply.get_by_label("Why? (optional)")
    await expect(why).to_be_focused()
    await until(lambda: thumbs(admin) == [(False, "")])
    await phone.set_offline(True)
    await why.fill("Nothing about Sundays")
    await why.press("Enter")
    await expect(widget.inside.get_by_text("No connection").first).to_be_visible()
    await expect(why).to_have_value("Nothing about Sundays")
    await expect(reply.get_by_text("Thank you.")).to_have_count(0)
    await phone.set_offline(False)
    await why.press("Enter")
    await expect(reply.get_by_text("Thank you.")).to_be_visible()
    assert thumbs(admin) == [(False, "Nothing about Sundays")]
