"""What happened is told with the wish, and days of it lie behind."""

from dataclasses import replace
from datetime import datetime

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.options import options_in
from tests.agents.world import Talk, a_demo_of

OWENS_HOME = ("POL-10022", "17 September 1983")


def a_talk(now: str = "2026-10-05T14:00") -> Talk:
    return a_demo_of("insurance", datetime.fromisoformat(now))


@pytest.mark.parametrize(
    "wish",
    [
        "Hi, a pipe burst under the kitchen sink and the floor is ruined, I want to claim on my policy",
        "I want to make a claim: a pipe burst under the kitchen sink and the floor is ruined",
    ],
)
async def test_what_was_told_before_the_wish_is_not_asked_for(wish):
    talk = a_talk()
    reply = await talk.says(wish, *OWENS_HOME)

    assert reply.asks == ("incident_date",)
    told = talk.reply.dialogue.values()["incident"]
    assert told == "a pipe burst under the kitchen sink and the floor is ruined"


@pytest.mark.parametrize(
    "wish",
    [
        "I want to make a claim on my home insurance",
        "hello, so, I have to report a claim on the house, please",
    ],
)
async def test_a_wish_alone_tells_nothing(wish):
    assert (await a_talk().says(wish, *OWENS_HOME)).asks == ("incident",)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on the 3rd", "2026-10-03"),
        ("the 28th", "2026-09-28"),
        ("Saturday. no sorry, Sunday, the 4th", "2026-10-04"),
        ("Monday the 28th", "2026-09-28"),
        ("10 September", "2026-09-10"),
    ],
)
async def test_a_day_without_its_month_is_the_last_one(said, day):
    talk = a_talk()
    await talk.says("I want to make a claim", *OWENS_HOME, "a pipe burst in the bathroom", said)

    assert talk.reply.dialogue.values()["incident_date"] == day


@pytest.mark.parametrize("said", ["tomorrow", "in 3 days", "on 20 October"])
async def test_a_day_to_come_is_said_to_be_one(said):
    reply = await a_talk().says("I want to make a claim", *OWENS_HOME, "a pipe burst in the bathroom", said)

    assert "not_yet_happened" in reply.tells


async def test_of_a_new_year_a_month_far_ahead_is_the_last_years():
    talk = a_talk("2027-01-10T14:00")
    await talk.says("I want to make a claim", *OWENS_HOME, "a pipe burst in the bathroom", "on 3 December")

    assert talk.reply.dialogue.values()["incident_date"] == "2026-12-03"


@pytest.mark.parametrize(
    "wish",
    [
        "please cancel my home insurance, no sorry, not the house, the one for the dog",
        "I'd like to cancel my pet insurance, no sorry, the house insurance",
    ],
)
async def test_the_policy_that_is_named_last_is_the_one_that_is_meant(wish):
    reply = await a_talk().say(wish)
    meant = "home" if "the house insurance" in wish else "pet"
    assert reply.dialogue.values()["product"] == meant


async def test_a_fact_that_is_called_paying_says_how_to_pay():
    talk = a_talk()
    talk.business = replace(talk.business, facts={"paying": "By transfer or by card."})
    assert "By transfer" in (await talk.say("may I pay you by card?")).text
    assert "fact" not in (await talk.say("what is my excess?")).tells


@pytest.mark.parametrize(
    ("language", "said", "injured"),
    [
        ("en", "outside the bakery in Saltmouth, no, that was around half past six", ""),
        ("en", "I have no idea", ""),
        ("en", "there is no camera there", ""),
        ("es", "en la calle Mayor, no, eran las seis y media", ""),
        ("es", "no lo sé", ""),
        ("de", "in der Bahnhofstraße, nein, es war halb sieben", ""),
        ("en", "no, it was only my bumper", "no"),
        ("en", "I don't think so, no, we were lucky", "no"),
        ("en", "thank god no", "no"),
        ("en", "It was on Quay Street. No.", "no"),
        ("fr", "heureusement non", "no"),
        ("en", "yes, my neck hurts, no, my back", "yes"),
    ],
)
def test_a_no_that_puts_something_else_right_is_no_answer(language: str, said: str, injured: str) -> None:
    sector = all_sectors()["insurance"]
    heard = options_in(said, sector.slots["injured"], language, asked=True)
    assert {one.value for one in heard} == ({injured} if injured else set())
