"""What a turn was taken for, read from the why that is stored with it."""

import pytest

from caly_app.agents import hindsight
from tests.agents.world import Talk, a_demo_of


def reading(intent: str, confidence: float = 0.9, by: str = "examples") -> dict[str, object]:
    return {"intent": intent, "confidence": confidence, "by": by}


# What was made of a turn, what was read in it, and what it went by.
TAKEN_FOR = [
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
]


@pytest.mark.parametrize(("commands", "readings", "understood"), TAKEN_FOR)
def test_what_it_went_by_shows_in_what_was_done(commands, readings, understood):
    assert hindsight.understood_in({"commands": commands, "understood": readings}) == understood


@pytest.mark.parametrize(
    ("commands", "readings", "taken"),
    [
        (["StartFlow book"], [reading("greeting", 0.98)], "book"),
        (["Answer told"], [reading("reschedule", 0.17)], "ask_fact"),
        (["FillSlot phone"], [reading("are_you_a_bot", 0.18)], ""),
        (["FillSlot phone"], [reading("book", 1.0, "flow")], "book"),
        (["AskForPerson requested"], [reading("human_handoff", 0.9)], "human_handoff"),
        (["Clarify"], [reading("deny", 0.13)], ""),
    ],
)
def test_a_candidate_is_compared_with_what_was_gone_by_and_not_with_what_came_nearest(
    commands, readings, taken
):
    assert hindsight.taken_for(commands, readings) == taken


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("my father has collapsed and is not breathing", "emergency"),
        ("where can I park?", "ask_fact"),
        ("when are you open", "opening_hours"),
        ("I want to book an appointment", "book_appointment"),
        ("hello", "greeting"),
        ("purple monkey dishwasher", ""),
    ],
)
async def test_what_the_mind_went_by_is_read_again_from_its_why(said, understood):
    assert hindsight.understood_in((await Talk().say(said)).why.as_json())[0] == understood


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
