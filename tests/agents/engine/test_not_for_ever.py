"""Nobody is asked the same for ever."""

from tests.agents.world import Talk


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
