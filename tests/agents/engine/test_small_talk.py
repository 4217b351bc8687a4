"""What is no wish gets a decent answer; what is not understood ends with a person."""

import asyncio

import pytest

from caly_app.agents import engine
from caly_app.agents.commands import EscalationReason
from caly_app.agents.config import AssistantDocument
from caly_app.ports import Ports
from tests.agents.world import PORTS, NoEmbedder, Talk, a_demo_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hello", "small_talk"),
        ("thanks a lot", "thanks"),
        ("are you a robot?", "is_a_bot"),
        ("am I talking to a real person?", "is_a_bot"),
        ("what can you do?", "help"),
        ("help", "help"),
        ("yes", "small_talk"),
        ("no", "small_talk"),
        ("", "empty"),
        ("   \n ", "empty"),
        ("?!...", "empty"),
        ("a" * 5000, "too_long"),
        ("Witam, chciałbym umówić wizytę u lekarza", "unknown_language"),
        ("你好，我想预约", "unknown_language"),
        ("asdf qwer zxcv", "not_understood"),
        ("what did you say?", "nothing_to_repeat"),
        ("do you have a swimming pool?", "fact_unknown"),
    ],
)
async def test_each_has_an_answer(said, told):
    reply = await Talk().say(said)

    assert told in reply.tells
    assert reply.text and not reply.escalation and not reply.ends


async def test_it_is_honest_about_what_it_is():
    assert "not a person" in (await Talk().say("are you human?")).text


async def test_two_misunderstandings_offer_a_person_and_three_bring_one():
    talk = Talk()
    replies = [await talk.say(said) for said in ("asdf qwer zxcv", "blah blub", "xyzzy plugh")]

    assert [reply.tells[0] for reply in replies[:2]] == ["not_understood"] * 2
    assert [reply.offers for reply in replies] == [(), ("person",), ("person",)]
    assert replies[2].escalation is EscalationReason.NOT_UNDERSTOOD


async def test_something_understood_between_starts_the_count_anew():
    talk = Talk()
    await talk.says("asdf qwer zxcv", "blah blub", "when are you open?")

    assert (await talk.say("xyzzy plugh")).offers == ()


async def test_an_offered_person_comes_with_a_yes():
    talk = Talk()
    reply = await talk.says("asdf qwer zxcv", "blah blub", "yes")

    assert reply.escalation is EscalationReason.REQUESTED


@pytest.mark.parametrize("before", [(), ("I want to book an appointment",), ("cancel my appointment",)])
@pytest.mark.parametrize("said", ["I want to talk to a person", "human please", "let me speak to someone"])
async def test_a_person_can_be_had_at_any_time(before, said):
    talk = Talk()
    for line in before:
        await talk.say(line)

    reply = await talk.say(said)

    assert reply.escalation is EscalationReason.REQUESTED and "person" in reply.offers
    again = await talk.say(said)
    assert again.tells == ("person_already_called",)


async def test_nobody_there_is_said_with_the_time_they_are_back_and_contact_is_taken():
    talk = Talk()
    talk.clinic.operators = 0

    reply = await talk.say("I want to talk to a person")
    assert reply.tells == ("person_later",) and "Tuesday, 6 October 2026 at 08:00" in reply.text
    reply = await talk.say("my number is 020 7946 0777")
    assert reply.tells == ("contact_noted",)
    assert talk.clinic.people[talk.clinic.visitor] == {"phone": "+442079460777"}


async def test_abuse_meets_one_boundary_then_a_person():
    talk = Talk()
    assert (await talk.say("you stupid bot")).tells == ("abuse",)

    assert (await talk.say("you idiot")).escalation is EscalationReason.ABUSE


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ok thanks, that was everything"),
        ("es", "perfecto, gracias, eso sería todo"),
        ("fr", "très bien, c'était tout, merci"),
        ("de", "gut, das war schon alles"),
    ],
)
async def test_who_says_that_it_was_all_ends(language, said):
    talk = a_demo_of("fintech")
    talk.language = language
    assert "goodbye" in (await talk.say(said)).tells


async def test_goodbye_ends():
    assert (await Talk().say("goodbye")).ends
    reply = await Talk().says("when are you open?", "thanks", "no, that's all")
    assert reply.ends and reply.tells == ("goodbye",)


async def test_the_last_words_are_said_again():
    talk = Talk()
    first = await talk.say("I want to book an appointment")

    reply = await talk.say("can you repeat that?")

    assert first.text in reply.text and reply.asks == ("date",)
    await talk.say("Thursday")
    assert talk.reply.asks == ("time",)


async def test_the_same_question_three_times_offers_a_person():
    talk = Talk()
    await talk.say("book an appointment on Thursday at 10")
    replies = [await talk.say(said) for said in ("1234", "5678")]

    assert any("person" in reply.offers for reply in replies)


async def test_keywords_of_the_configuration_bring_a_person():
    config = AssistantDocument.model_validate({"escalation": {"keywords": ["lawyer"]}})

    assert (await Talk(config=config).say("I will call my lawyer")).escalation is EscalationReason.SECTOR_RULE


async def test_an_agent_that_is_off_does_nothing():
    reply = await Talk(config=AssistantDocument(agents_off=("prescription_refill",))).say("I need a refill")

    assert reply.tells == ("not_available_here",)


async def test_a_tool_that_is_not_allowed_is_not_used():
    talk = Talk(config=AssistantDocument(tools=("find_opening",)))
    reply = await talk.says("book Thursday at 10 for Ros Penhale, 020 7946 0123", "yes")

    assert reply.tells == ("not_available_here",) and talk.clinic.bookings() == []


@pytest.mark.parametrize(
    ("instruction", "told"),
    [
        ("tell them: the practice opens at seven today", "the practice opens at seven today"),
        ("mention the parking", "Parking is free"),
    ],
)
async def test_an_operators_word_is_worked_in_once(instruction, told):
    talk = Talk()
    reply = await talk.say("when are you open?", instruction=instruction)
    assert told in reply.text
    assert any(check["check"] == "instruction" for check in reply.why.checks)

    assert told not in (await talk.say("thanks", instruction=instruction)).text


async def test_an_instruction_is_never_said_word_for_word():
    reply = await Talk().say("hello", instruction="customer is rude, be careful with him")

    assert "rude" not in reply.text


async def test_without_weights_patterns_and_questions_carry_it():
    talk = Talk(ports=Ports(NoEmbedder(), PORTS.sentiment))
    reply = await talk.says(
        "I want to book an appointment", "Thursday", "10", "Ros Penhale", "02079460123", "yes"
    )

    assert reply.tells == ("booked",)


async def test_the_first_words_say_that_it_is_an_ai():
    reply = engine.open_with(Talk().turn(""))

    assert "AI" in reply.text and "Elm Row Clinic" in reply.text
    assert len(reply.quick_replies) == 3 and reply.tells == ("greeting",)


async def test_unhappy_messages_in_a_row_offer_a_person():
    talk = Talk()
    await talk.say("I am so sad and disappointed, everything is horrible")
    reply = await talk.say("This makes me really angry and upset, it is awful")

    assert "person" in reply.offers


@pytest.mark.parametrize(
    "unit", ["um ", "no ", "ok, ", "my appointment on ", "12 ", "\U0001f600", "a b c ", "?!"]
)
@pytest.mark.parametrize("before", [(), ("I want to book an appointment",), ("book Thursday at 10",)])
async def test_hostile_messages_are_answered_soon(unit, before):
    talk = Talk()
    for line in before:
        await talk.say(line)

    reply = await asyncio.wait_for(talk.say(unit * (3900 // len(unit))), 15)  # what runs away takes minutes

    assert reply.text


@pytest.mark.parametrize(
    "said", ["brilliant, night", "much obliged", "lovely, cheerio", "ta, see ya", "good day to you"]
)
async def test_short_thanks_and_goodbyes_are_understood(said: str) -> None:
    reply = await a_demo_of("hospitality").say(said)
    assert "not_understood" not in reply.tells
    assert not reply.asks


async def test_who_asks_where_to_leave_the_car_asks_for_parking() -> None:
    reply = await a_demo_of("healthcare").say("is there anywhere I can put my van?")
    assert reply.tells == ("fact",) and "park" in reply.text.casefold()


async def test_a_yes_that_only_begins_another_question_picks_nothing() -> None:
    talk = a_demo_of("legal")
    await talk.says("how does my case stand?", "22 January 1985", "020 7946 0511")
    reply = await talk.say("and how about CA-40023")
    assert reply.asks == ("case",)
    reply = await talk.say("right, fair enough. is there an invoice open, do I owe you money")
    assert reply.tells[:1] == ("invoice_is",)


@pytest.mark.parametrize(
    ("language", "sector", "said"),
    [
        ("en", "catering", "brilliant, thank you, see you on Saturday"),
        ("en", "healthcare", "lovely thanks bye"),
        ("en", "hospitality", "ta very much bye"),
        ("fr", "catering", "Merci beaucoup, à jeudi !"),
        ("de", "healthcare", "Danke schön, bis Mittwoch"),
    ],
)
async def test_who_takes_their_leave_asks_for_nothing_and_is_asked_for_nothing(
    language, sector, said
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    await talk.say({"en": "where are you?", "fr": "où êtes-vous ?", "de": "wo sind Sie?"}[language])
    reply = await talk.say(said)
    assert "goodbye" in reply.tells and reply.ends and not reply.asks and "?" not in reply.text


async def test_thanks_behind_what_somebody_will_do_is_understood_well_enough() -> None:
    talk = a_demo_of("logistics")
    await talk.say("where are you?")
    assert "thanks" in (await talk.say("I'll have a word with him myself, then. Thanks a lot")).tells
