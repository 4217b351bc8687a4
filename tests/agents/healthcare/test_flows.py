"""Prescriptions, symptoms, results, messages and details of a clinic."""

from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors.healthcare.triage import days_of
from caly_app.ports import StoredRecord
from tests.agents.world import BUSINESS, Talk, a_clinic, a_demo_of, a_known_patient

PROOF = ("4 May 1980", "020 7946 0123")


def a_patient_with(*records: tuple[str, str, dict[str, object]]) -> Talk:
    clinic = a_clinic()
    who = a_known_patient(clinic)
    for kind, reference, data in records:
        one = StoredRecord(uuid7(), kind, reference, data)
        clinic.stored[one.id] = (one, who)
    return Talk(clinic)


def a_prescription(medication: str, left: int) -> tuple[str, str, dict[str, object]]:
    return (
        "prescription",
        f"RX-{medication}",
        {"medication": medication, "dosage": "50 mg", "refills_left": left},
    )


async def test_a_refill_is_requested_after_proof_and_a_yes_and_never_twice():
    talk = a_patient_with(a_prescription("Atenolol", 2))
    reply = await talk.says("I need a refill of my atenolol", *PROOF)
    assert reply.asks == ("confirmation",) and "Atenolol" in reply.text
    assert talk.clinic.records_of("refill_request") == []

    assert (await talk.say("yes")).tells == ("refill_requested",)
    assert (await talk.say("refill my atenolol please")).tells == ("refill_already_open",)
    [request] = talk.clinic.records_of("refill_request")
    assert request.data["prescription"] == "RX-Atenolol" and request.data["status"] == "requested"


async def test_of_several_prescriptions_one_is_chosen():
    talk = a_patient_with(a_prescription("Atenolol", 2), a_prescription("Sertraline", 1))
    reply = await talk.says("I need a prescription refill", *PROOF)
    assert (reply.asks, reply.offers) == (("prescription",), ("choices",))

    assert "Sertraline" in (await talk.say("sertraline")).text


@pytest.mark.parametrize(
    "said", ["and the sertraline as well please", "and sertraline", "also my sertraline too"]
)
async def test_one_more_is_the_one_that_was_named(said):
    talk = a_patient_with(a_prescription("Atenolol", 2), a_prescription("Sertraline", 1))
    reply = await talk.says("I need a refill of my atenolol", *PROOF, "yes", said)

    assert reply.asks == ("confirmation",) and "Sertraline" in reply.text


async def test_no_refills_left_offers_the_doctor_or_a_person():
    talk = a_patient_with(a_prescription("Sertraline", 0))
    reply = await talk.says("I need a prescription refill", *PROOF)

    assert reply.tells[-1] == "no_refills_left" and set(reply.offers) == {"appointment", "person"}
    assert talk.clinic.records_of("refill_request") == []
    assert (await talk.say("yes")).asks == ("date",)


async def test_how_a_refill_stands():
    talk = a_patient_with(
        (
            "refill_request",
            "RE-1",
            {"medication": "Atenolol", "status": "ready", "requested_on": "2026-10-01"},
        )
    )
    reply = await talk.says("is my refill ready?", *PROOF)

    assert reply.tells[-1] == "refill_is_ready"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("I have a headache", "two days", "2"), "advice_self_care"),
        (("I have a headache", "two weeks", "2"), "advice_routine"),
        (("I've had a bad cough for ten days", "5"), "advice_routine"),
        (("I have a fever", "since yesterday", "8"), "advice_same_day"),
        (("my back hurts", "3 days", "severe"), "advice_same_day"),
        (("I'm pregnant and I have a stomach ache", "today", "1"), "advice_same_day"),
        (("my knee hurts", "an hour", "ten"), "advice_urgent"),
    ],
)
async def test_symptoms_lead_to_advice_and_never_to_a_diagnosis(lines, told):
    reply = await Talk().says(*lines)

    assert told in reply.tells
    assert "cannot make a diagnosis" in reply.text
    assert (reply.escalation is EscalationReason.URGENT_SYMPTOMS) == (told == "advice_urgent")


async def test_advice_leads_to_an_appointment_with_its_reason():
    talk = Talk()
    await talk.says(
        "I've had a bad cough for ten days", "5", "yes", "Thursday at 10", "Tom Reed", "020 7946 0999"
    )
    await talk.say("yes")

    [one] = talk.clinic.booked.values()
    assert "cough" in one.fields["reason"]


@pytest.mark.parametrize(
    "said",
    [
        "I have chest pain",
        "my father has chest pains and can't breathe",
        "I think she's having a stroke",
        "i want to kill myself",
        "he's unconscious",
        "the bleeding won't stop, severe bleeding",
        "Ich bekomme keine Luft",
        "me duele el pecho",
        "j'ai une douleur à la poitrine",
    ],
)
@pytest.mark.parametrize("before", [(), ("I want to book an appointment", "Thursday")])
async def test_emergency_words_bring_the_number_and_a_person_at_once(said, before):
    talk = Talk()
    for line in before:
        await talk.say(line)

    reply = await talk.say(said)

    assert reply.escalation is EscalationReason.MEDICAL_EMERGENCY
    assert "999" in reply.text and "emergency" in reply.tells


async def test_what_was_under_way_is_kept_through_an_emergency():
    talk = Talk()
    await talk.says("I want to book an appointment", "Thursday", "I have chest pain")

    assert (await talk.say("10:00")).asks == ("full_name",)


@pytest.mark.parametrize("said", ["I have no chest pain", "it's not an emergency", "no trouble breathing"])
async def test_a_denied_emergency_is_none(said):
    assert (await Talk().say(said)).escalation is None


@pytest.mark.parametrize(("status", "told"), [("ready", "result_ready"), ("pending", "result_not_ready")])
async def test_results_are_there_or_not_and_never_told(status, told):
    data = {"test": "blood count", "status": status, "taken_on": "2026-10-01", "value": "HAEMOGLOBIN 3"}
    talk = a_patient_with(("test_result", "T-1", data))
    reply = await talk.says("are my blood test results in?", *PROOF)

    assert reply.tells[-1] == told and "HAEMOGLOBIN" not in reply.text


async def test_a_message_for_the_doctor_is_kept():
    talk = a_patient_with()
    reply = await talk.says("leave a message for the doctor", *PROOF, "the tablets make me dizzy", "yes")

    assert reply.tells == ("message_left",)
    assert talk.clinic.records_of("message")[0].data["text"] == "the tablets make me dizzy"


@pytest.mark.parametrize(
    "said", ["tell her a later visit would be better", "I'm away, so post is best instead"]
)
async def test_a_message_keeps_its_last_word(said: str):
    talk = a_patient_with()
    await talk.says("leave a message for the doctor", *PROOF, said, "yes")

    assert talk.clinic.records_of("message")[0].data["text"] == said


async def test_a_yes_that_leaves_a_message_stops_nothing():
    talk = a_patient_with()
    reply = await talk.says(
        "leave a message for the doctor", *PROOF, "the cream helps", "yes please leave it"
    )

    assert reply.tells == ("message_left",)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("we're meant to come in tomorrow at two but the car won't start, can we do Friday", "reschedule"),
        ("I'm booked in on Thursday at ten and my boss needs me, could you make it Monday", "reschedule"),
        ("I'm due for a smear, can I come in on Monday", "book"),
    ],
)
async def test_who_is_expected_and_names_another_day_wants_it_moved(said, wish):
    talk = a_patient_with()
    await talk.say(said)

    known = talk.reply.dialogue
    assert known.flow is not None and known.flow.name == f"{wish}_appointment"


@pytest.mark.parametrize(("felt", "told"), [("much better", "feeling_better"), ("worse", "feeling_worse")])
async def test_after_a_visit(felt, told):
    reply = await Talk().says("I want to follow up after my visit", felt)

    assert told in reply.tells and ("appointment" in reply.offers) == (told == "feeling_worse")


async def test_details_change_after_proof_and_a_yes():
    talk = a_patient_with()
    reply = await talk.says("I want to change my phone number", *PROOF, "020 7946 0999")
    assert reply.asks == ("confirmation",) and "020 7946 0999" in reply.text
    [held] = talk.clinic.people.values()
    assert held["phone"] == "+442079460123"

    await talk.say("yes")

    assert held["phone"] == "+442079460999"


@pytest.mark.parametrize(
    ("duration", "days"), [("P3D", 3), ("P2W", 14), ("PT5H", 0), ("P1M", 30), ("P1Y", 365), ("nonsense", 0)]
)
def test_durations_in_days(duration, days):
    assert days_of(duration) == days


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("can I get a flu jab while I'm there?", True),
        ("do you give flu jabs?", True),
        ("is flu about?", False),
    ],
)
async def test_a_fact_with_a_short_name_is_known_by_all_of_it(said, is_told):
    talk = Talk(business=replace(BUSINESS, facts={"flu_jabs": "They are given on Thursdays."}))

    assert ("Thursdays" in (await talk.say(said)).text) is is_told


@pytest.mark.parametrize(
    "said", ["can i get in without any stairs, i'm on crutches", "are there many steps at the door?"]
)
async def test_who_cannot_climb_asks_for_a_way_in(said):
    reply = await a_demo_of("healthcare").say(said)
    assert set(reply.tells) & {"fact", "fact_named", "fact_unknown"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "please change my phone, the new one's now 020 7946 0188"),
        ("es", "Cambien mi teléfono, por favor, el nuevo es el 020 7946 0188"),
        ("fr", "Je change de téléphone, le nouveau c'est le 020 7946 0188"),
        ("de", "Bitte meine Telefonnummer ändern, die neue ist die 020 7946 0188"),
    ],
)
async def test_a_new_number_that_is_told_at_once_proves_nothing_and_is_not_asked_for(language, said):
    talk = a_demo_of("healthcare")
    talk.language = language
    reply = await talk.says(said, "1980-05-04", "020 7946 0123")
    assert "new_phone" not in reply.asks and "identity_proven" in reply.tells


@pytest.mark.parametrize(
    ("language", "symptom", "since", "said", "tells"),
    [
        ("en", "I have a cough", "since yesterday", "not very strong", "advice_self_care"),
        ("en", "I have a cough", "since yesterday", "it doesn't hurt much", "advice_self_care"),
        ("en", "I have a cough", "since yesterday", "hardly bearable", "advice_urgent"),
        ("es", "me duele la garganta", "desde ayer", "no es muy fuerte", "advice_self_care"),
        ("fr", "j'ai mal à la gorge", "depuis hier", "pas très fort", "advice_self_care"),
        ("de", "ich habe Halsschmerzen", "seit gestern", "nicht so schlimm", "advice_self_care"),
    ],
)
async def test_how_strong_it_is_not_is_heard(language, symptom, since, said, tells):
    talk = a_demo_of("healthcare")
    talk.language = language
    assert tells in (await talk.says(symptom, since, said)).tells


async def test_what_it_is_not_says_not_how_strong_it_is():
    reply = await a_demo_of("healthcare").says("I have a cough", "since yesterday", "not exactly severe")
    assert reply.dialogue.flows and not any(code.startswith("advice") for code in reply.tells)


@pytest.mark.parametrize(
    "said", ["where can I charge my phone while I wait", "could I charge an electric car there"]
)
async def test_who_charges_something_asks_for_no_price(said):
    reply = await a_demo_of("healthcare").say(said)
    assert "£" not in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "My knee keeps locking and I was wondering whether Dr Halas could see me on Thursday",
        "I have got a rash behind my ear and I wondered if Dr Quist might have a gap on Thursday, please",
    ],
)
async def test_what_is_wrong_beside_a_doctor_and_a_day_is_why_somebody_comes(said: str):
    reply = await a_demo_of("healthcare").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "book_appointment"
    assert reply.dialogue.flow.slots["date"] == "2026-10-08"


@pytest.mark.parametrize(
    "said",
    [
        "i've got the doctor on thursday for my back and work has run over so can i bring it to friday",
        "i have dr halas wednesday but the kids are off school, could you shift it to monday please",
    ],
)
async def test_what_is_brought_to_another_day_is_moved_and_not_cancelled(said: str):
    reply = await a_demo_of("healthcare").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("de", "Geben Sie Frau Dr. Quist bitte weiter, dass der Husten weg ist", "der Husten weg ist"),
        ("de", "Richten Sie Herrn Doktor Halas doch bitte aus, dass ich nicht fasten konnte", "nicht fasten"),
        ("es", "Dígale a la doctora Quist que la pomada me ayuda", "la pomada me ayuda"),
        ("en", "please let dr quist know that the rash is gone", "the rash is gone"),
        ("en", "please let the doctor know that I am so sorry", "so sorry"),
        ("en", "tell Dr Halas that the swelling feels no better, I'd like a call instead", "a call instead"),
        ("es", "Dígale a la doctora Quist que le pido perdón", "le pido perdón"),
    ],
)
async def test_what_a_doctor_is_to_be_told_is_a_message(language: str, said: str, told: str):
    talk = a_demo_of("healthcare")
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "message_doctor"
    assert told in reply.dialogue.flow.slots["message"]
