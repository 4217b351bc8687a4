"""Reports as people ask for them: in words, put right, kept, as a table, sent."""

import re

from playwright.async_api import Browser, expect

from tests.browser.test_people import a_browser, nothing_serious, sign_in
from tests.web_server import WebServer


async def test_a_question_is_understood_put_right_kept_and_sent(chromium: Browser, web: WebServer) -> None:
    async with await a_browser(chromium, web) as browser:
        page = await browser.new_page()
        await sign_in(page, web.demo["admin"])
        await page.goto("/reports")
        await expect(page.get_by_role("button", name="Busiest hours this month")).to_be_visible()
        await nothing_serious(page)

        question = page.get_by_label("Ask your figures", exact=True)
        await question.fill("purple elephants")
        await question.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("No figure was understood in this.")
        await expect(page.get_by_text("Questions without an answer", exact=True)).to_be_visible()

        await page.get_by_role("button", name="Busiest hours this month").click()
        await page.wait_for_url(re.compile("measure=conversations"))
        await expect(page.get_by_label("Split by")).to_have_value("hour")
        await expect(page.get_by_role("region", name="Figures of the report")).to_contain_text("23:00")
        await nothing_serious(page)

        await page.get_by_label("Figure", exact=True).select_option("escalated")
        await page.wait_for_url(re.compile("measure=escalated"))
        await page.get_by_label("Split by").select_option("reason")
        await page.wait_for_url(re.compile("by=reason"))
        await expect(page.get_by_role("heading", name="Handed over by reason, this month")).to_be_visible()

        async with page.expect_download() as download:
            await page.get_by_role("button", name="CSV").click()
        assert (await download.value).suggested_filename.startswith("report-escalated-")

        await page.get_by_role("textbox", name="Keep this report").fill("Why they left")
        await page.get_by_role("button", name="Keep it").click()
        await expect(page.get_by_role("heading", name="Why they left", level=1)).to_be_visible()
        await page.get_by_role("button", name="Send it").click()
        await page.get_by_label("Every").select_option("month")
        await page.get_by_label("On day").select_option("31")
        await page.get_by_role("checkbox").first.check()
        await nothing_serious(page)
        await page.get_by_role("button", name="Have it sent").click()
        await expect(
            page.get_by_text("Sent on day 31 of each month at 08:00 to 1 member").first
        ).to_be_visible()

        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto("/reports")
        await page.get_by_role("link", name="Why they left").click()
        await expect(page.get_by_role("heading", name="Why they left", level=1)).to_be_visible()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        await nothing_serious(page)
        await page.get_by_role("button", name="Delete").click()
        await page.get_by_role("button", name="Delete it").click()
        await expect(page.get_by_role("link", name="Why they left")).to_have_count(0)
