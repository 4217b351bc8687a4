"""Nobody is asked the same for ever."""

from tests.agents.world import Talk, a_demo_of


async def test_who_never_answers_gets_a_person() -> None:
    talk = Talk()
    reply = await talk.say("I need an appointment")
    for _ in range(6):
        reply = await talk.say("I don't know, sorry")
        if reply.escalation:
            break
    assert reply.escalation == "not_understood" and not reply.asks


async def test_who_is_only_slow_does_not() -> None:
    talk = Talk()
    await talk.says("I need an appointment", "I don't know, sorry", "I don't know, sorry")
    reply = await talk.say("Thursday at ten then")
    assert reply.asks == ("full_name",) and reply.escalation is None


async def test_who_never_says_yes_or_no_gets_a_person() -> None:
    talk = Talk()
    reply = await talk.says("Thursday at ten please", "Ros Penhale", "020 7946 0999", "a check-up")
    assert reply.asks == ("confirmation",)
    for _ in range(3):
        reply = await talk.say("I don't know, sorry")
    assert reply.escalation == "not_understood"


async def test_the_second_time_the_question_is_said_again_beside_the_offer_of_a_person() -> None:
    talk = Talk()
    await talk.says("I need an appointment", "blue bananas everywhere")
    reply = await talk.say("purple bananas everywhere")

    assert reply.asks == ("date",) and "person" in reply.offers and reply.tells == ("not_understood",)
    assert (await talk.say("Thursday at ten")).asks == ("full_name",)


async def test_who_cannot_tell_and_wants_no_person_is_let_go() -> None:
    talk = a_demo_of("telecom")
    await talk.says("what is on my last bill", "I don't know, sorry", "no thanks")
    reply = await talk.says("I don't have it", "no, nobody please")
    assert "left" in reply.tells and not reply.dialogue.flows
    assert reply.escalation is None


async def test_a_number_that_nobody_asked_for_is_not_met_with_silence() -> None:
    reply = await Talk().says("wibble wobble", "flurb", "020 7946 0999")

    assert reply.text


async def test_what_is_refused_again_and_again_leads_to_a_person() -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says("change the dates of my stay", "HH-20417", "Alma Reyes")
    for _ in range(4):
        reply = await talk.say("from 3 December for 40 nights")
    assert "stay_too_long" in reply.tells and "person" in reply.offers
