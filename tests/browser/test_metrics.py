"""The figures as people see them: drawn, told in a table, and open to everybody."""

import re

from playwright.async_api import Browser, expect

from tests.browser.test_people import a_browser, nothing_serious, sign_in
from tests.web_server import WebServer


async def test_a_candidate_is_described_and_reads_along(chromium: Browser, web: WebServer) -> None:
    async with await a_browser(chromium, web) as browser:
        page = await browser.new_page()
        await sign_in(page, web.demo["admin"])
        await page.goto("/shadow")
        await page.get_by_role("button", name="Let it read along").click()
        await expect(page.get_by_text("Please fill this in.")).to_be_visible()

        await page.get_by_label("Name").fill("Blue boxes")
        await page.get_by_label("When customers want").select_option("refill_prescription")
        await page.get_by_label("They say").fill("my blue box is empty")
        await page.get_by_role("button", name="Let it read along").click()
        await expect(page.get_by_text("Reads along")).to_be_visible()
        await expect(page.get_by_text("1 sentence or pattern", exact=True)).to_be_visible()
        await nothing_serious(page)

        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped")).to_be_visible()


async def test_figures_are_drawn_told_and_lead_to_what_they_count(chromium: Browser, web: WebServer) -> None:
    async with await a_browser(chromium, web) as browser:
        page = await browser.new_page()
        await sign_in(page, web.demo["admin"])
        await page.goto("/metrics")
        await expect(page.get_by_role("link", name=re.compile("^Contained"))).to_be_visible()
        await expect(page.get_by_text("more reviewed turns are needed")).to_be_visible()
        await nothing_serious(page)

        await page.get_by_label("Days").select_option("7")
        await page.wait_for_url(re.compile(r"/metrics/?\?days=7$"))
        await page.get_by_role("link", name=re.compile("^Contained")).click()
        await page.wait_for_url(re.compile(r"/conversations.*outcome=contained"))
        await expect(page.get_by_label("Outcome")).to_have_value("contained")
