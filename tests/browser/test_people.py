"""People at the pages: sign up and set up, invite and accept, forget a password, sign out everywhere."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect
from uuid_utils.compat import uuid7

from tests.browser.at_rest import AT_REST
from tests.web_server import WebServer, run

PASSWORD = "correct horse battery"
EACH_LABEL_NAMES_A_FIELD = (
    """() => [...document.querySelectorAll("label[for]")].every((each) => each.control)"""
)


@pytest.fixture
async def browser(chromium: Browser, web: WebServer) -> AsyncIterator[BrowserContext]:
    """A person's browser."""
    async with await a_browser(chromium, web) as context:
        yield context


async def a_browser(chromium: Browser, web: WebServer) -> BrowserContext:
    return await chromium.new_context(
        base_url=web.address,
        locale="en-GB",
        timezone_id="Europe/London",
        viewport={"width": 1280, "height": 900},
    )


async def test_from_a_sign_up_to_the_first_answered_message(browser: BrowserContext) -> None:
    page = await browser.new_page()
    await page.goto("/sign-up")
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.locator('[data-error="organization"]')).to_have_text("Please fill this in.")
    await expect(page.get_by_label("Your business")).to_be_focused()

    await sign_up(page, "Oak Yard Practice")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Oak Yard Practice")
    await page.get_by_label("Name", exact=True).fill("Elm Row Surgery")
    await expect(page.get_by_text("Saved")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Elm Row Surgery")
    await page.get_by_role("button", name="Go on").click()

    await page.get_by_role("radio", name="Healthcare").click()
    await expect(page.get_by_text("Appointment booking")).to_be_visible()
    await page.get_by_role("button", name="Go on").click()

    await page.get_by_role("main").get_by_role("button", name="I would like to book").first.click()
    await expect(page.get_by_role("heading", name="That was your agent. What next?")).to_be_visible()
    await expect(page.locator("caly-chat").get_by_role("log")).to_contain_text("Which day suits you?")

    await page.get_by_role("button", name="Done").click()
    await page.wait_for_url(re.compile(r":\d+/$"))


async def test_an_invited_operator_accepts_and_works(
    chromium: Browser, browser: BrowserContext, web: WebServer
) -> None:
    admin = await browser.new_page()
    await sign_in(admin, web.demo["admin"])
    address = an_address()
    await admin.goto("/settings/members")
    await admin.get_by_label("E-mail of whom you invite").fill(address)
    await admin.get_by_role("button", name="Invite").click()
    await expect(admin.get_by_text(f"Mailed to {address}")).to_be_visible()
    await admin.goto("/mail")
    await admin.get_by_text(f"to {address}").click()
    link = await admin.get_by_role("link", name="Open the link").first.get_attribute("href")
    assert link

    async with await a_browser(chromium, web) as theirs:
        operator = await theirs.new_page()
        await operator.goto(link)
        await expect(operator.get_by_label("E-mail")).to_have_value(address)
        await operator.get_by_label("Your name").fill("Mara Lind")
        await operator.get_by_label("Password", exact=True).fill(PASSWORD)
        await operator.get_by_role("button", name="Join").click()
        await operator.wait_for_url(re.compile(r":\d+/$"))
        await operator.goto("/queue")
        await expect(operator.get_by_role("heading", name="Queue")).to_be_visible()
        await operator.goto(link)
        await expect(operator.get_by_text("This invitation is no longer good")).to_be_visible()


async def test_a_forgotten_password_is_replaced(browser: BrowserContext, web: WebServer) -> None:
    page = await browser.new_page()
    address = await a_new_account(web)

    await page.goto("/reset")
    await page.get_by_label("E-mail").fill(address)
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_text("Look into your mail")).to_be_visible()

    await page.goto(f"/reset?token={await web_mailed_token(web, address, 'reset')}")
    await page.get_by_role("textbox", name="New password").fill("short")
    await page.get_by_role("button", name="Change it").click()
    await expect(page.locator('[data-error="password"]')).to_have_text("Please use at least 8 characters.")
    await page.get_by_role("textbox", name="New password").fill("another battery staple")
    await page.get_by_role("button", name="Change it").click()

    await expect(page.get_by_text("Your password was changed. Sign in with the new one.")).to_be_visible()
    await fill_sign_in(page, address, PASSWORD)
    await expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    await fill_sign_in(page, address, "another battery staple")
    await page.wait_for_url("**/onboarding**")


async def test_signing_out_everywhere_closes_an_open_page(
    chromium: Browser, browser: BrowserContext, web: WebServer
) -> None:
    address = await a_new_account(web, has_workspace=True)
    here = await browser.new_page()
    await sign_in(here, {"email": address, "password": PASSWORD})
    await here.goto("/settings/members")
    await expect(here.get_by_role("listitem").get_by_text(address)).to_be_visible()

    async with await a_browser(chromium, web) as elsewhere:
        there = await elsewhere.new_page()
        await sign_in(there, {"email": address, "password": PASSWORD})
        await there.goto("/settings/account")
        await there.get_by_role("button", name="Sign out everywhere").click()
        await expect(there.get_by_text("You are signed out everywhere.")).to_be_visible()

    await here.wait_for_url("**/sign-in**")
    await expect(here.get_by_text(address)).to_have_count(0)
    assert (await here.request.get("/api/v1/auth/me")).status == 401


async def test_a_page_that_was_asked_for_is_shown_after_the_sign_in(
    browser: BrowserContext, web: WebServer
) -> None:
    page = await browser.new_page()
    await page.goto("/settings/keys")
    await page.wait_for_url("**/sign-in**")

    await fill_sign_in(page, web.demo["admin"]["email"], web.demo["admin"]["password"])

    await page.wait_for_url("**/settings/keys**")
    await expect(page.get_by_text('data-caly="demo-')).to_be_visible()
    assert "caly_session" not in await page.evaluate("document.cookie")


async def test_a_key_is_shown_once_and_opens_the_api(browser: BrowserContext, web: WebServer) -> None:
    page = await browser.new_page()
    await sign_in(page, web.demo["admin"])
    await page.goto("/settings/keys")
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.locator('[data-error="name"]')).to_have_text("Please fill this in.")

    name = f"Website {uuid7().hex[-6:]}"
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Read records").check()
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.locator("#the-key")).to_contain_text("caly_")
    key = await page.locator("#the-key").inner_text()
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("Read records")
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1") as program:
        program.headers["Authorization"] = f"Bearer {key}"
        assert (await program.get("/workspaces")).status_code == 200

    await page.get_by_role("button", name="I have it").click()
    await expect(page.get_by_text(key)).to_have_count(0)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset", "/invitation?token=x"])
async def test_the_doors_are_open_to_everybody(browser: BrowserContext, path: str) -> None:
    page = await browser.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await nothing_serious(page)


@pytest.mark.parametrize(
    "path", ["/settings/workspace", "/settings/members", "/settings/keys", "/settings/account", "/mail"]
)
async def test_the_settings_are_open_to_everybody(browser: BrowserContext, web: WebServer, path: str) -> None:
    page = await browser.new_page()
    await sign_in(page, web.demo["admin"])
    await page.goto(path)
    await expect(page.locator(".bone")).to_have_count(0)
    await page.wait_for_function(EACH_LABEL_NAMES_A_FIELD)
    await nothing_serious(page)


async def sign_up(page: Page, business: str) -> None:
    await page.get_by_label("Your business").fill(business)
    await page.get_by_label("Your name").fill("Ada Quist")
    await page.get_by_label("E-mail").fill(an_address())
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/onboarding**")


async def sign_in(page: Page, who: dict[str, str]) -> None:
    await page.goto("/sign-in")
    await fill_sign_in(page, who["email"], who["password"])
    await page.wait_for_url(re.compile(r":\d+/(onboarding/?)?$"))


async def fill_sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def nothing_serious(page: Page) -> None:
    await page.evaluate(AT_REST)
    found = await Axe().run(page)
    grave = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert grave == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in grave]


def an_address() -> str:
    return f"{uuid7().hex}@example.org"


async def a_new_account(web: WebServer, *, has_workspace: bool = False) -> str:
    """Its address; made by the door of programs."""
    address = an_address()
    new = {"organization": "Oak Yard", "name": "Ada Quist", "email": address, "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1") as door:
        made = await door.post("/auth/sign-up", json=new)
        door.headers["Authorization"] = f"Bearer {made.json()['token']}"
        if has_workspace:
            workspace = {"name": "Oak Yard", "sector": "healthcare", "country": "GB"}
            await door.post("/workspaces", json=workspace)
    return address


async def web_mailed_token(web: WebServer, address: str, page: str) -> str:
    """As whoever runs Caly reads it: `./caly mail`."""
    printed = await asyncio.to_thread(run, "mail", "--to", address, "--data", str(web.data))
    found = re.search(rf"/{page}\?token=([\w-]+)", printed.stdout)
    assert found
    return found[1]
