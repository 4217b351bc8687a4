"""Who only announces that there is something to pass on has not told it yet."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    "said",
    [
        "could you tell the nurse something for me",
        "please let Dr Halas know something before my visit",
        "I'd like to tell my doctor a couple of things",
    ],
)
async def test_what_is_only_announced_is_no_message(said: str) -> None:
    reply = await a_demo_of("healthcare").say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "message_doctor"
    assert "message" not in reply.dialogue.flow.slots


async def test_what_begins_like_it_is_told_whole() -> None:
    reply = await a_demo_of("healthcare").say("tell Dr Halas something in the new cream burns")

    assert reply.dialogue.values()["message"] == "something in the new cream burns"
