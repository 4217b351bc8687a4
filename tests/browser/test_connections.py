"""An admin names a server of their own, tries it, and says which records come from there."""

import json
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.doors import PRESCRIPTIONS
from tests.browser.own_server import an_admin_of
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


@pytest.fixture
async def with_shop(chromium: Browser, own_network: WebServer, shop: str) -> AsyncIterator[Page]:
    """Of an admin of a clinic with a server of its own."""
    async with an_admin_of(chromium, own_network, shop) as page:
        yield page


async def test_a_mapping_is_made_by_clicks_on_a_sample(with_shop: Page) -> None:
    page = with_shop
    await page.goto("/settings/connections")
    await page.get_by_role("link", name="Where Prescription comes from").click()
    await expect(page.get_by_role("heading", name="Prescription")).to_be_visible()
    await page.get_by_label("Path of one record").fill("/prescriptions/{reference}")
    await page.get_by_label("Reference of a record there").fill("RX-9")
    await page.get_by_role("button", name="Fetch a sample").click()
    await expect(page.get_by_text("shop has no record RX-9.")).to_be_visible()
    await page.get_by_label("Reference of a record there").fill("RX-1")
    await page.keyboard.press("Enter")

    await page.get_by_role("button", name="number RX-1").click()
    await expect(page.get_by_label("Reference required")).to_have_value("number")
    await page.get_by_role("button", name="drug.name Amoxicillin").click()
    await expect(page.get_by_label("Medication required")).to_have_value("drug.name")
    await page.get_by_label("Refills left").focus()
    await page.get_by_role("button", name="drug.how").click()
    await expect(page.get_by_text("Must be a whole number.")).to_be_visible()
    await nothing_serious(page)

    await page.get_by_label("Refills left").fill("left")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Say where the phone number or e-mail address is")).to_be_visible()
    await expect(page.get_by_label("Medication required")).to_have_value("drug.name")
    await page.get_by_label("Customer's phone").focus()
    await page.get_by_role("button", name="patient.phone").click()
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/settings/connections**")
    await expect(page.get_by_text("from shop, only read")).to_be_visible()


async def test_a_mapping_can_be_written_as_text_and_what_is_wrong_is_said(with_shop: Page) -> None:
    page = with_shop
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/settings/record-sources?kind=prescription")
    await page.get_by_label("Path of one record").fill("/prescriptions/{reference}")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Please say where it stands.").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await nothing_serious(page)

    await page.get_by_role("button", name="As text").click()
    mapping = page.get_by_label("Mapping, as JSON")
    await expect(mapping).to_have_value(re.compile("/prescriptions/{reference}"))
    await mapping.fill('{"connection": "shop"')
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("This is no JSON yet")).to_be_visible()
    await mapping.fill(json.dumps(PRESCRIPTIONS))
    await page.get_by_role("button", name="As a form").click()
    await expect(page.get_by_label("Medication required")).to_have_value("drug")
    await page.reload()
    await expect(page.get_by_label("Medication required")).to_have_value("drug")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("from shop, only read")).to_be_visible()
