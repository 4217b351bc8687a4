"""What is only told beside a wish is none of its own: it books nothing, asks for no fact and is no hour."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    "said",
    [
        "Salut, je devais voir la maison de Quarry Hill demain mais ma voiture ne démarre plus... "
        "on pourrait décaler à jeudi ?",
        "Bonjour, je devais voir la maison de Quarry Hill demain mais mon train est supprimé... "
        "on pourrait décaler à vendredi matin ?",
    ],
)
async def test_what_was_to_be_seen_and_should_be_moved_is_not_booked_anew(said: str) -> None:
    talk = a_demo_of("real_estate")
    talk.language = "fr"
    reply = await talk.say(said)
    assert all(flow.name != "book_appointment" for flow in reply.dialogue.flows)
    assert "fact" not in reply.tells


async def test_a_car_that_broke_down_asks_for_no_parking_beside_a_wish() -> None:
    talk = a_demo_of("healthcare")
    talk.language = "fr"
    reply = await talk.say(
        "Bonjour, j'ai rendez-vous demain mais ma voiture est en panne... on pourrait décaler à jeudi ?"
    )
    assert "fact" not in reply.tells


@pytest.mark.parametrize("said", ["the Tuesday one", "that Tuesday one please", "the later one"])
async def test_one_of_what_was_offered_is_no_hour(said: str) -> None:
    talk = a_demo_of("healthcare")
    reply = await talk.says("book me in please", said)
    assert reply.dialogue.values()["date"] == "2026-10-06"
    assert reply.dialogue.values().get("time") in (None, "08:00")


@pytest.mark.parametrize("said", ["Tuesday one o'clock", "on Tuesday, one pm"])
async def test_one_behind_a_day_may_be_an_hour(said: str) -> None:
    talk = a_demo_of("healthcare")
    reply = await talk.says("book me in please", said)
    values = reply.dialogue.values()
    assert (values["date"], values["time"]) == ("2026-10-06", "13:00")


async def test_who_has_just_come_in_wants_no_viewing() -> None:
    talk = a_demo_of("real_estate")
    reply = await talk.says("I want to withdraw my offer", "1986-09-17", "020 7946 0611")
    reply = await talk.say("no, don't. my brother has just come in and says we should bid more")
    assert [flow.name for flow in reply.dialogue.flows] == ["raise_offer"]
