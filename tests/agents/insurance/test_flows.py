"""Quotes, claims and policies of the demo insurer, each to its end."""

from dataclasses import replace
from datetime import datetime

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors.insurance.incidents import is_total_loss, kind_of
from tests.agents.world import Talk, a_demo_of

OWEN = ("POL-10021", "17 September 1983")
OWENS_HOME = ("POL-10022", "17 September 1983")


def a_talk(now: str = "2026-10-05T14:00") -> Talk:
    """Its records are of 5 October, whenever it is now."""
    talk = a_demo_of("insurance")
    talk.clinic.now = datetime.fromisoformat(now).replace(tzinfo=talk.clinic.now.tzinfo)
    return talk


# --- quotes ---


@pytest.mark.parametrize(
    ("lines", "price", "details"),
    [
        (
            ("I'd like a quote for car insurance", "22", "none", "£9,500"),
            "604.80 GBP",  # 300 + 80 % = 540, and 12 % tax
            "driver_age: 22, claim_free_years: 0, car_value: 9500.00 GBP",
        ),
        (
            ("how much would it be to insure my flat?", "it's a flat", "250000 pounds"),
            "231.84 GBP",  # 180 - 15 % + 30 %
            "home_type: flat, sum_insured: 250000.00 GBP",
        ),
        (("a quote for pet insurance please", "a cat", "9"), "168.00 GBP", "pet_kind: cat, pet_age: 9"),
        (
            ("I need travel insurance for Thailand", "two weeks", "3 of us"),
            "115.92 GBP",  # (14 + 90 % + 40 %) x 3, and 20 % tax
            "destination: worldwide, trip_length: P2W, travellers: 3",
        ),
    ],
)
async def test_a_quote_asks_what_the_product_needs_and_is_exact(lines, price, details):
    talk = a_talk()
    reply = await talk.says(*lines)
    assert reply.asks == ("confirmation",) and f"£{price.split()[0]}" in reply.text
    assert talk.clinic.records_of("quote") == []

    reply = await talk.say("yes please")
    assert reply.asks == ("phone",) and talk.clinic.records_of("quote") == []
    reply = await talk.say("020 7946 0977")
    assert reply.asks == ("confirmation",) and "020 7946 0977" in reply.text
    assert (await talk.say("yes")).tells == ("quote_kept",)
    [quote] = talk.clinic.records_of("quote")
    assert (quote.data["price"], quote.data["details"]) == (price, details)
    assert quote.data["valid_until"] == "2026-11-04" and quote.customer_id is not None


async def test_a_quote_that_nobody_wants_is_not_kept():
    talk = a_talk()
    await talk.says("quote for pet insurance", "dog", "2", "no", "never mind")

    assert talk.clinic.records_of("quote") == []


async def test_a_price_is_corrected_with_what_it_depends_on():
    talk = a_talk()
    await talk.says("I want a quote for my dog", "3")
    reply = await talk.say("sorry, it's a cat")

    assert "£100.80" in reply.text and reply.asks == ("confirmation",)


async def test_what_is_not_sold_is_said_with_what_is():
    reply = await a_talk().say("how much is life insurance?")

    assert "no_such_product" in reply.tells and "Pet insurance" in reply.text


async def test_a_very_large_sum_is_for_a_person():
    talk = a_talk()
    reply = await talk.says("quote for home insurance", "a house", "2 million pounds")

    assert reply.escalation is EscalationReason.OVER_LIMIT and "sum_too_large" in reply.tells


async def test_cover_is_told_from_the_record_only():
    reply = await a_talk().say("what does home insurance cover?")

    assert "cover_is" in reply.tells and "burst pipes" in reply.text and "flood from rivers" in reply.text


# --- claims ---

CRASH = (
    "somebody drove into my car yesterday",
    *OWEN,
    "no, nobody was hurt",
    "on Quay Street",
    "a dented door",
)


async def test_a_claim_is_reported_after_proof_and_a_yes_and_once_for_an_event():
    talk = a_talk()
    reply = await talk.says(*CRASH)
    assert reply.asks == ("confirmation",) and len(talk.clinic.records_of("claim")) == 3

    reply = await talk.say("yes")
    assert reply.tells == ("claim_reported",) and reply.escalation is None
    assert "paid" not in reply.text
    claim = talk.clinic.records_of("claim")[-1]
    assert claim.data | {"what": "", "reported_on": ""} == {
        "policy": "POL-10021",
        "event": "accident",
        "what": "",
        "happened_on": "2026-10-04",
        "place": "on Quay Street",
        "damage": "a dented door",
        "injuries": False,
        "status": "received",
        "reported_on": "",
    }

    reply = await talk.says("I want to make a claim", "somebody hit my car", "yesterday")
    assert "claim_already_reported" in reply.tells and claim.reference in reply.text
    assert len(talk.clinic.records_of("claim")) == 4


@pytest.mark.parametrize(
    ("hurt", "damage", "urgent"),
    [
        ("yes, my wife was hurt", "the door", True),
        ("no", "it is a write-off", True),
        ("nobody got hurt", "scratches", False),
    ],
)
async def test_injuries_and_a_total_loss_call_a_person(hurt, damage, urgent):
    talk = a_talk()
    reply = await talk.says("a van hit my car yesterday", *OWEN, hurt, "in Saltmouth", damage, "yes")

    assert (reply.escalation is EscalationReason.URGENT) == urgent
    claim = talk.clinic.records_of("claim")[-1]
    assert claim.data["injuries"] == hurt.startswith("yes")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ("I want to report a burst pipe", *OWENS_HOME, "a pipe burst in the bathroom", "2 May 2026"),
            "before_policy",
        ),
        (
            ("I need to make a claim", *OWEN, "water came into the engine", "last Monday"),
            "kind_not_covered",
        ),
        (("I had an accident with my car", "POL-10048", "5 December 1967", "yesterday"), "policy_not_active"),
        (("I need to make a claim", *OWEN, "somebody stole my car", "tomorrow"), "not_yet_happened"),
    ],
)
async def test_what_cannot_be_reported_is_said_and_nothing_is_written(lines, told):
    talk = a_talk()
    reply = await talk.says(*lines)

    assert told in reply.tells and len(talk.clinic.records_of("claim")) == 3
    assert "person" in reply.offers or reply.asks == ("incident_date",)


async def test_of_what_has_happened_a_weekday_is_the_one_before():
    talk = a_talk()
    await talk.says(
        "I need to make a claim", *OWEN, "my car was stolen", "on Friday", "no", "at home", "all of it"
    )
    await talk.say("yes")

    assert talk.clinic.records_of("claim")[-1].data["happened_on"] == "2026-10-02"


async def test_a_claim_for_the_home_is_under_the_home_policy():
    talk = a_talk()
    reply = await talk.says("my house was flooded on Saturday", *OWEN, "in the kitchen", "the floor", "yes")

    assert "claim_reported" in reply.tells
    assert talk.clinic.records_of("claim")[-1].data["policy"] == "POL-10022"


async def test_an_event_that_cannot_be_told_apart_is_asked_for():
    talk = a_talk()
    reply = await talk.says(
        "I want to file a claim", *OWEN, "something went wrong with the door", "yesterday"
    )
    assert reply.asks == ("incident_kind",) and "vandalism" in reply.text

    assert (await talk.say("vandalism")).asks == ("injured",)


async def test_a_wrong_birth_date_is_not_let_in():
    talk = a_talk()
    reply = await talk.says("what is the status of my claim?", "POL-10021", "1 January 1990")

    assert "identity_failed" in reply.tells and "CL-3001" not in reply.text


@pytest.mark.parametrize(
    ("proof", "told", "said"),
    [
        (OWEN, "claim_is_documents_needed", "the repair invoice"),
        (("POL-10035", "28 February 1991"), "claim_is_in_review", "CL-3004"),
        (("POL-10053", "30 July 1974"), "claim_is_decided", "letter"),
        (("POL-10048", "5 December 1967"), "no_claims", "no claim"),
    ],
)
async def test_how_a_claim_stands_and_what_is_missing(proof, told, said):
    reply = await a_talk().says("how is my claim going?", *proof)

    assert told in reply.tells and said in reply.text
    assert "pay" not in reply.text


async def test_another_customers_claim_is_not_found():
    reply = await a_talk().says("what's the status of claim CL-3004", *OWEN)

    assert "claim_not_found" in reply.tells and "looked at" not in reply.text


# --- policies ---


async def test_a_new_address_is_kept_with_the_customer():
    talk = a_talk()
    reply = await talk.says(
        "I've moved, please change the address on my policy", *OWEN, "12 Fore Street, Saltmouth"
    )
    assert reply.asks == ("confirmation",)

    assert "address_changed" in (await talk.say("yes")).tells
    [change] = talk.clinic.records_of("policy_change")
    assert (change.data["what"], change.data["status"]) == ("address", "done")
    assert "Fore Street" not in str(change.data)
    owen = next(one for one in talk.clinic.people.values() if one["name"] == "Owen Tarrant")
    assert owen["address"] == "12 Fore Street, Saltmouth"


async def test_a_new_address_that_was_wrong_is_said_again():
    talk = a_talk()
    reply = await talk.says("change my policy", *OWEN, "a new address", "12 Fore Street, Saltmouth", "no")
    assert reply.asks == ("change",)

    reply = await talk.says("the address", "14 Fore Street, Saltmouth")
    assert reply.asks == ("confirmation",) and "14 Fore Street" in reply.text


@pytest.mark.parametrize(
    ("lines", "what", "new"),
    [
        (
            ("I need to change the car on my insurance", *OWEN, "a red estate, SM26 ABC"),
            "car",
            "a red estate, SM26 ABC",
        ),
        (("I want to add a driver", *OWEN, "Nora Tarrant, 24"), "driver", "Nora Tarrant, 24"),
    ],
)
async def test_a_new_car_or_driver_is_requested_and_priced_by_people(lines, what, new):
    talk = a_talk()
    await talk.says(*lines)
    reply = await talk.say("yes")

    assert "change_requested" in reply.tells
    [change] = talk.clinic.records_of("policy_change")
    assert (change.data["what"], change.data["new"], change.data["status"]) == (what, new, "requested")
    assert talk.clinic.record("policy", "POL-10021").data["premium"] == "412.16 GBP"


async def test_added_cover_costs_exactly_what_was_told():
    talk = a_talk()
    reply = await talk.says("add breakdown cover to my car policy", *OWEN)
    # 36.00 with 12 % is 40.32 a year; 146 of 365 days are left
    assert "£40.32" in reply.text and "£452.48" in reply.text and "£16.13" in reply.text
    assert talk.clinic.record("policy", "POL-10021").data["premium"] == "412.16 GBP"

    assert "cover_added" in (await talk.say("yes")).tells
    policy = talk.clinic.record("policy", "POL-10021").data
    assert (policy["premium"], policy["add_ons"]) == ("452.48 GBP", ["Breakdown help"])
    [change] = talk.clinic.records_of("policy_change")
    assert change.data["difference"] == "40.32 GBP"


async def test_a_pet_policy_has_no_driver():
    reply = await a_talk().says("add another driver to my policy", "POL-10035", "28 February 1991")

    assert "no_car_policy" in reply.tells


@pytest.mark.parametrize(
    ("now", "until", "late"),
    [("2027-01-29T10:00", "2027-02-28", False), ("2027-01-30T10:00", "2028-02-28", True)],
)
async def test_a_policy_is_cancelled_to_the_end_of_the_term_that_notice_still_reaches(now, until, late):
    talk = a_talk(now)
    reply = await talk.says("I want to cancel my policy", *OWEN)
    assert ("notice_missed" in reply.tells) == late and reply.asks == ("confirmation",)

    assert "policy_cancelled" in (await talk.say("yes")).tells
    policy = talk.clinic.record("policy", "POL-10021").data
    assert (policy["status"], policy["cancelled_to"]) == ("ending", until)

    assert "already_cancelled" in (await talk.say("cancel my policy please")).tells
    reply = await talk.say("when does my policy end?")
    assert f"28 February {until[:4]}" in reply.text


async def test_a_no_leaves_the_policy_as_it_is():
    talk = a_talk()
    reply = await talk.says("please cancel my insurance", *OWEN, "no")

    assert "kept" in reply.tells and talk.clinic.record("policy", "POL-10021").data["status"] == "active"


async def test_a_proof_of_insurance_is_requested_once():
    talk = a_talk()
    reply = await talk.says("I need a proof of insurance", *OWEN, "yes")
    assert "proof_requested" in reply.tells

    assert "proof_already_requested" in (await talk.say("can I have a proof of insurance")).tells
    assert len(talk.clinic.records_of("document_request")) == 1


async def test_no_proof_of_what_is_not_in_force():
    reply = await a_talk().says("send me a certificate of insurance", "POL-10048", "5 December 1967")

    assert "policy_not_active" in reply.tells


@pytest.mark.parametrize(
    ("proof", "told", "said"),
    [
        (OWEN, "policy_is_active", "28 February 2027"),
        (("POL-10053", "30 July 1974"), "policy_is_ending", "31 December 2026"),
        (("POL-10048", "5 December 1967"), "policy_is_lapsed", "not in force"),
    ],
)
async def test_when_a_policy_ends_and_what_it_costs(proof, told, said):
    reply = await a_talk().says("when does my policy expire?", *proof)

    assert told in reply.tells and said in reply.text


@pytest.mark.parametrize("number", ["10021", "pol 10021", "it's p o l one zero zero two one"])
async def test_a_number_is_known_however_it_is_said(number):
    reply = await a_talk().says("when does my policy expire?", number, "17 September 1983")

    assert "policy_is_active" in reply.tells


async def test_that_is_it_is_a_yes_before_it_is_a_goodbye():
    talk = a_talk()
    await talk.says("I need a proof of insurance", *OWEN, "yes, that's it")

    assert len(talk.clinic.records_of("document_request")) == 1


async def test_an_emergency_comes_first():
    talk = a_talk()
    reply = await talk.says("I want to make a claim", "we had a crash and my son is badly hurt")

    assert reply.escalation is EscalationReason.MEDICAL_EMERGENCY and "999" in reply.text


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("my bike was stolen from the shed", "theft"),
        ("un coche me golpeó por detrás", "accident"),
        ("l'eau est entrée dans la cave", "water"),
        ("ein Steinschlag in der Scheibe", "glass"),
        ("the suitcase never arrived", "luggage"),
        ("it just stopped", ""),
    ],
)
def test_kinds_of_events_by_their_words(told, kind):
    assert kind_of(told) == kind


@pytest.mark.parametrize(
    ("told", "lost"), [("it's totalled", True), ("Totalschaden", True), ("a scratch", False)]
)
def test_a_total_loss_by_its_words(told, lost):
    assert is_total_loss(told) == lost


async def test_a_wish_is_not_answered_with_a_fact_that_shares_a_word_with_it():
    talk = a_talk()
    reply = await talk.say("Is there anything new about my claim?")

    assert reply.tells == () and reply.asks == ("policy_number",)


async def test_who_tells_what_happened_is_not_asked_what_happened():
    reply = await a_talk().says("a tree branch came down on our conservatory last night", *OWEN)
    assert "incident" not in reply.asks


async def test_a_price_asked_too_early_is_promised_and_the_question_stays():
    talk = a_talk()
    asked = await talk.says("I want a quote for my dog")
    reply = await talk.say("roughly how much will it be?")
    assert "fact" in reply.tells and "fact_unknown" not in reply.tells and reply.asks == asked.asks


# --- where it holds ---


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "does the policy still hold over in Spain?"),
        ("en", "and would it be valid in Italy?"),
        ("fr", "est-ce qu'elle est valable en Espagne ?"),
        ("de", "gilt das auch in Italien?"),
        ("es", "¿me sirve en el extranjero?"),
    ],
)
async def test_where_a_policy_holds_is_asked_by_naming_a_country(language, said):
    talk = a_talk()
    talk.language = language
    talk.business = replace(talk.business, facts={"abroad": "Cover goes as far as Norway."})

    assert "as far as Norway" in (await talk.say(said)).text


async def test_who_is_told_for_a_new_wish_is_not_who_speaks():
    talk = a_demo_of("insurance")
    await talk.says("cancel my car insurance POL-10021", "17 September 1983", "Owen Tarrant")
    reply = await talk.say("no, rather add my nephew to it as a driver. Jory Penn, born 9 March 2005")
    assert "identity_failed" not in reply.tells and reply.asks == ("confirmation",)
    assert "Jory Penn" in reply.text and "POL-10021" in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "Can I get my pictures onto it afterwards?",
        "How would I add the invoices to it?",
        "Could I put our dashcam video on there?",
    ],
)
async def test_papers_are_not_insured(said):
    reply = await a_demo_of("insurance").say(said)
    assert not reply.dialogue.flow or reply.dialogue.flow.name != "change_policy"


@pytest.mark.parametrize(
    "said",
    [
        "please insure our Tamsin on it",
        "can you put my younger brother Ned on it please",
        "get our Milo onto the policy",
        "add my new van to it",
    ],
)
async def test_who_or_what_is_driven_is_put_on_it(said):
    reply = await a_demo_of("insurance").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_policy"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "quisiera incluir a mi madre"),
        ("fr", "j'aimerais ajouter mon frère"),
        ("de", "meine Schwester bitte eintragen"),
    ],
)
async def test_and_so_are_a_brother_and_a_parent_abroad(language, said):
    talk = a_demo_of("insurance")
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_policy"
