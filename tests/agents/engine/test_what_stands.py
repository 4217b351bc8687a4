"""What was booked before and should be at another time is moved, and nothing is booked beside it."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("healthcare", "en", "I booked for Thursday at 9 with Dr Halas, could I come at ten past eleven?"),
        ("healthcare", "es", "Hola, he reservado una cita el jueves a las nueve. ¿Podría ir a las once?"),
        (
            "catering",
            "fr",
            "on a réservé une table jeudi à 20 h, ma mère fatigue. On pourrait venir à 19 h ?",
        ),
        ("catering", "de", "Wir haben für Donnerstag um acht einen Tisch reserviert. Ginge es um sechs?"),
    ],
)
async def test_what_was_booked_is_looked_for_and_not_booked_once_more(sector, language, said) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [flow.name for flow in reply.dialogue.flows] == ["reschedule_appointment"]


async def test_only_the_time_that_is_asked_for_is_meant() -> None:
    talk = a_demo_of("catering")
    said = "We reserved a table for Thursday at eight, it's a school night. Could we come at half six?"
    flow = (await talk.say(said)).dialogue.flow
    assert flow is not None and flow.slots["time"] == "18:30"


@pytest.mark.parametrize(
    "said",
    [
        "I booked a table for Thursday at 8pm, could we have another one on Friday at 7pm?",
        "I booked a table for Thursday at 8pm, can we bring our own wine?",
        "I booked a table for Thursday at 8pm, was that 8pm?",
    ],
)
async def test_what_only_follows_a_booking_moves_nothing(said: str) -> None:
    talk = a_demo_of("catering")
    reply = await talk.say(said)
    assert "reschedule_appointment" not in [flow.name for flow in reply.dialogue.flows]
