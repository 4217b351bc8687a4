"""A note on a customer: written when their conversation ends, read, edited, and settled by a person."""

import asyncio
from datetime import timedelta

from playwright.async_api import Browser, expect

from caly_app import clock
from tests.browser.desk_people import Customer, Desk, a_desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer


async def ended(desk: Desk) -> Customer:
    """Somebody who asked for a person, and left."""
    customer = await desk.customer("Ros Penhale")
    await customer.says("I want to talk to a person")
    answer = await customer.door.post(f"/chat/conversations/{customer.conversation_id}/end")
    assert answer.status_code < 300, answer.text
    return customer


async def noted(desk: Desk) -> str:
    """Whose note the job has written."""
    for _ in range(120):
        found = await desk.rest(desk.ada, "GET", "/follow-ups")
        if items := found.json()["items"]:
            return str(items[0]["customer_id"])
        await asyncio.sleep(0.25)
    raise AssertionError("no note was written")


async def test_a_note_is_read_edited_and_its_follow_up_done(web: WebServer, chromium: Browser) -> None:
    desk = await a_desk(web)
    await ended(desk)
    who = await noted(desk)
    async with await desk.browser_of(chromium, desk.ben) as context:
        page = await context.new_page()
        await page.goto("/customers")
        await expect(page.locator("[data-row]")).to_have_count(1)
        await page.get_by_label("To follow up").select_option("today")
        await page.wait_for_url("**due=today**")
        await page.get_by_label("Lead", exact=True).select_option("won")
        await expect(page.get_by_text("Nobody of that kind")).to_be_visible()
        await page.goto(f"/customers?customer={who}")

        notes = page.locator("[data-notes]")
        await expect(notes).to_contain_text("Waits for a person: asked for a person.")
        await nothing_serious(page)
        await notes.get_by_role("button", name="Edit").click()
        await page.get_by_label("Note", exact=True).fill(" ")
        await notes.get_by_role("button", name="Keep").click()
        await expect(notes.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Note", exact=True).fill("Prefers to be rung in the evening.")
        await notes.get_by_role("button", name="Keep").click()
        await expect(notes).to_contain_text("Prefers to be rung in the evening.")
        await expect(notes).to_contain_text("Edited by Ben Okoro")

        lead = page.locator("[data-lead]")
        await lead.get_by_label("Status").select_option("qualified")
        await expect(lead).to_contain_text("Set by Ben Okoro")
        due = page.locator("[data-follow-ups]")
        await due.get_by_role("button", name="Done").click()
        await due.get_by_role("button", name="Open again").click()
        await expect(due.get_by_role("button", name="Done")).to_be_visible()
        await expect(due).to_contain_text("Answer: asked for a person")

        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(notes).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await nothing_serious(page)

    kept = await desk.rest(desk.ada, "GET", f"/customers/{who}/notes")
    assert [one["edited_by"] for one in kept.json()["items"]] == ["Ben Okoro"]
    far = (await desk.rest(desk.ada, "GET", f"/customers/{who}/lead")).json()
    assert (far["status"], far["set_by"], far["history"][0]["why"]) == ("qualified", "Ben Okoro", "by_hand")
    late = (clock.wall() - timedelta(days=30)).date().isoformat()
    found = await desk.rest(desk.ada, "GET", f"/follow-ups?due_by={late}")
    assert found.json()["items"] == []
