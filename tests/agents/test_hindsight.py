"""What a turn was taken for, read from the why that is stored with it."""

import pytest

from caly_app.agents import hindsight
from tests.agents.world import Talk, a_demo_of


def reading(intent: str, confidence: float = 0.9, by: str = "examples") -> dict[str, object]:
    return {"intent": intent, "confidence": confidence, "by": by}


@pytest.mark.parametrize(
    ("commands", "readings", "understood"),
    [
        (["StartFlow book"], [reading("greeting", 0.98), reading("book", 0.8)], ("book", 0.8)),
        (["StartFlow book", "FillSlot date"], [reading("opening_hours", 0.79)], ("book", None)),
        (["FillSlot phone"], [reading("book", 1.0, "flow")], ("book", 1.0)),
        (["FillSlot phone"], [reading("are_you_a_bot", 0.18)], ("", None)),
        (["Answer fact"], [reading("ask_fact", 0.99)], ("ask_fact", 0.99)),
        (["Affirm"], [reading("affirm", 0.97, "words")], ("affirm", 0.97)),
        (["CallTool"], [reading("reschedule", 0.17)], ("", None)),
        (["Answer told"], [reading("reschedule", 0.17)], ("", None)),
        (["Clarify"], [reading("deny", 0.13)], ("", None)),
        (["Clarify book cancel"], [reading("book", 0.45)], ("", None)),
        (["Answer offer_person"], [reading("human_handoff", 0.6)], ("", None)),
    ],
)
def test_what_it_went_by_shows_in_what_was_done(commands, readings, understood):
    assert hindsight.understood_in({"commands": commands, "understood": readings}) == understood


async def test_a_question_back_keeps_between_which_two_it_was():
    reply = await a_demo_of("fintech").say("something with my card payment")
    [asked] = reply.why.commands
    name, *candidates = asked.split()
    assert name == "Clarify" and len(candidates) == 2
    assert hindsight.heard([asked]) == [asked]
    assert hindsight.is_alike([asked], ["Clarify"]) and not hindsight.is_alike([asked], ["Deny"])


async def test_what_is_nobodys_is_learned_with_its_value_and_a_fact_with_its_name():
    talk = Talk()
    reply = await talk.say("I have had a headache for two days")
    assert set(reply.why.slots) == {"symptom", "duration"} and reply.why.learned == {"duration": "P2D"}
    talk = Talk()
    reply = await talk.say("Thursday at nine with Dr Halas please, I am Ros Penhale")
    assert reply.why.learned == {"date": "2026-10-08", "time": "09:00", "provider": "Dr. Imre Halas"}
    assert (await Talk().say("where can I park")).why.facts == ("parking",)
