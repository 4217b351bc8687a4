"""Answers that grow while they are made, in a real browser, with a language model over a real wire."""

import psycopg
import pytest
from playwright.async_api import Browser, expect
from uuid_utils.compat import uuid7

from caly_app.embedded_postgres import Urls
from tests.agents.model.scripted import means
from tests.browser.chat_door import ChatDoor
from tests.factories import Clinic, a_clinic
from tests.fake_model import FakeModel, says, tells

ODD = "would my labrador be in anybody's way"
FACTS = {"dogs": "Guide dogs are welcome.", "parking": "Parking is free for two hours."}


@pytest.fixture
async def clinic(database: Urls) -> Clinic:
    return await a_clinic(facts={**FACTS, "house": uuid7().hex})


async def test_words_are_read_as_they_come_and_stay_where_they_are(
    chromium: Browser, model_door: ChatDoor, clinic: Clinic, fake: FakeModel, admin: psycopg.Connection
) -> None:
    fake.then(
        says(means("ask_fact")),
        tells("Guide dogs are welcome. [1] ", "Parking is free for two hours. [3]", pause=1.5),
    )
    context = await chromium.new_context(viewport={"width": 390, "height": 760}, locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{model_door.address}/chat/{clinic.slug}")
    await page.locator("textarea").fill(ODD)
    await page.locator("textarea").press("Enter")

    growing, log = page.locator(".tail > .turn.agent .bubble"), page.locator(".log .turn.agent .bubble")
    await expect(growing).to_have_text("Guide dogs are welcome.")
    before = await growing.bounding_box()
    await expect(log.last).to_have_text("Guide dogs are welcome. Parking is free for two hours.")
    after = await log.last.bounding_box()
    await expect(growing).to_be_hidden()
    assert before and after and abs(before["x"] - after["x"]) < 1
    stored = admin.execute("select delivered from turn where speaker = 'agent' order by seq desc limit 1")
    assert stored.fetchone() == ("Guide dogs are welcome. Parking is free for two hours.",)
    await context.close()


async def test_who_waits_long_reads_that_it_takes_a_moment(
    chromium: Browser, model_door: ChatDoor, clinic: Clinic, fake: FakeModel
) -> None:
    fake.then(tells("{", pause=3.9), says("NONE"))
    page = await chromium.new_page(locale="en-GB")
    await page.goto(f"{model_door.address}/chat/{clinic.slug}")
    await page.locator("textarea").fill("Is there parking?")
    await page.locator("textarea").press("Enter")
    await expect(page.locator(".log .turn.agent .bubble")).to_have_count(2)
    await page.locator("textarea").fill(ODD)
    await page.locator("textarea").press("Enter")
    await expect(page.locator(".writing")).to_have_text("One moment, please")
    await expect(page.locator(".panel > .unseen[role=status]")).to_have_text("One moment, please")
    await expect(page.locator(".log .turn.agent .bubble")).to_have_count(3)
    await expect(page.locator(".writing")).to_be_hidden()
    await page.close()
