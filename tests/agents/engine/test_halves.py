"""No half of a message is lost: a yes among other words, and who it is where the wish was not clear."""

import pytest

from tests.agents.world import Talk, a_demo_of


@pytest.mark.parametrize(
    "said",
    [
        "oh lovely. yes then, book me in",
        "ah ok, didn't know that. yes please",
        "great stuff! yes, go for it, my wife will be glad",
    ],
)
async def test_a_yes_among_other_words_is_a_yes(said: str) -> None:
    talk = Talk()
    reply = await talk.says("Thursday at ten please", "Ros Penhale", "020 7946 0999", "a check-up")
    assert reply.asks == ("confirmation",)
    reply = await talk.say(said)
    assert "booked" in reply.tells


@pytest.mark.parametrize(
    "said",
    ["hm ok. yes but only if it is free", "ok. yes, or could it be Friday?"],
)
async def test_a_yes_with_a_condition_is_none(said: str) -> None:
    talk = Talk()
    await talk.says("Thursday at ten please", "Ros Penhale", "020 7946 0999", "a check-up")
    reply = await talk.say(said)
    assert "booked" not in reply.tells


async def test_who_it_is_is_known_though_the_wish_was_not_clear() -> None:
    talk = a_demo_of("education")
    reply = await talk.say("hi, Ros Penhale here, 020 7946 0999, it is about me being in the spanish course")
    if "which_of_two" in reply.tells:
        assert reply.dialogue.values()["phone"] == "+442079460999"


async def test_a_yes_to_being_called_back_gets_an_answer() -> None:
    talk = a_demo_of("fintech")
    talk.clinic.operators = 0
    reply = await talk.says("I want to talk to a person please", "ok yes")
    assert reply.text and reply.asks == ("phone",)
    reply = await talk.say("020 7946 0123")
    assert "contact_noted" in reply.tells


@pytest.mark.parametrize(
    ("asked", "then", "subject"),
    [
        ("what does bookkeeping cost", "fine, sign me up then", "bookkeeping"),
        ("how much is french a1?", "great, put her down please, my sister", "french"),
    ],
)
async def test_what_was_told_last_is_what_is_wished_for_then(asked: str, then: str, subject: str) -> None:
    talk = a_demo_of("education")
    reply = await talk.says(asked, then)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "enrol"
    assert reply.dialogue.flow.slots["subject"] == subject and reply.asks == ("full_name",)


async def test_what_is_named_anew_is_not_what_was_told_last() -> None:
    talk = a_demo_of("education")
    reply = await talk.says("how much is french a2?", "put me down for photography then")
    assert reply.dialogue.flow and reply.dialogue.flow.slots["subject"] == "photography"
    assert "level" not in reply.dialogue.flow.slots


async def test_a_wish_for_what_was_only_asked_about_leaves_the_question() -> None:
    talk = a_demo_of("education")
    reply = await talk.says("what time does spanish start", "put me down then")
    assert [flow.name for flow in reply.dialogue.flows] == ["enrol"] and reply.asks == ("course",)
    assert "French" not in reply.text


async def test_whose_name_is_told_is_the_speakers() -> None:
    talk = a_demo_of("education")
    reply = await talk.say("when is my next lesson? my name is Lena Okafor")
    assert "guardian_name" not in reply.dialogue.values()


async def test_a_bare_yes_to_which_of_two_says_neither() -> None:
    talk = a_demo_of("fintech")
    asked = await talk.say("something with my card payment")
    assert asked.tells == ("which_of_two",)
    again = await talk.say("yes")
    assert again.tells == ("which_of_two",) and again.dialogue.flow is None
    assert again.quick_replies == asked.quick_replies and again.text != asked.text
    picked = await talk.say("the second one")
    assert picked.dialogue.flow and picked.dialogue.flow.name == "find_transaction"


async def test_yes_to_which_of_two_is_not_asked_back_for_ever() -> None:
    talk = a_demo_of("fintech")
    await talk.says("something with my card payment", "yes")
    reply = await talk.say("yes")
    assert "not_understood" in reply.tells and reply.offers == ("person",)


async def test_who_only_tells_who_they_are_is_not_asked_which_of_two_for_ever() -> None:
    talk = a_demo_of("catering")
    await talk.says("can you do a wedding next summer", "Ros Penhale", "020 7946 0777")
    reply = await talk.say("ros@example.org")
    assert reply.tells == ("not_understood",) and reply.offers == ("person",)
    picked = await talk.say("a quote")
    assert picked.dialogue.flow and picked.dialogue.flow.name == "request_quote"
