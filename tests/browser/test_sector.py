"""An admin sets up what the agent does, what it understands, what it looks up, and who can be booked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.test_people import PASSWORD, a_browser, a_new_account, nothing_serious, sign_in
from tests.web_server import WebServer

HEADER = "reference,customer_name,customer_phone,medication,refills_left\n"
GOOD = HEADER + "RX-7,Lin Ward,020 7946 0654,Salbutamol,1\n"
BAD = GOOD + "RX-8,Jo Reed,020 7946 0321,Atenolol,many\n"


@pytest.fixture
async def page(chromium: Browser, web: WebServer) -> AsyncIterator[Page]:
    """Of an admin of a clinic in which nothing has happened yet."""
    address = await a_new_account(web, has_workspace=True)
    async with await a_browser(chromium, web) as context:
        page = await context.new_page()
        await sign_in(page, {"email": address, "password": PASSWORD})
        yield page


async def test_settings_alone_and_the_icon_lead_somewhere(page: Page) -> None:
    await page.goto("/settings")
    await page.wait_for_url("**/settings/workspace**")
    assert (await page.request.get("/favicon.ico")).status == 200


async def test_agents_settings_and_own_words_are_set_and_tried(page: Page) -> None:
    await page.goto("/settings/sector")
    triage = page.get_by_role("switch", name="Triage")
    await expect(triage).to_be_checked()
    await triage.focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_text("Triage is off from the next conversation on.")).to_be_visible()
    await expect(triage).not_to_be_checked()

    minutes = page.get_by_label("Minutes ahead in which no time is offered")
    await minutes.fill("500")
    await minutes.press("Enter")
    await expect(page.get_by_text("Must be at most 120.")).to_be_visible()
    await minutes.fill("2")
    await page.wait_for_timeout(1500)  # a pause in typing: it does not hold for two minutes
    await expect(page.locator(".saved")).not_to_contain_text("Saved")
    await minutes.press("End")
    await minutes.press("5")
    await minutes.press("Tab")
    await expect(page.locator(".saved")).to_contain_text("Saved")
    changes = page.locator("#changes").get_by_text("changed the sector's settings")
    await expect(changes).to_have_count(1)

    await page.get_by_label("When customers want").select_option(label="Refill a prescription")
    await page.get_by_label("A sentence, or a pattern").select_option("pattern")
    await page.get_by_label("They say").fill("blue box(es)?")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator(".rows li").filter(has_text="blue box(es)?")).to_be_visible()
    await page.get_by_label("A sentence to try").fill("Two blue boxes please")
    await page.get_by_role("button", name="Try", exact=True).click()
    await expect(page.locator(".pairs")).to_contain_text("begin “Refill a prescription”")
    await expect(page.locator(".pairs")).to_contain_text("your own words")

    await page.locator(".rows li").filter(has_text="blue box").get_by_role("button", name="Remove").click()
    await expect(page.locator(".rows li").filter(has_text="blue box(es)?")).to_have_count(0)
    toast = page.get_by_role("listitem").filter(has_text="says nothing any more")
    await toast.get_by_role("button", name="Undo").click()
    await expect(page.locator(".rows li").filter(has_text="blue box(es)?").first).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("switch", name="Triage")).not_to_be_checked()
    await expect(page.get_by_label("Minutes ahead in which no time is offered")).to_have_value("25")


async def test_another_sector_is_chosen_while_nothing_has_happened(page: Page) -> None:
    await page.goto("/settings/sector")
    await page.get_by_text("Choose another one").click()
    other = page.locator("button.sector-card").first
    title = await other.locator("b").inner_text()
    await other.click()
    await expect(page.locator(".sector-card.is-chosen")).to_contain_text(title)


async def test_records_come_in_by_form_and_by_file_and_go_out_again(page: Page, tmp_path: Path) -> None:
    await page.goto("/records?kind=prescription")
    await expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    await page.get_by_role("link", name="Add", exact=True).click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Medication").fill("Atenolol")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("Please fill this in.")).to_be_visible()
    await form.get_by_label("Refills left").fill("2")
    await form.get_by_label("Name", exact=True).fill("Jo Reed")
    await form.get_by_label("Phone").fill("020 7946 0321")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("row").filter(has_text="Jo Reed")).to_contain_text("Atenolol")

    await page.get_by_role("button", name="Import", exact=True).click()
    (tmp_path / "bad.csv").write_text(BAD)
    await page.locator("input[type=file]").set_input_files(tmp_path / "bad.csv")
    await expect(form.get_by_text("Row 2, refills left: must be a whole number.")).to_be_visible()
    await expect(form.get_by_role("button", name="Store them")).to_be_disabled()
    (tmp_path / "good.csv").write_text(GOOD)
    await page.locator("input[type=file]").set_input_files(tmp_path / "good.csv")
    await expect(form.get_by_text("1 new, 0 changed, 0 as they are")).to_be_visible()
    await form.get_by_role("button", name="Store them").click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("row").filter(has_text="RX-7")).to_contain_text("Lin Ward")

    await page.get_by_label("Words in records").fill("salbutamol")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row").filter(has_text="Jo Reed")).to_have_count(0)
    await page.get_by_role("link", name="RX-7").click()
    await form.get_by_label("Dosage").fill("100 mcg")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("row").filter(has_text="RX-7")).to_contain_text("100 mcg")

    await page.get_by_role("button", name="Export").click()
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name="As CSV").click()
    exported = Path(await (await download.value).path()).read_text()
    assert "RX-7" in exported and "100 mcg" in exported and "Atenolol" not in exported


async def test_a_second_provider_is_added(page: Page) -> None:
    await page.goto("/settings/booking")
    await page.get_by_role("button", name="Add", exact=True).click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Name").fill("Dr. Ada Quist")
    await form.get_by_label("Minutes").fill("20")
    await form.get_by_label("Tuesday").fill("late")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Tuesday: write hours")
    await form.get_by_label("Tuesday").fill("09:00-13:00")
    await form.get_by_role("button", name="Save").click()
    row = page.locator(".rows li").filter(has_text="Dr. Ada Quist")
    await expect(row).to_contain_text("20 minutes, Tue 09:00-13:00")
    await row.get_by_role("switch").click()
    await expect(row).to_contain_text("Closed")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/settings/sector",
        "/settings/booking",
        "/settings/tools",
        "/records",
        "/records?kind=prescription&record=new",
    ],
)
async def test_they_are_open_to_everybody_on_every_screen(page: Page, path: str, mode: str) -> None:
    await page.emulate_media(color_scheme="light" if mode == "light" else "dark")
    await page.goto(path)
    await expect(page.locator(".bone")).to_have_count(0)
    if "record=" in path:
        await expect(page.get_by_role("dialog")).to_be_visible()
    await page.wait_for_timeout(400)  # nothing fades in any more
    await nothing_serious(page)
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
