"""What stands beside a wish in the same message: who speaks, what happened, a yes, a goodbye."""

import pytest

from tests.agents.world import a_demo_of


async def test_who_speaks_is_kept_where_it_is_asked_which_of_two_is_meant() -> None:
    talk = a_demo_of("insurance")
    reply = await talk.say("Owen Tarrant, born 17.9.1983, POL-10021, there is something about my papers")
    assert reply.dialogue.values().get("date_of_birth") == "1983-09-17"


async def test_what_was_done_to_somebody_is_no_complaint_where_they_wish_to_report_it() -> None:
    talk = a_demo_of("insurance")
    reply = await talk.say(
        "good morning, someone ran into my parked van at the market and simply drove away without a word."
        " nobody was in it. I'd like to report it"
    )
    assert reply.escalation is None
    assert reply.dialogue.flow and reply.dialogue.flow.name == "file_claim"


@pytest.mark.parametrize(
    "said", ["yeah a person please", "ok then, somebody please", "get me a human please"]
)
async def test_a_person_is_asked_for_with_a_yes(said: str) -> None:
    assert (await a_demo_of("legal").say(said)).escalation == "requested"


async def test_a_yes_with_an_address_for_letters_is_a_yes() -> None:
    talk = a_demo_of("insurance")
    await talk.say("a quote for my car, worth 8000, I'm 44, no claims for 6 years")
    reply = await talk.say("yes please, and my e-mail is ida.holm@example.org")
    assert reply.tells == ("quote_kept",)


async def test_a_question_in_between_that_says_i_mean_leaves_nothing() -> None:
    talk = a_demo_of("insurance")
    await talk.say("a quote for my car, worth 8000, I'm 44, no claims for 6 years")
    reply = await talk.say("what is my share of a damage, the excess I mean?")
    assert "£250.00" in reply.text and reply.asks == ("confirmation",)
    reply = await talk.say("and how much is that a month?")
    assert "£20.78" in reply.text and reply.asks == ("confirmation",)


async def test_what_happened_is_not_told_anew_by_an_answer_to_something_else() -> None:
    talk = a_demo_of("insurance")
    reply = await talk.say("I want to make a claim, my cellar was flooded on Friday, POL-10022")
    assert reply.dialogue.flow
    told = reply.dialogue.flow.slots["incident"]
    reply = await talk.say("17 September 1983, and our cellar was flooded last year too")
    assert reply.dialogue.flow and reply.dialogue.flow.slots["incident"] == told


async def test_a_birth_date_is_no_number_of_a_policy() -> None:
    talk = a_demo_of("insurance")
    await talk.say("how does my claim stand?")
    reply = await talk.say("17 September 1983")
    assert reply.dialogue.values().get("date_of_birth") == "1983-09-17"
    assert "policy_number" not in reply.dialogue.values()


@pytest.mark.parametrize("said", ["no she will call you herself, bye", "thanks then - goodbye"])
async def test_a_goodbye_at_the_end_is_one(said: str) -> None:
    talk = a_demo_of("insurance")
    await talk.say("are you open on Sunday?")
    assert (await talk.say(said)).ends


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (
            "POL-10021, 17.9.1983, we've moved, it's 3 Kiln Lane now, sorry 5, 5 Kiln Lane, Ashby",
            "5 Kiln Lane, Ashby",
        ),
        ("POL-10021, 17.9.1983, ive moved to 18 Hill Road, Ashby, no wait, 81", "81 Hill Road, Ashby"),
    ],
)
async def test_the_address_that_was_not_taken_back_is_meant(said: str, address: str) -> None:
    reply = await a_demo_of("insurance").say(said)
    assert reply.dialogue.values().get("new_address") == address
