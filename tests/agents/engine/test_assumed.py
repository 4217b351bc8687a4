"""'It is so, isn't it?' asks how something stands: nothing is to be changed, and nothing is agreed to."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "said", "flow"),
    [
        ("hospitality", "en", "ours is until the 9th, correct?", "stay_status"),
        ("hospitality", "en", "so we're booked in from Saturday, aren't we?", "stay_status"),
        ("insurance", "en", "my home insurance goes on till June, right?", "policy_details"),
        ("education", "en", "mine's on Mondays at six, isn't it?", "my_timetable"),
        ("healthcare", "en", "mine's at quarter past ten now, right?", "appointment_status"),
        ("catering", "en", "our table's for seven on Saturday, yes?", "appointment_status"),
        ("hospitality", "es", "mi reserva es hasta el 20, ¿no?", "stay_status"),
        ("healthcare", "de", "mein Termin ist am Freitag, stimmt's?", "appointment_status"),
    ],
)
async def test_what_one_takes_to_be_so_is_told(sector: str, language: str, said: str, flow: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [one.name for one in reply.dialogue.flows] == [flow]


async def test_after_a_change_it_is_told_as_it_is_now() -> None:
    talk = a_demo_of("hospitality")
    wish = "HH-20388, Colin Ashby, room 204, I'd like to stay one night longer"
    reply = await talk.says(wish, "yes", "Mine's till Friday now, right?")
    assert reply.tells == ("stay_is_in_house",) and "9 October" in reply.text


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("catering", "my table, I'd want it on Saturday, yes?"),
        ("healthcare", "mine I'd like on Thursday, right?"),
        ("hospitality", "ours we're looking to have until the 11th, correct?"),
    ],
)
async def test_a_wish_with_a_tag_is_a_wish(sector: str, said: str) -> None:
    reply = await a_demo_of(sector).say(said)
    assert not {"appointment_status", "stay_status"} & {one.name for one in reply.dialogue.flows}


@pytest.mark.parametrize(
    ("sector", "language", "said", "status"),
    [
        ("hospitality", "en", "we're not coming on Saturday after all, ok?", "stay_status"),
        ("hospitality", "en", "I'm not coming on Sunday, right?", "stay_status"),
        ("insurance", "en", "I've sold the van, so I'm out, okay?", "policy_details"),
        (
            "healthcare",
            "en",
            "my son's got a fever and we're not coming on Monday, ok?",
            "appointment_status",
        ),
        ("hospitality", "de", "ich bin am Freitag nicht da, ja?", "stay_status"),
    ],
)
async def test_what_is_no_longer_so_is_not_looked_up(
    sector: str, language: str, said: str, status: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert status not in [one.name for one in reply.dialogue.flows]
