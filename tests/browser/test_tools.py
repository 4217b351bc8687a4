"""An admin names a tool of their own, tries it at a real server, switches it off, and removes it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.own_server import an_admin_of
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer

ARGUMENTS = '{"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}'


@pytest.fixture
async def page(chromium: Browser, own_network: WebServer, shop: str) -> AsyncIterator[Page]:
    """Of an admin who has named the shop's server, and no tool."""
    async with an_admin_of(chromium, own_network, shop) as page:
        yield page


async def test_a_tool_is_added_tried_changed_switched_off_and_removed(page: Page) -> None:
    await page.goto("/settings/tools")
    await expect(page.get_by_text("None yet. Add one, and try it here.")).to_be_visible()
    await page.get_by_role("button", name="Add").click()
    await write_down(page)
    await nothing_serious(page)

    await page.get_by_label("With these arguments").fill('{"number": "P-1"}')
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_role("dialog").get_by_text("Your parcel is on its way.")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Track a parcel is stored.")).to_be_visible()
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Track a parcel")
    await expect(row).to_contain_text("Reads, for anybody")
    await expect(row).to_contain_text("GET shop /parcels/{number}")

    await page.get_by_role("button", name="Change Track a parcel").click()
    await expect(page.get_by_label("Path", exact=True)).to_have_value("/parcels/{number}")
    await page.get_by_label("Title", exact=True).fill("Find a parcel")
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Find a parcel is stored.")).to_be_visible()

    is_on = page.get_by_role("switch", name="Find a parcel")
    await expect(is_on).to_be_checked()
    await is_on.focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_text("Find a parcel is off: new conversations do without it.")).to_be_visible()
    await expect(is_on).not_to_be_checked()
    await page.reload()
    await expect(is_on).not_to_be_checked()
    await nothing_serious(page)

    await page.get_by_role("button", name="Remove Find a parcel").click()
    await expect(page.get_by_role("heading", name="Remove Find a parcel?")).to_be_visible()
    await page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    await expect(is_on).to_be_visible()
    await page.get_by_role("button", name="Remove Find a parcel").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("None yet. Add one, and try it here.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(is_on).not_to_be_checked()


async def test_what_is_wrong_says_what_to_do_and_nothing_typed_is_lost(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/settings/tools")
    await page.get_by_role("button", name="Add").click()
    await write_down(page, name="Track parcel", arguments='{"type": "object" "properties": {}}')
    await page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("a comma is missing before it")).to_be_visible()

    await page.get_by_label("Arguments", exact=True).fill(ARGUMENTS.replace('"string"', '"text"'))
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Number: the type is one of string, integer")).to_be_visible()
    await expect(dialog.get_by_text("Please use small letters, digits and _")).to_be_visible()
    await nothing_serious(page)
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Track parcel")
    await expect(page.get_by_label("Title", exact=True)).to_have_value("Track a parcel")
    await expect(page.get_by_label("What is said of the result")).to_have_value("Your parcel is {status}.")

    await page.get_by_label("Name", exact=True).fill("track_parcel")
    await page.get_by_label("Arguments", exact=True).fill(ARGUMENTS)
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Track a parcel is stored.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def write_down(page: Page, *, name: str = "track_parcel", arguments: str = ARGUMENTS) -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Title", exact=True).fill("Track a parcel")
    await page.get_by_label("What it is for").fill("Where a parcel is, by its number.")
    await page.get_by_label("Path", exact=True).fill("/parcels/{number}")
    await page.get_by_label("Arguments", exact=True).fill(arguments)
    await page.get_by_label("For whom").select_option("none")
    await page.get_by_label("What is said of the result").fill("Your parcel is {status}.")
    await page.wait_for_timeout(400)  # what is typed is kept a moment after the last key
