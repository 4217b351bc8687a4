"""A text is pasted, one draft of it becomes a fact, and the next customer is told."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_people import Desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer

FAQ = "**Is there wifi?**\nYes, ask at the desk.\n\n## Complaints\nCall 020 7946 0123."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Without the demo: nobody here looks at it."""
    server = WebServer(tmp_path_factory.mktemp("drafts") / "data", ["--no-demo"]).start()
    yield server
    server.end()


async def test_a_pasted_text_becomes_drafts_and_an_accepted_draft_is_told(
    desk: Desk, ada: Page, ben: Page
) -> None:
    await ada.goto("/learning?show=drafts")
    await expect(ada.get_by_role("heading", name="No draft waits")).to_be_visible()
    await nothing_serious(ada)
    await ada.get_by_role("button", name="Paste a text").focus()
    await ada.keyboard.press("Enter")
    box = ada.get_by_label("FAQ or policy")
    await box.fill("Only words.")
    await ada.get_by_role("button", name="Make drafts").click()
    await expect(ada.get_by_text("No question was found in it.")).to_be_visible()
    await expect(box).to_have_value("Only words.")
    await nothing_serious(ada)
    await box.fill(FAQ)
    await box.press("Tab")
    await ada.keyboard.press("Tab")
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_text("2 drafts.")).to_be_visible()
    rows = ada.locator(".learn-rows li")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1)).to_contain_text("Hidden, for it looks personal: [phone ...23]")

    await rows.nth(1).get_by_role("button", name="Look and accept").click()
    await ada.get_by_role("button", name="Make it a fact").click()
    await expect(ada.get_by_text("stands for what was hidden")).to_be_visible()
    await ada.get_by_role("button", name="Cancel").click()

    await rows.first.get_by_role("button", name="Look and accept").click()
    await expect(ada.get_by_label("Answer", exact=True)).to_be_focused()
    await expect(ada.get_by_label("Name of the fact")).to_have_value("wifi")
    await ada.set_viewport_size({"width": 390, "height": 844})
    await nothing_serious(ada)
    assert await ada.evaluate("document.documentElement.scrollWidth") <= 390
    await ada.get_by_label("Answer", exact=True).fill("Yes, it is free.")
    await ada.get_by_role("button", name="Make it a fact").click()
    await expect(rows).to_have_count(1)

    customer = await desk.customer()
    await customer.says("Is there wifi?")
    assert any("it is free" in said for said in await customer.hears())

    await ben.goto("/learning?show=drafts")
    await expect(ben.locator(".learn-rows li")).to_have_count(1)
    await expect(ben.get_by_role("button", name="Paste a text")).to_have_count(0)


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_it_is_open_to_everybody_on_every_screen(ada: Page, mode: str) -> None:
    await ada.emulate_media(color_scheme="light" if mode == "light" else "dark")
    await ada.goto("/learning?show=drafts&state=turned_down")
    await expect(ada.locator(".empty")).to_be_visible()
    await ada.set_viewport_size({"width": 390, "height": 844})
    await ada.wait_for_timeout(400)  # nothing fades in any more
    await nothing_serious(ada)
    assert await ada.evaluate("document.documentElement.scrollWidth") <= 390
    await ada.get_by_role("button", name="Paste a text").click()
    dialog = ada.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await ada.wait_for_timeout(400)
    await nothing_serious(ada)
    assert await ada.evaluate("document.documentElement.scrollWidth") <= 390
    await ada.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
