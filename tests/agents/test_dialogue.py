"""What is remembered: values of people never enter the document."""

import json

from caly_app.agents.dialogue import Dialogue, OpenFlow
from tests.agents.world import Talk


def test_an_empty_document_is_a_fresh_start():
    assert Dialogue.load({}, {}) == Dialogue()
    assert Dialogue.references({}) == []


def test_personal_values_are_references_in_the_document():
    dialogue = Dialogue(flows=[OpenFlow(name="book_appointment", slots={"date": "2026-10-08"})])
    dialogue.tell("phone", "phone", "+442079460123")

    document = dialogue.dump({"phone": "pv:1"})

    assert "2079460123" not in json.dumps(document)
    assert Dialogue.references(document) == ["pv:1"]
    back = Dialogue.load(document, {"pv:1": "+442079460123"})
    assert back.values() == {"phone": "+442079460123", "date": "2026-10-08"}
    assert back.unsaved() == []


def test_a_changed_value_is_saved_again_and_the_same_one_is_not():
    dialogue = Dialogue()
    dialogue.tell("phone", "phone", "+442079460123")
    dialogue = Dialogue.load(dialogue.dump({"phone": "pv:1"}), {"pv:1": "+442079460123"})

    dialogue.tell("phone", "phone", "+442079460123")
    assert dialogue.unsaved() == []
    dialogue.tell("phone", "phone", "+442079460999")
    assert [told.value for told in dialogue.unsaved()] == ["+442079460999"]


def test_an_erased_value_is_as_if_never_told():
    dialogue = Dialogue()
    dialogue.tell("full_name", "name", "Ros Penhale")
    document = dialogue.dump({"full_name": "pv:1"})

    assert Dialogue.load(document, {}).values() == {}


async def test_no_turn_of_a_booking_leaves_a_personal_value_in_the_document():
    talk = Talk()
    for said in ("Book Thursday at 10", "Ros Penhale", "020 7946 0123", "yes"):
        await talk.say(said)
        kept = json.dumps(talk.document)
        assert "Penhale" not in kept and "79460123" not in kept


async def test_why_holds_no_personal_value():
    talk = Talk()
    for said in ("Book Thursday at 10 for Ros Penhale, 020 7946 0123", "yes"):
        reply = await talk.say(said)
        told = json.dumps([reply.why.as_json(), [run.arguments for run in reply.tool_runs]], default=str)
        assert "Penhale" not in told and "79460123" not in told
