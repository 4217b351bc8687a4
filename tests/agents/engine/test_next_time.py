"""What a returning customer is remembered by: asked once, kept with a yes, offered to who has proven it."""

from dataclasses import dataclass, replace

import pytest

from caly_app.agents import engine, next_time
from caly_app.agents.channel import Channel
from caly_app.agents.dialogue import COMMON_TELLS
from caly_app.agents.remembering import with_next_time
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.sectors import all_sectors
from caly_app.ports import CustomerFact, Remembered
from tests.agents.model.scripted import Scripted, means
from tests.agents.world import Talk, a_demo_of

WISH = "I want to book a consultation about a tenancy"
THEO = "+442079460511"


@dataclass(frozen=True)
class Words:
    case: str
    born: str
    wish: str
    first: str
    yes: str
    no: str
    shown: str  # what could be remembered
    recall: str
    forget: str


SAID = {
    "en": Words(
        "how does my case stand?",
        "22 January 1985",
        "I want a consultation about a tenancy with Hannah Oduya in the morning, I use a wheelchair",
        "the first one",
        "yes",
        "no",
        "Hannah Oduya, in the morning and wheelchair user",
        "what do you remember about me?",
        "please forget everything you know about me",
    ),
    "es": Words(
        "¿cómo va mi caso?",
        "22 de enero de 1985",
        "quiero una cita sobre un alquiler con Hannah Oduya por la mañana, voy en silla de ruedas",
        "la primera",
        "sí",
        "no",
        "Hannah Oduya, por la mañana y silla de ruedas",
        "¿qué recuerda de mí?",
        "olvide lo que sabe de mí",
    ),
    "fr": Words(
        "où en est mon dossier ?",
        "22 janvier 1985",
        "je voudrais un rendez-vous pour un bail avec Hannah Oduya le matin, je suis en fauteuil roulant",
        "le premier",
        "oui",
        "non",
        "Hannah Oduya, le matin et fauteuil roulant",
        "qu'est-ce que vous avez retenu de moi ?",
        "oubliez ce que vous savez de moi",
    ),
    "de": Words(
        "wie steht mein Fall?",
        "22. Januar 1985",
        "ich möchte einen Termin zu einem Mietvertrag bei Hannah Oduya am Vormittag, ich sitze im Rollstuhl",
        "der erste",
        "ja",
        "nein",
        "Hannah Oduya, am Vormittag und Rollstuhl",
        "was haben Sie sich über mich gemerkt?",
        "vergessen Sie bitte, was Sie über mich wissen",
    ),
}
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EN = SAID["en"]


def a_firm(language: str = "en", channel: Channel = Channel.CHAT, **privacy: object) -> Talk:
    talk = replace(a_demo_of("legal"), language=language, channel=channel)
    return replace(talk, business=replace(talk.business, privacy=privacy))


def theo(talk: Talk):
    [who] = [who for who, held in talk.clinic.people.items() if held["phone"] == THEO]
    return who


def again(talk: Talk) -> Talk:
    """Another day, another conversation of the same firm."""
    talk.clinic.here.clear()
    return replace(talk, document={}, history=[], vault={}, reply=None)


async def proven(talk: Talk):
    said = SAID[talk.language]
    return await talk.says(said.case, said.born, "020 7946 0511")


async def asked(talk: Talk):
    """Somebody who has proven who they are has booked, and said what they prefer."""
    said = SAID[talk.language]
    await proven(talk)
    return await talk.says(said.wish, said.first, said.yes)


async def test_a_part_of_the_day_is_no_preference_of_who_then_takes_another():
    talk = a_firm()
    await proven(talk)
    wish = "I want a consultation about a tenancy with Hannah Oduya on Thursday evening"
    reply = await talk.says(wish, "1 pm")
    assert reply.asks == ("confirmation",) and "13:00" in reply.text
    reply = await talk.say("yes")
    assert reply.tells[-1] == "could_remember"
    assert "Hannah Oduya" in reply.text and "evening" not in reply.text


@EACH_LANGUAGE
@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.VOICE])
async def test_a_yes_keeps_what_was_read_out(language, channel):
    talk = a_firm(language, channel)
    reply = await asked(talk)
    assert reply.tells[-1] == "could_remember" and reply.asks == ("confirmation",)
    assert SAID[language].shown in reply.text
    assert not reply.card or reply.card.kind == "receipt"
    assert theo(talk) not in talk.clinic.remembered

    reply = await talk.say(SAID[language].yes)
    assert reply.tells == ("will_remember",) and reply.card is None
    kept = {fact.slot: fact.value for fact in talk.clinic.remembered[theo(talk)].facts}
    assert kept == {"provider": "Hannah Oduya", "part_of_day": "morning", "access_need": "wheelchair"}
    [run] = reply.tool_runs
    assert run.writes and run.done and set(run.arguments.values()) == {"private"}


@EACH_LANGUAGE
async def test_a_no_keeps_nothing_and_is_remembered_as_a_no(language):
    talk = a_firm(language)
    await asked(talk)
    reply = await talk.say(SAID[language].no)
    assert reply.tells == ("not_remembered",) and not reply.tool_runs
    assert talk.clinic.remembered[theo(talk)] == Remembered(is_refused=True)

    reply = await asked(again(talk))
    assert "could_remember" not in reply.tells


@pytest.mark.parametrize("said", ["thanks", "when are you open?", "never mind", "how does my case stand?"])
async def test_whoever_talks_of_something_else_has_not_said_yes_and_is_not_pressed(said):
    talk = a_firm()
    await asked(talk)
    await talk.say(said)
    assert theo(talk) not in talk.clinic.remembered and not talk.document.get("flows")

    await talk.say("yes")
    assert theo(talk) not in talk.clinic.remembered
    reply = await talk.says(EN.wish, EN.first, EN.yes)
    assert "booked" in reply.tells and "could_remember" not in reply.tells


async def test_a_yes_that_only_a_model_heard_is_none():
    talk = a_firm()
    await asked(talk)
    talk.ports = replace(talk.ports, model=Scripted([means("affirm")]))
    reply = await talk.say("that whatsit would suit yours truly down to the ground")
    assert theo(talk) not in talk.clinic.remembered and reply.asks == ("confirmation",)


async def test_nobody_is_asked_who_has_not_proven_who_they_are():
    talk = a_firm()
    reply = await talk.says(EN.wish, EN.first, "Theo Lindqvist", "020 7946 0511", "yes")
    assert "booked" in reply.tells and "could_remember" not in reply.tells
    assert not talk.clinic.facts_asked


async def test_nobody_is_asked_beside_a_person_nor_for_somebody_else():
    talk = a_firm()
    await talk.say("I want to talk to a person")
    assert "could_remember" not in (await asked(talk)).tells

    talk = a_firm()
    await proven(talk)
    reply = await talk.says(
        "a consultation about a tenancy for my mother with Hannah Oduya in the morning", EN.first, "Ann Doe"
    )
    while "booked" not in reply.tells:
        reply = await talk.say("yes")
    assert "could_remember" not in reply.tells


async def test_where_the_business_does_not_want_it_nothing_is_asked_or_offered():
    talk = a_firm(memory_days=0)
    reply = await asked(talk)
    assert "booked" in reply.tells and "could_remember" not in reply.tells
    talk.clinic.remembered[theo(talk)] = Remembered([CustomerFact("provider", "Hannah Oduya")])
    talk = again(talk)
    await proven(talk)
    assert "Oduya" not in (await talk.say(WISH)).text


async def who_returns(**facts: str) -> Talk:
    talk = a_firm()
    told = facts or {"provider": "Hannah Oduya", "part_of_day": "morning"}
    talk.clinic.remembered[theo(talk)] = Remembered([CustomerFact(*one) for one in told.items()])
    return talk


async def test_it_is_offered_once_they_have_proven_it_and_taken_with_a_yes():
    talk = await who_returns()
    reply = await talk.say(WISH)
    assert "Oduya" not in reply.text and not talk.clinic.facts_asked

    talk = again(talk)
    await proven(talk)
    assert not talk.clinic.facts_asked  # nothing that they asked for needs it
    reply = await talk.say(WISH)
    assert reply.asks == ("confirmation",) and "Hannah Oduya and in the morning" in reply.text
    assert {one.label for one in reply.quick_replies} == {"Yes", "No"}
    assert "provider" not in talk.document["flows"][0]["slots"]

    reply = await talk.say("yes, on Thursday")
    assert reply.asks == ("time",) and "09:" in reply.text
    assert talk.document["flows"][0]["slots"]["provider"] == "Hannah Oduya"
    reply = await talk.says("the first one", "yes")
    assert "booked" in reply.tells and "could_remember" not in reply.tells  # it is known


@pytest.mark.parametrize("said", ["no", "no, in the afternoon please", "Thursday at 11"])
async def test_the_customer_changes_it_or_goes_on_without(said):
    talk = await who_returns()
    await proven(talk)
    await talk.say(WISH)
    reply = await talk.say(said)
    slots = talk.document["flows"][0]["slots"]
    assert reply.asks and slots.get("part_of_day") != "morning"
    assert "Shall I go by that" not in (await talk.say("hm")).text  # it is offered once


async def test_what_cannot_be_had_any_more_is_not_offered():
    talk = await who_returns(provider="Dr. Gone Away")
    await proven(talk)
    assert "Gone" not in (await talk.say(WISH)).text


async def test_nothing_is_told_to_somebody_else():
    talk = await who_returns()
    reply = await talk.says(EN.recall, "9 June 1978", "020 7946 0522")
    assert "nothing_remembered" in reply.tells and "Oduya" not in reply.text


@EACH_LANGUAGE
async def test_they_may_hear_it_and_have_it_forgotten(language):
    talk, said = a_firm(language), SAID[language]
    talk.clinic.remembered[theo(talk)] = Remembered([CustomerFact("provider", "Hannah Oduya")])
    reply = await talk.say(said.recall)
    assert reply.asks == ("date_of_birth",) and "Oduya" not in reply.text
    reply = await talk.says(said.born, "020 7946 0511")
    assert "remembered_is" in reply.tells and "Hannah Oduya" in reply.text

    reply = await talk.say(said.forget)
    assert reply.asks == ("confirmation",) and talk.clinic.remembered[theo(talk)].facts
    reply = await talk.say(said.yes)
    assert reply.tells == ("forgotten",)
    assert talk.clinic.remembered[theo(talk)] == Remembered(is_refused=True)
    assert "nothing_remembered" in (await talk.say(said.recall)).tells


async def test_forgetting_waits_for_proof_and_a_yes():
    talk = await who_returns()
    await talk.say(EN.forget)
    await talk.says("1 January 1900", "020 7946 0511")
    assert talk.clinic.remembered[theo(talk)].facts
    talk = again(talk)
    await talk.say(EN.forget)
    reply = await talk.says(EN.born, "020 7946 0511", "no")
    assert reply.tells == ("kept",) and talk.clinic.remembered[theo(talk)].facts


async def test_in_the_middle_of_something_it_is_gone_back_to():
    talk = await who_returns()
    await proven(talk)
    await talk.says(WISH, "no")
    reply = await talk.says(EN.forget, "yes")
    assert reply.tells[:2] == ("forgotten", "back_to") and reply.asks == ("date",)


async def test_a_model_is_told_what_is_known_and_when_it_was_told():
    talk = await who_returns()
    await proven(talk)
    model = Scripted([means("book_appointment")])
    turn = replace(
        talk.turn("that whatsit of mine needs doing"),
        known=[CustomerFact("provider", "Hannah Oduya", 4, talk.clinic.now.date())],
    )
    await engine.decide(turn, replace(talk.ports, model=model))
    [asked_for] = model.asked
    assert "the lawyer: Hannah Oduya (told on 2026-10-05)" in asked_for[0].text


@pytest.mark.parametrize("name", sorted(all_sectors()))
def test_what_is_asked_and_told_has_words_in_every_language(name):
    sector = with_next_time(all_sectors()[name])
    own = set(sector.flows) - set(all_sectors()[name].flows)
    tools = [sector.tools[step.use] for flow in own for step in sector.flows[flow].steps if step.use]
    needed = {f"flow_{flow}" for flow in own} | {code for tool in tools for code in tool.tells}
    needed |= {f"part_{part}" for part in ("morning", "afternoon", "evening")}
    needed |= {"could_remember", "confirm_remember", "not_remembered", "confirm_forget", "ask_usual"}
    needed |= {f"slot_{slot}" for slot in sector.remembers}
    assert all(needed <= sector.words[language].keys() for language in LANGUAGES)
    assert {code for tool in tools for code in tool.tells} <= set(COMMON_TELLS)
    assert all(tool.confirmed and tool.identity == "customer" for tool in tools if tool.writes)


@pytest.mark.parametrize(
    ("sector", "business", "days"),
    [
        ({}, {}, next_time.DAYS),
        ({"memory_days": 0}, {}, 0),
        ({"memory_days": 0}, {"memory_days": 90}, 90),
        ({}, {"memory_days": 0}, 0),
        ({}, {"memory_days": "for ever"}, next_time.DAYS),
    ],
)
def test_how_long_is_the_businesss_choice_or_its_sectors(sector, business, days):
    assert next_time.days_kept(sector, business) == days
