"""A value said anew counts, whatever stands between, and what belongs to it stays."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("a table for two tomorrow at one, no wait, I'm in a meeting then, two fifteen", "14:15"),
        ("a table for two tomorrow at eight er half seven in the evening", "19:30"),
        ("a table for four tomorrow at 19:30, actually we're six", "19:30"),
        ("mesa para cuatro mañana a las 19:30, no, perdón, somos cinco", "19:30"),
    ],
)
async def test_a_time_is_taken_back_by_a_time_and_not_by_how_many_come(said: str, time: str) -> None:
    reply = await a_demo_of("catering").say(said)

    assert reply.dialogue.values()["time"] == time


@pytest.mark.parametrize(
    "said",
    [
        "a table tomorrow at 19:30, there's five of us er six with my nan",
        "a table tomorrow at 19:30 for four, oh hang on the neighbours are coming along, six",
        "a table tomorrow at 19:30, we're five, six with the baby",
        "una mesa mañana a las 19:30, somos cinco, seis con el bebé",
    ],
)
async def test_as_many_come_as_were_counted_last(said: str) -> None:
    reply = await a_demo_of("catering").say(said)

    assert reply.dialogue.values()["guests"] == "6"


async def test_a_count_of_things_is_no_hour() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.say(
        "could you collect on Friday at ten, no, half eleven, it's two, no three parcels, about 9 kilos"
    )

    assert reply.dialogue.values()["time"] == "11:30"
    assert reply.dialogue.values()["parcels"] == "3"


async def test_another_house_of_the_street_is_in_the_town_that_was_told() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.says("please send parcel CW-2045187 to 4 Alder Walk, Leeds LS6 1AA", "020 7946 0211")
    assert "4 Alder Walk" in reply.text, reply.text

    reply = await talk.say("no, 14 Alder Walk")

    assert "14 Alder Walk, Leeds LS6 1AA" in reply.text


async def test_whoever_moves_an_appointment_keeps_whom_it_is_with() -> None:
    talk = a_demo_of("healthcare")
    doctors = [one.name for one in talk.clinic.doctors]
    last = doctors[-1]

    first = await talk.says(
        f"I'd like to see {last} on Thursday at ten about my knee", "Ros Penhale", "020 7946 0123", "yes"
    )
    assert "booked" in first.tells
    reply = await talk.say("oh sorry, can you make that Friday at ten instead")

    assert last in reply.text, reply.text


async def test_a_house_in_a_court_is_no_matter_for_one() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.say("my mother-in-law likes the sound of a flat in Maple Court, is it free?")
    assert "legal_advice_refused" not in reply.tells
    reply = await a_demo_of("real_estate").say("can the seller take me to court if I pull out?")
    assert "legal_advice_refused" in reply.tells


async def test_a_day_told_beside_a_question_is_kept_for_what_it_leads_to() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.says("is the flat on Rose Street still going? and could we see it Saturday", "yes")

    assert reply.dialogue.values()["date"] == "2026-10-10"


async def test_a_sum_is_no_number_of_a_record() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("raise my offer for the cottage in Church Lane to 320 thousand")

    reply = await talk.say("315 thousand. And what is the deposit?")

    assert "fact" in reply.tells, reply.text


async def test_a_greeting_before_a_question_takes_nothing_from_it() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.say("hiya can we bring our dog and also i need to push my checkout to like 2ish")

    assert "fact" in reply.tells and reply.dialogue.values()["checkout_time"] == "14:00"


async def test_a_name_told_where_a_choice_was_asked_for_is_kept() -> None:
    talk = a_demo_of("education")

    reply = await talk.says("i want to enrol my daughter", "she's called Ada Fenn")

    assert "not_understood" not in reply.tells and reply.dialogue.values()["full_name"] == "Ada Fenn"
