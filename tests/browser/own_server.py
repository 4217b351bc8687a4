"""A server of the business's own, and a Caly that may ask servers of its own network."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from tests.browser.test_people import PASSWORD, a_browser, a_new_account, sign_in
from tests.web_server import WebServer

KNOWS: dict[str, Any] = {
    "/api/parcels/P-1": {"status": "on its way", "city": "Leeds"},
    "/api/prescriptions/RX-1": {
        "number": "RX-1",
        "drug": {"name": "Amoxicillin", "how": "one a day"},
        "left": "2",
        "patient": {"phone": "020 7946 0123"},
    },
}


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = KNOWS.get(self.path)
        body = json.dumps(found or {"error": "there is none"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def shop() -> Iterator[str]:
    """The address of a server of the business's own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def own_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A Caly that may ask servers of its own network."""
    data = tmp_path_factory.mktemp("own_network") / "data"
    server = WebServer(data, ["--no-demo"], environment={"CALY_CONNECTION_PRIVATE_URLS": "true"}).start()
    yield server
    server.end()


@asynccontextmanager
async def an_admin_of(chromium: Browser, web: WebServer, shop: str) -> AsyncIterator[Page]:
    """In the browser, of a clinic that has named the shop's server and nothing else."""
    who = {"email": await a_new_account(web, has_workspace=True), "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1") as door:
        token = (await door.post("/auth/sign-in", json=who)).json()["token"]
        door.headers["Authorization"] = f"Bearer {token}"
        named = await door.put("/connections/shop", json={"url": shop})
        assert named.status_code == 200, named.text
    async with await a_browser(chromium, web) as context:
        page = await context.new_page()
        await sign_in(page, who)
        yield page
