"""An order to the room that is taken back in the same breath, or added to once it was read back."""

from uuid import uuid4

import pytest

from caly_app.agents.sectors.hospitality.room_service import read_order
from caly_app.ports import StoredRecord
from tests.agents.world import a_demo_of

MENU = [
    StoredRecord(uuid4(), "menu_item", f"M-{place}", {"name": name, "price": "5.00 GBP"})
    for place, name in enumerate(("Fish pie", "Onion soup", "Beer", "Club sandwich", "Coffee"))
]


@pytest.mark.parametrize(
    ("said", "ordered"),
    [
        ("a fish pie and um two beers no just one beer to room twelve", ["1 x Fish pie", "1 x Beer"]),
        ("two beers, make it three", ["3 x Beer"]),
        ("a beer, no, a coffee", ["1 x Coffee"]),
        ("three coffees and a club sandwich, sorry, two coffees", ["1 x Club sandwich", "2 x Coffee"]),
        ("a club sandwich no it's too heavy an onion soup and a coffee", ["1 x Onion soup", "1 x Coffee"]),
        ("club sandwich no onions", ["1 x Club sandwich"]),
        ("a beer sorry for the late hour", ["1 x Beer"]),
    ],
)
def test_what_was_said_last_counts(said: str, ordered: list[str]) -> None:
    lines, unknown = read_order(said, MENU)
    assert [line.text for line in lines] == ordered and not unknown


async def test_more_is_added_to_what_was_read_back() -> None:
    talk = a_demo_of("hospitality")
    await talk.says("one club sandwich to room 204", "Colin Ashby")
    reply = await talk.say("oh and a bottle of water please")
    assert reply.asks == ("confirmation",)
    assert "Club sandwich" in reply.text and "Bottle of water" in reply.text


@pytest.mark.parametrize(
    ("said", "ordered"),
    [
        ("two beers and a fish pie, without the beers", ["1 x Fish pie"]),
        ("three coffees, a beer, without one coffee", ["1 x Beer", "2 x Coffee"]),
        ("a beer and a coffee sin el beer y dos coffee", ["3 x Coffee"]),
        ("a club sandwich without beer", ["1 x Club sandwich"]),
        ("fish pie without onions", ["1 x Fish pie"]),
        ("2 sandwiches and four pies", ["2 x Club sandwich", "4 x Fish pie"][::-1]),
    ],
)
def test_what_is_taken_off_is_not_ordered(said: str, ordered: list[str]) -> None:
    lines, unknown = read_order(said, MENU)
    assert [line.text for line in lines] == ordered and not unknown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "without the soup"),
        ("en", "sorry, leave the soup out please"),
        ("en", "no soup"),
        ("en", "we don't need the soup after all"),
        ("es", "quite la sopa"),
        ("fr", "sans la soupe"),
        ("de", "streichen Sie die Tomatensuppe bitte"),
    ],
)
async def test_an_article_is_taken_off_what_was_read_back(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    dish = {"en": "soup", "es": "sopa de tomate", "fr": "soupe de tomate", "de": "Tomatensuppe"}
    await talk.says(f"one burger and one {dish[language]} to room 204", "Colin Ashby")
    talk.language = language
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",)
    assert "1 x Harbour burger" in reply.text and "Tomato" not in reply.text


async def test_where_all_is_taken_off_it_is_asked_what_to_bring() -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says("one club sandwich to room 204", "Colin Ashby", "take the sandwich off")
    assert reply.asks == ("order_items",) and "not_on_menu" not in reply.tells


async def test_several_of_one_of_the_menu_are_several() -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says("room service please", "204", "Colin Ashby", "four sandwiches")
    assert "4 x Club sandwich" in reply.text
