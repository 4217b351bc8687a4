"""A yes to something else than what was read back is none to that: nothing is cancelled by it."""

import pytest

from tests.agents.world import a_demo_of, asked_whether_to_cancel


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ok, shift it then"),
        ("en", "yes, reschedule it please"),
        ("en", "is there any chance I could come in next week?"),
        ("en", "yes, but could I do Friday instead?"),
        ("en", "might I come on Friday rather than cancel it?"),
        ("en", "what if I came on Thursday at three and not cancel it?"),
        ("es", "sí, aplázala por favor"),
        ("es", "¿y si voy el jueves en vez de eso?"),
        ("fr", "oui, déplacez-le s'il vous plaît"),
        ("de", "ja gern, aber verschieben Sie ihn"),
    ],
)
async def test_who_wants_it_moved_has_not_agreed_to_its_end(language, said):
    talk = await asked_whether_to_cancel(language)
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"
    assert len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "yes, they can't move it"),
        ("en", "yes please cancel it, I'll book another one some time"),
        ("en", "yes, I'm moving house that week"),
        ("es", "sí, no se puede cambiar"),
        ("de", "ja, ich kann an dem Tag nicht"),
    ],
)
async def test_who_only_says_why_has(language, said):
    talk = await asked_whether_to_cancel(language)
    await talk.say(said)
    assert not talk.clinic.bookings()


@pytest.mark.parametrize(
    "said",
    [
        "Well. Right, it seems that I have to stay here with all of you for one more year whether I happen"
        " to like it or not",
        "Fine. I would have left, but my wife is dead set against it",
    ],
)
async def test_a_word_that_only_begins_is_no_yes(said):
    talk = a_demo_of("insurance")
    await talk.says("cancel my home insurance", "POL-10022", "17 September 1983", "020 7946 0411")
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "policy_cancelled" not in reply.tells


async def test_another_wish_behind_it_is_the_wish():
    talk = a_demo_of("insurance")
    await talk.says("cancel my home insurance", "POL-10022", "17 September 1983", "020 7946 0411")
    reply = await talk.say(
        "Right you are. Seeing that I am yours for that long you had better insure our Tamsin on it, Tamsin"
        " Ferrow, she is eighteen now"
    )
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_policy"
    assert "policy_cancelled" not in reply.tells and "changed" not in reply.tells


@pytest.mark.parametrize(
    "said",
    [
        "hold on. any chance of next week? wednesday late would be fine, after my shift",
        "some time next week would suit me more, maybe Wednesday",
    ],
)
async def test_what_is_no_day_yet_is_neither_the_one_read_back_nor_another(said):
    talk = await asked_whether_to_cancel()
    reply = await talk.say(said)
    assert reply.text and len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize(
    ("sector", "said", "noted"),
    [
        (
            "legal",
            "I have to cancel Wednesday. Also I would like to hear what I have left to pay, no rush",
            True,
        ),
        (
            "insurance",
            "cancel my home insurance. And also I'd want to know how my claim is doing, poor car",
            True,
        ),
    ],
)
async def test_another_thing_is_one_though_it_is_less_plain(sector, said, noted):
    reply = await a_demo_of(sector).say(said)
    assert ("noted_for_later" in reply.tells) is noted
