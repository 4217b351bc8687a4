"""How late an operator's screen is: from what happens to what stands in the DOM of a real Chromium tab.

    python -m tests.benchmarks.screens [other tabs ...]     (0 15 49)

A whole Caly (`./caly up` with the demo on a folder of its own), one real tab on /queue, and others beside it
that are websockets only (tabs.py): colleagues who look on, signed in as the demo's admin. All of it shares
the machine: read the figures with others against those without; what the web process worked for each row
depends least on the neighbours. The queue is kept some 20 long.

row      a customer asks for a person -> the row is in the queue
words    a customer writes -> the words are in the conversation that is open
reply    the operator presses Enter -> the words arrive on the customer's event stream
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from playwright.async_api import BrowserContext, Page, async_playwright

from tests.benchmarks.http import Wire, percentile
from tests.benchmarks.tabs import Tab, listen_to
from tests.web_server import WebServer

OTHERS = (0, 15, 49)
WAITING = 20
EVENTS = 20
TOGETHER = 5  # then as many leave the queue
PAUSE_SECONDS = (0.2, 0.5)  # events do not come in step with anything
SLUG = "demo-healthcare"
ASKS = "I want to talk to a person please"
CHROMIUM = Path("/usr/bin/chromium")  # else playwright's own
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# When which row and which words were there first, and when Enter was pressed: seconds since 1970.
_WATCH_THE_DOM = """
window.seen = {};
const now = () => (performance.timeOrigin + performance.now()) / 1000;
new MutationObserver(() => {
  const at = now();
  const seen = window.seen;
  for (const row of document.querySelectorAll("[data-escalation]")) seen[row.dataset.escalation] ??= at;
  for (const words of document.querySelectorAll(".said-words")) seen[words.textContent] ??= at;
}).observe(document, { subtree: true, childList: true, characterData: true });
addEventListener("keydown", (event) => { if (event.key === "Enter") window.entered = now(); }, true);
"""


@dataclass
class Customer:
    conversation_id: str
    token: str


@dataclass
class Figures:
    row: list[float] = field(default_factory=list)
    row_from_sent: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    reply: list[float] = field(default_factory=list)
    worked: float = 0
    told: float = 0

    def print(self, others: int) -> None:
        print(
            f"\n{others} others  (load of the machine {os.getloadavg()[0]:.0f}, {psutil.cpu_count()} cores)"
        )
        for name, values in (
            ("row, from the escalation", self.row),
            ("row, from the customer's click", self.row_from_sent),
            ("words", self.words),
            ("reply", self.reply),
        ):
            halves = "  ".join(
                f"P{share} {percentile(values, share / 100):4.0f} ms" for share in (50, 75, 95)
            )
            print(f"  {name:31} {halves}  (n={len(values)})")
        kilobytes = f"{self.told:.0f} kB to each other tab" if others else ""
        print(f"  the web process worked {self.worked * 1000:.0f} ms for a row  {kilobytes}", flush=True)


class Business:
    """The demo's healthcare workspace, by REST: customers, and what the desk does beside its screens."""

    def __init__(self, web: WebServer, token: str) -> None:
        self._chat = Wire(web.port)
        self._desk = httpx.AsyncClient(
            base_url=f"{web.address}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        self._port = web.port

    async def customer(self) -> Customer:
        begun = await self._ask(f"/chat/{SLUG}/conversations", "", {"customer": {"name": "Ros Penhale"}})
        return Customer(begun["conversation_id"], begun["token"])

    async def say(self, customer: Customer, text: str) -> float:
        """When it was sent."""
        path, sent_at = f"/chat/conversations/{customer.conversation_id}/messages", time.time()
        await self._ask(path, customer.token, {"text": text, "client_turn_id": uuid4().hex})
        return sent_at

    async def _ask(self, path: str, token: str, body: object) -> Any:
        status, answer = await self._chat.ask("POST", path, token, body)
        assert status in (200, 201), answer
        return httpx.Response(status, content=answer).json()

    async def stream_of(self, customer: Customer) -> asyncio.StreamReader:
        self._streaming = Wire(self._port)  # kept: a stream whose writer is forgotten is closed
        return await self._streaming.open_stream(
            f"/chat/conversations/{customer.conversation_id}/events", customer.token
        )

    async def escalations(self, **which: str) -> list[dict[str, Any]]:
        """Newest first."""
        answer = await self._desk.get("/escalations", params={"limit": 100, **which})
        return list(answer.raise_for_status().json()["items"])

    async def resolve(self, escalation_id: str) -> None:
        for what, body in (("claim", {}), ("resolve", {"disposition": "answered"})):
            answer = await self._desk.put(f"/escalations/{escalation_id}/{what}", json=body)
            assert answer.is_success, answer.text


async def run(web: WebServer, loads: list[int]) -> None:
    token, colleagues = [await _sign_in(web, who) for who in ("operator", "admin")]
    business = Business(web, token)
    for _ in range(WAITING):
        await business.say(await business.customer(), ASKS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None,
            args=FLAGS,
        )
        context = await browser.new_context(base_url=web.address, viewport={"width": 1440, "height": 900})
        await context.add_cookies([{"name": "caly_session", "value": token, "url": web.address}])
        await context.add_init_script(_WATCH_THE_DOM)
        others: list[Tab] = []
        recording = await _record(context)
        for count in sorted(loads):
            while len(others) < count:
                others.append(Tab(recording, f"caly_session={colleagues}"))
                await others[-1].open()
            await _until_quiet(others)
            await _measure(web, business, await context.new_page(), others)
        for tab in others:
            await tab.close()
        await browser.close()


async def _sign_in(web: WebServer, who: str) -> str:
    async with httpx.AsyncClient(base_url=f"{web.address}/api/v1", timeout=60) as door:
        person = {name: web.demo[who][name] for name in ("email", "password")}
        return str((await door.post("/auth/sign-in", json=person)).raise_for_status().json()["token"])


async def _record(context: BrowserContext) -> Any:
    """What a tab says while it opens the queue."""
    page = await context.new_page()
    recording = listen_to(page)
    await page.goto("/queue")
    await page.locator("[data-escalation]").first.wait_for()
    await asyncio.sleep(1)
    await page.close()
    return recording


async def _until_quiet(tabs: list[Tab]) -> None:
    before = -1
    while (now := sum(tab.heard for tab in tabs)) != before:
        before = now
        await asyncio.sleep(1.5)
    assert all(tab.heard_bytes > 5000 for tab in tabs), "a tab was not told what is in the queue"


async def _measure(web: WebServer, business: Business, page: Page, others: list[Tab]) -> None:
    figures = Figures()
    await page.goto("/queue")
    await page.locator("[data-escalation]").nth(WAITING - 3).wait_for()
    await _rows(web, business, page, others, figures)
    await _talk(business, page, figures)
    await page.close()
    figures.print(len(others))


async def _rows(web: WebServer, business: Business, page: Page, others: list[Tab], figures: Figures) -> None:
    server = psutil.Process(web.pid_of("web"))
    family = [server, *server.children(recursive=True)]
    sent: dict[str, float] = {}
    for _ in range(EVENTS // TOGETHER):
        customers = [await business.customer() for _ in range(TOGETHER)]
        worked, heard = _worked(family), sum(tab.heard_bytes for tab in others)
        for customer in customers:
            await _pause()
            sent[customer.conversation_id] = await business.say(customer, ASKS)
        await asyncio.sleep(1)
        figures.worked += (_worked(family) - worked) / EVENTS
        told = sum(tab.heard_bytes for tab in others) - heard
        figures.told += told / max(len(others), 1) / EVENTS / 1000
        for old in (await business.escalations(status="waiting"))[WAITING:]:
            await business.resolve(old["id"])
        await asyncio.sleep(1)
    seen: dict[str, float] = await page.evaluate("seen")
    for item in await business.escalations():
        if item["conversation_id"] in sent and item["id"] in seen:
            opened_at = datetime.fromisoformat(item["opened_at"]).timestamp()
            figures.row.append(seen[item["id"]] - opened_at)
            figures.row_from_sent.append(seen[item["id"]] - sent[item["conversation_id"]])


async def _talk(business: Business, page: Page, figures: Figures) -> None:
    customer = await business.customer()
    await business.say(customer, ASKS)
    await page.goto(f"/queue?c={customer.conversation_id}")
    await page.get_by_role("button", name="Claim").click()
    box = page.get_by_label("Reply to the customer")
    await page.get_by_role("button", name="Hand back").wait_for()
    stream = await business.stream_of(customer)
    for number in range(EVENTS):
        words = f"It is about my results, part {number}."
        sent_at = await business.say(customer, words)
        seen_at = await _first_seen(page, words)
        figures.words.append(seen_at - sent_at)
        await _pause()
        reply = f"I am looking into part {number}."
        await box.fill(reply)
        await _pause()
        await box.press("Enter")
        await _until_line(stream, reply)
        arrived_at = time.time()
        figures.reply.append(arrived_at - await page.evaluate("entered"))
        await _pause()


async def _first_seen(page: Page, words: str) -> float:
    found = await page.wait_for_function("words => window.seen[words]", arg=words)
    return float(await found.json_value())


async def _until_line(stream: asyncio.StreamReader, words: str) -> None:
    async with asyncio.timeout(20):
        while words.encode() not in await stream.readline():
            pass


def _worked(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


async def _pause() -> None:
    await asyncio.sleep(random.uniform(*PAUSE_SECONDS))


def main() -> None:
    loads = [int(word) for word in sys.argv[1:]] or list(OTHERS)
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as folder:
        unlimited = {
            "CALY_LIMIT_ANONYMOUS_REQUESTS_PER_MINUTE": "1000000",
            "CALY_LIMIT_ESCALATIONS_PER_HOUR": "1000000",
            "CALY_LIMIT_REQUESTS_PER_MINUTE": "1000000",
        }
        web = WebServer(Path(folder) / "data", environment=unlimited)
        try:
            asyncio.run(run(web.start(), loads))
        finally:
            web.end()


if __name__ == "__main__":
    main()
