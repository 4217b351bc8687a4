"""Operators at their desk, in a real browser, with customers who write through the chat's door."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.desk_people import Customer, Desk, a_desk
from tests.browser.test_people import nothing_serious
from tests.web_server import WebServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """One of its own: these tests kill its web process."""
    server = WebServer(tmp_path_factory.mktemp("desk") / "data", ["--no-demo"]).start()
    yield server
    server.end()


async def who_waits(desk: Desk, name: str = "Ros Penhale") -> Customer:
    customer = await desk.customer(name)
    await customer.says("I want to talk to a person please")
    return customer


async def test_a_customer_is_helped_from_the_open_queue_to_the_end(desk: Desk, ada: Page):
    await ada.goto("/queue")
    await expect(ada.get_by_role("heading", name="Nobody waits")).to_be_visible()
    await expect(ada.locator('[data-live="live"]')).to_be_visible()

    customer = await who_waits(desk)
    row = ada.get_by_role("link", name="Ros Penhale")
    await expect(row).to_contain_text("Asked for a person")
    await expect(row).to_have_class(re.compile("is-new"))

    await row.click()
    log = ada.get_by_role("log")
    await expect(log).to_contain_text("I want to talk to a person please")
    reply = ada.get_by_label("Reply to the customer")
    await expect(reply).to_have_attribute("placeholder", "Claim to reply (c)")
    await ada.keyboard.press("c")
    await expect(log).to_contain_text("Ada Marsh joined")

    await ada.keyboard.press("r")
    await ada.keyboard.type("Good morning, Ada here.")
    await ada.keyboard.press("Enter")
    await expect(log).to_contain_text("Good morning, Ada here.")
    await expect(reply).to_have_value("")
    assert (await customer.hears())[-1] == "Good morning, Ada here."

    answer = await customer.says("Oh good. It is about my results.")
    assert answer["reply"] is None and answer["handled_by"] == "operator"
    await expect(log).to_contain_text("It is about my results.")

    await ada.get_by_role("tab", name="Note").click()
    await ada.get_by_label("Private note").fill("Has rung twice.")
    await ada.keyboard.press("Enter")
    await expect(log.locator(".said-note")).to_contain_text("Has rung twice.")
    assert "Has rung twice." not in await customer.hears()

    await ada.get_by_role("button", name="Hand back").click()
    await ada.get_by_label("Instruction for the agent").fill("Offer Friday")
    await ada.keyboard.press("Enter")
    await expect(log).to_contain_text("Ada Marsh handed back to the agent")
    assert (await customer.says("When are you open?"))["reply"]["text"]
    await expect(log).to_contain_text("When are you open?")

    await ada.get_by_role("button", name="Take over").click()
    await expect(log).to_contain_text("Ada Marsh took over")
    await ada.keyboard.press("Escape")
    await expect(ada.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    await ada.get_by_role("link", name="Ros Penhale").click()
    await ada.get_by_role("button", name="Resolve").click()
    chosen = ada.get_by_role("button", name="Answered a question")
    await expect(chosen).to_be_visible()
    await ada.keyboard.press("3")
    await expect(chosen).to_have_attribute("aria-pressed", "true")
    await ada.get_by_role("button", name="Resolve and end").click()
    await expect(log).to_contain_text("The conversation ended")
    await expect(ada.get_by_role("link", name="Ros Penhale")).to_have_count(0)
    shown = (await desk.rest(desk.ada, "GET", f"/conversations/{customer.conversation_id}")).json()
    assert (shown["status"], shown["disposition"]) == ("ended", "answered")


async def test_of_two_who_claim_at_once_one_is_told_who_was_first(desk: Desk, ada: Page, ben: Page):
    customer = await who_waits(desk)
    for page in (ada, ben):
        await page.goto(f"/queue?c={customer.conversation_id}")
        await expect(page.get_by_role("button", name="Claim")).to_be_visible()

    # Both click before either screen can have heard of the other.
    await asyncio.gather(*(page.get_by_role("button", name="Claim").click() for page in (ada, ben)))

    for page in (ada, ben):
        await expect(page.get_by_role("log")).to_contain_text(re.compile("(Ada Marsh|Ben Okoro) joined"))
        await expect(page.get_by_role("log").get_by_text("joined")).to_have_count(1)
    held = [await page.get_by_role("button", name="Hand back").count() for page in (ada, ben)]
    assert sorted(held) == [0, 1]
    loser, winner = (ada, "Ben Okoro") if held[1] else (ben, "Ada Marsh")
    box = loser.get_by_label("Reply to the customer")
    await expect(box).to_have_attribute("placeholder", f"{winner} answers this conversation")
    await expect(box).not_to_be_editable()


async def test_what_was_typed_stays_when_somebody_else_takes_it(desk: Desk, ada: Page):
    customer = await who_waits(desk)
    await ada.goto(f"/queue?c={customer.conversation_id}")
    await ada.get_by_role("button", name="Claim").click()
    box = ada.get_by_label("Reply to the customer")
    await box.fill("I was just about to say")

    escalation = (await desk.rest(desk.ada, "GET", "/escalations?status=claimed")).json()["items"][0]["id"]
    await desk.rest(desk.ada, "PUT", f"/escalations/{escalation}/release")
    await desk.rest(desk.ben, "PUT", f"/escalations/{escalation}/claim")

    await expect(box).not_to_be_editable()
    await expect(
        ada.get_by_text("Ben Okoro answers this conversation. What you wrote stays here.")
    ).to_be_visible()
    await expect(box).to_have_value("I was just about to say")
    await ada.reload()
    await expect(ada.get_by_label("Reply to the customer")).to_have_value("I was just about to say")


async def test_when_the_server_was_away_the_page_says_so_and_reads_everything_anew(
    desk: Desk, ada: Page, server: WebServer
):
    first = await who_waits(desk)
    await ada.goto(f"/queue?c={first.conversation_id}")
    await ada.get_by_role("button", name="Claim").click()
    await expect(ada.get_by_role("button", name="Hand back")).to_be_visible()
    await ada.get_by_label("Reply to the customer").fill("A draft")

    os.kill(server.pid_of("web"), signal.SIGKILL)
    await expect(ada.locator('.rail [data-live="lost"]')).to_contain_text("reconnecting")
    await asyncio.to_thread(until_it_answers, server)
    await who_waits(desk, "Zoë O'Connor")

    await expect(ada.locator('.rail [data-live="live"]')).to_be_visible()
    await expect(ada.get_by_role("link", name="Zoë O'Connor")).to_be_visible()
    await expect(ada.get_by_label("Reply to the customer")).to_have_value("A draft")
    await ada.keyboard.press("r")
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_role("log")).to_contain_text("A draft")
    assert (await first.hears()).count("A draft") == 1


def until_it_answers(server: WebServer) -> None:
    for _ in range(300):
        if server.answers():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come back")


async def test_both_see_the_other_type(desk: Desk, ada: Page):
    customer = await who_waits(desk)
    await ada.goto(f"/queue?c={customer.conversation_id}")
    await ada.get_by_role("button", name="Claim").click()

    await customer.door.post(f"/chat/conversations/{customer.conversation_id}/typing")

    await expect(ada.get_by_text("Ros Penhale is typing")).to_be_visible()


async def test_the_queue_is_walked_by_keys(desk: Desk, ada: Page):
    for name in ("One", "Two", "Three"):
        await who_waits(desk, name)
    await ada.goto("/queue")
    await expect(ada.locator("[data-row]")).to_have_count(3)

    await ada.keyboard.press("j")
    await ada.keyboard.press("j")
    await expect(ada.get_by_role("link", name="Two")).to_be_focused()
    await ada.keyboard.press("k")
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_role("heading", name="One", level=2)).to_be_visible()
    await ada.keyboard.press("Escape")
    await expect(ada.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    await ada.keyboard.press("?")
    await expect(ada.get_by_role("dialog", name="Keys")).to_contain_text("Next and previous in the list")
    await ada.keyboard.press("Escape")
    await ada.keyboard.press("Control+k")
    await ada.keyboard.type("appoint")
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_role("heading", name="Appointments", level=1)).to_be_visible()


async def at_the_beginning_of_a_long_log(desk: Desk, ada: Page) -> tuple[Customer, Locator]:
    customer = await who_waits(desk)
    for number in range(12):
        await customer.says(f"And another thing, number {number}, which takes a line or two to explain")
    await ada.goto(f"/queue?c={customer.conversation_id}")
    log = ada.get_by_role("log")
    await expect(log).to_contain_text("number 11")
    await log.evaluate("box => box.scrollTo(0, 0)")
    await asyncio.sleep(0.2)
    return customer, log


async def test_the_readers_place_is_not_stolen(desk: Desk, ada: Page):
    customer, log = await at_the_beginning_of_a_long_log(desk, ada)

    await customer.says("Are you still there?")

    await expect(ada.get_by_role("button", name="new below")).to_be_visible()
    assert await log.evaluate("box => box.scrollTop") < 50
    await ada.get_by_role("button", name="new below").click()
    await expect(ada.get_by_role("button", name="new below")).to_have_count(0)


async def test_who_goes_to_the_end_gets_there_whatever_arrives_meanwhile(desk: Desk, ada: Page):
    """On a slow machine the way down takes longer than a line needs to arrive."""
    customer, log = await at_the_beginning_of_a_long_log(desk, ada)
    await customer.says("Are you still there?")
    below = ada.get_by_role("button", name="new below")
    await expect(below).to_be_visible()
    slow = await ada.context.new_cdp_session(ada)
    await slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})

    await below.click()
    await customer.says("I have chest pain and it is really bad. " * 6)

    await expect(log).to_contain_text("chest pain")
    await expect(below).to_have_count(0)
    end = "box => box.scrollHeight - box.scrollTop - box.clientHeight < 80"
    await ada.wait_for_function(f"({end})(document.querySelector('[role=log]'))")


async def test_conversations_are_filtered_by_the_address(desk: Desk, ada: Page):
    waits = await who_waits(desk)
    other = await desk.customer("Ben Rowe")
    await other.says("Where can I park my tractor?")
    await ada.goto("/conversations")
    await expect(ada.locator("[data-row]")).to_have_count(2)

    await ada.get_by_label("Status").select_option("waiting")
    await expect(ada).to_have_url(re.compile("status=waiting"))
    await expect(ada.locator("[data-row]")).to_have_count(1)
    await ada.reload()
    await ada.get_by_role("link", name="Ros Penhale").click()
    await expect(ada).to_have_url(re.compile(f"/conversations/{waits.conversation_id}.*status=waiting"))
    await expect(ada.get_by_role("log")).to_contain_text("I want to talk to a person please")
    await ada.locator("summary", has_text="why").last.click()
    await expect(ada.locator("details[open]")).to_contain_text("Understood")

    await ada.goto("/conversations?words=tractor")
    await expect(ada.locator("[data-row]")).to_have_count(1)
    await expect(ada.get_by_role("link", name="Ben Rowe")).to_be_visible()


async def test_another_organizations_conversation_is_not_here(desk: Desk, ada: Page, server: WebServer):
    stranger = await who_waits(await a_desk(server), "Not Yours")

    for path in (f"/queue?c={stranger.conversation_id}", f"/conversations/{stranger.conversation_id}"):
        await ada.goto(path)
        await expect(ada.get_by_role("heading", name="Nothing to see here")).to_be_visible()
        await expect(ada.get_by_text("Not Yours")).to_have_count(0)


async def test_what_was_booked_is_seen(desk: Desk, ada: Page):
    await ada.goto("/appointments")
    await expect(ada.get_by_role("heading", name="Nothing is booked yet")).to_be_visible()
    customer = await desk.customer("Ros Penhale")
    await customer.says("I would like to book an appointment")
    for _ in range(6):
        await customer.says(ANSWERS[await asked_last(desk, customer)])
        if booked := (await desk.rest(desk.ada, "GET", "/appointments")).json()["items"]:
            break

    await expect(ada.get_by_text(booked[0]["reference"])).to_be_visible()


ANSWERS = {
    "date": "the first one",
    "time": "the first one",
    "reason": "a check-up",
    "full_name": "Ros Penhale",
    "phone": "020 7946 0123",
    "confirmation": "yes",
}


async def asked_last(desk: Desk, customer: Customer) -> str:
    turns = (await desk.rest(desk.ada, "GET", f"/conversations/{customer.conversation_id}/turns")).json()[
        "items"
    ]
    asked = turns[-1]["asks"]
    return next((ask for ask in asked if ask in ANSWERS), f"no answer to {asked}")


async def test_whatever_has_no_page_says_so(ada: Page):
    await ada.goto("/no/such/page")

    await expect(ada.get_by_role("heading", name="There is no such page")).to_be_visible()
    await nothing_serious(ada)


async def test_on_a_phone_the_queue_is_three_pages_with_back(desk: Desk, chromium: Browser):
    customer = await who_waits(desk)
    phone = await desk.browser_of(
        chromium, desk.ben, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    async with phone:
        page = await phone.new_page()
        await page.goto("/queue")
        await page.get_by_role("link", name="Ros Penhale").tap()
        await expect(page.get_by_role("log")).to_be_visible()
        await page.get_by_label("What is known").first.tap()
        await expect(page.get_by_role("heading", name="Why here")).to_be_visible()
        await page.get_by_role("link", name="Conversation", exact=True).tap()
        await expect(page.get_by_role("log")).to_be_visible()
        await page.get_by_label("Back to the list").tap()
        await expect(page.get_by_role("link", name="Ros Penhale")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await nothing_serious(page)
    assert customer


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_axe_finds_nothing_serious(desk: Desk, chromium: Browser, mode: str):
    customer = await who_waits(desk)
    await (await desk.customer("Ben Rowe")).says("I have chest pain and my left arm is numb")
    async with await desk.browser_of(chromium, desk.ada, color_scheme=mode) as context:
        page = await context.new_page()
        for path in (
            "/",
            "/queue",
            f"/queue?c={customer.conversation_id}",
            "/conversations",
            f"/conversations/{customer.conversation_id}",
            "/appointments",
        ):
            await page.goto(path)
            await expect(page.locator('.rail [data-live="live"]')).to_be_visible()
            await expect(page.locator(".bone")).to_have_count(0)
            await nothing_serious(page)
        await page.goto(f"/queue?c={customer.conversation_id}")
        await page.get_by_role("button", name="Claim").click()
        await page.get_by_role("button", name="Resolve").click()
        await expect(page.get_by_text("How did it come out?")).to_be_visible()
        await expect(page.locator("[data-sonner-toast]")).to_have_count(0)  # half faded, it has no contrast
        await nothing_serious(page)
