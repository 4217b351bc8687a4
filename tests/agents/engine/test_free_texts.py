"""What is told in free words is kept without the numbers and addresses among them, in every sector."""

import json

import pytest

from caly_app.agents import free_texts
from caly_app.agents.commands import FillSlot
from caly_app.agents.sectors import all_sectors
from tests.agents.world import a_demo_of

TOLD = "please ring me on 020 7946 0777 or una@example.org, GB82 WEST 1234 5698 7654 32, after five"
SECTORS = sorted(all_sectors())


@pytest.mark.parametrize("sector", SECTORS)
async def test_no_slot_of_free_words_keeps_a_number_or_an_address(sector: str) -> None:
    talk = a_demo_of(sector)
    turn = talk.turn("hello")
    texts = [n for n, s in turn.sector.slots.items() if s.kind == "text" and not s.personal]
    told = free_texts.with_hints([FillSlot(slot, TOLD) for slot in texts], turn, "en")
    assert texts
    for one in told:
        assert isinstance(one, FillSlot)
        assert one.value == "please ring me on [phone ...77] or [e-mail], [account ...32], after five"


async def test_an_opening_message_becomes_no_menu_wish_with_a_number() -> None:
    talk = a_demo_of("catering")
    await talk.say(
        "wedding quote please: 80 guests, 12 June 2027, Wexley, no pork and two vegans, "
        "my name is Una Bell, una@example.org, 020 7946 0777"
    )
    kept = json.dumps(talk.document)
    assert "two vegans" in kept and "Una Bell" not in kept
    assert "0777" not in kept and "...77" not in kept and "example.org" not in kept
