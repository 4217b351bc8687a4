"""Who was told to call for help says that they do: that is heard, agrees to nothing, and is asked nothing."""

import pytest

from tests.agents.world import a_demo_of

_FIRE = "help, the kitchen is on fire"


@pytest.mark.parametrize(
    "said",
    [
        "right, dialling now",
        "I've just phoned the fire brigade",
        "yes we're on the phone to them",
        "ok",
        "will do",
        "they're already here",
        "the doctor is on the way",
    ],
)
@pytest.mark.parametrize("sector", ["real_estate", "logistics"])
async def test_who_calls_for_help_is_not_asked_what_they_want(sector: str, said: str) -> None:
    talk = a_demo_of(sector)
    assert "emergency" in (await talk.say(_FIRE)).tells
    reply = await talk.say(said)
    assert reply.tells == ("help_is_called",) and not reply.asks
    assert "999" in reply.text


async def test_who_calls_for_help_confirms_nothing() -> None:
    talk = a_demo_of("healthcare")
    await talk.says("A GP appointment on Thursday at 10, Ada Flint, 020 7946 0999, for a rash", "4 May 1980")
    reply = await talk.says("wait, my wife has collapsed and isn't breathing", "yes, ringing them now")
    assert reply.tells == ("help_is_called",) and not talk.clinic.bookings()[1:]
    assert "Shall I book it?" in (await talk.say("can we go on with the appointment")).text


@pytest.mark.parametrize(
    ("fire", "language", "said"),
    [
        ("auxilio, hay fuego en la cocina", "es", "ya están de camino"),
        ("au secours, il y a le feu", "fr", "nous appelons les pompiers"),
        ("Hilfe, das Haus brennt", "de", "ich habe schon angerufen"),
    ],
)
async def test_in_their_language(fire: str, language: str, said: str) -> None:
    talk = a_demo_of("insurance")
    talk.language = language
    assert (await talk.says(fire, said)).tells == ("help_is_called",)


async def test_what_else_is_dangerous_is_told_again() -> None:
    talk = a_demo_of("healthcare")
    reply = await talk.says(_FIRE, "I've rung them but now my son has collapsed")
    assert "emergency" in reply.tells


@pytest.mark.parametrize("said", ["and in the meantime?", "no", "sorry, only kidding, we are all well"])
async def test_what_is_unclear_is_not_asked_about_while_somebody_may_be_in_danger(said: str) -> None:
    reply = await a_demo_of("telecom").says(_FIRE, said)
    assert reply.tells == ("help_first",) and "999" in reply.text and not reply.asks


@pytest.mark.parametrize(
    ("fire", "language", "said"),
    [
        (_FIRE, "en", "ring an ambulance now!"),
        (_FIRE, "en", "yes, dial 999 please"),
        (_FIRE, "en", "a doctor here please!"),
        (_FIRE, "en", "just call the fire brigade"),
        (_FIRE, "en", "somebody call an ambulance please!"),
        (_FIRE, "en", "could you send the police right now?"),
        ("auxilio, hay fuego en la cocina", "es", "¡llame a los bomberos, por favor!"),
        ("auxilio, hay fuego en la cocina", "es", "llame a la ambulancia ahora"),
        ("Hilfe, das Haus brennt", "de", "rufen Sie jetzt den Notarzt an"),
        ("Hilfe, das Haus brennt", "de", "bitte, rufen Sie die Feuerwehr an!"),
    ],
)
async def test_who_pleads_for_help_has_not_called_it(fire: str, language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    reply = await talk.says(fire, said)
    assert "emergency" in reply.tells and "help_is_called" not in reply.tells
