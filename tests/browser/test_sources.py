"""Under a worded answer stands what it rests on: a real browser, and a language model over a real wire."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from caly_app.embedded_postgres import Urls
from tests.agents.model.scripted import means
from tests.browser.chat_door import ChatDoor
from tests.browser.test_chat import at_home, serious
from tests.factories import Clinic, a_clinic
from tests.fake_model import FakeModel, says, tells

ODD = "would my labrador be in anybody's way"
PAGE = "https://clinic.example.org/parking"
FACTS = {
    "guide_dogs": "Guide dogs are welcome.",
    "fact_3": "There is water for them at the desk.",
    "parking_places": f"Parking is free for two hours, see {PAGE}.",
}
# As the database orders them.
ANSWER = (
    "Guide dogs are welcome. [2] ",
    "There is water at the desk. [1] ",
    "Parking is free for two hours. [3]",
)
BEGINS = {"en": "From:", "es": "Fuentes:", "fr": "Sources :", "de": "Quellen:", "ar": "المصادر:"}
TOO_SMALL = """[...document.querySelector("caly-chat").shadowRoot.querySelectorAll(".sources a")]
    .map((it) => it.getBoundingClientRect().height).filter((height) => height < 24)"""


@pytest.fixture
async def clinic(database: Urls) -> Clinic:
    return await a_clinic(facts=FACTS)


async def test_sources_come_when_the_answer_is_done_and_stay(
    chromium: Browser, model_door: ChatDoor, clinic: Clinic, fake: FakeModel
) -> None:
    fake.then(says(means("ask_fact")), tells(ANSWER[0], "".join(ANSWER[1:]), pause=2.0))
    context = await chromium.new_context(viewport={"width": 390, "height": 760}, locale="en-GB")
    widget = await at_home(context, model_door, clinic.slug)
    await widget.inside.locator("textarea").fill(ODD)
    await widget.inside.locator("textarea").press("Enter")
    growing, sources = widget.inside.locator(".tail > .turn.agent"), widget.inside.locator(".sources")
    await expect(growing.locator(".bubble")).to_have_text("Guide dogs are welcome.")
    await expect(sources).to_have_count(0)

    line = "From: Guide dogs · There is water for them at the desk · Parking places"
    await expect(sources).to_have_text(line)
    await expect(widget.inside.get_by_role("group", name="Sources of this answer")).to_have_count(1)
    link = sources.get_by_role("link", name="Parking places")
    await expect(link).to_have_attribute("href", PAGE)
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")
    assert await widget.page.evaluate(TOO_SMALL) == []
    assert await widget.page.evaluate("document.documentElement.scrollWidth") <= 390

    await widget.ask("When are you open?")
    await expect(sources).to_have_text([line])
    await widget.page.reload()
    await expect(sources).to_have_text([line])
    await widget.inside.get_by_role("button", name="More").click()
    await widget.inside.get_by_role("button", name="End conversation").click()
    await widget.inside.get_by_role("button", name="End it").click()
    await widget.write("When are you open?")
    await expect(widget.answers).to_have_count(5)  # another conversation, with its greeting
    await widget.page.reload()
    await expect(sources).to_have_text([line])
    assert widget.errors == []
    await context.close()


async def test_in_every_language_light_and_dark_it_is_said_once_and_axe_is_content(
    chromium: Browser, model_door: ChatDoor, clinic: Clinic, fake: FakeModel
) -> None:
    fake.then(says(means("ask_fact")), says("".join(ANSWER)))
    fake.usual = says(means("ask_fact"))  # the answer is known from then on
    for locale, begins in BEGINS.items():
        scheme: Any = "dark" if locale in ("es", "de") else "light"
        context = await chromium.new_context(
            locale=locale, color_scheme=scheme, viewport={"width": 390, "height": 760}
        )
        widget = await at_home(context, model_door, clinic.slug)
        await widget.ask(ODD)
        await expect(widget.inside.locator(".sources")).to_contain_text(f"{begins} Guide dogs · ")
        assert await serious(widget.page) == []
        await context.close()
