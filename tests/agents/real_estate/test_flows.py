"""Homes on offer, viewings, wishes and offers of an estate agency."""

import pytest

from caly_app.agents.commands import EscalationReason
from tests.agents.world import Talk, a_demo_of

PETRA = ("17 September 1986", "020 7946 0611")  # one offer, under review
SAMUEL = ("30 January 1979", "020 7946 0622")  # one countered, one rejected
LENA = ("8 June 1993", "020 7946 0633")  # one accepted


@pytest.fixture
def talk() -> Talk:
    return a_demo_of("real_estate")


# --- homes ---


async def test_a_search_by_everything_at_once_finds_just_that(talk):
    reply = await talk.say("I'm looking for a two bedroom flat to rent in Fairfield under 1,500")

    assert (reply.tells, reply.asks) == (("listings_found",), ("chosen",))
    assert [one.label for one in reply.quick_replies] == [
        "Flat at 9 Rose Street, Fairfield, 2 bed, £1,350.00, monthly (P-101)"
    ]


async def test_renting_or_buying_and_where_are_asked_for(talk):
    assert (await talk.say("I'm looking for a place to live")).asks == ("deal",)
    assert (await talk.say("to buy")).asks == ("place",)
    reply = await talk.say("Stonebridge")
    assert [one.label[:5] for one in reply.quick_replies] == ["Flat ", "House"]


async def test_where_nothing_fits_the_nearest_are_told_as_such(talk):
    reply = await talk.say("find me a house to rent in Fairfield under 700")

    assert (reply.tells, reply.offers) == (("no_listing_fits",), ("alternatives",))
    assert len(reply.quick_replies) == 3


async def test_what_is_let_or_sold_is_not_offered(talk):
    reply = await talk.say("any flats to rent in Stonebridge?")
    assert "Canal studio" not in reply.text


async def test_one_is_picked_and_asked_about_then_viewed(talk):
    reply = await talk.says("find me a flat to rent in Fairfield", "the second one")
    assert reply.tells == ("listing_is",) and "P-101" in reply.text

    assert (await talk.say("does it allow pets?")).tells == ("listing_pets_ask",)
    assert "68 m²" in (await talk.say("how big is it?")).text
    assert (await talk.say("when is it available?")).tells == ("listing_available_from",)
    reply = await talk.says("I'd like to view it on Thursday at 3", "Ann Bell", "020 7946 0555")
    assert reply.asks == ("confirmation",) and "Rose Street" in reply.text
    assert (await talk.say("yes")).tells == ("booked",)
    [viewing] = talk.clinic.booked.values()
    assert (viewing.kind, viewing.fields["listing_number"]) == ("viewing", "P-101")
    assert viewing.fields["property"] == "Flat at 9 Rose Street"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("Does the house on Quarry Hill allow pets?", "listing_pets_yes"),
        ("how much is P-202?", "listing_price"),
        ("what is the energy rating of P-203?", "listing_energy"),
        ("is there parking at P-204?", "detail_unknown"),
        ("tell me about P-999", "listing_unknown"),
    ],
)
async def test_one_detail_of_one_home(talk, asked, code):
    assert (await talk.say(asked)).tells == (code,)


async def test_the_home_that_was_spoken_of_is_it(talk):
    await talk.say("does the house on Quarry Hill allow pets?")
    assert "104 m²" in (await talk.say("and how big is it?")).text


async def test_a_narrower_wish_is_another_search_not_the_choice_of_one(talk):
    await talk.says("find me a house", "to buy")
    reply = await talk.say("what about under 350,000")
    assert reply.tells == ("listings_found",)
    assert [one.label[:21] for one in reply.quick_replies] == ["Cottage in Church Lan"]


async def test_a_home_in_a_street_where_none_is_is_not_another(talk):
    reply = await talk.say("is the flat in Lantern Lane still available?")
    assert reply.tells == ("home_unknown",) and "Lantern Lane" in reply.text
    assert "listing_number" not in reply.dialogue.values() and len(reply.quick_replies) > 1
    assert (await talk.say("the one on Quarry Hill")).tells == ("listing_is",)


# --- viewings ---


async def test_a_home_that_is_sold_is_not_shown(talk):
    reply = await talk.say("I want to view P-204")

    assert reply.tells == ("not_shown_any_more",) and "sold" in reply.text
    assert talk.clinic.bookings() == []


async def test_to_need_to_move_a_viewing_is_no_wish_for_another(talk):
    assert (await talk.say("I need to move my viewing to Friday")).asks == ("date_of_birth",)


async def test_a_viewing_is_moved_told_and_cancelled_and_the_same_home_not_booked_twice(talk):
    await talk.says("book a viewing of P-203 on Thursday at 3", "Ann Bell", "020 7946 0555", "yes")
    assert (await talk.say("I want to view P-203")).tells == ("viewing_already_booked",)

    assert (await talk.says("move my viewing to Friday at 11", "yes")).tells == ("moved",)
    assert [at for at, _ in talk.clinic.bookings()] == ["2026-10-09 11:00"]
    assert (await talk.say("when is my viewing?")).tells == ("appointment_is",)
    assert (await talk.says("cancel my viewing", "yes")).tells == ("cancelled",)
    assert talk.clinic.bookings() == []


# --- wishes ---


async def test_wishes_are_kept_only_with_consent_and_once(talk):
    said = ("let me know when something comes up", "rent", "two beds in Fairfield with a balcony", "1400")
    reply = await talk.says(*said, "Ann Bell", "020 7946 0555")
    assert reply.asks == ("confirmation",) and talk.clinic.records_of("lead") == []

    assert (await talk.say("yes")).tells == ("wishes_kept",)
    [lead] = talk.clinic.records_of("lead")
    assert (lead.data["role"], lead.data["budget"], lead.data["consent"]) == ("tenant", "1400.00 GBP", True)
    assert lead.data["wishes"] == "two beds in Fairfield with a balcony"
    reply = await talk.says(*said, "yes")
    assert reply.tells == ("lead_already_kept",) and len(talk.clinic.records_of("lead")) == 1


async def test_a_valuation_is_asked_for(talk):
    reply = await talk.says("I want to sell my house", "12 Mill Lane, Fairfield", "Ann Bell", "020 7946 0555")
    assert reply.asks == ("confirmation",)
    assert (await talk.say("yes")).tells == ("valuation_requested",)
    [lead] = talk.clinic.records_of("lead")
    assert (lead.data["role"], lead.data["wishes"]) == ("seller", "12 Mill Lane, Fairfield")


# --- offers ---


async def test_how_an_offer_stands_needs_proof(talk):
    reply = await talk.say("how does my offer stand?")
    assert reply.asks == ("date_of_birth",) and "Millpond" not in reply.text

    reply = await talk.says(*PETRA)
    assert reply.tells[-1] == "offer_is_under_review" and "£430,000.00" in reply.text


async def test_of_several_offers_one_is_picked_and_a_counter_is_met(talk):
    reply = await talk.says("how is my offer?", *SAMUEL)
    assert reply.asks == ("offer",)

    assert (await talk.say("the cottage")).tells == ("offer_is_countered",)
    assert (await talk.says("yes", "318,000", "yes")).tells == ("offer_raised",)
    assert talk.clinic.record("offer", "OF-5002").data["amount"] == "318000.00 GBP"


async def test_a_raise_has_to_be_one(talk):
    reply = await talk.says("I want to raise my offer", *PETRA, "420,000")
    assert (reply.tells[-1], reply.asks) == ("not_a_raise", ("new_amount",))

    assert (await talk.says("440,000", "yes")).tells == ("offer_raised",)
    offer = talk.clinic.record("offer", "OF-5001")
    assert (offer.data["amount"], offer.data["status"]) == ("440000.00 GBP", "submitted")


async def test_whoever_cannot_go_down_is_in_no_danger(talk):
    await talk.says("I want to raise my offer", *PETRA, "420,000")
    reply = await talk.say("right, I cannot go down with it then. Please withdraw my offer")
    assert (reply.asks, reply.escalation) == (("confirmation",), None)


@pytest.mark.parametrize(
    "said", ["my boy went down and is not getting up", "I can't go down the stairs, help"]
)
async def test_whoever_is_down_may_be_in_danger(talk, said):
    assert talk.turn(said).sector.is_marked("alarming", said, "en")


async def test_an_offer_is_withdrawn_after_a_yes_and_not_twice(talk):
    assert "kept" in (await talk.says("withdraw my offer", *PETRA, "no")).tells
    assert talk.clinic.record("offer", "OF-5001").data["status"] == "under_review"

    assert (await talk.says("withdraw my offer", "yes")).tells == ("offer_withdrawn",)
    assert (await talk.say("withdraw my offer")).tells == ("offer_is_withdrawn",)


async def test_what_is_accepted_only_a_person_may_undo(talk):
    reply = await talk.says("I want to withdraw my offer", *LENA)

    assert reply.escalation is EscalationReason.NEEDS_APPROVAL
    assert talk.clinic.record("offer", "OF-5004").data["status"] == "accepted"


async def test_what_was_answered_between_the_question_and_the_yes_is_looked_at_again(talk):
    await talk.says("I want to raise my offer", *PETRA, "440,000")
    offer = talk.clinic.record("offer", "OF-5001")
    await talk.tools.records.change(offer.id, {"status": "rejected"})

    assert (await talk.say("yes")).tells == ("offer_is_rejected",)
    assert talk.clinic.record("offer", "OF-5001").data["amount"] == "430000 GBP"


async def test_wrong_proof_shows_nothing_and_calls_a_person_in_the_end(talk):
    reply = await talk.say("how does my offer stand?")
    for _ in range(3):
        assert "Millpond" not in reply.text
        reply = await talk.says("1 January 1980", "020 7946 0999")
    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_legal_advice_is_refused(talk):
    reply = await talk.say("can my landlord keep my deposit?")
    assert (reply.tells, reply.offers) == (("legal_advice_refused",), ("person",))


async def test_a_question_about_fees_beside_a_booking_and_back(talk):
    await talk.say("book a viewing of P-101 on Thursday")
    reply = await talk.say("what are your fees?")
    assert "fact" in reply.tells and reply.asks == ("time",)


@pytest.mark.parametrize(
    ("said", "code"),
    [("Busco un piso de dos habitaciones en alquiler en Fairfield hasta 1.500", "listings_found")],
)
async def test_spanish_finds_a_home(talk, said, code):
    talk.language = "es"
    assert (await talk.say(said)).tells == (code,)


async def test_let_me_know_is_no_word_of_renting_and_what_is_looked_for_is_not_asked_again(talk):
    reply = await talk.say("please let me know when a three bedroom house in Hartwell comes up")
    assert reply.asks == ("deal",)
    reply = await talk.say("to buy")
    assert reply.asks == ("budget",)


async def test_a_home_whose_size_nobody_wrote_down_has_none(talk):
    home = talk.clinic.record("listing", "P-101")
    home.data.pop("size_m2", None)
    reply = await talk.say("tell me about P-101")

    assert reply.tells == ("listing_is",) and "m²" not in reply.text


async def test_a_viewing_that_cannot_be_made_is_moved():
    reply = await a_demo_of("real_estate").say(
        "i've got a viewing on thursday morning and i can't make it could we do saturday instead"
    )
    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"


async def test_a_viewing_that_is_told_of_and_wished_on_another_day_is_moved():
    talk = a_demo_of("real_estate")
    talk.language = "es"

    reply = await talk.say("tengo una visita el martes y me viene mal, ¿podría ser el jueves?")

    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"


@pytest.mark.parametrize("said", ["OF-5001", "it's of-5001", "OF5001"])
async def test_an_offers_number_is_heard_whatever_was_asked(talk, said):
    reply = await talk.says("how does my offer stand", said)
    assert "not_understood" not in reply.tells and reply.asks == ("date_of_birth",)

    reply = await talk.says(*PETRA)
    assert reply.tells == ("identity_proven", "offer_is_under_review")
