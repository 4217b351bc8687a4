"""What was said instead of an answer is not taken for one."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize("phone", ["020 7946 0455", "02079460455", "+44 20 7946 0455"])
async def test_a_phone_number_says_not_how_many(phone: str) -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.says("a double room from Friday to Sunday please", phone)

    assert reply.asks == ("guests",) and reply.escalation is None
    assert reply.dialogue.values()["phone"] == "+442079460455"


async def test_a_name_is_no_number_of_a_parcel() -> None:
    reply = await a_demo_of("logistics").says("where is my parcel", "Enid Whitlock")

    assert "parcel_unknown" not in reply.tells and reply.asks == ("tracking_number",)


async def test_a_mere_yes_says_not_what_is_wrong() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.says("my parcel CW-3082007 arrived broken", "020 7946 0322", "yes please")

    assert reply.asks == ("description",) and talk.clinic.records_of("claim") == []


async def test_one_goodbye_is_enough() -> None:
    reply = await a_demo_of("telecom").says("no internet in LK2 1AA", "no thats all thanks bye")

    assert reply.ends and reply.text.count("Goodbye") == 1


async def test_what_it_costs_is_read_back_and_no_price_of_the_house() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.says("please cancel HH-20417", "Alma Reyes", "and what will it cost me?")

    assert reply.asks == ("confirmation",) and "£0.00" in reply.text and "from £74" not in reply.text


async def test_and_another_day_behind_a_fact_asks_whether_we_are_there() -> None:
    reply = await a_demo_of("logistics").says("do you deliver on saturdays", "and sundays?")

    assert reply.tells == ("closed_on_day",)


async def test_a_yes_before_anything_was_asked_agrees_to_nothing() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.say(
        "yes good morning the van was here while we were out could somebody bring it again"
    )

    assert "small_talk" not in reply.tells


@pytest.mark.parametrize(
    "said", ["no", "nope, sorry", "nein danke", "non", "yes", "ok then", "sí, claro", "oui"]
)
async def test_a_yes_or_a_no_is_no_place(said: str) -> None:
    reply = await a_demo_of("telecom").says("is there an outage?", said)

    assert "area" not in reply.dialogue.values()
    assert reply.asks == ("area",) or "person" in reply.offers


async def test_a_no_is_nobody_where_there_may_be_nobody() -> None:
    talk = a_demo_of("legal")

    reply = await talk.says(
        "I need a lawyer for my divorce, please open a new matter", "I want to leave my husband", "no"
    )

    assert reply.dialogue.values()["other_party"] == "no" and "other_party" not in reply.asks


@pytest.mark.parametrize(
    "said",
    [
        "what a shame. well then, put it down for somebody to look at please, my name is Orla Finch",
        "fine, alright. could you get it going anyway, I'm Orla Finch, 020 7946 0731",
    ],
)
async def test_a_speech_is_nobodys_name(said: str) -> None:
    talk = a_demo_of("legal")

    reply = await talk.says(
        "I need a lawyer for my divorce, please open a new matter", "I want to leave my husband", said
    )

    assert "other_party" not in reply.dialogue.values()
    assert reply.dialogue.values()["full_name"] == "Orla Finch"


async def test_who_is_called_is_not_offered_as_well() -> None:
    reply = await a_demo_of("telecom").says("is there an outage?", "no idea. just get me a person please")

    assert reply.escalation and "Would you like" not in reply.text and "without_it" not in reply.tells
