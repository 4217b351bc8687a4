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
