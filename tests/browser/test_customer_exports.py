"""An admin takes out what is held about a customer: the file comes, only its passphrase opens it."""

import json
import re
from pathlib import Path

import pyzipper
from playwright.async_api import Browser, expect

from tests.browser.desk_people import a_desk
from tests.browser.test_customers import ROS, on_the_books
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer

PASSPHRASE = "three small wooden boats"


async def test_what_is_missing_is_seen_and_what_is_wanted_is_chosen(
    web: WebServer, chromium: Browser
) -> None:
    desk = await a_desk(web)
    ros = await on_the_books(desk)
    dark_and_small = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    async with await desk.browser_of(chromium, desk.ada, **dark_and_small) as context:
        page = await context.new_page()
        await page.goto(f"/customers?customer={ros}")
        complete = page.locator("[data-complete]")
        await expect(complete).to_contain_text("Complete: 3 of 4")
        await expect(complete).to_contain_text("Address is missing")
        await expect(page.get_by_text("All 3 values are encrypted (AES-256) with key 1")).to_be_visible()
        await nothing_serious(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await page.goto("/settings/workspace")
        kinds = page.get_by_role("group", name="Wanted of each customer")
        await expect(kinds.get_by_label("Date of birth")).to_be_disabled()
        await kinds.get_by_label("Address").click()
        await expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
        await nothing_serious(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(f"/customers?customer={ros}")
        await expect(complete).to_contain_text("Complete: 3 of 3")


async def test_all_that_is_held_is_taken_out_and_opened(web: WebServer, chromium: Browser) -> None:
    desk = await a_desk(web)
    ros = await on_the_books(desk)
    dark_and_small = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    async with await desk.browser_of(chromium, desk.ada, **dark_and_small) as context:
        page = await context.new_page()
        await page.goto(f"/customers?customer={ros}")
        await page.get_by_text("Export all of it").click()
        form = page.get_by_role("form", name="Export all that is held")
        first, again = form.get_by_label("Passphrase", exact=True), form.get_by_label("The same once more")
        export = form.get_by_role("button", name="Export")
        await nothing_serious(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await first.fill("short")
        await again.fill("short")
        await export.click()
        await expect(form.get_by_text("Please use at least 12 characters.")).to_be_visible()

        await first.fill(PASSPHRASE)
        await again.fill(PASSPHRASE + "s")
        await export.click()
        await expect(form.get_by_text("This is not the same as above.")).to_be_visible()
        await nothing_serious(page)

        await again.fill(PASSPHRASE)
        async with page.expect_download() as download:
            await export.click()
        taken = await download.value
        assert taken.suggested_filename == f"customer-{ros[-12:]}.zip"
        with pyzipper.AESZipFile(Path(await taken.path())) as archive:
            archive.setpassword(PASSPHRASE.encode())
            held = json.loads(archive.read("customer.json"))
        assert {one["kind"]: one["value"] for one in held["values"]} == ROS
        assert [one["reference"] for one in held["records"]] == ["RX-7"]
        await expect(page.get_by_text("Your browser has the file.")).to_be_visible()
        await nothing_serious(page)

        await page.get_by_role("button", name="Done").click()
        await expect(first).to_have_value("")
        async with await context.new_page() as readable:
            with pyzipper.AESZipFile(Path(await taken.path())) as archive:
                archive.setpassword(PASSPHRASE.encode())
                await readable.set_content(archive.read("customer.html").decode())
            await expect(readable.get_by_text("Ros Penhale")).to_be_visible()
            await nothing_serious(readable)

    async with await desk.browser_of(chromium, desk.ben) as context:
        page = await context.new_page()
        await page.goto(f"/customers?customer={ros}")
        await expect(page.get_by_role("heading", name="Ros Penhale")).to_be_visible()
        await expect(page.get_by_text("Export all of it")).to_have_count(0)
