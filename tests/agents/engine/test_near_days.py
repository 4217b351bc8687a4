"""A day without its month is of the month that was spoken of."""

import pytest

from caly_app.agents.understanding.slots import find
from tests.agents.understanding.test_slots_dates import context
from tests.agents.world import Talk, a_demo_of


@pytest.mark.parametrize(
    ("language", "said", "days"),
    [
        ("en", "12 November, no, make it the 19th", ["2026-11-19"]),
        ("en", "12 November or the 19th", ["2026-11-12", "2026-11-19"]),
        ("en", "3 December, sorry, I mean the 1st", ["2026-12-01"]),
        ("en", "next Friday or the 9th", ["2026-10-16", "2026-10-09"]),
        ("es", "el 12 de noviembre, no, mejor el 19", ["2026-11-19"]),
        ("fr", "le 12 novembre, non, plutôt le 19", ["2026-11-19"]),
        ("de", "am 12. November, nein, doch lieber am 19.", ["2026-11-19"]),
    ],
)
def test_in_one_breath(language: str, said: str, days: list[str]) -> None:
    assert [one.value for one in find("date", said, context(language=language))] == days


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "from 28 November to the 2nd"),
        ("en", "28 November until the 2nd"),
        ("de", "vom 28. November bis zum 2."),
    ],
)
def test_the_end_comes_behind_the_beginning(language: str, said: str) -> None:
    [stay] = find("date_range", said, context(language=language))

    assert stay.value == "2026-11-28/2026-12-02"


async def test_a_message_later() -> None:
    reply = await Talk().says("book an appointment on 12 November at 10 please", "actually the 19th")

    assert reply.dialogue.values()["date"] == "2026-11-19"


async def test_an_earlier_day_of_that_month() -> None:
    reply = await Talk().says("book an appointment on 12 November at 10 please", "hm, rather the 10th")

    assert reply.dialogue.values()["date"] == "2026-11-10"


async def test_a_departure_comes_behind_the_arrival() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.says("a double room for two people please", "28 November", "the 2nd")

    assert reply.dialogue.values()["departure"] == "2026-12-02"


async def test_another_month_that_is_named_counts() -> None:
    reply = await Talk().says("book an appointment on 12 November at 10 please", "no, 19 October")

    assert reply.dialogue.values()["date"] == "2026-10-19"


async def test_a_weekday_that_is_known_is_that_day_and_not_the_next_of_its_name():
    talk = a_demo_of("hospitality")
    await talk.says("a twin room from Friday 20 November to Monday the 23rd for two", "Una Bell")
    await talk.say("020 7946 0777")
    reply = await talk.say("sorry, we come on the 19th now. We still leave on Monday")
    assert reply.asks == ("confirmation",) and reply.dialogue.flow
    assert reply.dialogue.flow.slots["departure"] == "2026-11-23"
