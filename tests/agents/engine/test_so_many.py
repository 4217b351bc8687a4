"""'Can we make it twelve' is another number of people where people were counted last, and else a time."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    "said",
    [
        "about the buffet in June, I said 40 to you. a coach fell through. could we make it 16",
        "there were 25 people on our list, ten have the flu. can you make it 16 please",
    ],
)
async def test_who_counted_people_changes_their_number(said: str) -> None:
    flow = (await a_demo_of("catering").say(said)).dialogue.flow
    assert flow is not None and (flow.name, flow.slots["guests"]) == ("change_guests", "16")


async def test_too_few_are_told_so() -> None:
    talk = a_demo_of("catering")
    reply = await talk.says("I told you 80, hardly anybody comes now. can we make it 12", "QU-2041")
    reply = await talk.say("020 7946 0311")
    assert "below_minimum" in reply.tells and "15" in reply.text


async def test_behind_the_number_of_guests_it_is_no_hour() -> None:
    flow = (
        await a_demo_of("catering").says("a table on Friday at 7pm", "two", "can you make it six")
    ).dialogue
    assert flow.flow is not None and flow.flow.slots["guests"] == "6" and flow.flow.slots["time"] == "19:00"


async def test_where_there_is_no_hour_it_is_so_many() -> None:
    reply = await a_demo_of("hospitality").says("a twin from 12 to 15 December for one", "can we make it two")
    assert reply.dialogue.flow is not None and reply.dialogue.flow.slots["guests"] == "2"


async def test_an_hour_stays_an_hour() -> None:
    reply = await a_demo_of("healthcare").says("an appointment on Thursday at 9", "can you make it 10")
    assert reply.dialogue.flow is not None and reply.dialogue.flow.slots["time"] == "10:00"
