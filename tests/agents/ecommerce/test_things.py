"""The same thing in other words: in another language, in the plural, and one of it taken off."""

import pytest

from caly_app.agents.sectors.ecommerce.things import also_called
from tests.agents.world import a_demo_of

ANNA = "anna.crane@example.org"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Reading lamp, green", "lámpara"),
        ("Stoneware mugs", "tasse"),
        ("Trail jacket", "veste"),
        ("Desk lamp", "leuchte"),
    ],
)
def test_a_thing_is_known_by_its_names(name: str, word: str) -> None:
    assert word in also_called(name)
    assert also_called("Frobnicator") == ""


async def test_the_lamp_of_an_english_order_is_found_in_spanish() -> None:
    talk = a_demo_of("ecommerce")
    reply = await talk.says("I want to return something from ORD-4777", ANNA)
    assert "line" in reply.asks
    reply = await talk.say("perdón, hablo mejor español: la lámpara")
    assert reply.language == "es" and reply.asks == ("return_reason",)


async def test_one_of_two_taken_off_leaves_one() -> None:
    talk = a_demo_of("ecommerce")
    reply = await talk.says("can you take one mug off my order ORD-4810", ANNA)
    assert reply.asks == ("confirmation",) and "1 of it" in reply.text
    reply = await talk.say("yes")
    assert "order_changed" in reply.tells
