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


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("what about L?", "back_in_stock_on"),
        ("and in large?", "back_in_stock_on"),
        ("how about the S then", "in_stock"),
        ("and in blue?", "variant_unknown_of"),
    ],
)
async def test_a_variant_alone_is_of_the_article_that_was_spoken_of(said, told):
    reply = await a_demo_of("ecommerce").says("do you have the trail jacket in M?", said)

    assert told in reply.tells and "Trail jacket" in reply.text


@pytest.mark.parametrize("said", ["what about a large tent?", "what's your best tent?", "what about gloves?"])
async def test_another_article_is_not_taken_for_it(said):
    reply = await a_demo_of("ecommerce").says("do you have the trail jacket in M?", said)

    assert reply.asks == ("product",) and "jacket" not in reply.text


async def test_what_is_looked_for_in_vain_again_and_again_brings_the_offer_of_a_person():
    talk = a_demo_of("ecommerce")
    reply = await talk.says("is the flux capacitor in stock?", "the flux thing", "flux of any kind")
    assert "product_unknown" in reply.tells and "person" not in reply.offers

    reply = await talk.say("fluxes")
    assert "product_unknown" in reply.tells and "person" in reply.offers
