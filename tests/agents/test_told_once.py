"""What a customer has told in passing is not asked for: wherever it was said."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "lines", "told"),
    [
        (
            "logistics",
            ("I missed the delivery man", "CW-3081942, my phone is 020 7946 0322", "try on thursday"),
            "phone",
        ),
        (
            "logistics",
            ("where's my parcel", "CW 2045187", "02079460211", "leave it with a neighbour"),
            "phone",
        ),
        ("hospitality", ("I'd like to shorten my stay", "HH-20417 Alma Reyes"), "full_name"),
        (
            "insurance",
            ("I've moved, my new address is 7 Hill Street Saltmouth", "POL-10021, 17/09/1983"),
            "new_address",
        ),
        ("insurance", ("how much to insure a flat with contents worth 30000",), "sum_insured"),
        ("insurance", ("I need insurance for my flat",), "home_type"),
    ],
)
async def test_what_was_told_in_passing_is_known(sector, lines, told):
    reply = await a_demo_of(sector).says(*lines)

    assert told not in reply.asks and told in reply.dialogue.values()


async def test_a_number_before_any_question_is_kept_and_something_is_said():
    reply = await a_demo_of("logistics").says("02079460211")

    assert reply.text and reply.tells == ("small_talk",)


@pytest.mark.parametrize(
    ("said", "severity"), [("I've had a bad cough for ten days", ""), ("it is bad", "8")]
)
async def test_an_adjective_is_no_answer_before_it_was_asked_for(said, severity):
    talk = a_demo_of("healthcare")
    if severity:
        await talk.says("I have a cough for two days")
    reply = await talk.say(said)

    assert ("severity" in reply.asks) == (not severity)
