"""Whoever and whatever was named to be left out is never what is booked."""

import pytest

from tests.agents.world import Talk, a_demo_of

QUIST, HALAS = "Dr. Ada Quist", "Dr. Imre Halas"


async def after(sector: str, *lines: str, language: str = "en") -> Talk:
    talk = a_demo_of(sector)
    talk.language = language
    await talk.says(*lines)
    return talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "an appointment on Thursday at 8 please, any doctor except Halas"),
        ("en", "I'd like to come in on Thursday at eight, and I'd rather not see Dr Halas"),
        ("en", "can I book an appointment for Thursday at 8, but without Dr Halas this time"),
        ("es", "quiero una cita el jueves a las 8, pero no con el doctor Halas"),
        ("fr", "je voudrais un rendez-vous jeudi à 8h, sauf avec le docteur Halas"),
        ("de", "einen Termin am Donnerstag um 8 bitte, nur nicht zu Frau Doktor Halas"),
    ],
)
async def test_whoever_is_left_out_is_not_booked(language, said):
    talk = await after("healthcare", said, language=language)
    assert talk.reply.dialogue.flow.slots["not_with"] == HALAS
    assert talk.reply.dialogue.flow.slots["resource"] == QUIST


async def test_left_out_once_it_was_read_back_the_other_is_booked_at_the_same_time():
    talk = await after("healthcare", "book Thursday at 8 with Halas", "Rosa Vega", "020 7946 0888")
    assert HALAS in talk.reply.text
    reply = await talk.say("oh no, not with Halas")
    assert QUIST in reply.text and "8 October" in reply.text and reply.asks == ("confirmation",)


async def test_who_was_left_out_and_is_wanted_after_all_is_booked():
    talk = await after("healthcare", "book Thursday at 8, not with Halas", "with Halas after all")
    slots = talk.reply.dialogue.flow.slots
    assert slots["resource"] == HALAS and "not_with" not in slots


async def test_a_lawyer_left_out_is_not_the_one_of_the_area():
    talk = await after("legal", "a consultation about my divorce on Tuesday at 10, but not with Miriam Rowe")
    assert talk.reply.tells == ("no_lawyer_for_area",) and talk.reply.offers == ("person",)


@pytest.mark.parametrize("said", ["any day but Tuesday", "Tuesday is no good", "not on Tuesday"])
async def test_a_day_left_out_is_not_offered(said):
    talk = await after("real_estate", f"I'd like to view P-101, {said}")
    days = {one.fills["date"] for one in talk.reply.dialogue.offered}
    assert days and "2026-10-06" not in days


async def test_a_day_left_out_and_named_after_all_is_that_day():
    talk = await after("real_estate", "I'd like to view P-101, any day but Tuesday", "ok, Tuesday then")
    assert talk.reply.asks == ("time",) and {one.fills["date"] for one in talk.reply.dialogue.offered} == {
        "2026-10-06"
    }


async def test_what_was_left_out_before_stays_left_out():
    talk = await after(
        "real_estate", "I'd like to view P-101, any day but Tuesday", "not today either", "nor on Wednesday"
    )
    days = {one.fills["date"] for one in talk.reply.dialogue.offered}
    assert days and not days & {"2026-10-05", "2026-10-06"}
