"""The widget in a real browser: on somebody else's site with storage denied, and on its own page."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.embedded_postgres import Urls
from caly_app.models import Conversation, EndedBy, Turn, TurnOutcome
from caly_app.services import escalations, workspaces
from caly_app.services.conversations import speak
from caly_app.services.conversations.end import end
from caly_app.services.workspaces import NewWorkspace
from tests.browser.at_rest import AT_REST
from tests.browser.chat_door import ChatDoor
from tests.browser.host_page import HostPage, served
from tests.factories import Clinic, a_clinic, a_member
from tests.people import an_admin

COLOUR = "#0b7285"
HOSTILE = [
    '<img src=x onerror="window.hit=1">',
    "<script>window.hit=1</script>",
    "javascript:window.hit=1",
    "[a](javascript:window.hit=1) https://example.org/?q=<svg/onload=window.hit=1>",
    "{{constructor.constructor('window.hit=1')()}}",
    "‮gnp.exe ﷽ 👩‍👩‍👧‍👦 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤",
]


@pytest.fixture(scope="session")
def site(door: ChatDoor) -> Iterator[HostPage]:
    with served(door.address) as page:
        yield page


@pytest.fixture
async def clinic(database: Urls, doorman: None, door: ChatDoor) -> Clinic:
    return await a_clinic(branding={"color": COLOUR})


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(viewport={"width": 1100, "height": 760}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    await context.close()


class Widget:
    """The widget as a person uses it, in whatever page or frame it is."""

    def __init__(self, page: Page, inside: Page | FrameLocator) -> None:
        self.page, self.inside = page, inside
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def box(self) -> Locator:
        return self.inside.locator("textarea")

    @property
    def said(self) -> Locator:
        return self.inside.locator(".log .bubble")

    @property
    def answers(self) -> Locator:
        return self.inside.locator(".log .turn.agent .bubble")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("caly-corner button")

    async def ask(self, text: str) -> None:
        """And wait for the answer."""
        before = await self.answers.count()
        await self.write(text)
        await expect(self.answers).to_have_count(before + 1)

    async def write(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def texts(self) -> list[str]:
        return await self.said.all_inner_texts()


async def at_site(context: BrowserContext, site: HostPage, slug: str, **attributes: str) -> Widget:
    """On the host page, with the panel open."""
    widget = await beside(context, site, slug, **attributes)
    await widget.launcher.click()
    await expect(widget.box).to_be_focused()
    await expect(widget.answers.first).to_be_visible()
    return widget


async def beside(context: BrowserContext, site: HostPage, slug: str, **attributes: str) -> Widget:
    """On the host page, with the panel closed."""
    page = await context.new_page()
    widget = Widget(page, page.frame_locator("caly-corner iframe"))
    await page.goto(site.address(slug, **attributes))
    await expect(widget.launcher).to_be_visible()
    return widget


async def at_home(context: BrowserContext, door: ChatDoor, slug: str) -> Widget:
    """On the business's own chat page."""
    page = await context.new_page()
    widget = Widget(page, page)
    await page.goto(f"{door.address}/chat/{slug}")
    await expect(widget.answers.first).to_be_visible()
    return widget


# -- on another site


async def test_it_talks_where_storage_is_denied(
    context: BrowserContext, site: HostPage, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    frame = next(frame for frame in widget.page.frames if "/embed/" in frame.url)
    denied = await frame.evaluate("(() => { try { localStorage; return '' } catch (e) { return e.name } })()")
    assert denied == "SecurityError", "this browser does not deny storage: the test would prove nothing"

    await widget.ask("When are you open?")
    assert "08:00" in (await widget.texts())[-1]
    before = await widget.texts()

    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.said).to_have_count(len(before))
    assert await widget.texts() == before
    assert admin.execute("select count(*) from conversation").fetchone() == (1,)
    assert await context.cookies() == [] and widget.errors == []


async def test_nobody_talks_until_somebody_talks(
    context: BrowserContext, site: HostPage, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    await expect(widget.answers).to_have_count(1)
    await expect(widget.inside.locator(".choices .choice:visible")).to_have_count(3)
    assert admin.execute("select count(*) from conversation").fetchone() == (0,)
    await widget.inside.locator(".choices .choice:visible").last.click()
    await expect(widget.answers).to_have_count(2)
    assert admin.execute("select count(*) from conversation").fetchone() == (1,)


async def test_it_is_drawn_and_opens_at_once(context: BrowserContext, site: HostPage, clinic: Clinic) -> None:
    await context.add_init_script("""
        new MutationObserver((_, observer) => {
          if (!document.querySelector("caly-corner")) return;
          window.drawn = performance.now();
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
    """)
    widget = await beside(context, site, clinic.slug)
    seconds = await widget.page.evaluate(
        """() => {
            const loaded = performance.getEntriesByType("resource").find((e) => e.name.endsWith("embed.js"));
            return (window.drawn - loaded.responseEnd) / 1000;
        }"""
    )
    assert seconds < 0.5
    await expect(widget.box).to_be_attached()
    opened = await widget.page.evaluate("""async () => {
        const root = document.querySelector("caly-corner").shadowRoot;
        const began = performance.now();
        root.querySelector("button").click();
        const frame = root.querySelector("iframe");
        while (getComputedStyle(frame).opacity < 0.99) await new Promise(requestAnimationFrame);
        return performance.now() - began;
    }""")
    assert opened < 200


def test_it_is_small(door: ChatDoor) -> None:
    """Everything a visitor loads who opens the chat: at most 40 KB, as it travels."""
    with httpx.Client(base_url=door.address, headers={"Accept-Encoding": "gzip"}) as http:

        def travels(path: str) -> int:
            answer = http.get(path)
            assert answer.is_success, path
            return int(answer.headers["content-length"])

        document = http.get("/chat/nobody")
        assert document.status_code == 404
        script = http.get("/embed.js").text
        version = re.search(r'VERSION = "(\w+)"', script)
        assert version
        base = f"/embed/files/{version[1]}"
        entry = http.get(f"{base}/caly-chat.js")
        assert "immutable" in entry.headers["cache-control"]
        names = _imports(http, base, "document.js") | {"document.css", "words/en.js"}
        total = travels("/embed.js") + sum(travels(f"{base}/{name}") for name in names)
    assert total <= 40 * 1024, f"{total:,} bytes"


def _imports(http: httpx.Client, base: str, name: str) -> set[str]:
    """That module, and all that it imports at once."""
    found, left = set[str](), {name}
    while left:
        found.add(name := left.pop())
        left |= (
            set(re.findall(r'^(?:import .*)"\./([\w-]+\.js)"', http.get(f"{base}/{name}").text, re.M)) - found
        )
    return found


async def test_a_site_that_is_not_allowed_shows_nothing(
    context: BrowserContext, site: HostPage, database: Urls, doorman: None
) -> None:
    closed = await a_clinic(allowed_domains=["shop.example"])
    page = await context.new_page()
    await page.goto(site.address(closed.slug))
    await page.wait_for_timeout(1000)
    await expect(page.locator("caly-corner")).to_have_count(0)
    await page.goto(site.address(closed.slug, "/frame"))
    await page.wait_for_timeout(500)
    assert [frame.url for frame in page.frames][1:] == ["chrome-error://chromewebdata/"]

    ours = await a_clinic(allowed_domains=[f"127.0.0.1:{site.port}"])
    widget = await at_site(context, site, ours.slug)
    await widget.ask("When are you open?")


# -- nothing lost


async def test_the_server_dies_and_comes_back(
    context: BrowserContext, site: HostPage, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    await widget.ask("When are you open?")
    mara = await a_member(clinic)
    conversation_id = one_conversation(admin)
    try:
        door.kill()
        await widget.write("Are you open on Sunday?")
        await widget.write("And on Monday?")
        await expect(widget.inside.locator(".bar").first).to_be_visible()
        await expect(widget.inside.locator(".turn.mine .state").last).to_have_text("Sending")
        await take_over(mara, conversation_id)
        await say(mara, conversation_id, "Said while you were away")
    finally:
        door.start()
    await expect(widget.inside.locator(".turn.operator .bubble")).to_have_text("Said while you were away")
    await expect(widget.inside.locator(".turn.mine .state").last).to_contain_text("Delivered")
    await expect(widget.inside.locator(".bar").first).to_be_hidden()
    mine = await widget.inside.locator(".turn.mine .bubble").all_inner_texts()
    assert mine == ["When are you open?", "Are you open on Sunday?", "And on Monday?"]
    said = admin.execute("select delivered from turn where speaker = 'customer' order by seq").fetchall()
    assert [text for (text,) in said] == mine

    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.inside.locator(".turn.mine .bubble")).to_have_count(3)
    await expect(widget.inside.locator(".turn.operator .bubble")).to_have_count(1)


async def test_what_is_unsent_survives_a_reload(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(context, door, clinic.slug)
    await context.route("**/messages", lambda route: route.abort())
    await widget.write("When are you open?")
    await expect(widget.inside.locator(".turn.mine .state")).to_have_text("Sending")
    await widget.page.reload()
    await expect(widget.inside.locator(".turn.mine .bubble")).to_have_text("When are you open?")
    await context.unroute("**/messages")
    await expect(widget.answers.last).to_contain_text("08:00")
    assert admin.execute("select count(*) from turn where speaker = 'customer'").fetchone() == (1,)


async def test_a_lost_answer_doubles_nothing(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    """The message arrives, its answer is lost on the way: it is sent again, and said once."""
    widget = await at_home(context, door, clinic.slug)
    lost = 0

    async def lose(route: Any) -> None:
        nonlocal lost
        await route.fetch()
        lost += 1
        await (route.abort() if lost < 3 else route.continue_())

    await context.route("**/events", lambda route: route.abort())
    await context.route(re.compile("/messages$"), lose)
    await widget.write("When are you open?")
    await expect(widget.answers.last).to_contain_text("08:00")
    await expect(widget.said).to_have_count(3)
    assert lost >= 1
    assert admin.execute("select count(*) from turn where speaker = 'customer'").fetchone() == (1,)
    await context.unroute_all()


async def test_refused_words_wait_for_the_customer(
    context: BrowserContext, door: ChatDoor, clinic: Clinic
) -> None:
    widget = await at_home(context, door, clinic.slug)
    problem = {"status": 422, "code": "too_long", "title": "", "detail": "This message is too long."}
    await context.route(re.compile("/messages$"), lambda route: route.fulfill(status=422, json=problem))
    await widget.write("When are you open?")
    failed = widget.inside.locator(".turn.mine.failed")
    await expect(failed).to_contain_text("This message is too long.")
    assert await serious(widget.page) == []
    await context.unroute_all()
    await failed.get_by_role("button", name="Try again").click()
    await expect(widget.answers.last).to_contain_text("08:00")
    await expect(failed).to_have_count(0)


async def test_where_streams_are_cut_it_asks(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(context, door, clinic.slug)
    await context.route("**/events", lambda route: route.abort())
    await widget.ask("When are you open?")
    mara = await a_member(clinic)
    await take_over(mara, one_conversation(admin))
    await say(mara, one_conversation(admin), "Hello from Mara")
    await expect(widget.inside.locator(".turn.operator .bubble")).to_have_text(
        "Hello from Mara", timeout=20_000
    )
    await expect(widget.inside.locator(".bar").first).to_be_hidden()
    await context.unroute_all()


# -- several tabs


async def test_tabs_of_one_customer_are_in_step(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    one = await at_home(context, door, clinic.slug)
    two = await at_home(context, door, clinic.slug)
    await one.ask("When are you open?")
    await expect(two.said).to_have_count(3)
    await two.ask("Are you open on Sunday?")
    await expect(one.said).to_have_count(5)
    assert await one.texts() == await two.texts()
    assert admin.execute("select count(*) from conversation").fetchone() == (1,)

    await end_it(two)
    await expect(one.inside.locator(".line").last).to_have_text("This conversation has ended")
    await one.write("And on Monday?")
    await expect(one.said).to_have_count(8)  # the next conversation greets, and answers
    await expect(two.said).to_have_count(8)
    assert admin.execute("select count(*) from conversation").fetchone() == (2,)
    assert admin.execute("select count(distinct customer_id) from conversation").fetchone() == (1,)


async def end_it(widget: Widget) -> None:
    await widget.inside.get_by_role("button", name="More").click()
    await widget.inside.get_by_role("button", name="End conversation").click()
    await widget.inside.get_by_role("button", name="End it").click()
    await expect(widget.inside.locator(".line").last).to_have_text("This conversation has ended")


async def test_ended_and_begun_anew(context: BrowserContext, site: HostPage, clinic: Clinic) -> None:
    widget = await at_site(context, site, clinic.slug)
    await widget.ask("When are you open?")
    await end_it(widget)
    await widget.inside.get_by_role("button", name="Start a new conversation").click()
    await expect(widget.inside.locator(".choice:visible")).to_have_count(3)
    await widget.ask("Are you open on Sunday?")
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.inside.locator(".divider").first).to_have_text("Earlier conversation")
    assert "When are you open?" in await widget.texts()
    assert "Are you open on Sunday?" in await widget.texts()


# -- people


async def test_an_operator_joins_writes_and_leaves(
    context: BrowserContext, site: HostPage, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    await widget.inside.get_by_role("button", name="Talk to a person").click()
    await expect(widget.inside.locator(".line").last).to_contain_text("Your request is with the team")
    conversation_id = one_conversation(admin)
    mara = await a_member(clinic)
    await take_over(mara, conversation_id)
    await expect(widget.inside.locator(".line").last).to_have_text("Mara Lind joined the conversation")
    await expect(widget.inside.locator("header p")).to_contain_text("Mara Lind (team)")
    async with db.transaction(mara) as session:
        await speak.typing(session, mara, conversation_id)
    await expect(widget.inside.locator(".writing")).to_contain_text("Mara Lind is writing")
    await say(mara, conversation_id, "How can I help?")
    await expect(widget.inside.locator(".turn.operator .bubble")).to_have_text("How can I help?")
    await expect(widget.inside.locator(".writing")).to_be_hidden(timeout=9_000)

    await widget.box.press_sequentially("My")
    await until(lambda: admin.execute("select party from typing where party = 'customer'").fetchone())
    await widget.write("My appointment")
    await expect(widget.inside.locator(".turn.mine .state").last).to_contain_text("Delivered")
    await expect(widget.inside.locator(".log .turn").last).to_contain_text("My appointment")

    async with db.transaction(mara) as session:
        await escalations.hand_back(session, mara, conversation_id, "Please go on")
    await expect(widget.inside.locator(".line").last).to_contain_text("AI assistant again")
    lines = await widget.inside.locator(".line").all_inner_texts()
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.inside.locator(".line").last).to_contain_text("AI assistant again")
    assert await widget.inside.locator(".line").all_inner_texts() == lines


async def test_unread_words_show_on_the_button(
    context: BrowserContext, site: HostPage, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    await widget.ask("When are you open?")
    await widget.box.press("Escape")
    await expect(widget.launcher).to_be_focused()
    mara = await a_member(clinic)
    await take_over(mara, one_conversation(admin))
    for text in ("One", "Two"):
        await say(mara, one_conversation(admin), text)
    await expect(widget.page.locator("caly-corner b")).to_have_text("2")
    await expect(widget.launcher).to_have_attribute("aria-label", re.compile("2 unread messages"))
    await widget.launcher.click()
    await expect(widget.page.locator("caly-corner b")).to_be_hidden()


async def test_the_end_says_who_ended_it(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(context, door, clinic.slug)
    await widget.ask("When are you open?")
    mara = await a_member(clinic)
    await take_over(mara, one_conversation(admin))
    async with db.transaction(mara) as session:
        await end(session, mara, one_conversation(admin), EndedBy.OPERATOR)
    await expect(widget.inside.locator(".line").last).to_have_text("Mara Lind ended this conversation")


# -- what is shown


async def test_hostile_words_are_only_words(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(context, door, clinic.slug)
    await widget.ask("When are you open?")
    mara = await a_member(clinic)
    await take_over(mara, one_conversation(admin))
    for text in HOSTILE:
        await say(mara, one_conversation(admin), text)
        await widget.write(text)
    operators = widget.inside.locator(".turn.operator .bubble > div")
    await expect(operators).to_have_count(len(HOSTILE))
    assert [await each.text_content() for each in await operators.all()] == HOSTILE
    await expect(widget.inside.locator(".turn.mine .state").last).to_contain_text("Delivered")
    mine = widget.inside.locator(".turn.mine .bubble > div")
    assert [await each.text_content() for each in await mine.all()] == ["When are you open?", *HOSTILE]
    assert await widget.page.evaluate("window.hit") is None
    links = await widget.inside.locator(".bubble a").evaluate_all(
        "all => all.map(a => [a.protocol, a.rel, a.target])"
    )
    assert links and all(link == ["https:", "noopener noreferrer nofollow ugc", "_blank"] for link in links)


async def test_links_are_made_of_what_is_one(door: ChatDoor, context: BrowserContext, clinic: Clinic) -> None:
    page = (await at_home(context, door, clinic.slug)).page
    version = await page.locator("link[rel=stylesheet]").get_attribute("href")
    assert version
    found = await page.evaluate(
        """async ([base, texts]) => {
            const { linked } = await import(`${base}/dom.js`);
            const links = (text) => linked(text).filter((part) => part.href);
            return texts.map((text) => links(text).map((a) => a.getAttribute("href")));
        }""",
        [
            version.rpartition("/")[0],
            [
                "See https://example.org/a_(b). And http://example.org/x?y=1&z=2, ok",
                "(https://example.org)",
                "mailto:mara@example.org tel:+442079460123",
                "javascript:alert(1) data:text/html,x vbscript:x file:///etc ftp://x.example",
                "xhttps://example.org https://",
            ],
        ],
    )
    assert found == [
        ["https://example.org/a_(b)", "http://example.org/x?y=1&z=2"],
        ["https://example.org"],
        ["mailto:mara@example.org", "tel:+442079460123"],
        [],
        [],
    ]


async def test_a_card_is_confirmed_and_becomes_its_receipt(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_home(context, door, clinic.slug)
    await widget.ask("When are you open?")
    rows = [["What", "Appointment"], ["When", "Thursday 8 October 2026, 11:00 (London)"]]
    replies = [{"label": "Confirm", "text": "Yes"}, {"label": "Change", "text": "No"}]
    await agent_says(clinic, one_conversation(admin), "Shall I book it?", replies, card("confirm", rows))
    shown = widget.inside.locator(".card")
    await expect(shown.locator("button")).to_have_count(2)
    await expect(widget.inside.locator(".choice:visible")).to_have_count(1)
    await shown.get_by_role("button", name="Confirm").click()
    await expect(widget.inside.locator(".turn.mine .bubble").last).to_have_text("Yes")
    await expect(shown.locator("button")).to_have_count(0)
    receipt = card("receipt", rows, "K7M2-9QXT")
    await agent_says(clinic, one_conversation(admin), "It is booked.", [], receipt)
    await expect(shown).to_have_count(1)
    await expect(shown).to_have_class(re.compile("receipt"))
    await expect(shown).to_contain_text("K7M2-9QXT")
    assert await serious(widget.page) == []


def card(kind: str, rows: list[list[str]], reference: str = "") -> dict[str, Any]:
    return {"kind": kind, "title": f"A {kind}", "rows": rows, "reference": reference}


async def test_the_readers_place_is_kept(
    context: BrowserContext, site: HostPage, clinic: Clinic, admin: psycopg.Connection
) -> None:
    widget = await at_site(context, site, clinic.slug)
    await widget.ask("When are you open?")
    mara = await a_member(clinic)
    conversation_id = one_conversation(admin)
    await take_over(mara, conversation_id)
    for _ in range(6):
        await say(mara, conversation_id, "Some words that take their place. " * 6)
    await expect(widget.inside.locator(".turn.operator")).to_have_count(6)
    scroll = widget.inside.locator(".scroll")
    await scroll.evaluate("it => it.scrollTo(0, 0)")
    for text in ("One", "Two"):
        await say(mara, conversation_id, text)
    below = widget.inside.locator(".below")
    await expect(below).to_have_text("2 new below")
    assert await scroll.evaluate("it => it.scrollTop") == 0
    await below.click()
    await expect(below).to_be_hidden()
    await expect(widget.inside.locator(".turn.operator").last).to_be_in_viewport()


async def test_writing(context: BrowserContext, door: ChatDoor, clinic: Clinic) -> None:
    widget = await at_home(context, door, clinic.slug)
    box = widget.box
    await expect(widget.inside.get_by_role("button", name="Send")).to_be_disabled()
    low = (await box.bounding_box() or {})["height"]
    for _ in range(8):
        await box.press("Shift+Enter")
    await box.press_sequentially("x")
    high = (await box.bounding_box() or {})["height"]
    assert low < 40 < 110 <= high <= 125
    await box.fill("x" * 3599)
    await expect(widget.inside.locator(".count")).to_be_hidden()
    await box.fill("😀" * 3990)
    await expect(widget.inside.locator(".count")).to_have_text("10 characters left")
    await box.fill("x" * 4001)
    await expect(widget.inside.locator(".count")).to_have_text("1 character too long")
    await expect(widget.inside.get_by_role("button", name="Send")).to_be_disabled()
    await box.press("Enter")
    await expect(widget.inside.locator(".turn.mine")).to_have_count(0)

    await box.fill("にほん")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(widget.inside.locator(".turn.mine")).to_have_count(0)
    await box.press("Enter")
    await expect(widget.inside.locator(".turn.mine")).to_have_count(1)
    await expect(box).to_be_focused()


async def test_privacy_and_that_it_is_an_ai(context: BrowserContext, door: ChatDoor, clinic: Clinic) -> None:
    widget = await at_home(context, door, clinic.slug)
    await expect(widget.inside.locator("header p")).to_contain_text("AI assistant")
    button = widget.inside.get_by_role("button", name="Privacy")
    await button.click()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await expect(widget.inside.locator("#privacy")).to_contain_text("computer program (AI)")


# -- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["#0b7285", "#c2410c", "#111111", "#757575"])
async def test_axe_finds_nothing(
    chromium: Browser, door: ChatDoor, database: Urls, doorman: None, scheme: str, colour: str
) -> None:
    clinic = await a_clinic(branding={"color": colour})
    context = await chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 760})  # type: ignore[arg-type]
    widget = await at_home(context, door, clinic.slug)
    await widget.ask("When are you open?")
    await widget.inside.get_by_role("button", name="Privacy").click()
    await widget.page.wait_for_timeout(300)
    assert await serious(widget.page) == []
    await context.close()


async def test_from_right_to_left(chromium: Browser, site: HostPage, clinic: Clinic) -> None:
    context = await chromium.new_context(locale="ar", viewport={"width": 1100, "height": 760})
    widget = await at_site(context, site, clinic.slug)
    await expect(widget.inside.locator(".panel")).to_have_attribute("dir", "rtl")
    await widget.ask("When are you open?")
    mine = await widget.inside.locator(".turn.mine").bounding_box()
    its = await widget.inside.locator(".turn.agent").first.bounding_box()
    assert mine and its and mine["x"] < its["x"]
    frame = next(frame for frame in widget.page.frames if "/embed/" in frame.url)
    assert await serious(frame) == []
    assert await frame.evaluate("document.documentElement.dir") == "rtl"
    await context.close()


async def test_a_phone_is_filled(chromium: Browser, site: HostPage, clinic: Clinic) -> None:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True
    )
    widget = await beside(context, site, clinic.slug)
    await widget.launcher.tap()
    await expect(widget.box).to_be_visible()
    frame = await widget.page.locator("caly-corner iframe").bounding_box()
    assert frame == {"x": 0, "y": 0, "width": 390, "height": 780}
    await expect(widget.launcher).to_be_hidden()
    await widget.ask("https://example.org/" + "a" * 300)
    inside = next(frame for frame in widget.page.frames if "/embed/" in frame.url)
    assert await inside.evaluate("document.documentElement.scrollWidth") == 390
    assert await inside.evaluate(_TOO_SMALL) == []
    await widget.inside.get_by_role("button", name="Close chat").tap()
    await expect(widget.launcher).to_be_visible()
    await context.close()


async def test_it_can_be_used_by_keyboard(context: BrowserContext, site: HostPage, clinic: Clinic) -> None:
    widget = await beside(context, site, clinic.slug)
    await widget.launcher.focus()
    await widget.page.keyboard.press("Enter")
    await expect(widget.box).to_be_focused()
    await widget.page.keyboard.type("When are you open?")
    await widget.page.keyboard.press("Enter")
    await expect(widget.answers).to_have_count(2)
    order = []
    for _ in range(7):
        await widget.page.keyboard.press("Shift+Tab")
        order.append(await focused(widget))
    assert order[:2] == ["button Not helpful", "button Helpful"]
    assert order[2:5] == ["region Conversation", "button Close chat", "button More"]
    await widget.box.focus()
    await widget.page.keyboard.press("Escape")
    await expect(widget.launcher).to_be_focused()
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")


async def focused(widget: Widget) -> str:
    frame = next(frame for frame in widget.page.frames if "/embed/" in frame.url)
    return str(
        await frame.evaluate("""() => {
            const it = document.activeElement?.shadowRoot?.activeElement;
            const name = it?.getAttribute("aria-label") ?? it?.textContent;
            return it ? `${it.getAttribute("role") ?? it.localName} ${name}` : "";
        }""")
    )


async def test_the_log_is_announced_and_the_streamed_pieces_are_not(
    context: BrowserContext, door: ChatDoor, clinic: Clinic
) -> None:
    widget = await at_home(context, door, clinic.slug)
    log = widget.inside.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-label", "Conversation")
    assert await widget.inside.locator(".tail > .turn.agent").get_attribute("aria-hidden") == "true"


@pytest.mark.parametrize(
    ("locale", "label", "words"),
    [("es-ES", "Conversación", "Hola"), ("it-IT", "Conversation", "Guten Tag")],
)
async def test_a_business_that_signed_up_greets_in_the_language_of_the_browser_or_in_its_own(
    chromium: Browser, door: ChatDoor, clinic: Clinic, locale: str, label: str, words: str
) -> None:
    admin = (await an_admin(f"{uuid7().hex}@example.org")).actor
    async with db.transaction(admin) as session:
        made = await workspaces.create(session, admin, NewWorkspace("Praxis Ulmenweg", "healthcare", "DE"))
    async with await chromium.new_context(locale=locale) as context:
        widget = await at_home(context, door, made.slug)

        await expect(widget.inside.get_by_role("log")).to_have_attribute("aria-label", label)
        assert (await widget.texts())[0].startswith(words)
        await widget.ask("Hola, ¿a qué hora abren mañana?")  # and what was begun is in that language, too
        assert (await widget.texts())[0].startswith(words)


async def test_every_language_has_every_word(context: BrowserContext, door: ChatDoor, clinic: Clinic) -> None:
    page = (await at_home(context, door, clinic.slug)).page
    base = (await page.locator("link[rel=stylesheet]").get_attribute("href") or "").rpartition("/")[0]
    words = await page.evaluate(
        """async (base) => {
            const { LANGUAGES } = await import(`${base}/words.js`);
            const all = {};
            for (const language of LANGUAGES) {
              const words = (await import(`${base}/words/${language}.js`)).default;
              const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
              all[language] = { words, forms };
            }
            return all;
        }""",
        base,
    )
    english = words["en"]["words"]
    for language, known in words.items():
        assert list(known["words"]) == list(english), language
        for key, form in known["words"].items():
            forms = form if isinstance(form, dict) else {"only": form}
            assert all(forms.values()), (language, key)
            if isinstance(form, dict):
                assert set(known["forms"]) <= set(form), (language, key)
            plain = english[key]["other"] if isinstance(english[key], dict) else english[key]
            names = set(re.findall(r"\{(\w+)\}", plain))
            told = forms["other"] if isinstance(form, dict) else form
            assert set(re.findall(r"\{(\w+)\}", told)) == names, (language, key)


async def test_the_page_has_no_cookie_no_socket_and_says_what_is_unread(
    context: BrowserContext, door: ChatDoor, clinic: Clinic, admin: psycopg.Connection
) -> None:
    sockets: list[str] = []
    context.on("page", lambda page: page.on("websocket", lambda socket: sockets.append(socket.url)))
    widget = await at_home(context, door, clinic.slug)
    await expect(widget.page).to_have_title("Elm Row Clinic")
    await widget.ask("When are you open?")
    assert await context.cookies() == [] and sockets == []
    answer = await widget.page.request.get(f"{door.address}/chat/{clinic.slug}")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


# -- what the business does meanwhile


def one_conversation(admin: psycopg.Connection) -> UUID:
    row = admin.execute("select id from conversation order by started_at desc limit 1").fetchone()
    assert row
    return UUID(str(row[0]))


async def take_over(operator: Actor, conversation_id: UUID) -> None:
    async with db.transaction(operator) as session:
        await escalations.take_over(session, operator, conversation_id)


async def say(operator: Actor, conversation_id: UUID, text: str) -> None:
    async with db.transaction(operator) as session:
        await speak.say(session, operator, conversation_id, text, uuid7().hex)


async def agent_says(
    clinic: Clinic, conversation_id: UUID, text: str, quick_replies: list[Any], shown: dict[str, Any]
) -> None:
    """As if the customer had asked for just this."""
    system = clinic.system()
    async with db.transaction(system) as session:
        conversation = await session.get_one(Conversation, conversation_id, with_for_update=True)
        asked = Turn(
            organization_id=clinic.organization_id,
            conversation_id=conversation_id,
            seq=conversation.next_seq(),
            speaker=ActorKind.CUSTOMER,
            delivered="...",
            client_turn_id=uuid7().hex,
            said_at=clock.wall(),
        )
        session.add(asked)
        await session.flush()
        session.add(
            Turn(
                organization_id=clinic.organization_id,
                conversation_id=conversation_id,
                seq=conversation.next_seq(),
                speaker=ActorKind.AGENT,
                delivered=text,
                answers=asked.id,
                outcome=TurnOutcome.ANSWERED,
                quick_replies=quick_replies,
                card=shown,
                said_at=clock.wall(),
            )
        )
        session.rings.add(f"conversation:{conversation_id}")


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.05)


async def serious(where: Any) -> list[str]:
    """What axe finds wrong, in words, once nothing is fading in any more."""
    await where.evaluate(AT_REST)
    await where.evaluate(AXE_FILE_PATH.read_text())
    results = await where.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{found['impact']} {found['id']}: {node['target']} {node['failureSummary']}"
        for found in results["violations"]
        for node in found["nodes"]
    ]


_TOO_SMALL = """[...document.querySelector("caly-chat").shadowRoot.querySelectorAll("button, a, textarea")]
    .filter((it) => it.checkVisibility() && !it.closest(".bubble"))
    .map((it) => [it.getBoundingClientRect(), it.textContent || it.ariaLabel])
    .filter(([box]) => box.width < 24 || box.height < 24).map(([, name]) => name)"""
