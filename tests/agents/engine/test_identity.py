"""Nothing personal is shown or changed before it is known who asks."""

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.config import AssistantDocument, IdentityPolicy
from tests.agents.world import Talk, a_clinic, a_demo_of, a_known_patient, booked_for

PROOF = ("4 May 1980", "020 7946 0123")


async def a_patient_talking(**options) -> Talk:
    clinic = a_clinic()
    who = a_known_patient(clinic)
    await booked_for(clinic, who, "2026-10-08T09:00")
    return Talk(clinic, **options)


@pytest.mark.parametrize(
    "wish",
    [
        "what details do you have about me?",
        "I need a refill of my prescription",
        "are my blood test results in?",
        "when is my appointment?",
        "cancel my appointment please",
        "I want to change my phone number",
        "leave a message for the doctor",
    ],
)
async def test_identity_is_asked_first_and_nothing_told(wish):
    talk = await a_patient_talking()

    reply = await talk.say(wish)

    assert reply.asks == ("date_of_birth",)
    assert not any(word in reply.text for word in ("Rosa", "Penhale", "October", "Halas", "example.org"))


async def test_proven_once_is_proven_for_the_conversation():
    talk = await a_patient_talking()
    reply = await talk.says("when is my appointment?", *PROOF)
    assert reply.tells == ("identity_proven", "appointment_is")

    reply = await talk.say("what details do you have about me?")

    assert reply.tells == ("details",)
    assert "Rosa Penhale" in reply.text and "020" not in reply.text and "ending in 123" in reply.text


async def test_three_attempts_then_a_person():
    talk = await a_patient_talking()
    await talk.says("when is my appointment?", "020 7946 0123")
    for attempt in range(1, 4):
        reply = await talk.say(f"{attempt} June 1981")
        assert "identity_failed" in reply.tells
        assert (reply.escalation is not None) == (attempt == 3)

    assert reply.escalation is EscalationReason.IDENTITY_FAILED
    assert "October" not in reply.text
    reply = await talk.says("when is my appointment?")
    assert reply.escalation is EscalationReason.IDENTITY_FAILED  # no fourth attempt


@pytest.mark.parametrize(
    ("language", "wish", "told"),
    [
        ("en", "when is my appointment?", "These details were tried too often in a day"),
        ("es", "¿cuándo es mi cita?", "Estos datos se han probado demasiadas veces"),
        ("fr", "quand est mon rendez-vous ?", "Ces informations ont été essayées trop souvent"),
        ("de", "wann ist mein Termin?", "Diese Angaben wurden an einem Tag zu oft versucht"),
    ],
)
async def test_what_was_tried_too_often_is_not_called_wrong_and_a_person_comes(language, wish, told):
    talk = await a_patient_talking(language=language)
    talk.clinic.tried_too_often = True
    reply = await talk.says(wish, "1980-05-04", "020 7946 0123")

    assert reply.tells[:2] == ("identity_failed", "person_comes") and reply.text.startswith(told)
    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_so_it_is_with_a_booking_and_its_phone_number():
    talk = await a_patient_talking()
    talk.clinic.tried_too_often = True
    reply = await talk.says("cancel my appointment", "the reference is K7M2-0000", "020 7946 0123")

    assert reply.text.startswith("These details were tried too often")
    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_attempts_count_over_all_wishes():
    talk = await a_patient_talking()
    await talk.says("when is my appointment?", "1 June 1981", "020 7946 0123", "never mind")
    await talk.says("I need a refill", "2 June 1981", "never mind")
    reply = await talk.says("show me my details", "3 June 1981")

    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_what_was_said_beside_a_wrong_value_is_not_asked_again():
    talk = await a_patient_talking()
    reply = await talk.says("when is my appointment?", "5 May 1980", "020 7946 0123")
    assert (reply.tells, reply.asks) == (("identity_failed",), ("date_of_birth",))

    reply = await talk.say("sorry, the 4th of May 1980")

    assert reply.tells == ("identity_proven", "appointment_is")
    assert talk.document["identity"]["attempts"] == 1 and "failed" not in talk.document["identity"]


async def test_the_wrong_one_may_be_put_right_whichever_is_asked_for():
    talk = await a_patient_talking()
    reply = await talk.says("show me my details", "4 May 1980", "020 7946 0124", "020 7946 0123")

    assert reply.tells == ("identity_proven", "details")


async def test_the_same_value_once_more_is_no_attempt_until_all_was_said_again():
    talk = await a_patient_talking()
    reply = await talk.says("show me my details", "5 May 1980", "020 7946 0123", "5 May 1980")
    assert (reply.tells, reply.asks) == ((), ("phone",)) and talk.document["identity"]["attempts"] == 1

    reply = await talk.say("020 7946 0123")
    assert reply.tells == ("identity_failed",) and talk.document["identity"]["attempts"] == 2


async def test_a_question_in_between_is_no_attempt():
    talk = await a_patient_talking()
    reply = await talk.says("show me my details", "5 May 1980", "020 7946 0123", "where can I park?")

    assert "fact" in reply.tells and reply.asks == ("date_of_birth",)
    assert talk.document["identity"]["attempts"] == 1


async def test_what_failed_is_neither_told_to_be_wrong_nor_kept_beside_another_proof():
    talk = await a_patient_talking()
    reply = await talk.says("cancel my appointment K7M2-0007", "020 7946 0123")
    assert reply.tells == ("reference_failed",) and "0007" not in reply.text
    assert reply.asks == ("date_of_birth",) and "reference" in reply.text.rpartition(". ")[2]

    reply = await talk.say("4 May 1980")

    assert reply.asks == ("confirmation",) and "8 October" in reply.text


@pytest.mark.parametrize("right", ["K7M2-0000", "020 7946 0123"])
async def test_of_reference_and_phone_the_wrong_one_alone_is_said_again(right):
    talk = await a_patient_talking()
    wrong = ("K7M2-0000", "020 7946 0999") if right.startswith("020") else ("K7M2-0007", "020 7946 0123")
    reply = await talk.says("cancel my appointment", *wrong, right)

    assert reply.asks == ("confirmation",) and talk.document["identity"]["attempts"] == 1


async def test_a_booking_reference_proves_that_booking_and_no_more():
    talk = await a_patient_talking()
    reply = await talk.says("cancel my appointment", "K7M2-0000", "020 7946 0123")
    assert reply.asks == ("confirmation",)

    reply = await talk.say("no")
    assert (await talk.say("what details do you have about me?")).asks == ("date_of_birth",)


async def test_a_reference_with_another_phone_is_an_attempt():
    talk = await a_patient_talking()
    reply = await talk.says("cancel my appointment K7M2-0000", "020 7946 0999")

    assert reply.tells == ("reference_failed",) and talk.document["identity"]["attempts"] == 1


async def test_all_proof_in_one_sentence():
    talk = await a_patient_talking()
    reply = await talk.say("when is my appointment? I was born on 4 May 1980 and my number is 020 7946 0123")

    assert reply.tells == ("identity_proven", "appointment_is")


async def test_the_policy_is_the_documents():
    strict = AssistantDocument(
        identity=IdentityPolicy(required=("full_name", "date_of_birth", "phone"), attempts=1)
    )
    talk = await a_patient_talking(config=strict)
    reply = await talk.says("show me my details")
    assert reply.asks == ("full_name",)

    reply = await talk.says("Rosa Smith", *PROOF)
    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_what_is_known_of_a_proven_customer_is_not_asked():
    talk = await a_patient_talking()
    reply = await talk.says("when is my appointment?", *PROOF, "book another appointment on Friday at 10")

    assert reply.asks == ("confirmation",) and "Rosa Penhale" in reply.text


async def test_a_reference_that_proves_nothing_is_asked_for_again_where_all_else_was_told():
    talk = a_demo_of("legal")
    reply = await talk.says("I need to move my appointment", "3 November 1959", "020 7946 0199")
    for said in ("my reference is ABCD-1234", "020 7946 0199"):
        reply = await talk.say(said)
    assert reply.text and (reply.asks or reply.escalation)


async def test_what_one_asks_of_an_order_is_told_and_not_its_neighbour():
    reply = await a_demo_of("ecommerce").say("do i get any money back for ORD-4810")
    assert [one.name for one in reply.dialogue.flows] in (["refund_status"], ["request_refund"])
