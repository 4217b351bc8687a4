"""A long conversation stays small, and what came of it is not forgotten."""

import json
from dataclasses import replace

from caly_app.agents import memory
from caly_app.agents.dialogue import Dialogue
from caly_app.ports import Message
from caly_app.queries import dialogues
from tests.agents.model.scripted import Scripted
from tests.agents.world import PORTS, Talk, a_clinic, a_known_patient

DIALOGUE_AT_MOST = 16_000  # characters of JSON, however long the conversation
PROMPT_AT_MOST = 10_000  # characters, whatever was said before

ROUND = (
    "is there parking?",
    "book an appointment on Thursday at 10",
    "wait, when are you open?",
    "never mind",
    "and which insurers do you take?",
    "do you sell bicycles on the moon?",
    "quiero una cita el viernes",
    "olvídelo",
    "thanks, in English please",
    "when is my appointment?",
)


async def a_long_talk(turns: int) -> tuple[Talk, int]:
    clinic = a_clinic()
    a_known_patient(clinic)
    talk = Talk(clinic)
    await talk.says("when is my appointment?", "4 May 1980", "020 7946 0123", "no")
    largest = 0
    for number in range(turns):
        talk.history = talk.history[-20:]
        await talk.say(ROUND[number % len(ROUND)])
        largest = max(largest, len(json.dumps(talk.document)))
    return talk, largest


async def test_three_hundred_turns_keep_the_dialogue_small():
    talk, largest = await a_long_talk(300)

    assert largest < DIALOGUE_AT_MOST
    dialogue = Dialogue.model_validate({**talk.document, "stored": {}, "personal": {}})
    assert len(dialogue.facts) <= memory.FACTS_AT_MOST
    parking = next(fact for fact in dialogue.facts if fact.name == "parking")
    assert parking.times == 30 and parking.seq > 500


async def test_a_fact_says_which_turn_it_comes_from():
    talk = Talk()
    await talk.says("book Thursday at 10, Ann Lee, 020 7946 0888", "is there parking?", "yes")

    told, done = Dialogue.model_validate({**talk.document, "stored": {}, "personal": {}}).facts

    assert (told.kind, told.name, told.seq) == ("told", "parking", 4)
    assert (done.kind, done.name, done.reference, done.seq) == ("done", "book_appointment", "K7M2-0000", 6)


async def test_nothing_of_the_customers_own_is_in_the_facts():
    talk = Talk()
    await talk.says(
        "book Thursday at 10 because of my knee, Ann Lee, 020 7946 0888", "yes", "cancel it", "no"
    )
    facts = json.dumps(talk.document["facts"])
    assert not any(word in facts for word in ("Ann", "Lee", "0888", "knee", "2026-10-08"))


async def test_the_desk_reads_what_was_done_and_what_is_open():
    talk = Talk()
    await talk.says(
        "book Thursday at 10, Ann Lee, 020 7946 0888", "yes", "another one on Friday", "get me a person"
    )

    said = dialogues.summary(talk.document)

    assert said.startswith("Book appointment; knows ")
    assert "A person was called: requested (turn 8)" in said
    assert "Done: book appointment K7M2-0000 (turn 4)" in said


async def test_a_model_is_told_what_was_before_within_its_bounds():
    talk, _ = await a_long_talk(60)
    talk.history = [
        Message("user" if n % 2 == 0 else "assistant", "so much to say " * 130) for n in range(20)
    ]
    model = Scripted([{"clauses": []}])
    talk.ports = replace(PORTS, model=model)

    await talk.say("flurble the wobbly gronk")

    [asked] = model.asked
    assert "Told: parking (turn " in asked[0].text and "K7M2" not in asked[0].text
    assert sum(len(message.text) for message in asked) < PROMPT_AT_MOST


def test_the_last_words_are_the_newest_that_fit():
    history = [Message("user", str(n) * 1400) for n in range(9)]
    assert [message.text[0] for message in memory.last_words(history)] == ["5", "6", "7", "8"]


def test_what_is_too_old_is_counted():
    dialogue = Dialogue.model_validate({"earlier": {"told": 7}, "facts": [{"kind": "person", "seq": 9}]})
    assert memory.lines(dialogue) == ["Told before that: 7 times", "A person was called (turn 9)"]
