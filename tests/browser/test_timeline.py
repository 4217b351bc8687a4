"""Who changed what, in a real browser: found, filtered, followed to the thing; on a phone and in the dark."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.desk_people import Desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer


@pytest.fixture
def server(web: WebServer) -> WebServer:
    return web


async def switched_off(desk: Desk, agent: str = "triage") -> None:
    answer = await desk.rest(desk.ada, "POST", f"/sector/healthcare/agents/{agent}/disable", {})
    assert answer.status_code == 200, answer.text


async def test_an_admin_finds_who_switched_off_the_agent_and_goes_there(desk: Desk, ada: Page):
    await switched_off(desk)
    await ada.goto("/settings/timeline")
    line = ada.locator(".happened-line").filter(has_text="Triage")
    await expect(line).to_contain_text("Ada Marsh switched off the agent “Triage”")

    await ada.get_by_label("What").select_option("people")
    await expect(ada).to_have_url(re.compile("what=people"))
    await expect(line).to_have_count(0)
    await expect(ada.locator(".happened-line").first).to_contain_text("joined")
    await ada.get_by_label("Who").select_option(label="Ben Okoro")
    await expect(ada.locator(".happened-line")).to_have_count(1)
    await ada.get_by_label("When").select_option("yesterday")
    await expect(ada.get_by_role("heading", name="Nothing like that")).to_be_visible()
    await ada.get_by_role("link", name="Clear the filters").click()

    await expect(line).to_be_visible()
    await ada.keyboard.press("j")
    await expect(ada.locator("[data-row]").first).to_be_focused()
    await line.get_by_role("link").click()
    await expect(ada).to_have_url(re.compile("/settings/sector"))
    changes = ada.locator("#changes")
    await expect(changes).to_contain_text("switched off the agent “Triage”")
    await changes.get_by_role("link", name="All changes").click()
    await expect(ada).to_have_url(re.compile(r"/settings/timeline\?what=agents"))


async def test_own_words_are_changed_where_they_stand(desk: Desk, ada: Page):
    words = {"kind": "pattern", "text": "blue box"}
    path = "/sector/healthcare/intents/refill_prescription/phrases"
    assert (await desk.rest(desk.ada, "POST", path, words)).status_code == 201
    await ada.goto("/settings/sector")

    await ada.get_by_role("button", name="Change “blue box”").click()
    text = ada.get_by_label("They say")
    await expect(text).to_be_focused()
    await expect(text).to_have_value("blue box")
    await text.fill("green box")
    await ada.get_by_role("button", name="Save", exact=True).click()

    await expect(ada.locator("#words .rows")).to_contain_text("green box")
    await expect(ada.locator("#words .rows")).not_to_contain_text("blue box")
    await expect(ada.locator("#changes")).to_contain_text("changed words of your own")


async def test_an_operator_is_told_that_settings_are_for_admins(desk: Desk, ben: Page):
    for path in ("/settings/timeline", "/settings/sector"):
        await ben.goto(path)
        await expect(ben.get_by_role("heading", name="Only for admins")).to_be_visible()
        await expect(ben.locator(".bone")).to_have_count(0)


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_on_a_phone_nothing_runs_over_and_axe_is_content(desk: Desk, chromium: Browser, mode: str):
    await switched_off(desk)
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": mode}
    async with await desk.browser_of(chromium, desk.ada, **phone) as context:
        page = await context.new_page()
        await page.goto("/settings/timeline?what=everything&when=between")
        await expect(page.locator(".happened-line").first).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await nothing_serious(page)
