"""A shop's agents from the first word to what stands on record: orders, returns and the rest."""

import pytest

from caly_app.agents.commands import EscalationReason
from tests.agents.world import Talk, a_demo_of

ANNA, TOM, PAUL = (f"{name}@example.org" for name in ("anna.crane", "tom.abara", "paul.okafor"))


@pytest.fixture
def talk() -> Talk:
    return a_demo_of("ecommerce")


def of(talk: Talk, kind: str, reference: str) -> dict[str, object]:
    return dict(talk.clinic.record(kind, reference).data)


# --- whose order it is ---


async def test_an_order_is_told_to_who_has_its_number_and_its_e_mail(talk):
    reply = await talk.says("where is my order?", "ORD-4790", TOM)

    assert "order_is_tracked" in reply.tells and "NW-552190" in reply.text


async def test_somebody_elses_order_is_not_found_and_nothing_is_told(talk):
    reply = await talk.says("where is my order ORD-4777", ANNA, "and where is order ORD-4790?")

    assert "order_not_found" in reply.tells
    assert not any(told in reply.text for told in ("NW-552190", "Northway", "53.45", "Station Road"))


async def test_a_number_and_an_e_mail_that_do_not_belong_together_prove_nothing(talk):
    reply = await talk.says("cancel order ORD-4790", ANNA)

    assert reply.tells == ("identity_failed",)
    assert of(talk, "order", "ORD-4790")["status"] == "shipped"


@pytest.mark.parametrize(
    ("told", "right"),
    [(("ORD-4790", "tom.abra@example.org"), TOM), (("ORD-4709", TOM), "it's 4790, sorry")],
)
async def test_the_one_that_was_wrong_is_all_that_is_said_again(talk, told, right):
    reply = await talk.says("where is my order?", *told)
    assert reply.tells == ("identity_failed",) and "NW-552190" not in reply.text

    assert "order_is_tracked" in (await talk.say(right)).tells


async def test_after_three_wrong_answers_a_person_is_called(talk):
    wrong = ("ORD-4790", ANNA)
    reply = await talk.says("where is my order?", *wrong, *wrong, *wrong)

    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_a_number_said_without_its_letters_is_understood(talk):
    reply = await talk.says("where is my order?", "four seven nine oh", TOM)

    assert "order_is_tracked" in reply.tells


async def test_of_several_orders_one_is_chosen_and_stays_the_one_we_speak_of(talk):
    reply = await talk.says("where is my order ORD-4777", ANNA, "I want to cancel my other order")
    assert reply.asks == ("order",) and len(reply.quick_replies) == 2

    await talk.says("the one with the jacket", "yes")
    assert of(talk, "order", "ORD-4810")["status"] == "cancelled"
    assert "order_is_cancelled" in (await talk.say("where is my order?")).tells


# --- how it stands, and when it comes ---


async def test_a_date_is_told_only_where_the_carrier_gave_one(talk):
    assert "estimate_is" in (await talk.says("when does my parcel ORD-4790 arrive?", TOM)).tells

    other = a_demo_of("ecommerce")
    reply = await other.says("when does my order ORD-4810 arrive?", ANNA)
    assert "estimate_unknown" in reply.tells and "person" in reply.offers


async def test_a_late_parcel_is_called_late(talk):
    assert "order_is_late" in (await talk.says("where is my parcel ORD-4733", PAUL)).tells


# --- cancelled and changed before it leaves ---


async def test_an_order_is_cancelled_after_a_yes_and_its_payment_is_marked(talk):
    reply = await talk.says("cancel my order ORD-4810", ANNA)
    assert reply.asks == ("confirmation",)
    assert of(talk, "order", "ORD-4810")["status"] == "placed"

    reply = await talk.say("yes")
    order = of(talk, "order", "ORD-4810")
    assert (order["status"], order["payment"]) == ("cancelled", "refund_due") and "£113.50" in reply.text
    assert of(talk, "product", "MUG-2")["stock"] == 42  # both are for sale again
    assert "already_cancelled" in (await talk.say("cancel order ORD-4810")).tells


async def test_no_means_that_it_stays(talk):
    await talk.says("cancel my order ORD-4810", ANNA, "no")

    assert of(talk, "order", "ORD-4810")["status"] == "placed"


@pytest.mark.parametrize(
    ("number", "who", "told"),
    [("ORD-4790", TOM, "cancel_after_shipping"), ("ORD-4777", ANNA, "cancel_after_delivery")],
)
async def test_what_has_left_is_not_cancelled(talk, number, who, told):
    before = of(talk, "order", number)
    reply = await talk.says(f"cancel order {number}", who)

    assert told in reply.tells and of(talk, "order", number) == before


async def test_an_order_that_leaves_between_question_and_yes_is_not_cancelled(talk):
    await talk.says("cancel my order ORD-4810", ANNA)
    order = talk.clinic.record("order", "ORD-4810")
    await talk.tools.records.change(order.id, {"status": "shipped"})
    reply = await talk.say("yes")

    assert "cancel_after_shipping" in reply.tells and of(talk, "order", "ORD-4810")["status"] == "shipped"


async def test_a_quantity_is_changed_with_its_exact_total(talk):
    reply = await talk.says("I want to change my order ORD-4810: make it 3 mugs", ANNA)
    assert "£125.75" in reply.text

    await talk.say("yes")
    order = of(talk, "order", "ORD-4810")
    assert [line["quantity"] for line in order["items"]] == [1, 3]
    assert (order["total"], order["payment"]) == ("125.75 GBP", "pending")
    assert of(talk, "product", "MUG-2")["stock"] == 39


@pytest.mark.parametrize(
    "said", ["in order ORD-4810 I only want the one mug, not two", "just one mug please, not the 2, ORD-4810"]
)
async def test_who_wants_fewer_of_it_has_nothing_taken_out(talk, said):
    reply = await talk.says(said, ANNA)
    if "item" in reply.asks or "line" in reply.asks:
        await talk.say("the mug")
    await talk.say("yes")

    assert [line["quantity"] for line in of(talk, "order", "ORD-4810")["items"]] == [1, 1]


async def test_a_line_is_taken_out_and_what_was_paid_too_much_can_be_refunded(talk):
    await talk.says("take the mugs out of my order ORD-4810", ANNA, "yes")
    order = of(talk, "order", "ORD-4810")
    assert [line["sku"] for line in order["items"]] == ["TRJ-S"]
    assert (order["total"], order["payment"]) == ("89.00 GBP", "refund_due")

    reply = await talk.says("I want a refund", "yes")
    assert "refund_made" in reply.tells and of(talk, "order", "ORD-4810")["refunded"] == "24.50 GBP"


async def test_no_more_than_there_are_can_be_ordered(talk):
    reply = await talk.says("I want to change my order ORD-4810: make it 60 mugs", ANNA)

    assert "not_enough_stock" in reply.tells and "42" in reply.text


async def test_the_only_line_is_no_line_to_take_out(talk):
    reply = await talk.says("remove the mugs from my order ORD-4822", ANNA)

    assert "last_item" in reply.tells and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    "said",
    [
        "my order ORD-4810 has to go to 14, no sorry, 41 Oak Road, Fernhill",
        "the parcel ORD-4810 should be sent to 41 Oak Road, Fernhill",
    ],
)
async def test_where_it_has_to_go_is_a_change_of_address(talk, said):
    await talk.says(said, ANNA, "yes")

    assert of(talk, "order", "ORD-4810")["address"] == "41 Oak Road, Fernhill"


async def test_the_address_changes_only_before_it_leaves(talk):
    await talk.says("change the delivery address of order ORD-4810", ANNA, "19 Harbour View, Fernhill")
    await talk.says("no, it should be 9 Harbour View, Fernhill", "yes")
    assert of(talk, "order", "ORD-4810")["address"] == "9 Harbour View, Fernhill"

    at_once = a_demo_of("ecommerce")
    await at_once.says("change the address on ORD-4810 to 5 Oak Road, Fernhill", ANNA, "yes")
    assert of(at_once, "order", "ORD-4810")["address"] == "5 Oak Road, Fernhill"

    other = a_demo_of("ecommerce")
    reply = await other.says("change the delivery address of order ORD-4790", TOM)
    assert "address_after_shipped" in reply.tells
    assert of(other, "order", "ORD-4790")["address"] == "4 Station Road, Fernhill"


# --- back, another, or repaired ---


async def test_a_return_is_opened_within_its_days_and_once(talk):
    reply = await talk.says("I want to return the desk lamp from order ORD-4777", ANNA, "broken", "yes")
    assert "return_opened" in reply.tells
    [back] = talk.clinic.records_of("return")
    assert (back.data["order"], back.data["item"]) == ("ORD-4777", "Desk lamp, brass")
    assert (back.data["reason"], back.data["status"]) == ("faulty", "requested")

    assert "return_already_open" in (await talk.say("can I return the lamp?")).tells
    assert len(talk.clinic.records_of("return")) == 1


@pytest.mark.parametrize(
    ("said", "who", "told"),
    [
        ("I want to return my jacket from order ORD-4501", TOM, "return_too_late"),
        ("I want to return my lamp from order ORD-4790", TOM, "return_before_delivery"),
    ],
)
async def test_what_cannot_be_returned(talk, said, who, told):
    reply = await talk.says(said, who)

    assert told in reply.tells and talk.clinic.records_of("return") == []


async def test_all_of_an_order_goes_back_with_a_number_for_each_line(talk):
    reply = await talk.says("I want to return my order ORD-4760", PAUL, "both", "no longer wanted")
    assert "Trail jacket, S + Desk lamp, brass" in reply.text

    await talk.say("yes")
    assert [one.data["item"] for one in talk.clinic.records_of("return")] == [
        "Trail jacket, S",
        "Desk lamp, brass",
    ]


async def test_of_all_of_an_order_one_may_be_kept_after_all(talk):
    await talk.says("I want to return the whole order ORD-4760", PAUL, "broken", "no, just return the lamp")
    await talk.say("yes")

    assert [one.data["item"] for one in talk.clinic.records_of("return")] == ["Desk lamp, brass"]


async def test_what_does_not_go_back_goes_back_when_it_is_faulty(talk):
    said = ("I want to return my earrings from order ORD-4777", ANNA)
    reply = await talk.says(*said, "I changed my mind")
    assert "not_returnable" in reply.tells and talk.clinic.records_of("return") == []

    other = a_demo_of("ecommerce")
    assert "return_opened" in (await other.says(*said, "one is broken", "yes")).tells


async def test_an_exchange_keeps_the_other_one_back(talk):
    await talk.says("I'd like to exchange the jacket in order ORD-4760 for an M", PAUL, "yes")

    jacket = of(talk, "product", "TRJ-M")
    assert (jacket["stock"], jacket["reserved"]) == (0, 1)
    [swap] = talk.clinic.records_of("exchange")
    assert (swap.data["replacement"], swap.data["difference"]) == ("TRJ-M", "0.00 GBP")


async def test_what_is_not_in_stock_is_not_promised(talk):
    reply = await talk.says("I'd like to exchange the jacket in order ORD-4760 for an L", PAUL)

    assert "not_there_in_exchange" in reply.tells and talk.clinic.records_of("exchange") == []
    assert reply.asks == ("replacement",) and "Trail jacket, M" in reply.text  # what there is instead


async def test_the_last_one_is_given_once(talk):
    await talk.says("I'd like to exchange the jacket in order ORD-4760 for an M", PAUL)
    last = talk.clinic.record("product", "TRJ-M")
    await talk.tools.records.change(last.id, {"stock": 0})
    reply = await talk.say("yes")

    assert "not_there_in_exchange" in reply.tells and talk.clinic.records_of("exchange") == []


async def test_what_is_dearer_is_told_exactly(talk):
    reply = await talk.says("swap my lamp for the black one, order ORD-4777", ANNA, "yes")

    assert "exchange_made_cheaper" in reply.tells and "£5.00" in reply.text


async def test_a_warranty_claim_is_taken_within_its_months_and_once(talk):
    await talk.says("warranty claim for the jacket", "ORD-4501", TOM, "the zip came apart", "yes")
    [claim] = talk.clinic.records_of("warranty_claim")
    assert (claim.data["item"], claim.data["fault"]) == ("Trail jacket, M", "the zip came apart")

    assert "claim_already_open" in (await talk.say("I want to use the warranty of the jacket")).tells


async def test_after_its_months_the_warranty_is_over(talk):
    order = talk.clinic.record("order", "ORD-4501")
    await talk.tools.records.change(order.id, {"delivered_on": "2023-08-01"})
    reply = await talk.says("warranty claim for the jacket", "ORD-4501", TOM)

    assert "warranty_over" in reply.tells and talk.clinic.records_of("warranty_claim") == []


# --- the catalogue ---


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("is the trail jacket in stock in L?", "back_in_stock_on"),
        ("do you have the desk lamp?", "in_stock_all"),
        ("is the jacket in stock", "in_stock_some"),
        ("is the backpack available?", "out_of_stock"),
        ("what is the desk lamp made of?", "product_is_from"),
        ("I want to buy a mug", "buy_in_the_shop"),
    ],
)
async def test_the_catalogue_answers_anybody(talk, said, told):
    assert told in (await talk.say(said)).tells


async def test_it_is_the_product_that_was_spoken_of(talk):
    reply = await talk.says("do you have the desk lamp?", "what is it made of?")
    assert "LED lamp" in reply.text

    assert "product" in (await talk.say("do you have umbrellas?")).asks  # not the lamp again


async def test_what_is_not_sold_is_not_invented(talk):
    reply = await talk.says("is it in stock?", "the moon rover")

    assert "product_unknown" in reply.tells and "the moon rover" in reply.text


# --- a complaint ---


async def test_a_complaint_is_written_down_and_a_person_comes(talk):
    reply = await talk.says("I want to make a complaint", "your courier left the box in the rain", "yes")

    assert reply.escalation is EscalationReason.COMPLAINT and "complaint_taken" in reply.tells
    [complaint] = talk.clinic.records_of("complaint")
    assert complaint.data["text"] == "your courier left the box in the rain"


async def test_an_emergency_comes_before_every_order(talk):
    reply = await talk.says("cancel my order ORD-4810", "there's a fire, we need the fire brigade")

    assert "emergency" in reply.tells and of(talk, "order", "ORD-4810")["status"] == "placed"


async def test_in_spanish_an_order_is_cancelled_all_the_same():
    talk = a_demo_of("ecommerce")
    talk.config = talk.config.model_copy(update={"languages": ("en", "es")})
    reply = await talk.says("hola, quiero anular mi pedido", "ORD-4810", ANNA)
    assert reply.language == "es" and reply.asks == ("confirmation",)

    await talk.say("sí")
    assert of(talk, "order", "ORD-4810")["status"] == "cancelled"


async def test_a_code_that_is_to_be_taken_off_is_no_article(talk):
    reply = await talk.says("Can you take WELCOME10 off my order ORD-4822?", "anna.crane@example.org")

    assert "£48.05" in reply.text and reply.asks == ("confirmation",)


async def test_of_variants_with_other_prices_the_least_is_said_as_such(talk):
    reply = await talk.say("How tall is the desk lamp?")

    assert "from £49.50" in reply.text
