"""What a customer does while an answer is waited for, and what comes right before there is one."""

import pytest

from tests.agents.world import Talk, a_demo_of

NIA = "020 7946 0321, born 12.3.1988"


async def _card_to_be_blocked() -> Talk:
    talk = a_demo_of("fintech")
    reply = await talk.says("I've lost my debit card", NIA)
    assert reply.asks == ("confirmation",)
    return talk


async def _outage_to_be_reported(language: str, said: str) -> Talk:
    talk = a_demo_of("telecom")
    talk.language = language
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",)
    return talk


_NO_NET = {
    "en": "there is no internet at SW1A 2BB",
    "es": "no funciona internet en SW1A 2BB",
    "fr": "je n'ai plus internet à SW1A 2BB",
    "de": "kein Internet in SW1A 2BB",
}


@pytest.mark.parametrize(
    "said",
    [
        "hang on, let me have a look in the hall first",
        "one moment, I'll just check my jacket",
        "wait I'm just going to look under the sofa",
    ],
)
async def test_who_goes_to_look_is_waited_for(said: str) -> None:
    talk = await _card_to_be_blocked()
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "not_understood" not in reply.tells
    assert talk.clinic.records_of("fraud_report") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "espere, que miro el router"),
        ("fr", "un instant, je vérifie la prise"),
        ("de", "Moment, ich schaue schnell nach"),
    ],
)
async def test_and_so_abroad(language: str, said: str) -> None:
    talk = await _outage_to_be_reported(language, _NO_NET[language])
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "not_understood" not in reply.tells


async def test_who_fetches_a_letter_wishes_for_no_plan_of_that_name() -> None:
    talk = a_demo_of("telecom")
    reply = await talk.says("how much is my bill", "hold on, let me find the letter")
    assert reply.asks == ("date_of_birth",)
    reply = await talk.say("let me check, yes 4 May 1980")
    assert reply.asks != ("date_of_birth",)


@pytest.mark.parametrize(
    "said",
    [
        "oh. found it, under the seat of all places",
        "false alarm, please leave it, my daughter had it",
        "ha, here it is!",
        "it's just turned up",
    ],
)
async def test_what_was_found_is_not_blocked(said: str) -> None:
    talk = await _card_to_be_blocked()
    reply = await talk.say(said)
    assert "left" in reply.tells
    assert talk.clinic.records_of("fraud_report") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh good, it's back on"),
        ("es", "vale, ya ha vuelto"),
        ("fr", "c'est bon, c'est revenu"),
        ("de", "gut, jetzt geht es wieder"),
    ],
)
async def test_what_works_again_is_not_reported(language: str, said: str) -> None:
    talk = await _outage_to_be_reported(language, _NO_NET[language])
    reply = await talk.say(said)
    assert "left" in reply.tells
    assert talk.clinic.records_of("outage_report") == []


async def test_a_yes_is_one_whatever_was_found() -> None:
    talk = await _card_to_be_blocked()
    reply = await talk.say("yes please, someone found it and may have used it")
    assert "left" not in reply.tells


async def test_what_only_begins_as_a_yes_is_a_wish_while_a_person_is_waited_for() -> None:
    talk = a_demo_of("fintech")
    talk.clinic.operators = 0
    reply = await talk.says(
        "can I speak to somebody", "great well and that card wants stopping before they use it again"
    )
    assert "which_of_two" in reply.tells or reply.asks == ("date_of_birth",)
    assert "contact_noted" not in reply.tells


async def test_no_before_a_word_is_no_answer_where_nothing_was_asked() -> None:
    talk = a_demo_of("telecom")
    talk.language = "es"
    reply = await talk.say("no me va internet")
    assert "nothing_open" not in reply.tells and reply.asks in (("confirmation",), ("area",))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "das geht schon wieder nicht"),
        ("de", "ja, funktioniert immer noch nicht wieder"),
        ("en", "it's back on and off all morning"),
        ("fr", "c'est revenu mais ça coupe"),
    ],
)
async def test_what_only_half_came_right_stays_wanted(language: str, said: str) -> None:
    talk = await _outage_to_be_reported(language, _NO_NET[language])
    reply = await talk.say(said)
    assert "left" not in reply.tells
