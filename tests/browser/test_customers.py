"""What a customer agreed to be remembered by: from their yes in the chat to the customers page, and away."""

import re

from playwright.async_api import Browser, expect

from tests.browser.desk_people import Desk, a_desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer

ROS = {"name": "Ros Penhale", "phone": "+442079460123", "date_of_birth": "1980-05-04"}
PROOF = ("4 May 1980", "020 7946 0123")


async def on_the_books(desk: Desk) -> str:
    record = {
        "reference": "RX-7",
        "customer": ROS,
        "data": {"medication": "Atenolol", "refills_left": 1},
    }
    made = await desk.rest(desk.ada, "POST", "/records/prescription", record)
    assert made.status_code == 201, made.text
    return str(made.json()["customer_id"])


async def test_what_is_remembered_is_chosen_agreed_to_seen_and_deleted(
    web: WebServer, chromium: Browser
) -> None:
    desk = await a_desk(web)
    ros = await on_the_books(desk)
    async with await desk.browser_of(chromium, desk.ada) as context:
        page = await context.new_page()
        await page.goto("/settings/workspace")
        kept = page.get_by_label("Remembered for a customer's next time")
        await expect(kept).to_have_value("0")
        await kept.select_option(label="For a year")
        await expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()

        customer = await desk.customer()
        for line in ("when is my appointment?", *PROOF, "no"):
            await customer.says(line)
        answer = await customer.says("I want to book an appointment in the morning, I use a wheelchair")
        for line in ("the first one", "yes", "yes"):
            answer = await customer.says(line)
            if "May I?" in answer["reply"]["text"]:
                break
        assert "in the morning and wheelchair user. May I?" in answer["reply"]["text"]
        answer = await customer.says("yes")
        assert answer["reply"]["text"].startswith("I will remember it.")

        await page.goto(f"/customers?customer={ros}")
        held = page.locator("[data-facts]")
        await expect(held).to_contain_text("in the morning")
        await expect(held).to_contain_text("wheelchair user")
        await nothing_serious(page)
        assert await held.get_by_role("link").first.get_attribute("href") == (
            f"/conversations/{customer.conversation_id}"
        )
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(held).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await held.get_by_role("button", name="Delete The part of the day").click()
        await expect(held).not_to_contain_text("in the morning")
        await expect(held).to_contain_text("wheelchair user")
        facts = await desk.rest(desk.ada, "GET", f"/customers/{ros}/facts")
        assert [one["kind"] for one in facts.json()["items"]] == ["access_need"]

    async with await desk.browser_of(chromium, desk.ben) as context:
        page = await context.new_page()
        await page.goto(f"/customers?customer={ros}")
        await expect(page.locator("[data-facts]")).to_contain_text("wheelchair user")
        await expect(page.get_by_role("button", name=re.compile("^Delete"))).to_have_count(0)


async def test_what_was_said_in_passing_is_suggested_and_is_theirs_with_one_click(
    web: WebServer, chromium: Browser
) -> None:
    desk = await a_desk(web)
    visitor = await desk.customer()
    await visitor.says("my date of birth is the 4th of May 1980 by the way. Do you have parking?")
    [known] = (await desk.rest(desk.ada, "GET", "/customers")).json()["items"]
    async with await desk.browser_of(chromium, desk.ada) as context:
        page = await context.new_page()
        await page.goto(f"/customers?customer={known['id']}")
        wanted = page.locator("[data-complete]")
        await expect(wanted).to_contain_text("In passing was said: 1980-••-••")
        await nothing_serious(page)
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await wanted.get_by_role("button", name="Date of birth is theirs").click()
        await expect(wanted).not_to_contain_text("In passing")
        await expect(wanted).to_contain_text("Complete: 1 of")
