"""The figures as people see them: drawn, told in a table, and open to everybody."""

import re

import httpx
from playwright.async_api import Browser, expect

from tests.browser.test_people import PASSWORD, a_browser, a_new_account, nothing_serious, sign_in
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


async def test_by_sector_a_click_goes_over_and_another_business_is_begun(
    chromium: Browser, web: WebServer
) -> None:
    who = {"email": await a_new_account(web, has_workspace=True), "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1", timeout=30) as door:
        token = (await door.post("/auth/sign-in", json=who)).json()["token"]
        door.headers["Authorization"] = f"Bearer {token}"
        shop = {"name": "Trail Shop", "sector": "ecommerce", "country": "GB"}
        assert (await door.post("/workspaces", json=shop)).status_code == 201
    async with await a_browser(chromium, web) as browser:
        page = await browser.new_page()
        await sign_in(page, who)
        await page.goto("/metrics?days=7")
        table = page.get_by_role("region", name="Figures by business")
        left = await table.get_by_role("link").inner_text()
        await table.get_by_role("button").click()
        await expect(table.get_by_role("button", name=left)).to_be_visible()
        await expect(page.get_by_label("Days")).to_have_value("7")
        await nothing_serious(page)

        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto("/queue")
        width = await page.get_by_role("region", name="Queue").evaluate("it => it.offsetWidth")
        assert width == 390
        await page.goto("/onboarding?new=yes")
        await expect(page.get_by_role("heading", name="Your business")).to_be_visible()
