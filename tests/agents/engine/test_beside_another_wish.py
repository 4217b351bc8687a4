"""What is told, agreed to or named beside a wish is heard, and a question about a record is about that."""

import pytest

from tests.agents.world import a_demo_of


async def test_an_answer_beside_a_new_wish_counts() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("A double room from the 12th to the 14th of November")
    reply = await talk.say("there are two of us and also, could we get a late checkout?")
    assert reply.dialogue.flow and reply.dialogue.flow.slots["guests"] == "2"
    assert [wish.flow for wish in reply.dialogue.wishes] == ["late_checkout"]


async def test_what_was_offered_is_chosen_beside_a_question() -> None:
    talk = a_demo_of("legal")
    await talk.say("I'd like a consultation on Thursday at 2pm")
    reply = await talk.say("about a divorce, and what does that cost?")
    assert "fees_listed" in reply.tells and reply.asks == ("full_name",)


async def test_a_yes_beside_another_wish_does_what_was_read_back() -> None:
    talk = a_demo_of("hospitality")
    for line in ("A double room from 12 to 14 November for two", "Ros Penhale", "020 7946 0101"):
        await talk.say(line)
    assert "stay_booked" in (await talk.say("yes, and I'd also like a late checkout")).tells


@pytest.mark.parametrize(
    ("sector", "said", "flow"),
    [
        ("insurance", "where are you up to with CL-3001", "claim_status"),
        ("legal", "where are you with CA-2024 now?", "case_status"),
        ("hospitality", "any movement on HH-20417?", "stay_status"),
    ],
)
async def test_a_question_about_a_record_is_no_question_about_the_house(
    sector: str, said: str, flow: str
) -> None:
    talk = a_demo_of(sector)
    reply = await talk.say(said)
    assert "fact" not in reply.tells and reply.dialogue.flow and reply.dialogue.flow.name == flow


@pytest.mark.parametrize(
    "said",
    [
        "my old landlord sits on my deposit, what would a letter from you cost?",
        "I was sacked last week. How much is a first meeting with you?",
    ],
)
async def test_a_story_told_with_a_question_about_fees_opens_no_matter(said: str) -> None:
    talk = a_demo_of("legal")
    reply = await talk.say(said)
    assert "fees_listed" in reply.tells and "StartFlow open_matter" not in reply.why.commands


async def test_only_what_is_left_of_an_order_is_ordered() -> None:
    talk = a_demo_of("hospitality")
    for line in ("two club sandwiches and a coffee to room 204 please", "Colin Ashby"):
        await talk.say(line)
    assert (
        "1 x Club sandwich, 1 x Coffee" in (await talk.say("oh, just the one sandwich and the coffee")).text
    )
    asked = await talk.say("until when is breakfast by the way")
    assert "10:30" in asked.text and asked.asks == ("confirmation",)
    assert "order_placed" in (await talk.say("right and yes send the order up please")).tells


async def test_what_is_named_first_is_what_is_asked_of() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("late checkout till 2 please, room 204, Colin Ashby")
    reply = await talk.say("and our suitcases, can we leave them somewhere till the evening?")
    assert "luggage" in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize("said", ["great, thanks", "that'll do, thank you", "lovely, cheers"])
async def test_who_is_content_calls_no_person(said: str) -> None:
    talk = a_demo_of("legal")
    reply = await talk.say("How does case CA-40017 stand? 22 January 1985, 020 7946 0511")
    assert "person" in reply.offers
    assert (await talk.say(said)).escalation is None


async def test_whether_somebody_rings_is_no_wish_to_be_rung() -> None:
    reply = await a_demo_of("insurance").say("and after I put a claim in, does somebody ring me?")
    assert reply.escalation is None


async def test_what_is_agreed_to_with_its_name_is_done() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("a double room from 12 to 15 December for four")
    for line in ("the family one, same dates", "Gareth Pomfrey", "020 7946 0184"):
        await talk.say(line)
    assert "stay_booked" in (await talk.say("yes please, book the family room")).tells


async def test_a_yes_with_another_number_is_read_back_anew() -> None:
    talk = a_demo_of("hospitality")
    for line in ("a double room from 12 to 15 December for two", "Gareth Pomfrey", "020 7946 0184"):
        await talk.say(line)
    reply = await talk.say("yes, but make it four nights")
    assert reply.asks == ("confirmation",) and "16 December" in reply.text


async def test_what_they_do_themselves_is_no_wish() -> None:
    talk = a_demo_of("healthcare")
    await talk.say("a refill of sertraline please. 4 May 1980, 020 7946 0123")
    reply = await talk.say("I'll ask the doctor myself then. Could I get the other one, the atenolol?")
    assert "StartFlow message_doctor" not in reply.why.commands
    assert "StartFlow refill_prescription" in reply.why.commands


@pytest.mark.parametrize(
    "said", ["no, leave it. Put me through to a person please", "no leave it, can I talk to somebody"]
)
async def test_who_leaves_it_for_a_person_gets_one(said: str) -> None:
    talk = a_demo_of("telecom")
    await talk.say("I want the Blaze plan right now")
    assert "person_comes" in (await talk.say(said)).tells
