"""An admin names a server of their own, tries it, and says which records come from there."""

import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.doors import PRESCRIPTIONS
from tests.browser.test_people import PASSWORD, a_browser, a_new_account, nothing_serious, sign_in
from tests.web_server import WebServer


@pytest.fixture
async def page(chromium: Browser, web: WebServer) -> AsyncIterator[Page]:
    """Of an admin of a clinic in which nothing has happened yet."""
    address = await a_new_account(web, has_workspace=True)
    async with await a_browser(chromium, web) as context:
        page = await context.new_page()
        await sign_in(page, {"email": address, "password": PASSWORD})
        yield page


async def test_a_server_is_named_tried_and_removed(page: Page) -> None:
    await page.goto("/settings/connections")
    await expect(page.get_by_text("None yet")).to_be_visible()
    await page.get_by_role("button", name="Add").click()
    await page.get_by_label("Name", exact=True).fill("shop")
    await page.get_by_label("Address", exact=True).fill("http://127.0.0.1:9")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("begins with https://: the secret would travel")).to_be_visible()
    await page.get_by_label("Address", exact=True).fill("https://127.0.0.1:9/api")
    await page.get_by_label("Secret", exact=True).fill("very-secret")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("secret in Authorization")).to_be_visible()

    await page.get_by_role("button", name="Try").click()
    await expect(page.get_by_text("shop is not on the public internet.")).to_be_visible()
    assert "very-secret" not in await page.content()
    await nothing_serious(page)

    await page.get_by_role("button", name="Remove shop").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("None yet")).to_be_visible()


async def test_a_mapping_is_written_and_what_is_wrong_is_said(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/settings/connections")
    await page.get_by_role("button", name="Where Prescription comes from").click()
    mapping = page.get_by_label("Mapping, as JSON")
    await mapping.fill('{"connection": "shop"}')
    await page.wait_for_timeout(600)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog").get_by_text("Field required").first).to_be_visible()
    await nothing_serious(page)

    await mapping.fill(json.dumps(PRESCRIPTIONS))
    await page.wait_for_timeout(600)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("from shop, only read")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
