"""Courses found, places taken once, fees to the penny, and lessons as they stand on record."""

from dataclasses import replace
from decimal import Decimal

import pytest
from moneyed import Money

from caly_app.agents.money import told
from caly_app.agents.sectors import all_sectors
from caly_app.agents.sectors.education.courses import DEFAULTS, level_of, weekday_of
from caly_app.agents.sectors.education.enrolments import age_on
from caly_app.agents.sectors.education.fees import months_after, split
from tests.agents.world import MONDAY, Talk, a_demo_of

LENA = ("ST-1042", "15 March 1990")  # German A1, 100 of 240 paid; Spanish A1, nothing of 204 paid
PIOTR = ("ST-1077", "2 November 1978")  # Spanish A1, paid
SOFIA = ("ST-1103", "21 June 2001")  # French A1, over
NEW = ("Ros Penhale", "4 May 1980", "020 7946 0999")
TODAY = MONDAY.date()


def the_school() -> Talk:
    return a_demo_of("education")


def places(talk: Talk, course: str) -> int:
    return talk.clinic.record("course", course).data["places_left"]


def made(talk: Talk, kind: str) -> list[dict[str, object]]:
    """Records that were not there at the beginning."""
    return [
        dict(one.data)
        for one in talk.clinic.records_of(kind)
        if one.reference[2] == "-" and len(one.reference) < 6
    ]


def test_what_holds_where_nothing_is_set_is_the_schemas_default():
    properties = all_sectors()["education"].settings["properties"]
    defaults = {name: spec["default"] for name, spec in properties.items()}
    assert defaults.pop("escalation_wait_seconds") == 300
    assert defaults == DEFAULTS


# --- courses ---


async def test_a_course_is_found_by_subject_and_level():
    reply = await the_school().say("Do you have a Spanish course for beginners?")

    assert reply.tells == ("course_is",) and "£240.00" in reply.text and "4 places" in reply.text
    assert reply.asks == ("confirmation",)


async def test_a_course_is_found_by_its_day():
    reply = await the_school().say("do you have Spanish classes on Wednesdays?")

    assert reply.tells == ("course_is",) and "Spanish B1" in reply.text


async def test_of_several_courses_one_is_chosen():
    talk = the_school()
    reply = await talk.say("which French courses do you have?")
    assert reply.asks == ("course",) and "French A1" in reply.text and "French A2" in reply.text

    assert "course_is_full" in (await talk.say("A2")).tells


async def test_what_is_not_taught_is_said_with_what_is():
    reply = await the_school().say("do you offer a Japanese course?")

    assert reply.tells == ("course_not_found",) and reply.offers == ("alternatives",)


async def test_a_placement_lesson_is_booked():
    talk = the_school()
    reply = await talk.says("I need a placement test", "Thursday at 3 pm", "Ros Penhale", "020 7946 0999")
    assert reply.asks == ("confirmation",) and "placement lesson" in reply.text

    assert (await talk.say("yes")).tells == ("booked",)
    [one] = talk.clinic.booked.values()
    assert one.kind == "lesson"


# --- enrolling ---


async def test_a_newcomer_is_enrolled_and_given_a_student_number():
    talk = the_school()
    reply = await talk.says("I would like to enrol in Spanish A1", *NEW)
    assert reply.asks == ("confirmation",) and "£240.00" in reply.text and places(talk, "SP-A1") == 4

    reply = await talk.say("yes")

    assert reply.tells == ("enrolled",) and places(talk, "SP-A1") == 3
    [enrolment] = made(talk, "enrolment")
    assert (enrolment["course"], enrolment["fee"], enrolment["status"]) == ("SP-A1", "240.00 GBP", "enrolled")
    assert len(talk.clinic.records_of("student")) == 4


async def test_another_level_instead_is_taken_up():
    talk = the_school()
    reply = await talk.says("I'd like to enrol in Spanish A1", *NEW, "actually B1 instead")
    assert reply.asks == ("confirmation",) and "Spanish B1" in reply.text and "£238.50" in reply.text

    await talk.say("yes")
    assert made(talk, "enrolment")[0]["course"] == "SP-B1" and places(talk, "SP-A1") == 4


async def test_the_last_place_is_given_once():
    talk = the_school()
    await talk.says("enrol me in French A1 please", *NEW)
    french = talk.clinic.record("course", "FR-A1")
    await talk.tools.records.change(french.id, {"places_left": 0})

    reply = await talk.say("yes")

    assert reply.tells == ("last_place_gone",) and places(talk, "FR-A1") == 0 and not made(talk, "enrolment")
    assert (await talk.says("yes", "yes")).tells == ("waiting_noted",)
    assert made(talk, "waiting_entry")[0]["course"] == "FR-A1"


async def test_a_full_course_has_a_waiting_list():
    talk = the_school()
    reply = await talk.say("I want to sign up for French A2")
    assert reply.tells == ("course_is_full",) and reply.asks == ("confirmation",)

    reply = await talk.says("yes, the waiting list please", "Ros Penhale", "020 7946 0999", "yes")

    assert reply.tells == ("waiting_noted",) and not made(talk, "enrolment")


async def test_a_minor_needs_a_guardian_and_pays_less():
    talk = the_school()
    reply = await talk.says("I'd like to enrol in Photography", "Tim Reed", "3 June 2010")
    assert reply.asks == ("guardian_name",)

    reply = await talk.says("Anna Reed", "020 7946 0999")
    assert "£162.00" in reply.text and reply.asks == ("confirmation",)
    await talk.say("yes")
    assert made(talk, "enrolment")[0]["guardian"] == "Anna Reed"


async def test_a_child_is_too_young():
    reply = await the_school().says("enrol me in Spanish A1", "Tim Reed", "3 June 2016")

    assert "too_young" in reply.tells


async def test_an_early_bird_pays_less():
    reply = await the_school().says("I want to enrol in Spanish B1", *NEW)

    assert "£238.50" in reply.text


async def test_a_second_course_costs_a_student_less_and_none_is_taken_twice():
    talk = the_school()
    await talk.says("how much do I still owe?", *LENA)
    reply = await talk.say("I'd like to enrol in Bookkeeping")
    assert "discount_second_course" in reply.tells and "£263.50" in reply.text

    await talk.say("yes")

    assert "already_enrolled" in (await talk.say("enrol me in Spanish A1")).tells
    assert len(made(talk, "enrolment")) == 1


async def test_leaving_in_time_is_free_and_gives_the_place_and_the_money_back():
    talk = the_school()
    reply = await talk.says("I want to withdraw from the Spanish course", *PIOTR)
    assert "withdrawing_is_free" in reply.tells and places(talk, "SP-A1") == 4

    reply = await talk.say("yes")

    assert reply.tells == ("withdrawn_money_back",) and "£240.00" in reply.text
    assert talk.clinic.record("enrolment", "EN-5010").data["status"] == "withdrawn"
    assert places(talk, "SP-A1") == 5
    assert "withdrawn_already" in (await talk.say("I want to leave the course")).tells


async def test_leaving_late_keeps_a_share_that_is_told_first():
    talk = a_demo_of("education")
    spanish = talk.clinic.record("course", "SP-A1")
    await talk.tools.records.change(spanish.id, {"starts_on": "2026-10-08"})
    reply = await talk.says("I want to withdraw from the Spanish course", *PIOTR)
    assert "withdrawing_costs" in reply.tells and "£72.00" in reply.text

    assert "£168.00" in (await talk.say("yes")).text


async def test_a_course_that_has_begun_is_left_with_a_person():
    reply = await the_school().says("I want to withdraw from the German course", *LENA)

    assert "withdraw_too_late" in reply.tells and "person" in reply.offers


# --- fees ---


async def test_what_a_course_costs_is_told_to_anybody():
    reply = await the_school().say("how much does the Spanish B1 course cost?")

    assert reply.tells == ("price_with_discount",) and "£265.00" in reply.text and "£238.50" in reply.text


async def test_what_is_due_is_told_to_the_proven_student():
    reply = await the_school().says("how much do I still have to pay?", *LENA)

    assert reply.tells[-1] == "due_is" and "£344.00" in reply.text and "£140.00" in reply.text


async def test_a_wrong_birth_date_shows_nothing():
    reply = await the_school().says("what do I owe?", "ST-1042", "15 March 1991")

    assert "identity_failed" in reply.tells and "344" not in reply.text


async def test_instalments_add_up_and_are_agreed_once():
    talk = the_school()
    reply = await talk.says("can I pay in instalments", *LENA, "the Spanish one", "three")
    assert reply.asks == ("confirmation",) and "£68.00" in reply.text

    assert "instalments_agreed" in (await talk.say("yes")).tells
    plan = talk.clinic.record("enrolment", "EN-5002").data["instalments"]
    assert [one["due_on"] for one in plan] == ["2026-10-12", "2026-11-12", "2026-12-12"]
    assert sum(Decimal(one["sum"].split()[0]) for one in plan) == 204
    assert "instalments_already" in (await talk.says("instalments please", "Spanish")).tells


async def test_small_sums_are_paid_at_once():
    reply = await the_school().says("I'd like to pay in instalments", *LENA, "German")

    assert "too_little_for_instalments" in reply.tells


async def test_a_course_of_which_nothing_was_paid_is_said_back_as_it_was_said():
    talk = a_demo_of("education")
    reply = await talk.says("can you send me a receipt for Spanish?", "ST-1042", "15 March 1990")
    assert "course of yours: Spanish. " in reply.text


async def test_a_receipt_is_requested_once_for_what_was_paid():
    talk = the_school()
    reply = await talk.says("I need a receipt", *PIOTR, "yes")
    assert reply.tells == ("receipt_requested",)
    assert made(talk, "receipt_request")[0]["sum"] == "240.00 GBP"

    assert "receipt_already" in (await talk.say("send me a receipt please")).tells


# --- lessons ---


async def test_their_own_lessons_with_the_cancelled_one():
    reply = await the_school().says("when is my next lesson?", *LENA)

    assert reply.tells[-1] == "lessons_listed" and "cancelled" in reply.text
    assert "19 October 2026 at 18:00, Room 4" in reply.text


async def test_who_is_enrolled_and_does_not_say_who_they_are_is_told_so_instead_of_enrolled_twice():
    talk = the_school()
    told = ("Piotr Lang", "2 November 1978", "020 7946 0212")
    reply = await talk.says("I would like to enrol in Spanish A1", *told, "yes")

    assert reply.tells[-1] == "already_enrolled" and "EN-5010" in reply.text.replace(" ", "")
    assert not made(talk, "enrolment") and not made(talk, "student") and places(talk, "SP-A1") == 4


async def test_a_level_is_heard_as_it_is_spoken():
    assert (level_of("b one"), level_of("A-2"), level_of("a1")) == ("B1", "A2", "A1")
    reply = await the_school().say("do you have spanish b one")

    assert reply.tells == ("course_is",) and "Spanish B1" in reply.text


async def test_a_student_number_may_be_written_as_the_school_writes_it():
    reply = await the_school().says("how much do I still owe", "P-2201")

    assert reply.asks == ("date_of_birth",)


async def test_when_a_course_takes_place_is_told_to_anybody():
    reply = await the_school().say("when is the French A1 course?")
    assert reply.tells == ("next_lesson",) and "Room 5" in reply.text

    reply = await the_school().say("what days is the Bookkeeping class?")
    assert reply.tells == ("course_days",) and "Thursdays" in reply.text


async def test_nobody_without_a_course_has_lessons():
    reply = await the_school().says("when is my next class", *SOFIA)

    assert reply.tells[-1] == "no_enrolments"


@pytest.mark.parametrize(
    ("said", "level"),
    [("b2", "B2"), ("for beginners", "A1"), ("anfänger", "A1"), ("upper intermediate", "B2"), ("any", "")],
)
def test_levels_in_words(said, level):
    assert level_of(said) == level


@pytest.mark.parametrize(("said", "day"), [("Tuesdays", "tue"), ("miércoles", "wed"), ("Donnerstag", "thu")])
def test_days_in_words(said, day):
    assert weekday_of(said) == day


def test_parts_of_a_sum_are_whole_pennies():
    assert [told(part) for part in split(Money(100, "GBP"), 3)] == ["33.34 GBP", "33.33 GBP", "33.33 GBP"]


def test_a_month_later_is_a_day_that_exists():
    assert months_after(TODAY.replace(month=1, day=31), 1).isoformat() == "2026-02-28"
    assert age_on(TODAY.replace(year=2008, day=6), TODAY) == 17


async def test_a_course_of_theirs_is_found_by_its_subject_in_another_language():
    talk = replace(a_demo_of("education"), language="es")

    reply = await talk.says(
        "Quisiera pagar el curso a plazos", "ST-1042", "15 de marzo de 1990", "el de español"
    )

    assert reply.tells == ("instalments_possible",)


async def test_whoever_says_how_young_a_child_is_hears_at_once_what_there_is_for_them():
    talk = the_school()
    talk.clinic.put("course", "YO-1", {**talk.clinic.record("course", "PH-01").data, **_FOR_CHILDREN}, None)
    reply = await talk.say("could you put my son down for the photography one, he's only 12")
    assert "too_young" in reply.tells and reply.asks == ("course",)
    reply = await talk.say("ah ok. then that juggling one please")
    assert reply.asks == ("full_name",) and "student" in reply.text


async def test_a_wish_that_could_not_be_had_is_wished_of_something_else():
    talk = the_school()
    await talk.say("can i put my daughter down for photography, she is 15")
    reply = await talk.say("fair enough. in that case the french one on mondays")
    assert reply.dialogue.flow and reply.dialogue.flow.name == "enrol"


@pytest.mark.parametrize(
    "said",
    [
        "I want out of the spanish course, it is all too much",
        "please get me out of my spanish class, I am moving away",
        "we had the chat at home and I'd like to be out of the spanish lessons",
        "it's about the spanish course, I've no time any more and i want out",
        "the spanish course isnt for me after all, get me out please",
    ],
)
async def test_out_of_a_course_is_leaving_it(said):
    reply = await the_school().say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "withdraw"


async def test_without_single_lessons_the_course_says_when_it_is():
    talk = the_school()
    for one, _ in list(talk.clinic.stored.values()):
        if one.kind == "lesson":
            del talk.clinic.stored[one.id]
    reply = await talk.says("when is my next lesson", *LENA)
    assert {"course_days", "course_days_listed"} & set(reply.tells)


async def test_what_was_said_for_a_course_is_known_when_it_is_taken():
    talk = the_school()
    await talk.say("what photography courses do you have for my brother?")
    reply = await talk.say("yes please")
    assert reply.asks == ("full_name",) and "student" in reply.text


_FOR_CHILDREN = {"name": "Juggling", "subject": "juggling", "also": [], "youngest": 10}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("I'd like to enrol my two kids in French A1",)),
        ("en", ("please sign me and my husband up for Bookkeeping",)),
        ("en", ("I would like to enrol in Bookkeeping", "Ann Lee and Bob Lee")),
        ("de", ("wir möchten uns zu zweit für Französisch A1 anmelden",)),
        ("es", ("quiero inscribir a mis dos hijos en Francés A1",)),
        ("fr", ("je voudrais inscrire mes deux enfants au cours Français A1",)),
    ],
)
async def test_of_two_people_it_is_said_that_one_comes_after_the_other(language, said):
    talk = a_demo_of("education")
    talk.language = language

    reply = await talk.says(*said)

    assert "noted_for_later" in reply.tells and "person" in reply.offers


async def test_of_one_person_nothing_is_said_of_others():
    reply = await a_demo_of("education").says("I would like to enrol in Bookkeeping", "Ann Marie Lee")

    assert "noted_for_later" not in reply.tells


async def test_a_subject_is_heard_in_what_somebody_would_love_to_do():
    reply = await a_demo_of("education").say("I'd love to try my hand at photography, I never held a camera")
    assert "course_is" in reply.tells or reply.asks == ("confirmation",)


async def test_the_sum_of_a_receipt_is_no_course():
    reply = await a_demo_of("education").say("a receipt for the forty pounds I gave you, please")
    assert reply.dialogue.flow and "subject" not in reply.dialogue.flow.slots


# --- a student enrols ---


@pytest.mark.parametrize(
    "said",
    [
        ("I'd like to enrol in Spanish B1", "I'm a student already, ST-1042"),
        ("I'd like to enrol in Spanish B1, my student number is ST-1042",),
    ],
)
async def test_who_proves_their_number_is_not_asked_for_what_is_on_the_books(said):
    talk = the_school()
    reply = await talk.says(*said)
    assert reply.asks == ("date_of_birth",) and "not_understood" not in reply.tells

    reply = await talk.say(LENA[1])
    assert reply.asks == ("confirmation",) and "Lena Okafor" in reply.text and "225.25" in reply.text
    assert "enrolled" in (await talk.say("yes")).tells


async def test_a_number_that_proves_nothing_opens_nothing():
    talk = the_school()
    reply = await talk.says("I'd like to enrol in Spanish B1, I'm ST-1042", "15 March 1991")

    assert "identity_failed" in reply.tells and "Okafor" not in reply.text
    assert talk.document["identity"]["attempts"] == 1


async def test_another_students_lessons_are_told_on_their_own_proof_and_the_name_is_asked_once() -> None:
    talk = a_demo_of("education")
    await talk.says("When is my next lesson?", "ST-1042, Lena Okafor, 15 March 1990, 020 7946 0211")
    reply = await talk.say("and my brother's? He is called Piotr Lang")
    assert "full_name" not in reply.asks and "identity_failed" not in reply.tells
    assert reply.dialogue.flow is not None and "German" not in reply.text
    reply = await talk.says("2 November 1978", "ST-1077")
    assert "lessons_listed" in reply.tells and "German A1" not in reply.text
    assert "£344.00" in (await talk.say("and what do I still owe")).text  # it is the speaker again
