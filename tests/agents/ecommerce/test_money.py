"""Money of a shop: refunds made once and within what was paid, disputes, discounts to the penny."""

import pytest

from caly_app.agents.commands import EscalationReason
from tests.agents.world import Talk, a_demo_of

ANNA, TOM, LENA, PAUL = (
    f"{name}@example.org" for name in ("anna.crane", "tom.abara", "lena.fischer", "paul.okafor")
)


@pytest.fixture
def talk() -> Talk:
    return a_demo_of("ecommerce")


def of(talk: Talk, kind: str, reference: str) -> dict[str, object]:
    return dict(talk.clinic.record(kind, reference).data)


# --- money back ---


async def test_a_line_is_refunded_once(talk):
    reply = await talk.says("refund the lamp from order ORD-4777", ANNA, "yes")
    assert "refund_made" in reply.tells and "£54.50" in reply.text
    order = of(talk, "order", "ORD-4777")
    assert (order["refunded"], order["payment"]) == ("54.50 GBP", "part_refunded")

    assert "item_already_refunded" in (await talk.say("refund the lamp please")).tells
    assert len(talk.clinic.records_of("refund")) == 1


async def test_parts_add_up_and_never_come_above_what_was_paid(talk):
    await talk.says("refund 20 pounds of order ORD-4777", ANNA, "yes")
    reply = await talk.say("refund another 70 pounds")
    assert "refund_too_high" in reply.tells and "£69.50" in reply.text

    await talk.says("69.50", "yes")
    assert of(talk, "order", "ORD-4777")["refunded"] == "89.50 GBP"
    assert "already_refunded" in (await talk.say("I want a refund for order ORD-4777")).tells
    assert [one.data["amount"] for one in talk.clinic.records_of("refund")] == ["20.00 GBP", "69.50 GBP"]


async def test_a_sum_of_another_currency_is_not_taken_for_one_of_the_orders(talk):
    reply = await talk.says("refund 20 euros of order ORD-4777", ANNA)

    assert "refund_other_currency" in reply.tells and reply.asks == ("amount",)


async def test_above_the_limit_a_person_decides_and_nothing_is_paid(talk):
    reply = await talk.says("I want a refund for order ORD-4760", PAUL)

    assert reply.escalation is EscalationReason.OVER_LIMIT and "refund_over_limit" in reply.tells
    assert talk.clinic.records_of("refund") == []


async def test_two_halves_are_no_way_round_the_limit(talk):
    await talk.says("refund the jacket from order ORD-4760", PAUL, "yes")
    reply = await talk.say("refund the lamp")

    assert reply.escalation is EscalationReason.OVER_LIMIT
    assert of(talk, "order", "ORD-4760")["refunded"] == "89.00 GBP"


async def test_after_the_return_days_nothing_is_refunded(talk):
    reply = await talk.says("I want a refund for order ORD-4501", TOM)

    assert "refund_too_late" in reply.tells and talk.clinic.records_of("refund") == []


async def test_where_goods_come_back_first_the_refund_waits_for_them(talk):
    talk.business.settings["refund_needs_return"] = True
    reply = await talk.says("refund the lamp from order ORD-4777", ANNA)
    assert "refund_after_return" in reply.tells and talk.clinic.records_of("refund") == []

    await talk.says("yes", "the lamp", "it is broken", "yes")
    [back] = talk.clinic.records_of("return")
    await talk.tools.records.change(back.id, {"status": "received"})
    await talk.says("I want a refund for order ORD-4777", "yes")
    assert of(talk, "order", "ORD-4777")["refunded"] == "54.50 GBP"
    assert talk.clinic.records_of("return")[0].data["status"] == "refunded"


async def test_a_parcel_that_never_came_is_for_a_person(talk):
    reply = await talk.says("I want a refund for order ORD-4733", PAUL)

    assert reply.escalation is EscalationReason.NEEDS_APPROVAL and talk.clinic.records_of("refund") == []


async def test_how_a_refund_stands(talk):
    await talk.says("cancel my order ORD-4810", ANNA, "yes")
    assert "refund_is_due" in (await talk.say("where is my refund?")).tells

    other = a_demo_of("ecommerce")
    await other.says("refund the lamp from order ORD-4777", ANNA, "yes")
    assert "refund_is_made" in (await other.say("where is my refund?")).tells


# --- payment and discounts ---


async def test_why_a_payment_failed(talk):
    assert "declined_expired_card" in (await talk.says("my card was declined", "ORD-4805", LENA)).tells


async def test_a_double_charge_is_a_case_for_a_person_and_opened_once(talk):
    reply = await talk.says("I was charged twice", "ORD-4810", ANNA, "yes")
    assert reply.escalation is EscalationReason.DISPUTE
    [case] = talk.clinic.records_of("dispute")
    assert (case.data["order"], case.data["about"]) == ("ORD-4810", "charged_twice")

    assert "dispute_already_open" in (await talk.say("you charged me twice")).tells


async def test_a_code_goes_on_the_open_order_to_the_penny(talk):
    reply = await talk.says("I have a discount code WELCOME10", "ORD-4822", ANNA)
    assert "£4.90" in reply.text and "£48.05" in reply.text

    await talk.say("yes")
    order = of(talk, "order", "ORD-4822")
    assert (order["discount"], order["total"]) == ("4.90 GBP", "48.05 GBP")
    assert of(talk, "discount", "WELCOME10")["uses_left"] == 499
    assert "code_is_on_it" in (await talk.say("use code WELCOME10")).tells


@pytest.mark.parametrize(
    ("code", "told"),
    [("SUMMER25", "code_expired"), ("FLASH15", "code_used_up"), ("NOPE99", "code_unknown")],
)
async def test_a_code_that_does_not_work_is_told_to_anybody(talk, code, told):
    assert told in (await talk.say(f"use code {code}")).tells


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("it's summer twenty five s u m m e r two five", "code_expired"),
        ("the flash fifteen one i think", "code_used_up"),
        ("n o p e nine nine", "code_unknown"),
    ],
)
async def test_a_code_may_be_spoken_and_spelled(talk, said, told):
    await talk.say("i have a discount code")
    assert told in (await talk.say(said)).tells


async def test_below_its_minimum_a_code_does_nothing(talk):
    reply = await talk.says("use code FIVEOFF", "ORD-4822", ANNA)

    assert "code_minimum" in reply.tells and "£51.00" in reply.text
    assert "discount" not in of(talk, "order", "ORD-4822")


async def test_a_code_is_for_an_order_that_is_not_paid_yet(talk):
    reply = await talk.says("use code WELCOME10", "ORD-4790", TOM)

    assert "no_open_order" in reply.tells


async def test_without_a_code_those_for_everybody_are_named(talk):
    reply = await talk.say("do you have any discounts at the moment?")

    assert "WELCOME10" in reply.text and "FIVEOFF" not in reply.text
    assert "no_code_then" in (await talk.say("no")).tells


async def test_a_code_on_another_order_than_the_one_spoken_of_says_why() -> None:
    talk = a_demo_of("ecommerce")
    await talk.says("Anna Crane anna.crane@example.org, where is ORD-4810?")
    reply = await talk.say("could I put a code on that one? WELCOME10")
    assert reply.tells == ("code_on_the_open_one",) and reply.asks == ("confirmation",)
    assert "ORD-4810 is paid already" in reply.text and "off order ORD-4822" in reply.text
    await talk.say("no")
    assert "discount_code" not in talk.clinic.record("order", "ORD-4822").data
