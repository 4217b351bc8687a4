"""The widget on another site, in a real Chromium with an empty cache.

    python -m tests.benchmarks.widget [rounds]

bytes    of script, as they travel, when the button stands there and when the panel is open
button   the script has arrived -> the button is drawn
open     a click on the button -> the panel is there with its greeting; once with the frame made ahead (as on
         every page that has been idle for a moment), once with a click in the moment the button is drawn
paint    the frame begins to load -> its first paint; and the same of the business's own page, /chat/<slug>
"""

import asyncio
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.async_api import Browser, Frame, Page, Request, async_playwright

from caly_app import db
from caly_app.embedded_postgres import EmbeddedPostgres
from tests.benchmarks.http import percentile
from tests.benchmarks.screens import CHROMIUM, FLAGS
from tests.browser import host_page
from tests.browser.chat_door import ChatDoor
from tests.browser.host_page import HostPage
from tests.conftest import migrate
from tests.factories import a_clinic

ROUNDS = 8

# In the page: when the button was drawn. In the frame: when the first words stood there.
_WATCH = """
const now = () => performance.timeOrigin + performance.now();
if (window === top) new MutationObserver((_, observer) => {
  if (!document.querySelector("caly-corner")) return;
  window.drawn = performance.now();
  observer.disconnect();
  if (new URL(location).hash === "#at-once") press();
}).observe(document, { childList: true, subtree: true });
const timer = setInterval(() => {
  if (!document.querySelector("caly-chat")?.shadowRoot?.querySelector(".log .bubble")) return;
  window.greeted = now();
  clearInterval(timer);
}, 2);
window.press = async () => {
  const root = document.querySelector("caly-corner").shadowRoot;
  window.pressed = now();
  root.querySelector("button").click();
  const frame = root.querySelector("iframe");
  while (getComputedStyle(frame).opacity < 0.99) await new Promise(requestAnimationFrame);
  window.opened = now();
};
"""
_DRAWN_AFTER = """() => {
  const loaded = performance.getEntriesByType("resource").find((entry) => entry.name.endsWith("embed.js"));
  return (window.drawn - loaded.responseEnd) / 1000;
}"""
_FIRST_PAINT = 'performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000'


class Visit:
    """One visitor with an empty cache."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._scripts: list[Request] = []
        page.on("requestfinished", lambda request: self._scripts.append(request))

    async def script_bytes(self) -> tuple[int, int]:
        """Files and bytes."""
        scripts = {request.url: request for request in self._scripts if request.resource_type == "script"}
        sizes = [await request.sizes() for request in scripts.values()]
        return len(sizes), sum(size["responseBodySize"] for size in sizes)

    async def opened_after(self) -> float:
        """Seconds from the click until the panel is there and has its greeting."""
        opened = await _known(self.page, "window.opened")
        greeted = await _known(await self._frame(), "window.greeted")
        return (max(opened, greeted) - await _known(self.page, "window.pressed")) / 1000

    async def first_paint(self) -> float:
        return await _first_paint(await self._frame())

    async def _frame(self) -> Frame:
        async with asyncio.timeout(20):
            while not (found := [frame for frame in self.page.frames if "/embed/" in frame.url]):
                await asyncio.sleep(0.01)
        return found[0]


async def _first_paint(where: Page | Frame) -> float:
    """Seconds since it began to load."""
    return await _known(where, 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime') / 1000


async def _known(where: Page | Frame, what: str) -> float:
    """Asked again until it is; the widget's policy lets no page function wait for it."""
    async with asyncio.timeout(20):
        while (found := await where.evaluate(what)) is None:
            await asyncio.sleep(0.01)
    return float(found)


async def measure(browser: Browser, door: ChatDoor, site: HostPage, slug: str, rounds: int) -> None:
    figures: dict[str, list[float]] = defaultdict(list)
    bytes_: dict[str, tuple[int, int]] = {}
    for number in range(rounds + 1):  # the first warms the server up
        if number == 1:
            figures.clear()
        visit = await _visit(browser)
        await visit.page.goto(site.address(slug))
        await _known(visit.page, "window.drawn")
        figures["button"].append(await visit.page.evaluate(_DRAWN_AFTER))
        await visit.page.locator("caly-corner iframe").wait_for(state="attached")
        frame = visit.page.frame_locator("caly-corner iframe")
        await frame.locator(".log .bubble").first.wait_for(state="attached")
        await asyncio.sleep(0.3)
        await visit.page.evaluate("press()")
        figures["open, frame made ahead"].append(await visit.opened_after())
        bytes_["with the panel open"] = await visit.script_bytes()
        await visit.page.context.close()

        visit = await _visit(browser)
        await visit.page.goto(f"{site.address(slug)}#at-once")
        figures["open, clicked at once"].append(await visit.opened_after())
        figures["paint of the panel"].append(await visit.first_paint())
        await visit.page.context.close()

        visit = await _visit(browser)
        await visit.page.goto(f"{door.address}/chat/{slug}")
        figures["paint of its own page"].append(await _first_paint(visit.page))
        await visit.page.context.close()
    for name, values in figures.items():
        shares = "  ".join(f"P{share} {percentile(values, share / 100):4.0f} ms" for share in (50, 95))
        print(f"  {name:24} {shares}  (n={len(values)})")
    for when, (files, size) in bytes_.items():
        print(f"  script {when}: {size / 1024:.1f} KB in {files} files")


async def _visit(browser: Browser) -> Visit:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    await context.add_init_script(_WATCH)
    return Visit(await context.new_page())


async def run(door: ChatDoor, rounds: int) -> None:
    db.open(door.urls.app, door.urls.admin)
    clinic = await a_clinic()
    await db.close()
    with host_page.served(door.address) as site:
        async with async_playwright() as playwright:
            path = CHROMIUM if CHROMIUM.exists() else None
            browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
            await measure(browser, door, site, clinic.slug, rounds)
            await browser.close()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        migrate(urls.owner)
        door = ChatDoor(urls, Path(folder))
        try:
            door.start()
            asyncio.run(run(door, rounds))
        finally:
            door.end()
            postgres.stop()


if __name__ == "__main__":
    main()
