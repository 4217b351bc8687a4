"""Answers in words that could be taken for something else."""

import pytest

from tests.agents.world import Talk, a_demo_of, a_known_patient, booked_for


async def _asked_whether_to_cancel(language: str = "en") -> Talk:
    talk = Talk(language=language)
    who = a_known_patient(talk.clinic)
    await booked_for(talk.clinic, who, "2026-10-07T10:00")
    reply = await talk.says(
        {"en": "I need to cancel my appointment", "es": "Quiero cancelar mi cita"}[language],
        "1980-05-04",
        "020 7946 0123",
    )
    assert reply.asks == ("confirmation",)
    return talk


@pytest.mark.parametrize(
    "answer", ["yes, cancel it", "cancel it please", "yeah cancel", "please do cancel it"]
)
async def test_cancel_it_is_a_yes_where_that_is_the_question(answer: str) -> None:
    talk = await _asked_whether_to_cancel()
    reply = await talk.say(answer)
    assert "cancelled" in reply.tells and not talk.clinic.bookings()


async def test_cancel_it_is_a_yes_in_spanish_too() -> None:
    talk = await _asked_whether_to_cancel("es")
    await talk.say("sí, cancélela")
    assert not talk.clinic.bookings()


@pytest.mark.parametrize("answer", ["no, don't cancel it", "no", "stop, I have changed my mind"])
async def test_whoever_does_not_want_it_cancelled_keeps_it(answer: str) -> None:
    talk = await _asked_whether_to_cancel()
    await talk.say(answer)
    assert talk.clinic.bookings()


async def test_cancel_it_leaves_any_other_flow() -> None:
    talk = Talk()
    await talk.says("I want to see Dr Halas on Thursday at 10", "Rosa Penhale", "020 7946 0123")
    reply = await talk.say("cancel it")
    assert "left" in reply.tells and not talk.clinic.bookings()


async def test_another_language_and_a_day_in_one_message_are_both_heard() -> None:
    talk = Talk()
    await talk.say("I need an appointment with Dr Halas")
    reply = await talk.say("¿Podemos hablar en español? El viernes a las diez")
    assert reply.language == "es" and reply.asks == ("full_name",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Quiero una cita el Friday a las 10"),
        ("fr", "Je voudrais un rendez-vous next Friday at 10"),
        ("de", "Ich brauche einen Termin on Friday at 10"),
    ],
)
async def test_an_english_day_is_heard_in_any_language(language: str, said: str) -> None:
    reply = await Talk(language=language).say(said)
    assert reply.asks == ("full_name",) and reply.language == language


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what's my booking reference?"),
        ("en", "I lost my booking reference"),
        ("es", "¿cuál es mi número de reserva?"),
        ("fr", "quelle est ma référence ?"),
        ("de", "wie lautet meine Buchungsnummer?"),
    ],
)
async def test_the_reference_is_looked_up_for_whoever_proves_who_they_are(language: str, said: str) -> None:
    talk = Talk(language=language)
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-07T10:00")
    assert (await talk.say(said)).asks == ("date_of_birth",)
    reply = await talk.says("1980-05-04", "020 7946 0123")
    assert "appointment_is" in reply.tells


async def test_opening_hours_of_a_day_are_no_yes() -> None:
    reply = await Talk().say("When are you open on Thursday?")
    assert reply.text.startswith("On Thursday")


async def test_what_was_said_with_the_first_words_counts() -> None:
    talk = Talk()
    who = a_known_patient(talk.clinic)
    for reference, medication in (("RX-1", "Atenolol"), ("RX-2", "Sertraline")):
        talk.clinic.put("prescription", reference, {"medication": medication, "refills_left": 2}, who)
    reply = await talk.says("i'm nearly out of my atenolol", "I need a refill", "1980-05-04", "020 7946 0123")
    assert reply.asks == ("confirmation",) and "Atenolol" in reply.text


async def test_what_is_not_wanted_is_no_wish_when_it_comes_last() -> None:
    talk = Talk()
    reply = await talk.say("I'd like to book another appointment, not change the one I have")
    assert reply.asks == ("date",)


@pytest.mark.parametrize(
    ("sector", "language", "lines", "asked", "time"),
    [
        ("healthcare", "en", ("book Thursday at nine",), "could you manage half ten", "10:30"),
        ("healthcare", "en", ("book Thursday at nine", "Rosa Vega"), "have you got eleven?", "11:00"),
        (
            "healthcare",
            "en",
            ("book Thursday at nine", "Rosa Vega", "020 7946 0888"),
            "two any better?",
            "14:00",
        ),
        ("catering", "en", ("a table for 4 on Friday at 7pm",), "ok, can we say eight then", "20:00"),
        ("legal", "en", ("a consultation about my divorce on Tuesday at 10",), "eleven work?", "11:00"),
        ("healthcare", "de", ("ich möchte einen Termin am Donnerstag um neun",), "ginge auch elf?", "11:00"),
        ("healthcare", "fr", ("un rendez-vous jeudi à 9h",), "dix heures, ça irait ?", "10:00"),
        (
            "healthcare",
            "en",
            ("book Thursday at 9", "Rosa Vega"),
            "anything Friday at ten?",
            "10:00",
        ),
        ("healthcare", "es", ("una cita el jueves a las 9",), "¿tienen a las once?", "11:00"),
    ],
)
async def test_whether_another_time_would_do_is_another_time(sector, language, lines, asked, time):
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.says(*lines, asked)
    assert reply.dialogue.flow.slots["time"] == time and "not_understood" not in reply.tells


@pytest.mark.parametrize("asked", ["is there parking for two", "can you do it quickly", "is it free?"])
async def test_what_else_is_asked_is_no_time(asked):
    talk = a_demo_of("healthcare")
    reply = await talk.says("book Thursday at nine", asked)
    assert reply.dialogue.flow.slots["time"] == "09:00"
