"""From a thumb in the widget to a correction at the desk, to the same sentence understood a moment later."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.desk_people import Desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer

SAID = "The blue box, as ever"
# Filters that stand out of their list, or are hidden behind its edge.
FILTERS_CUT = """() => {
  const edge = document.querySelector(".browse-list").getBoundingClientRect().right;
  return [...document.querySelectorAll(".filters > *")]
    .filter((one) => one.getBoundingClientRect().right > edge).map((one) => one.textContent);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Without the demo: nobody here looks at it."""
    server = WebServer(tmp_path_factory.mktemp("learning") / "data", ["--no-demo"]).start()
    yield server
    server.end()


async def test_a_thumb_becomes_a_correction_and_the_correction_is_understood(
    desk: Desk, chromium: Browser, ada: Page, ben: Page
) -> None:
    async with await chromium.new_context(base_url=desk.web.address, locale="en-GB") as context:
        chat = await context.new_page()
        await chat.goto(f"/chat/{desk.slug}")
        await chat.locator("textarea").fill(SAID)
        await chat.locator("textarea").press("Enter")
        await chat.get_by_role("button", name="Not helpful").click()
        await chat.get_by_label("Why? (optional)").fill("I want my medicine")
        await chat.get_by_role("button", name="Send", exact=True).first.click()
        await expect(chat.get_by_text("Thank you.")).to_be_visible()

    await ben.goto("/learning?show=thumbs")
    row = ben.locator(".learn-rows li").filter(has_text="I want my medicine")
    await expect(row.get_by_text(SAID)).to_be_visible()  # what was asked stands above the reply
    await row.get_by_role("link", name="See the conversation").click()
    log = ben.get_by_role("log")
    await expect(log.locator(".said-thumb")).to_contain_text("I want my medicine")
    await log.locator("summary").filter(has_text="why").last.click()
    await log.get_by_label("What the customer meant").select_option("refill_prescription")
    await expect(log.get_by_text("Ben Okoro: Refill a prescription, waits for an admin")).to_be_visible()
    asked = log.locator(".pair").filter(has_text="Understood")
    await expect(asked).to_contain_text("not surely: asked whether “Refill a prescription” or")
    await ben.set_viewport_size({"width": 1280, "height": 900})
    assert await ben.evaluate(FILTERS_CUT) == []
    await nothing_serious(ben)
    await ben.set_viewport_size({"width": 390, "height": 844})
    assert await ben.evaluate("document.documentElement.scrollWidth") <= 390
    box = await log.get_by_label("What the customer meant").bounding_box()
    assert box and box["x"] + box["width"] <= 390

    await ada.goto("/learning?show=corrections")
    waiting = ada.locator(".learn-rows li")
    await expect(waiting.get_by_label("Words of the example")).to_have_value(SAID)
    await nothing_serious(ada)
    await waiting.get_by_role("button", name="Accept").click()
    await expect(ada.get_by_role("heading", name="No correction waits")).to_be_visible()

    again = await desk.customer()
    answer = await again.says(SAID)
    turns = await desk.rest(desk.ada, "GET", f"/conversations/{again.conversation_id}/turns")
    [why] = [turn["why"] for turn in turns.json()["items"] if turn["answers"] == answer["turn_id"]]
    assert (why["understood"][0]["intent"], why["understood"][0]["by"]) == (
        "refill_prescription",
        "own words",
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("show", ["questions", "corrections", "thumbs"])
async def test_it_is_open_to_everybody_on_every_screen(ada: Page, show: str, mode: str) -> None:
    await ada.emulate_media(color_scheme="light" if mode == "light" else "dark")
    await ada.goto(f"/learning?show={show}")
    await expect(ada.locator(".empty")).to_be_visible()
    await ada.wait_for_timeout(400)  # nothing fades in any more
    await nothing_serious(ada)
    await ada.set_viewport_size({"width": 390, "height": 844})
    assert await ada.evaluate("document.documentElement.scrollWidth") <= 390
