"""Agents that are off: nothing of theirs is done or answered, and a person is offered."""

from dataclasses import replace

import pytest

from caly_app.agents import engine
from caly_app.agents.commands import Answer, CallTool, Clarify, Command, EscalationReason, StartFlow
from caly_app.agents.config import AssistantDocument
from caly_app.agents.engine import Acted, Decision
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors
from tests.agents.model.scripted import means, talk_with
from tests.agents.model.test_own_tools import PARCEL, QUESTION, TICKET
from tests.agents.world import Talk, a_clinic, a_demo_of

SECTORS = all_sectors()
EACH_SECTOR = pytest.mark.parametrize("sector", list(SECTORS))
EACH_AGENT = pytest.mark.parametrize(
    ("sector", "agent"), [(name, agent) for name, sector in SECTORS.items() for agent in sector.agents]
)
ANSWERED = ("opening_hours", "ask_fact", "complaint")
ASKED = {
    "opening_hours": "What are your opening hours?",
    "ask_fact": "Where can I park?",
    "complaint": "I want to make a complaint",
}


def without(sector: str, *agents: str) -> Talk:
    talk = a_demo_of(sector)
    talk.config = AssistantDocument(agents_off=agents)
    return talk


def wish(sector: str, intent: str) -> Command:
    if intent in SECTORS[sector].flows:
        return StartFlow(intent)
    about = {"names": "parking"} if intent == "ask_fact" else {}
    return Answer(SECTORS[sector].intents[intent].answers, about)


async def done(talk: Talk, *commands: Command) -> tuple[Acted, Reply]:
    """What comes of these wishes, however they were understood."""
    decision = Decision(talk.turn("..."), commands)
    acted = await engine.act(decision, talk.tools)
    return acted, engine.tell(decision, acted)


def is_left_to_people(reply: Reply) -> bool:
    return "not_available_here" in reply.tells and "person" in reply.offers and not reply.dialogue.flows


@EACH_AGENT
async def test_none_of_its_intents_is_done_or_answered(sector, agent):
    spec = SECTORS[sector].agents[agent]
    for intent in {*spec.flows, *spec.answers} - {"emergency"}:
        for commands in ([wish(sector, intent)], [Clarify((intent,))]):
            acted, reply = await done(without(sector, agent), *commands)
            assert is_left_to_people(reply), intent
            assert not (acted.runs or acted.facts or acted.escalation), intent
        facts = without(sector, agent).business.facts.values()
        assert not any(fact in reply.text for fact in facts), intent


@EACH_AGENT
async def test_what_was_asked_about_and_is_off_is_not_offered(sector, agent):
    spec = SECTORS[sector].agents[agent]
    intent = next(iter({*spec.flows, *spec.answers} - {"emergency"}))
    other = next((one for one in SECTORS[sector].flows if one not in spec.flows), None)
    acted, reply = await done(without(sector, agent), Clarify((intent, str(other))))
    assert [one.fills["flow"] for one in reply.dialogue.offered] == [other] and not acted.choices


@EACH_SECTOR
@pytest.mark.parametrize("intent", ANSWERED)
async def test_words_that_ask_for_it_are_answered_by_nobody(sector, intent):
    reply = await without(sector, SECTORS[sector].agent_of[intent]).say(ASKED[intent])
    assert is_left_to_people(reply) and not (reply.escalation or reply.why.facts)


@EACH_SECTOR
async def test_an_emergency_is_one_whatever_is_off(sector):
    reply = await without(sector, *SECTORS[sector].agents).say("my husband is unconscious")
    assert reply.escalation is EscalationReason.MEDICAL_EMERGENCY and "emergency" in reply.tells


async def test_a_yes_to_the_offer_brings_a_person():
    for off in (("knowledge",), tuple(SECTORS["catering"].agents)):
        talk = without("catering", *off)
        await talk.say("What are your opening hours?")
        assert (await talk.say("yes please")).escalation is EscalationReason.REQUESTED


async def test_what_is_on_is_done_beside_it():
    reply = await without("healthcare", "patient_info").say(
        "What are your opening hours? And I'd like to book an appointment"
    )
    assert reply.tells[:1] == ("not_available_here",) and reply.dialogue.flow.name == "book_appointment"


# --- all of them: a sector that is disabled ---


@EACH_SECTOR
@pytest.mark.parametrize("said", ["hello", "What can you do?", "asdf qwer", "Where can I park?", "forget me"])
async def test_whoever_writes_to_a_disabled_sector_is_offered_a_person(sector, said):
    reply = await without(sector, *SECTORS[sector].agents).say(said)
    assert "person" in reply.offers and reply.asks == ("confirmation",)
    assert not (reply.dialogue.flows or reply.tool_runs or reply.why.facts)
    assert reply.text.endswith("Would you like me to get a person?")


@EACH_SECTOR
async def test_the_first_words_of_a_disabled_sector_promise_nothing(sector):
    talk = without(sector, *SECTORS[sector].agents)
    reply = engine.open_with(talk.turn(""))
    assert [quick.label for quick in reply.quick_replies] == ["Talk to a person"]
    assert str(SECTORS[sector].text("abilities", "en")) not in reply.text


async def test_who_wants_nobody_is_not_pressed():
    talk = without("catering", *SECTORS["catering"].agents)
    declined = await talk.says("I want a table", "no thanks")
    assert "Would you like me to get a person?" not in declined.text and not declined.escalation
    assert (await talk.say("no")).ends


def with_a_model(*off: str, uses: tuple[object, ...] = ()):
    config = AssistantDocument.model_validate({"http_tools": [PARCEL, TICKET], "agents_off": off})
    talk, model = talk_with(means("none_of_these"), config=config, clinic=a_clinic())
    model.uses = list(uses)
    talk.servers.says = {"/parcels/P-1": {"city": "Leeds"}, "/tickets": {"reference": "T-1"}}
    return talk, model


async def test_in_a_disabled_sector_no_model_is_asked_and_no_own_tool_called():
    uses = ([("track_parcel", {"number": "P-1"})], "It is in Leeds.")
    talk, model = with_a_model(uses=uses)
    assert (await talk.say(QUESTION)).tool_runs  # on, it is

    talk, model = with_a_model(*SECTORS["healthcare"].agents, uses=uses)
    reply = await talk.say(QUESTION)
    assert "person" in reply.offers and not (model.asked or model.offered or reply.tool_runs)


async def test_in_a_disabled_sector_no_own_write_is_begun():
    talk, _ = with_a_model(*SECTORS["healthcare"].agents)
    tool = next(name for name in talk.turn("").sector.tools if name.endswith("open_ticket"))
    acted, reply = await done(talk, CallTool(tool))
    assert is_left_to_people(reply) and not acted.runs


async def test_no_free_question_is_answered_where_answering_is_off():
    talk, model = with_a_model("patient_info", uses=("NONE",))
    talk.business = replace(talk.business, facts={"dogs": "Guide dogs are welcome."})
    model.says = ["Guide dogs are welcome. [1]"]
    reply = await talk.say("could my labrador wait inside with me or is that frowned upon")
    assert is_left_to_people(reply) and not model.asked
