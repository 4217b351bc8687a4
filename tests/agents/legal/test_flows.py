"""New matters, consultations, cases and fees of the demo law firm, each to its end."""

from datetime import datetime

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors.legal.areas import area_of
from tests.agents.world import Talk, a_demo_of

THEO = ("22 January 1985", "020 7946 0511")
CARMEN = ("9 June 1978", "020 7946 0522")
ANNA = ("Anna Poole", "020 7946 0567")


def a_talk(now: str = "2026-10-05T14:00") -> Talk:
    """Its records are of 5 October, whenever it is now."""
    talk = a_demo_of("legal")
    talk.clinic.now = datetime.fromisoformat(now).replace(tzinfo=talk.clinic.now.tzinfo)
    return talk


# --- new matters ---


async def a_matter_against(other: str) -> Talk:
    talk = a_talk()
    await talk.says("I need a lawyer", "employment", "I was dismissed without a reason", other, "no", *ANNA)
    assert talk.clinic.records_of("matter") == []
    await talk.say("yes")
    return talk


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        ("Brackwell Holdings", "possible"),
        ("brackwel holdings limited", "possible"),
        ("Dennis Marlowe", "possible"),
        ("it is a Mr Marlow", "possible"),
        ("some holdings company", "none_found"),
        ("Dennis Baker", "none_found"),
        ("nobody", "none_found"),
    ],
)
async def test_a_conflict_is_noted_for_a_person_and_never_told(other, conflict):
    talk = await a_matter_against(other)
    assert talk.reply and talk.reply.tells == ("matter_opened",) and talk.reply.escalation is None

    [matter] = talk.clinic.records_of("matter")
    assert (matter.data["conflict"], matter.data["area"]) == (conflict, "employment")
    assert talk.reply.text.replace(matter.reference, "") == (
        "Your matter is with our lawyers, reference . They check whether we may take it on and call you. "
        "Until then we do not act for you, and deadlines stay yours. Is there anything else I can do for you?"
    )


async def test_whoever_we_act_against_is_a_conflict_too():
    talk = a_talk()
    lines = ("I need a lawyer", "employment", "my cook left without notice", "Ines Carro", "no")
    await talk.says(*lines, "Dennis Marlowe", "020 7946 0588", "yes")

    [matter] = talk.clinic.records_of("matter")
    assert matter.data["conflict"] == "possible"


@pytest.mark.parametrize(
    "said",
    [
        ("I was dismissed and need a lawyer", "my old company, Harl and Sons"),
        ("Me han despedido y quiero que me lleven el asunto", "mi empresa Bodegas Lirio"),
    ],
)
async def test_a_word_in_an_answer_changes_no_area_that_is_known(said: tuple[str, str]) -> None:
    reply = await a_talk().says(*said)

    assert reply.dialogue.values()["area"] == "employment"
    assert said[1].endswith(reply.dialogue.values()["other_party"])


async def test_the_same_matter_is_not_taken_down_twice():
    talk = await a_matter_against("nobody")
    reply = await talk.says(
        "I need a lawyer", "employment", "I was dismissed without a reason", "nobody", "no", "yes"
    )

    assert "matter_already_open" in reply.tells and len(talk.clinic.records_of("matter")) == 1


async def test_what_was_told_first_is_not_asked_again():
    talk = a_talk()
    reply = await talk.say("my landlord wants to evict me and I need a lawyer")

    assert reply.asks == ("other_party",)


@pytest.mark.parametrize(
    "said",
    [
        "I have a hearing tomorrow and need a lawyer",
        "the bailiffs are here, I need a solicitor",
        "my son was arrested, we need a lawyer",
        "i was arrested last night and im at the police station",
        "I need a lawyer, my court date is on Thursday",
    ],
)
async def test_what_cannot_wait_calls_a_person_at_once_and_is_taken_down_meanwhile(said):
    talk = a_talk()
    reply = await talk.say(said)
    assert reply.escalation is EscalationReason.URGENT and "deadline_noted" in reply.tells
    assert reply.asks

    answers = {
        "area": "criminal",
        "summary": "it is about a theft",
        "other_party": "nobody",
        "full_name": "Anna Poole",
        "phone": "020 7946 0567",
        "confirmation": "yes",
    }
    for _ in range(8):
        if not reply.asks:
            break
        reply = await talk.say(answers[reply.asks[0]])
    assert reply.tells[0] == "matter_opened"
    assert talk.clinic.records_of("matter")[0].data["urgent"] is True


@pytest.mark.parametrize(
    ("answer", "urgent"), [("yes, on Thursday", True), ("on 20 January 2027", False), ("no", False)]
)
async def test_a_near_deadline_is_urgent_when_it_is_told(answer, urgent):
    talk = a_talk()
    reply = await talk.says("I need a lawyer", "property", "a quarrel about a fence", "Mr Baker", answer)

    assert (reply.escalation is EscalationReason.URGENT) == urgent


@pytest.mark.parametrize(
    "said", ["can I sue my employer?", "what are my chances of winning?", "is it legal to record a call?"]
)
async def test_advice_is_refused_kindly_and_a_consultation_offered(said):
    reply = await a_talk().say(said)

    assert "no_advice" in reply.tells and reply.asks == ("confirmation",)
    assert {"appointment", "person"} <= set(reply.offers)


# --- consultations ---


async def test_a_consultation_is_booked_with_a_lawyer_of_the_area_and_its_fee_told_before():
    talk = a_talk()
    reply = await talk.says("I'd like to book a consultation", "family law")
    assert "consultation_costs" in reply.tells and "£150.00 for 45 minutes" in reply.text

    reply = await talk.says("Thursday at 10", *ANNA)
    assert reply.asks == ("confirmation",) and "£150.00" in reply.text
    assert (await talk.say("yes")).tells == ("booked",)
    [one] = talk.clinic.booked.values()
    assert (one.resource_name, one.kind, one.fields) == (
        "Miriam Rowe",
        "consultation",
        {"area": "family", "fee": "150.00 GBP"},
    )


async def test_the_area_is_the_lawyers_who_was_named():
    reply = await a_talk().say("can I book an appointment with Julian Ferro?")

    assert "consultation_costs" in reply.tells and "employment" in reply.text


async def test_an_area_that_nobody_does_is_said():
    reply = await a_talk().says("book a consultation please", "immigration law")

    assert "no_lawyer_for_area" in reply.tells and "person" in reply.offers


async def test_a_consultation_is_moved_and_cancelled():
    talk = a_talk()
    await talk.says("book a consultation", "employment", "Wednesday at 11", *ANNA, "yes")
    await talk.says("move my consultation to Friday at 10", "yes")
    assert talk.clinic.bookings() == [("2026-10-09 10:00", "Julian Ferro")]

    reply = await talk.says("cancel my consultation", "yes")
    assert "cancelled" in reply.tells and talk.clinic.bookings() == []


# --- cases ---


@pytest.mark.parametrize(
    ("proof", "told", "said"),
    [
        (THEO, "case_next_needs", ("a hearing is set", "11 February 2027", "payslips")),
        (("22 January 1985", "CA-40017"), "case_next_needs", ("a hearing is set",)),
        (("my case number is 40017, born 22 January 1985",), "case_next_needs", ("CA-40017",)),
        (("3 November 1959", "020 7946 0533"), "case_needs", ("the death certificate",)),
    ],
)
async def test_how_a_case_stands_and_nothing_of_its_substance(proof, told, said):
    reply = await a_talk().says("how is my case going?", *proof)

    assert told in reply.tells and all(words in reply.text for words in said)
    assert "MARGIN" not in reply.text


async def test_of_several_cases_one_is_chosen():
    talk = a_talk()
    reply = await talk.says("what is happening with my case?", *CARMEN)
    assert reply.asks == ("case",)

    assert "case_stands" in (await talk.say("CA-40031")).tells


async def test_another_clients_case_is_not_found():
    talk = a_talk()
    reply = await talk.says("what's the status of case CA-40044?", THEO[0])
    assert "identity_failed" in reply.tells

    reply = await talk.says("the phone is 020 7946 0511", "22 January 1985")
    assert "death certificate" not in reply.text and "CA-40044" not in reply.text


# --- fees ---


async def test_fees_are_those_of_the_records():
    reply = await a_talk().say("how much does a divorce cost?")

    assert "fees_listed" in reply.tells
    assert all(sum_ in reply.text for sum_ in ("£150.00", "£240.00 an hour", "£950.00 in all"))


async def test_the_area_of_a_fee_is_asked_where_it_is_not_named():
    talk = a_talk()
    reply = await talk.say("what are your fees?")
    assert reply.asks == ("area",)

    assert "£280.00" in (await talk.say("wills")).text


@pytest.mark.parametrize(
    ("proof", "told", "said"),
    [
        (THEO, "invoice_is", ("IN-7001", "£520.00", "20 January 2027")),
        (CARMEN, "invoices_listed", ("£440.00", "£132.50", "£572.50")),
        (("3 November 1959", "020 7946 0533"), "no_open_invoices", ()),
    ],
)
async def test_what_is_open_is_told_to_whom_it_concerns(proof, told, said):
    reply = await a_talk().says("what do I owe you?", *proof)

    assert told in reply.tells and all(words in reply.text for words in said)


async def test_what_is_overdue_is_said():
    reply = await a_talk("2027-02-03T10:00").says("how much is my invoice", *THEO)

    assert "invoice_is_overdue" in reply.tells


@pytest.mark.parametrize(("proof", "called"), [(THEO, True), (("3 November 1959", "020 7946 0533"), False)])
async def test_paying_in_parts_is_for_a_person(proof, called):
    reply = await a_talk().says("can I pay in instalments?", *proof)

    assert (reply.escalation is EscalationReason.NEEDS_APPROVAL) == called
    assert ("plan_is_for_a_person" if called else "no_open_invoices") in reply.tells


async def test_an_emergency_comes_first():
    reply = await a_talk().says("I need a lawyer", "my husband is attacking me, call the police")

    assert reply.escalation is EscalationReason.MEDICAL_EMERGENCY and "999" in reply.text


@pytest.mark.parametrize(
    ("told", "area"),
    [
        ("my wife wants a divorce", "family"),
        ("me han despedido", "employment"),
        ("mon propriétaire garde la caution", "property"),
        ("es geht um ein Erbe", "wills"),
        ("I was charged with assault", "criminal"),
        ("something else", ""),
    ],
)
def test_areas_by_their_words(told, area):
    assert area_of(told) == area


async def test_a_question_about_the_house_is_not_the_name_of_the_other_side():
    talk = a_talk()
    reply = await talk.says(
        "I was dismissed without notice and want you to take it on", "is there parking near you?"
    )

    assert reply.asks == ("other_party",) and "fact" in reply.tells[0]
    reply = await talk.say("Corbel Logistics")
    assert reply.asks == ("deadline", "deadline_date")


async def test_why_a_consultation_is_wished_for_is_no_second_wish():
    talk = a_talk()
    reply = await talk.say("I was sacked last week and would like to see a solicitor on Thursday at ten")

    assert "noted_for_later" not in reply.tells and reply.dialogue.flow
    assert reply.dialogue.flow.name == "book_appointment"


async def test_a_matter_that_is_asked_for_stands_beside_a_consultation():
    reply = await a_talk().say("I want to sue my landlord and I want to book a consultation")

    assert "noted_for_later" in reply.tells


# --- in other words ---


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        ("could you shift QB-7731 to thursday", "reschedule_appointment"),
        ("have you got anyone who does wills", "find_provider"),
    ],
)
async def test_a_wish_is_known_by_what_it_names(said: str, flow: str) -> None:
    reply = await a_talk().say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == flow or "providers_listed" in reply.tells


@pytest.mark.parametrize("none", ["there isn't one", "no there is none"])
async def test_a_deadline_that_there_is_not_has_no_day(none: str) -> None:
    reply = await a_talk().says(
        "I need a lawyer", "employment", "I was dismissed without a reason", "nobody", none
    )

    assert reply.asks == ("full_name",)
