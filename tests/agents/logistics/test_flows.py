"""Parcels, collections, failed deliveries and addresses of a carrier."""

from dataclasses import replace

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors.logistics.pickups import postcode_told
from tests.agents.world import Talk, a_demo_of

PHONE_OF_NORA = "020 7946 0211"
PHONE_OF_IDRIS = "020 7946 0322"
PHONE_OF_GRETA = "020 7946 0433"


@pytest.fixture
def talk() -> Talk:
    return a_demo_of("logistics")


# --- tracking ---


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        ("CW-2045187", "parcel_in_transit", "arrived at Leeds depot"),
        ("CW-2045333", "parcel_out_with_window", "14:00-16:00"),
        ("CW-3081942", "parcel_failed", "nobody was there"),
        ("CW-3082007", "parcel_delivered", "left with a neighbour"),
        ("CW-4410555", "parcel_late", "it was expected on Sunday, 4 October 2026"),
    ],
)
async def test_where_a_parcel_is_needs_its_number_and_no_proof(talk, number, code, says):
    reply = await talk.say(f"Where is my parcel {number}?")

    assert reply.tells == (code,) and says in reply.text
    assert "Beck Lane" not in reply.text and "Mill Court" not in reply.text


async def test_the_number_is_asked_for_and_may_come_without_its_letters(talk):
    assert (await talk.say("where is my parcel")).asks == ("tracking_number",)
    assert (await talk.say("2045187")).tells == ("parcel_in_transit",)
    assert (await talk.say("and where is 2045333?")).tells == ("parcel_out_with_window",)


async def test_a_number_that_does_not_exist_is_asked_for_again_and_a_person_offered(talk):
    reply = await talk.say("track my parcel CW-9999999")

    assert reply.tells == ("parcel_unknown",)
    assert (reply.asks, reply.offers) == (("tracking_number",), ("person",))


@pytest.mark.parametrize(
    "said", ["where has AB-60417 got to", "just tell me where AB-60417 is please", "where's AB-60417"]
)
async def test_a_number_with_letters_is_a_parcels_however_short(talk, said):
    talk.clinic.put("parcel", "AB-60417", {"status": "announced"}, None)
    assert (await talk.say(said)).tells == ("parcel_announced",)


async def test_a_parcel_that_only_the_sender_knows_of(talk):
    talk.clinic.put("parcel", "CW-7000001", {"status": "announced"}, None)
    assert (await talk.say("where is my parcel CW-7000001")).tells == ("parcel_announced",)


# --- collections ---


async def test_a_collection_is_booked_in_the_area_then_moved_and_cancelled(talk):
    reply = await talk.says(
        "I need two boxes collected",
        "12 Mill Lane, Leeds LS4 2AB",
        "about 12 kg",
        "Thursday",
        "at 10",
        "Ann Bell",
        "020 7946 0555",
    )
    assert reply.asks == ("confirmation",) and "12 Mill Lane" in reply.text
    assert talk.clinic.bookings() == []

    assert (await talk.say("yes")).tells == ("booked",)
    [booked] = talk.clinic.booked.values()
    assert (booked.kind, booked.fields["parcels"], booked.fields["weight"]) == ("pickup", "2", "12")
    assert booked.fields["collect_from"] == "12 Mill Lane, Leeds LS4 2AB"

    assert (await talk.says("can you move my collection to Friday", "10", "yes")).tells == ("moved",)
    assert talk.clinic.bookings() == [("2026-10-09 10:00", booked.resource_name)]
    assert (await talk.say("when is my collection?")).tells == ("appointment_is",)
    assert (await talk.says("cancel my collection", "yes")).tells == ("cancelled",)
    assert talk.clinic.bookings() == []


async def test_outside_the_area_nothing_is_collected(talk):
    reply = await talk.says("I'd like a pickup of 3 parcels, 10 kg", "5 High Street, London E1 4AB")

    assert reply.tells == ("area_not_served",) and "LS, BD, HX, WF" in reply.text
    assert talk.clinic.bookings() == []


async def test_the_postcode_of_the_address_counts_and_not_one_told_before_it(talk):
    reply = await talk.says("book a collection, my postcode is E1 4AB", "5 High Street, Leeds LS1 4AB")

    assert reply.asks == ("parcels",)


async def test_the_postcode_is_asked_for_where_the_address_has_none(talk):
    reply = await talk.says("book a collection", "5 High Street, Leeds")
    assert reply.asks == ("postcode",)
    assert (await talk.say("LS1 4AB")).asks == ("parcels",)


@pytest.mark.parametrize(("load", "code"), [(("2", "45"), "too_heavy"), (("60", "2"), "too_many_parcels")])
async def test_what_a_van_does_not_take_goes_to_a_person(talk, load, code):
    reply = await talk.says("book a collection", "5 High Street, Leeds LS1 4AB", *load)

    assert reply.tells[0] == code and reply.escalation is EscalationReason.OVER_LIMIT
    assert talk.clinic.bookings() == []


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ("18 Beck Lane, Leeds LS6 2AB", "LS6 2AB"),
        ("e1 4ab", "E1 4AB"),
        ("12 mill lane leeds l s 4 2 a b", "LS4 2AB"),
        ("12 Hauptstr., 80331 Berg", "80331"),
        ("", ""),
        ("y o thirty one eight j t", "YO31 8JT"),
        ("twelve foss bank york", ""),
    ],
)
def test_the_postcode_is_found_in_an_address(said, area):
    assert postcode_told(said) == area


@pytest.mark.parametrize("where", ["5 High Street, London E1 4AB", "Torstraße 1, 10119 Berlin"])
async def test_a_carrier_that_has_set_nothing_collects_everywhere(talk, where):
    talk.business = replace(talk.business, settings={})
    reply = await talk.says("I'd like a pickup of 3 parcels, 10 kg", where)

    assert "area_not_served" not in reply.tells and reply.asks == ("date",)


@pytest.mark.parametrize(
    ("said", "is_served"),
    [
        ("3 Elm Court, LS4 2AB", True),
        ("three elm court l s four two a b", True),
        ("3 Elm Court, LS6 1CD", False),
    ],
)
async def test_a_business_may_serve_some_districts_of_an_area(talk, said, is_served):
    settings = {**talk.business.settings, "postcode_areas": "LS4, LS5"}
    talk.business = replace(talk.business, settings=settings)

    reply = await talk.says("book a collection", said)

    assert (reply.tells[:1] != ("area_not_served",)) == is_served


# --- failed deliveries ---


async def test_another_day_after_proof_and_a_yes(talk):
    reply = await talk.says("You tried to deliver CW-3081942 and I was out", "yes", PHONE_OF_IDRIS)
    assert reply.asks == ("delivery_option",)

    reply = await talk.says("another day", "on Sunday")
    assert reply.tells == ("no_delivery_that_day",)
    assert "expected_on" not in reply.text
    assert (await talk.says("Friday", "yes")).tells == ("redelivery_arranged",)
    parcel = talk.clinic.record("parcel", "CW-3081942")
    assert (parcel.data["expected_on"], parcel.data["instruction"]) == ("2026-10-09", "another_day")
    assert (await talk.say("where is my parcel now?")).tells == ("parcel_coming_again",)


async def test_with_a_neighbour(talk):
    reply = await talk.says("please leave parcel CW-3081942 with my neighbour", PHONE_OF_IDRIS)
    assert reply.asks == ("neighbour",)

    assert (await talk.says("Mrs Hale at number 12", "yes")).tells == ("redelivery_arranged",)
    parcel = talk.clinic.record("parcel", "CW-3081942")
    assert parcel.data["instruction"] == "neighbour (Mrs Hale at number 12)"


async def test_at_a_pickup_point(talk):
    reply = await talk.says("redeliver CW-3081942", PHONE_OF_IDRIS, "to a pickup point please")
    assert reply.asks == ("pickup_point",) and "Station News" in reply.text

    assert (await talk.says("the second one", "yes")).tells == ("redelivery_arranged",)
    assert "Station News" in str(talk.clinic.record("parcel", "CW-3081942").data["instruction"])


async def test_held_at_the_depot(talk):
    reply = await talk.says("hold parcel CW-3081942 at the depot for me", PHONE_OF_IDRIS, "yes")

    assert reply.tells == ("parcel_will_be_held",) and "Bradford depot" in reply.text
    parcel = talk.clinic.record("parcel", "CW-3081942")
    assert (parcel.data["status"], parcel.data["held_until"]) == ("held", "2026-10-12")


async def test_after_three_attempts_nobody_comes_to_the_door(talk):
    reply = await talk.says("redeliver CW-4410026", PHONE_OF_GRETA, "another day")

    assert reply.tells == ("no_tries_left",)
    assert [choice.label for choice in reply.quick_replies] == ["a pickup point", "hold it at the depot"]
    assert "instruction" not in talk.clinic.record("parcel", "CW-4410026").data


async def test_what_is_out_for_delivery_or_delivered_is_not_arranged_anew(talk):
    assert (await talk.says("redeliver CW-2045333", PHONE_OF_NORA)).tells[-1] == "already_out"
    assert (await a_demo_of("logistics").says("redeliver CW-3082007", PHONE_OF_IDRIS)).tells[-1] == (
        "parcel_delivered"
    )


async def test_somebody_elses_parcel_is_left_alone(talk):
    reply = await talk.says("redeliver CW-3081942", PHONE_OF_NORA)
    assert reply.tells == ("identity_failed",)

    reply = await a_demo_of("logistics").says(
        "redeliver CW-3081942", PHONE_OF_IDRIS, "never mind", "change the address of parcel CW-2045187"
    )
    assert reply.tells == ("parcel_not_yours",)


async def test_three_wrong_proofs_call_a_person(talk):
    reply = await talk.say("change the delivery address of CW-2045187")
    for _ in range(3):
        assert reply.escalation is None
        reply = await talk.says("CW-2045187 020 7946 0999")
    assert reply.escalation is EscalationReason.IDENTITY_FAILED
    assert "address" in talk.clinic.record("parcel", "CW-2045187").data


async def test_what_changes_between_the_question_and_the_yes_is_looked_at_again(talk):
    await talk.says("redeliver CW-3081942", PHONE_OF_IDRIS, "another day", "Friday")
    parcel = talk.clinic.record("parcel", "CW-3081942")
    await talk.tools.records.change(parcel.id, {"status": "out_for_delivery"})

    assert (await talk.say("yes")).tells == ("already_out",)
    assert "instruction" not in talk.clinic.record("parcel", "CW-3081942").data


# --- claims ---


async def test_damage_is_written_down_once(talk):
    reply = await talk.says(
        "my parcel CW-3082007 arrived broken", PHONE_OF_IDRIS, "The frame inside is cracked", "yes"
    )
    assert reply.tells[0] == "claim_opened" and reply.escalation is None
    [claim] = talk.clinic.records_of("claim")
    assert (claim.data["parcel"], claim.data["trouble"], claim.data["status"]) == (
        "CW-3082007", "damaged", "open",
    )  # fmt: skip

    assert (await talk.say("I want to report my damaged parcel again")).tells == ("claim_already_open",)
    assert len(talk.clinic.records_of("claim")) == 1


async def test_a_parcel_that_is_not_where_the_books_say_is_for_a_person(talk):
    reply = await talk.says(
        "it says delivered but I never got it", "CW-3082007", PHONE_OF_IDRIS, "A box of prints", "yes"
    )

    assert reply.tells[0] == "claim_opened_for_a_person" and reply.escalation is EscalationReason.DISPUTE


async def test_a_report_needs_a_yes(talk):
    reply = await talk.says(
        "it says delivered but I never got it", "CW-3082007", PHONE_OF_IDRIS, "A box of prints", "no"
    )
    assert "kept" in reply.tells and talk.clinic.records_of("claim") == []


# --- addresses ---


async def test_an_address_is_changed_before_it_is_out_and_never_told(talk):
    reply = await talk.says(
        "I want to change the delivery address", "CW-2045187", PHONE_OF_NORA, "9 Park Row, Leeds LS1 5HD"
    )
    assert reply.asks == ("confirmation",) and "Beck Lane" not in reply.text

    assert (await talk.say("yes")).tells == ("address_changed",)
    parcel = talk.clinic.record("parcel", "CW-2045187")
    assert parcel.data["address"] == "9 Park Row, Leeds LS1 5HD"
    assert parcel.data["events"][-1]["what"] == "redirected"
    reply = await talk.say("which address is it going to?")
    assert reply.tells == ("address_is_private",) and "Park Row" not in reply.text


async def test_out_for_delivery_is_too_late_for_another_address(talk):
    reply = await talk.says("change the address of CW-2045333", PHONE_OF_NORA)

    assert reply.tells[-1] == "too_late_for_address"
    assert talk.clinic.record("parcel", "CW-2045333").data["address"] == "18 Beck Lane, Leeds LS6 2AB"


async def test_that_very_address_changes_nothing(talk):
    reply = await talk.says(
        "change the address of CW-2045187", PHONE_OF_NORA, "18 Beck Lane, Leeds LS6 2AB", "yes"
    )
    assert reply.tells == ("address_is_that_already",)
    assert len(talk.clinic.record("parcel", "CW-2045187").data["events"]) == 2


async def test_hours_and_prices_beside_a_flow_and_back(talk):
    await talk.says("redeliver CW-3081942", PHONE_OF_IDRIS)
    assert "opening_hours" in (await talk.say("what are your opening hours?")).tells
    assert (await talk.says("another day")).asks == ("deliver_on",)


async def test_why_somebody_wants_another_delivery_is_no_second_wish():
    talk = a_demo_of("logistics")
    reply = await talk.say("Your driver came while I was out, can you bring CW-3081942 again on Wednesday?")
    assert reply.asks == ("phone",) and "noted_for_later" not in reply.tells


async def test_what_was_asked_is_no_question():
    talk = a_demo_of("logistics")
    await talk.says(
        "I've got two boxes to be picked up on Wednesday at eleven", "12 Otley Road, Leeds LS6 3PX"
    )
    reply = await talk.say("about 8 kilos")
    assert reply.dialogue.values()["weight"] == "8" and "fact_unknown" not in reply.tells


# --- one parcel after another ---


async def test_what_came_to_nothing_for_one_parcel_is_asked_for_another(talk):
    reply = await talk.says(
        "please send CW-2045333 to 4 Saltern, Leeds LS6 5QX instead", "020 7946 0211",
        "pity. there is another one on its way, CW-2045187, that one to the Saltern too",
    )  # fmt: skip

    assert reply.asks == ("confirmation",) and "CW-2045187" in reply.text and "4 Saltern" in reply.text


async def test_an_address_is_not_taken_over_from_a_parcel_that_goes_there(talk):
    reply = await talk.says(
        "please send CW-2045187 to 4 Saltern, Leeds LS6 5QX instead", "020 7946 0211", "yes",
        "change the address of another parcel too",
    )  # fmt: skip

    assert "4 Saltern" not in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "could CW-2045187 come to 9 Tithe Barn, Leeds LS6 5QX instead of my old flat",
        "that parcel CW-2045187 needs to go to my sister's place now",
        "ship CW-2045187 to 9 Tithe Barn, Leeds LS6 5QX",
    ],
)
async def test_where_a_parcel_should_go_is_a_new_address(talk, said):
    assert "StartFlow change_delivery_address" in (await talk.say(said)).why.commands


async def test_neighbours_who_keep_something_ask_for_no_depot(talk):
    reply = await talk.say("the people downstairs will keep it for me, no worries")

    assert "StartFlow redeliver" not in reply.why.commands


async def test_a_window_that_has_passed_is_not_promised_again(talk):
    talk.clinic.now = talk.clinic.now.replace(hour=17, minute=30)

    reply = await talk.say("where is CW-2045333")

    assert reply.tells == ("parcel_window_passed",) and "person" in reply.offers


async def test_which_neighbour_is_heard_with_the_wish(talk):
    reply = await talk.says("can the driver leave CW-2045187 at number 20 if I'm out", "020 7946 0211")

    assert reply.asks == ("confirmation",) and "number 20" in reply.text


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("could I pick up CW-3081942 at your depot myself on Friday", "redeliver"),
        ("can you deliver CW-3081942 on Saturday then", "redeliver"),
        ("is CW-2045187 going to the right address", "tell_delivery_address"),
    ],
)
async def test_what_is_said_of_a_number_is_about_that_parcel(talk, said, wish):
    reply = await talk.say(said)

    assert f"StartFlow {wish}" in reply.why.commands or wish in str(reply.dialogue.offered)


async def test_a_name_and_a_number_end_a_list(talk):
    reply = await talk.say(
        "collect 3 parcels from 12 Beck Lane, Leeds LS6 2AB tomorrow at 10, 8 kg, Ida Moss 020 7946 0777"
    )

    assert reply.asks == ("confirmation",) and "Ida Moss" in reply.text
