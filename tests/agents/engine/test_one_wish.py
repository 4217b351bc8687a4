"""One wish, however it is told: with why, with its details in a sentence of their own, with a name before."""

import pytest

from tests.agents.world import Talk, a_demo_of, a_known_patient, asked_whether_to_cancel, booked_for


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I have to cancel my appointment because they moved my slot at the gym", "en"),
        ("tengo que anular mi cita porque me han cambiado la hora del tren", "es"),
        ("je dois annuler mon rendez-vous parce que mon créneau de train a été déplacé", "fr"),
    ],
)
async def test_why_it_is_wished_is_no_other_wish(said: str, language: str) -> None:
    talk = Talk(language=language)
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-07T10:00")
    reply = await talk.says(said, "1980-05-04", "020 7946 0123")
    assert reply.asks == ("confirmation",)
    await talk.say({"en": "yes", "es": "sí", "fr": "oui"}[language])
    assert talk.clinic.bookings() == []


async def test_the_reason_may_hold_the_only_wish() -> None:
    talk = Talk()
    reply = await talk.say("I'm ringing because I would like to book an appointment")
    assert reply.asks and talk.reply and talk.reply.dialogue.flow


async def test_details_in_a_sentence_of_their_own_move_nothing() -> None:
    talk = Talk()
    reply = await talk.say(
        "hi mia stone here, I'd like to see the doctor about a sore elbow. thursday suits me but I start late"
        " so half past ten, no sorry, eleven o'clock"
    )
    assert "noted_for_later" not in reply.tells
    values = reply.dialogue.values()
    assert (values["date"], values["time"], values["full_name"]) == ("2026-10-08", "11:00", "Mia Stone")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("uf no, mejor no la anule, el jueves a las tres", "es"),
        ("finalement ne l'annulez pas, plutôt jeudi à 15 heures", "fr"),
        ("ach nein, bitte nicht absagen, lieber Donnerstag um 15 Uhr", "de"),
        ("oh please don't cancel it, thursday at three", "en"),
    ],
)
async def test_not_cancelled_and_another_time_is_moved(said: str, language: str) -> None:
    talk = await asked_whether_to_cancel(language)
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",)
    await talk.say({"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])
    assert [when for when, _ in talk.clinic.bookings()] == ["2026-10-08 15:00"]


async def test_a_question_may_begin_with_other_words() -> None:
    talk = Talk()
    await talk.says("book an appointment on Thursday at 3", "Mia Stone", "020 7946 0123")
    reply = await talk.say("oh just one more thing, whats the parking like")
    assert "fact" in reply.tells and reply.asks == ("confirmation",)


async def test_the_same_may_be_asked_of_another_without_naming_it_again() -> None:
    talk = a_demo_of("catering")
    reply = await talk.says("how much is it to come to Ashcombe", "and to Wexley?")
    assert "travel_fee_is" in reply.tells and "Wexley" in reply.text


@pytest.mark.parametrize(
    ("asked", "told"), [("and the beef cheek?", "dish_is_free"), ("and the date cake?", "dish_has")]
)
async def test_an_allergy_is_kept_in_mind_for_the_next_dish(asked: str, told: str) -> None:
    talk = a_demo_of("catering")
    reply = await talk.says("can I eat the mushroom pie with an egg allergy", asked)
    assert told in reply.tells


async def test_of_two_that_were_asked_about_one_may_be_no_flow() -> None:
    talk = a_demo_of("catering")
    reply = await talk.say(
        "I wrote to you about our wedding weeks ago and nobody answers, this is really poor"
    )
    assert "which_of_two" in reply.tells
    reply = await talk.say("yes")
    assert reply.text


async def test_a_phone_number_is_no_number_of_a_quote() -> None:
    talk = a_demo_of("catering")
    reply = await talk.says("I need to cancel my table", "marco diaz 020 7946 0366")
    assert "quote_number" not in reply.dialogue.values() and reply.dialogue.values()["phone"]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("necesito una cita para mi hija, tiene tos desde el lunes", "es"),
        ("I need an appointment for my son, he has had a fever since Monday", "en"),
    ],
)
async def test_what_ails_somebody_is_why_they_want_an_appointment(said: str, language: str) -> None:
    talk = Talk(language=language)
    reply = await talk.say(said)
    flow = reply.dialogue.flow
    assert flow and flow.name == "book_appointment" and "noted_for_later" not in reply.tells


@pytest.mark.parametrize(
    "said", ["ok my husband will call you about it, bye", "right, I will think it over then, bye"]
)
async def test_who_takes_leave_has_agreed_to_nothing(said: str) -> None:
    talk = Talk()
    reply = await talk.says("book an appointment on Thursday at 3", "Mia Stone", "020 7946 0123")
    assert reply.asks == ("confirmation",)
    await talk.say(said)
    assert talk.clinic.bookings() == []


async def test_a_yes_before_a_goodbye_is_one() -> None:
    talk = Talk()
    await talk.says("book an appointment on Thursday at 3", "Mia Stone", "020 7946 0123")
    await talk.say("ok great yes book it in then, bye")
    assert len(talk.clinic.bookings()) == 1


@pytest.mark.parametrize(
    ("sector", "said", "flow"),
    [
        (
            "healthcare",
            "er we've got an appointment on the friday no the thursday and i've got to cancel it",
            "cancel",
        ),
        ("legal", "i have a consultation on monday at ten and i need to move it to thursday", "reschedule"),
        ("real_estate", "we have a viewing on tuesday and we have got to call it off", "cancel"),
    ],
)
async def test_what_somebody_has_and_wants_otherwise_is_one_wish(sector: str, said: str, flow: str) -> None:
    reply = await a_demo_of(sector).say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == f"{flow}_appointment"
    assert "noted_for_later" not in reply.tells


@pytest.mark.parametrize(
    ("sector", "said", "begun"),
    [
        ("telecom", "ok forget the new sim then. how much data do I have left?", "data_usage"),
        ("insurance", "never mind about the quote. how does my claim stand?", "claim_status"),
        ("education", "Typical. Forget the receipt then. When is my next lesson?", "my_timetable"),
    ],
)
async def test_what_is_dropped_is_not_begun(sector: str, said: str, begun: str) -> None:
    dialogue = (await a_demo_of(sector).say(said)).dialogue
    assert [flow.name for flow in dialogue.flows] == [begun] and not dialogue.wishes
