"""An admin names a tool of their own, tries it at a real server, switches it off, and removes it."""

import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.test_people import PASSWORD, a_browser, a_new_account, nothing_serious, sign_in
from tests.web_server import WebServer

ARGUMENTS = '{"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}'


class _Shop(BaseHTTPRequestHandler):
    """Knows one parcel."""

    def do_GET(self) -> None:
        is_there = self.path == "/api/parcels/P-1"
        body = b'{"status": "on its way", "city": "Leeds"}' if is_there else b'{"error": "no such parcel"}'
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The address of a server of the business's own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def own_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A Caly that may ask servers of its own network."""
    server = WebServer(
        tmp_path_factory.mktemp("tools") / "data",
        ["--no-demo"],
        environment={"CALY_CONNECTION_PRIVATE_URLS": "true"},
    ).start()
    yield server
    server.end()


@pytest.fixture
async def page(chromium: Browser, own_network: WebServer, shop: str) -> AsyncIterator[Page]:
    """Of an admin who has named the shop's server, and no tool."""
    address = await a_new_account(own_network, has_workspace=True)
    who = {"email": address, "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"{own_network.address}/api/v1") as door:
        token = (await door.post("/auth/sign-in", json=who)).json()["token"]
        door.headers["Authorization"] = f"Bearer {token}"
        named = await door.put("/connections/shop", json={"url": shop})
        assert named.status_code == 200, named.text
    async with await a_browser(chromium, own_network) as context:
        page = await context.new_page()
        await sign_in(page, who)
        yield page


async def test_a_tool_is_added_tried_changed_switched_off_and_removed(page: Page) -> None:
    await page.goto("/settings/tools")
    await expect(page.get_by_text("None yet. Add one, and try it here.")).to_be_visible()
    await page.get_by_role("button", name="Add").click()
    await write_down(page)
    await nothing_serious(page)

    await page.get_by_label("With these arguments").fill('{"number": "P-1"}')
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_role("dialog").get_by_text("Your parcel is on its way.")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Track a parcel is stored.")).to_be_visible()
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Track a parcel")
    await expect(row).to_contain_text("Reads, for anybody")
    await expect(row).to_contain_text("GET shop /parcels/{number}")

    await page.get_by_role("button", name="Change Track a parcel").click()
    await expect(page.get_by_label("Path", exact=True)).to_have_value("/parcels/{number}")
    await page.get_by_label("Title", exact=True).fill("Find a parcel")
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Find a parcel is stored.")).to_be_visible()

    is_on = page.get_by_role("switch", name="Find a parcel")
    await expect(is_on).to_be_checked()
    await is_on.focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_text("Find a parcel is off: new conversations do without it.")).to_be_visible()
    await expect(is_on).not_to_be_checked()
    await page.reload()
    await expect(is_on).not_to_be_checked()
    await nothing_serious(page)

    await page.get_by_role("button", name="Remove Find a parcel").click()
    await expect(page.get_by_role("heading", name="Remove Find a parcel?")).to_be_visible()
    await page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    await expect(is_on).to_be_visible()
    await page.get_by_role("button", name="Remove Find a parcel").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("None yet. Add one, and try it here.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(is_on).not_to_be_checked()


async def test_what_is_wrong_says_what_to_do_and_nothing_typed_is_lost(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/settings/tools")
    await page.get_by_role("button", name="Add").click()
    await write_down(page, name="Track parcel", arguments='{"type": "object" "properties": {}}')
    await page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("a comma is missing before it")).to_be_visible()

    await page.get_by_label("Arguments", exact=True).fill(ARGUMENTS.replace('"string"', '"text"'))
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Number: the type is one of string, integer")).to_be_visible()
    await expect(dialog.get_by_text("Please use small letters, digits and _")).to_be_visible()
    await nothing_serious(page)
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Track parcel")
    await expect(page.get_by_label("Title", exact=True)).to_have_value("Track a parcel")
    await expect(page.get_by_label("What is said of the result")).to_have_value("Your parcel is {status}.")

    await page.get_by_label("Name", exact=True).fill("track_parcel")
    await page.get_by_label("Arguments", exact=True).fill(ARGUMENTS)
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Track a parcel is stored.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def write_down(page: Page, *, name: str = "track_parcel", arguments: str = ARGUMENTS) -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Title", exact=True).fill("Track a parcel")
    await page.get_by_label("What it is for").fill("Where a parcel is, by its number.")
    await page.get_by_label("Path", exact=True).fill("/parcels/{number}")
    await page.get_by_label("Arguments", exact=True).fill(arguments)
    await page.get_by_label("For whom").select_option("none")
    await page.get_by_label("What is said of the result").fill("Your parcel is {status}.")
    await page.wait_for_timeout(400)  # what is typed is kept a moment after the last key
