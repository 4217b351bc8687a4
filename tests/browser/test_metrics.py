"""The figures as people see them: drawn, told in a table, and open to everybody."""

import re

from playwright.async_api import Browser, expect

from tests.browser.test_people import a_browser, nothing_serious, sign_in
from tests.web_server import WebServer


async def test_figures_are_drawn_told_and_lead_to_what_they_count(chromium: Browser, web: WebServer) -> None:
    async with await a_browser(chromium, web) as browser:
        page = await browser.new_page()
        await sign_in(page, web.demo["admin"])
        await page.goto("/metrics")
        await expect(page.get_by_role("link", name=re.compile("^Contained"))).to_be_visible()
        await expect(page.get_by_text("more reviewed turns are needed")).to_be_visible()
        await nothing_serious(page)

        await page.get_by_label("Days").select_option("7")
        await page.wait_for_url("**/metrics/?days=7")
        await page.get_by_role("link", name=re.compile("^Contained")).click()
        await page.wait_for_url(re.compile(r"/conversations.*outcome=contained"))
        await expect(page.get_by_label("Outcome")).to_have_value("contained")
