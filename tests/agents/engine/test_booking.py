"""Booking a visit, in as many ways as customers go about it."""

import pytest

from caly_app.agents.channel import Channel
from tests.agents.world import Talk, a_clinic, a_known_patient, booked_for

DETAILS = "Thursday at 10 with Dr Halas. I am Ros Penhale, 020 7946 0123"
BOOKED = [("2026-10-08 10:00", "Dr. Imre Halas")]


async def test_one_by_one():
    talk = Talk()
    asked = []
    for said in ("I would like to book an appointment", "Thursday", "10:00", "Ros Penhale", "020 7946 0123"):
        asked.append((await talk.say(said)).asks)

    assert asked == [("date",), ("time",), ("full_name",), ("phone",), ("confirmation",)]
    assert talk.clinic.bookings() == []
    reply = await talk.say("yes")
    assert (reply.tells, reply.card.kind, reply.card.reference) == (("booked",), "receipt", "K7M2-0000")
    assert "Thursday, 8 October 2026 at 10:00" in reply.text and "K7M2-0000" in reply.text
    assert [name for name, _ in talk.clinic.bookings()] == ["2026-10-08 10:00"]


async def test_all_in_one_sentence():
    talk = Talk()

    reply = await talk.say(f"Hello, I need an appointment on {DETAILS}")

    assert reply.asks == ("confirmation",)
    assert "Thursday, 8 October 2026 at 10:00 with Dr. Imre Halas, for Ros Penhale" in reply.text
    assert [label for label, _ in reply.card.rows] == ["What", "Who", "When", "Where"]
    assert [quick.label for quick in reply.quick_replies] == ["Confirm", "Change"]
    await talk.say("yes please")
    assert talk.clinic.bookings() == BOOKED


@pytest.mark.parametrize(
    "lines",
    [
        ("020 7946 0123, I want to book", "Ros Penhale", "Thursday", "10", "yes"),
        ("Thursday please", "10am", "my name is Ros Penhale", "it is 020 7946 0123", "go ahead"),
        ("My name is Ros Penhale. Can I see Dr Halas on Thursday?", "ten", "02079460123", "correct"),
        ("Book me in at 10", "Thursday", "Ros Penhale", "+44 20 7946 0123", "that's right"),
    ],
)
async def test_in_any_order(lines):
    talk = Talk()
    await talk.says(*lines)

    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-08 10:00"]


@pytest.mark.parametrize(
    ("correction", "when"),
    [
        ("no, Friday", "2026-10-09 10:00"),
        ("actually 3pm", "2026-10-08 15:00"),
        ("half four, no, half three", "2026-10-08 15:30"),
        ("No, not Thursday, Wednesday", "2026-10-07 10:00"),
        ("yes but make it 11", "2026-10-08 11:00"),
        ("Friday at 2 instead", "2026-10-09 14:00"),
    ],
)
async def test_corrections_are_taken_and_read_back_before_anything_is_booked(correction, when):
    talk = Talk()
    await talk.say(f"Book {DETAILS}")

    reply = await talk.say(correction)

    assert reply.asks == ("confirmation",) and talk.clinic.bookings() == []
    await talk.say("yes")
    assert [at for at, _ in talk.clinic.bookings()] == [when]


@pytest.mark.parametrize("change", ["the time", "change the time please", "no, the time is wrong"])
async def test_what_should_change_may_be_named_first(change):
    talk = Talk()
    await talk.say(f"Book {DETAILS}")
    if change == "the time":
        assert (await talk.say("no")).asks == ("change",)

    assert (await talk.say(change)).asks == ("time",)
    await talk.says("14:30", "yes")
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-08 14:30"]


async def test_a_digression_is_answered_and_the_question_asked_again():
    talk = Talk()
    await talk.say("I want to book an appointment on Thursday at 10")

    for question, told in (("is there parking?", "fact"), ("are you open on Sunday?", "closed_on_day")):
        reply = await talk.say(question)
        assert reply.asks == ("full_name",) and reply.tells == (told,)
    await talk.says("Ros Penhale", "020 7946 0123")
    assert (await talk.say("what are your opening hours?")).asks == ("confirmation",)
    await talk.say("yes")
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-08 10:00"]


async def test_leaving_in_the_middle_books_nothing():
    talk = Talk()
    reply = await talk.says("book me an appointment on Thursday", "never mind")

    assert reply.tells == ("left",) and "Nothing was done" in reply.text
    assert talk.clinic.bookings() == []
    assert (await talk.say("yes")).tells == ("small_talk",)


async def test_two_wishes_in_one_message_are_done_one_after_the_other():
    talk = Talk()
    a_known_patient(talk.clinic)

    reply = await talk.say("Book me in for Thursday at 10 and I also need a refill of my atenolol")
    assert reply.asks == ("full_name",) and "noted_for_later" in reply.tells
    reply = await talk.says("Ros Penhale", "020 7946 0123", "yes")

    assert reply.tells == ("booked", "also_asked") and "You also asked" in reply.text
    assert reply.asks == ("date_of_birth",)  # the phone number is known
    reply = await talk.say("4 May 1980")
    assert "identity_proven" in reply.tells


async def test_a_changed_goal_takes_along_what_was_said():
    talk = Talk()
    who = a_known_patient(talk.clinic)
    await booked_for(talk.clinic, who, "2026-10-06T09:00")

    await talk.say("I want to book an appointment on Thursday at 10")
    await talk.say("actually I want to move my appointment")
    reply = await talk.says("4 May 1980", "020 7946 0123")

    assert "from Tuesday, 6 October 2026 at 09:00 to Thursday, 8 October 2026 at 10:00" in reply.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("on 29 February 2027", "no_such_date"),
        ("on Thursday at 25:00", "no_such_time"),
        ("yesterday at 3pm", "past"),
        ("on Thursday at 8pm", "outside_hours"),
        ("on Saturday at 10", "closed_that_day"),
        ("on 12 October at 10", "holiday"),
        ("on 3 January 2030 at 10", "too_far"),
        ("on Thursday at 10:10", "not_offered"),
        ("with Dr Nobody on Thursday at 10", "provider_unknown"),
    ],
)
async def test_the_impossible_is_refused_kindly_with_choices(said, told):
    reply = await Talk().say(f"I need an appointment {said}")

    assert told in reply.tells
    assert reply.quick_replies and not reply.escalation


async def test_a_full_day_offers_the_nearest_of_other_days():
    clinic = a_clinic(days={"2026-10-08": ["09:30"], "2026-10-09": ["11:00"], "2026-10-20": ["10:00"]})
    for doctor in clinic.doctors:
        clinic.taken |= {(doctor.id, at) for at in clinic.free[doctor.id] if at.day == 8}
    talk = Talk(clinic)

    reply = await talk.say("an appointment on Thursday please")

    assert (reply.tells, reply.offers) == (("fully_booked",), ("alternatives",))
    assert [quick.label for quick in reply.quick_replies] == [
        "Friday 9 October, 11:00",
        "Tuesday 20 October, 10:00",
    ]


@pytest.mark.parametrize(
    "picked", ["the second one", "11", "eleven", "11:00", "number 2", "Thursday at eleven", "the last one"]
)
async def test_choices_are_picked_as_people_do(picked):
    clinic = a_clinic(days={"2026-10-08": ["09:00", "09:30", "11:00"]})
    clinic.taken |= {
        (doctor.id, at)
        for doctor in clinic.doctors
        for at in clinic.free[doctor.id]
        if at.hour == 9 and not at.minute
    }
    talk = Talk(clinic)
    reply = await talk.say("Thursday at nine with Dr Halas please")
    assert (reply.tells, reply.offers) == (("slot_taken",), ("alternatives",))

    await talk.says(picked, "Ros Penhale", "020 7946 0123", "yes")

    assert clinic.bookings() == [("2026-10-08 11:00", "Dr. Imre Halas")]


async def test_half_nine_then_no_eleven():
    talk = Talk(a_clinic(days={"2026-10-08": ["09:00", "09:30", "11:00"]}))
    await talk.says("Thursday at nine with Dr Halas please", "half nine then, no, eleven")
    await talk.says("Ros Penhale", "020 7946 0123", "fine, yes")

    assert talk.clinic.bookings() == [("2026-10-08 11:00", "Dr. Imre Halas")]


async def test_whoever_was_quicker_has_it_and_the_others_are_told():
    talk = Talk()
    await talk.say(f"Book {DETAILS}")
    talk.clinic.snatched = True

    reply = await talk.say("yes")

    assert (reply.tells, reply.offers) == (("slot_taken",), ("alternatives",))
    assert "booked" not in reply.text and talk.clinic.bookings() == []
    assert reply.tool_runs[-1].tool == "book_appointment" and not reply.tool_runs[-1].done
    reply = await talk.say("the first one")
    assert reply.asks == ("confirmation",)
    assert (await talk.say("yes")).tells == ("booked",)
    assert len(talk.clinic.bookings()) == 1


async def test_none_of_these_asks_for_another_day():
    talk = Talk()
    reply = await talk.says("book an appointment on Thursday", "no, none of these")

    assert reply.asks == ("date",)


async def test_a_second_booking_asks_for_nothing_that_is_known():
    talk = Talk()
    await talk.says(f"Book {DETAILS}", "yes")

    reply = await talk.say("I need another appointment on Friday at 11")

    assert reply.asks == ("confirmation",) and "Ros Penhale" in reply.text


async def test_moving_and_cancelling_what_was_booked_here_needs_no_proof():
    talk = Talk()
    await talk.says(f"Book {DETAILS}", "yes")

    reply = await talk.say("can I move it to Friday at 2?")
    assert reply.asks == ("confirmation",)
    await talk.say("yes")
    assert talk.clinic.bookings() == [("2026-10-09 14:00", "Dr. Imre Halas")]
    reply = await talk.say("cancel it")
    assert reply.asks == ("confirmation",)
    assert (await talk.say("no")).tells == ("kept",)
    await talk.says("cancel my appointment", "yes")
    assert talk.clinic.bookings() == []


async def test_the_same_act_twice_gives_the_same(monkeypatch):
    """A turn may be carried out again from its decision: nothing of it was changed by the first time."""
    talk = Talk()
    await talk.say("book an appointment on Thursday")
    before = talk.document
    first = await talk.say("10:00")
    talk.document = before

    assert (await talk.say("10:00")).text == first.text


async def test_on_the_phone_choices_are_said_and_no_card_is_shown():
    talk = Talk(channel=Channel.VOICE)

    reply = await talk.say("i would like to book an appointment please")
    assert not reply.quick_replies and "14:30" in reply.text
    reply = await talk.says(
        "thursday at ten", "ros penhale", "oh two oh seven nine four six oh one two three"
    )
    assert reply.card is None and "Thursday, 8 October 2026 at 10:00" in reply.text
    reply = await talk.say("yes that's right")
    assert "K 7 M 2 0 0 0 0" in reply.text
    assert len(talk.clinic.bookings()) == 1


_AND_THEN = ("Rosa Penhale", "020 7946 0123")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("es", ("Hola, quiero pedir una cita", "el jueves", "a las 10", *_AND_THEN, "sí")),
        ("fr", ("Bonjour, je voudrais un rendez-vous", "jeudi", "à 10h", *_AND_THEN, "oui")),
        ("de", ("Guten Tag, ich brauche einen Termin", "Donnerstag", "um 10 Uhr", *_AND_THEN, "ja bitte")),
    ],
)
async def test_the_same_in_other_languages(language, lines):
    talk = Talk(language="en")  # found out from the words
    reply = await talk.says(*lines)

    assert (reply.language, reply.tells) == (language, ("booked",))
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-08 10:00"]


async def test_a_specialty_names_who_has_it():
    talk = Talk()
    await talk.says("I want to see a dermatologist on Thursday at 2pm", "Ros Penhale", "020 7946 0123", "yes")

    assert talk.clinic.bookings() == [("2026-10-08 14:00", "Dr. Ada Quist")]


async def a_patient_moving() -> Talk:
    talk = Talk()
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-08T09:00")
    await talk.says("I need to change my appointment", "4 May 1980", "020 7946 0123")
    return talk


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("next Tuesday at 9:30", "2026-10-13 09:30"),
        ("from Thursday to Friday at 11", "2026-10-09 11:00"),
        ("Wednesday morning at ten", "2026-10-07 10:00"),
    ],
)
async def test_moving(said, when):
    talk = await a_patient_moving()

    assert (await talk.say(said)).asks == ("confirmation",)
    assert (await talk.say("yes")).tells == ("moved",)
    assert [at for at, _ in talk.clinic.bookings()] == [when]


async def test_another_day_after_all():
    talk = await a_patient_moving()
    await talk.says("next Tuesday at 9:30", "no")

    assert (await talk.say("a different day")).asks == ("date",)
    await talk.says("Wednesday", "yes")
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-07 09:30"]


async def test_the_day_a_move_is_from_is_told_from_the_day_it_is_to():
    talk = Talk()
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-06T09:00")
    await talk.says(
        "I have an appointment tomorrow, can I move it to Friday?", "4 May 1980", "020 7946 0123", "3pm"
    )
    await talk.say("yes")

    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-09 15:00"]


async def test_of_several_appointments_one_is_chosen():
    talk = Talk()
    who = a_known_patient(talk.clinic)
    for at in ("2026-10-08T09:00", "2026-10-09T10:00"):
        await booked_for(talk.clinic, who, at)

    reply = await talk.says("cancel my appointment", "4 May 1980", "020 7946 0123")
    assert (reply.asks, reply.offers) == (("appointment",), ("choices",))
    await talk.says("the Friday one", "yes")

    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-08 09:00"]


async def test_the_times_near_the_one_that_could_not_be_had_stay_on_offer():
    talk = Talk()
    await talk.say("I'd like an appointment")
    reply = await talk.say("Thursday at half past six in the morning")
    nearest = [quick.label for quick in reply.quick_replies]

    for meanwhile in ("with Dr Halas", "Ros Penhale"):
        assert [quick.label for quick in (await talk.say(meanwhile)).quick_replies] == nearest
    spread = await talk.say("what about Friday")
    assert [quick.label for quick in spread.quick_replies] != nearest
