"""Several customers with one phone number: parents and children, an office."""

from uuid import UUID

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.config import AssistantDocument, IdentityPolicy
from tests.agents.world import Talk, a_clinic, a_known_patient, booked_for

PHONE = "020 7946 0123"
ROSA, LEO, MIA = "4 May 1980", "3 March 2015", "3 March 2015"  # Leo and Mia are twins


async def a_family() -> tuple[Talk, dict[str, UUID]]:
    clinic = a_clinic()
    who = {
        "Rosa": a_known_patient(clinic),
        "Leo": a_known_patient(clinic, name="Leo Penhale", date_of_birth="2015-03-03"),
        "Mia": a_known_patient(clinic, name="Mia Penhale", date_of_birth="2015-03-03"),
    }
    await booked_for(clinic, who["Rosa"], "2026-10-08T09:00")
    await booked_for(clinic, who["Leo"], "2026-10-09T10:00")
    await booked_for(clinic, who["Mia"], "2026-10-13T11:30", 1)
    clinic.taken.clear()
    return Talk(clinic), who


async def test_the_birth_date_says_which_of_them():
    talk, who = await a_family()
    reply = await talk.says("when is my appointment?", ROSA, PHONE)
    assert "8 October" in reply.text and talk.document["identity"]["customer_id"] == str(who["Rosa"])


@pytest.mark.parametrize(("name", "day"), [("Leo Penhale", "9 October"), ("Mia Penhale", "13 October")])
async def test_twins_are_told_apart_by_name_and_no_name_is_told(name, day):
    talk, _ = await a_family()
    reply = await talk.says("when is my appointment?", LEO, PHONE)
    assert reply.asks == ("full_name",) and "identity_failed" not in reply.tells
    assert not any(word in reply.text for word in ("Leo", "Mia", "Penhale", "October"))

    reply = await talk.say(name)

    assert "identity_proven" in reply.tells and day in reply.text


async def test_a_name_of_neither_is_an_attempt_and_after_three_a_person_comes():
    talk, _ = await a_family()
    await talk.says("when is my appointment?", LEO, PHONE)
    reply = await talk.say("Ann Crane")
    assert reply.tells == ("identity_failed",) and talk.document["identity"]["attempts"] == 1
    await talk.says(LEO, PHONE, "Ben Crane")
    reply = await talk.says(LEO, PHONE, "Rosa Penhale")
    assert reply.escalation is EscalationReason.IDENTITY_FAILED and "October" not in reply.text


async def test_a_name_said_before_is_not_asked_for_again():
    talk, _ = await a_family()
    reply = await talk.says("I am Mia Penhale, when is my appointment?", MIA, PHONE)
    assert "identity_proven" in reply.tells and "13 October" in reply.text


async def test_where_a_phone_number_is_enough_two_with_it_are_asked_their_name():
    talk, _ = await a_family()
    talk.config = AssistantDocument(identity=IdentityPolicy(required=("phone",)))
    reply = await talk.says("when is my appointment?", PHONE)
    assert reply.asks == ("full_name",)
    assert "8 October" in (await talk.say("Rosa Penhale")).text


async def test_another_birth_date_is_another_person_and_is_proven_anew():
    talk, who = await a_family()
    await talk.says("when is my appointment?", ROSA, PHONE)
    reply = await talk.say(f"and my son's? He was born {LEO}. When is his appointment?")
    assert "8 October" not in reply.text and reply.asks == ("full_name",)

    reply = await talk.say("Leo Penhale")

    assert "9 October" in reply.text and "8 October" not in reply.text
    assert talk.document["identity"]["customer_id"] == str(who["Rosa"])  # who speaks


async def test_a_wrong_birth_date_after_a_right_one_shows_nothing_more():
    talk, _ = await a_family()
    await talk.says("when is my appointment?", ROSA, PHONE)
    reply = await talk.say("what details do you have about me? I was born 5 May 1981")
    assert "identity_failed" in reply.tells and "Rosa" not in reply.text


async def test_a_parent_books_for_a_child_without_proof_and_sees_nothing_of_theirs():
    talk, who = await a_family()
    reply = await talk.says("book an appointment for my son on Friday at 11", "Leo Penhale", PHONE)
    assert reply.asks == ("confirmation",) and "9 October 2026 at 11:00" in reply.text
    await talk.say("yes")
    assert talk.clinic.owners[talk.clinic.here[-1]] not in who.values()
    reply = await talk.say("what details do you have about me?")
    assert reply.asks == ("date_of_birth",)
