"""A bank: cards blocked after one yes, the rest only after a code, and nothing of anybody else."""

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.config import AssistantDocument, IdentityPolicy
from tests.agents.world import Talk, a_demo_of

NIA = ("12 March 1988", "020 7946 0321")
TOMAS = ("30 July 1971", "020 7946 0654")
EDITH = ("2 December 1949", "020 7946 0987")
CODE = "482159"


def a_talk() -> Talk:
    return a_demo_of("fintech")


async def proven(wish: str, who: tuple[str, str] = NIA) -> tuple[Talk, object]:
    """After birth date, phone and the code."""
    talk = a_talk()
    return talk, await talk.says(wish, *who, CODE)


# --- the code ---


async def test_a_balance_is_told_only_after_the_code_was_said_back():
    talk = a_talk()
    reply = await talk.says("what's my balance?", *TOMAS)
    assert reply.asks == ("one_time_code",) and "t***@example.org" in reply.text
    assert "310" not in reply.text and talk.clinic.codes == [CODE]

    reply = await talk.say("it's 482 159")

    assert "code_right" in reply.tells and "£310.75" in reply.text
    assert CODE not in str(talk.document)


async def test_once_said_it_counts_for_the_conversation():
    talk, _ = await proven("what's my balance?", TOMAS)
    reply = await talk.say("did my payment to Bloom go through?")

    assert reply.tells == ("payment_is_booked",)


async def test_a_wrong_code_is_told_then_a_new_one_offered_once_then_a_person():
    talk = a_talk()
    await talk.says("what's my balance?", *TOMAS)
    for _ in range(2):
        reply = await talk.say("111111")
        assert reply.tells == ("code_wrong",) and reply.asks == ("one_time_code",)
    reply = await talk.say("111111")
    assert reply.tells == ("code_spent",) and reply.asks == ("confirmation",)

    reply = await talk.say("yes please")
    assert "code_sent" in reply.tells and len(talk.clinic.codes) == 2
    reply = await talk.says("111111", "111111", "111111")

    assert reply.escalation is EscalationReason.IDENTITY_FAILED
    assert "310" not in reply.text
    assert (await talk.say("what's my balance?")).escalation is EscalationReason.IDENTITY_FAILED
    assert len(talk.clinic.codes) == 2


async def test_a_no_to_a_new_code_leaves_it_to_a_person():
    talk = a_talk()
    await talk.says("what's my balance?", *TOMAS, "111111", "111111", "111111")

    assert (await talk.say("no")).escalation is EscalationReason.IDENTITY_FAILED


async def test_what_is_asked_beside_the_code_is_answered_and_the_code_asked_again():
    talk = a_talk()
    await talk.says("what's my balance?", *TOMAS)
    reply = await talk.say("what are your opening hours?")
    assert "opening_hours" in reply.tells and reply.asks == ("one_time_code",)

    assert "£310.75" in (await talk.say(CODE)).text


@pytest.mark.parametrize("said", ["I didn't get it", "send me a new one", "please resend", "nothing came"])
async def test_it_is_sent_again_three_times(said):
    talk = a_talk()
    await talk.says("what's my balance?", *TOMAS)
    for number in (2, 3, 4):
        assert "code_sent" in (await talk.say(said)).tells
        assert len(talk.clinic.codes) == number

    assert (await talk.say(said)).escalation is EscalationReason.IDENTITY_FAILED


async def test_the_old_code_is_worthless_once_another_was_sent():
    talk = a_talk()
    reply = await talk.says("what's my balance?", *TOMAS, "send it again", CODE)

    assert reply.tells == ("code_wrong",)


async def test_a_code_is_heard_though_a_person_was_called_meanwhile():
    talk = a_talk()
    reply = await talk.says("what's my balance?", *TOMAS, "I want to talk to a person", CODE)

    assert "£310.75" in reply.text and CODE not in str(talk.document)


async def test_a_second_wish_waits_until_the_person_is_announced():
    talk = a_talk()
    reply = await talk.says("I've lost my card and I want my balance", *TOMAS, "yes")
    assert reply.tells == ("card_blocked", "person_comes") and talk.clinic.codes == []

    reply = await talk.say("ok")
    assert reply.asks == ("one_time_code",)
    assert "£310.75" in (await talk.say(CODE)).text


async def test_a_charge_that_was_never_made_is_no_question_about_prices():
    reply = await a_talk().say("there's a charge from Bloom I never made")

    assert reply.asks == ("date_of_birth",)


async def test_digits_that_are_no_code_are_no_attempt():
    talk = a_talk()
    reply = await talk.says("what's my balance?", *TOMAS, "4821")

    assert reply.tells == ("code_has_six_digits",) and talk.clinic.wrong_codes == 0


async def test_without_an_address_a_person_must_help():
    talk = a_talk()
    reply = await talk.says("what's my balance?", *EDITH)

    assert "code_nowhere" in reply.tells and reply.escalation is EscalationReason.IDENTITY_FAILED
    assert "95" not in reply.text


async def test_a_dictated_code():
    talk = a_talk()
    reply = await talk.says("what's my balance", *TOMAS, "four eight two one five nine")

    assert "£310.75" in reply.text


async def test_the_letter_speaks_the_customers_language_and_never_shows_the_code_here():
    talk = a_talk()
    reply = await talk.says("¿cuál es mi saldo?", "30 de julio de 1971", "020 7946 0654")

    assert "seis cifras" in reply.text and CODE not in reply.text


async def test_an_assistant_may_do_without_codes():
    talk = a_talk()
    talk.config = AssistantDocument(identity=IdentityPolicy(one_time_code=False))
    reply = await talk.says("what's my balance?", *TOMAS)

    assert "£310.75" in reply.text and talk.clinic.codes == []


# --- balances ---


async def test_of_several_accounts_one_is_chosen():
    talk, reply = await proven("how much money is in my account?")
    assert reply.asks == ("account",) and len(reply.quick_replies) == 2

    reply = await talk.say("the savings one")
    assert reply.tells == ("balance",) and "£8,300.00" in reply.text


async def test_the_account_said_at_once_is_not_asked_for():
    _, reply = await proven("what's the balance of my savings account?")

    assert "£8,300.00" in reply.text


async def test_all_accounts_at_once():
    _, reply = await proven("show me the balance of all my accounts")

    assert "£1,240.50" in reply.text and "£1,286.49" in reply.text and "£8,300.00" in reply.text


async def test_nobody_elses_balance():
    _, reply = await proven("what's my balance?", TOMAS)

    assert "1,240" not in reply.text and "8,300" not in reply.text


async def test_money_is_not_moved():
    reply = await a_talk().say("transfer 500 pounds to my brother")

    assert reply.tells[0] == "no_transfers" and "person" in reply.offers


# --- payments ---


@pytest.mark.parametrize(
    ("said", "told", "words"),
    [
        ("did my payment to Bloom Flowers go through?", "payment_is_pending", "£45.99"),
        ("what happened to the payment of £82.10?", "payment_is_booked", "Northgate"),
        ("why was my payment to Kestrel Electronics declined?", "payment_is_declined", "above the limit"),
        ("has my refund from Harbour Shoes arrived?", "payment_is_refunded", "29 September"),
        ("check my payment of 120 pounds", "payment_is_booked", "QuickPlay"),
        ("find the payment from yesterday", "payment_is_pending", "Bloom"),
        ("status of my payment on Thursday", "payment_is_declined", "Kestrel"),
    ],
)
async def test_a_payment_is_found_by_shop_sum_or_day(said, told, words):
    _, reply = await proven(said)

    assert told in reply.tells and words in reply.text


async def test_where_nothing_was_said_of_it_the_last_ones_are_offered():
    talk, reply = await proven("what's the status of my last payment?")
    assert reply.asks == ("transaction",) and len(reply.quick_replies) == 4

    assert "Kestrel" in (await talk.say("the Kestrel one")).text


async def test_a_payment_that_is_not_theirs_is_not_found():
    _, reply = await proven("did my payment of £82.10 go through?", TOMAS)

    assert "payment_not_found" in reply.tells and "Northgate" not in reply.text


async def test_a_dispute_is_filed_once_and_a_person_called():
    talk, reply = await proven("I don't recognise a payment of 120 pounds")
    assert reply.asks == ("confirmation",) and "QuickPlay Games" in reply.text
    assert talk.clinic.records_of("dispute") == []

    reply = await talk.say("yes")
    assert reply.tells[0] == "dispute_filed" and reply.escalation is EscalationReason.DISPUTE
    [dispute] = talk.clinic.records_of("dispute")
    assert dispute.data["transaction"] == "TX-1005" and dispute.data["amount"] == "120.00 GBP"

    reply = await talk.say("I want to dispute the charge of 120 pounds")
    assert reply.tells[0] == "dispute_is_open" and len(talk.clinic.records_of("dispute")) == 1


async def test_what_was_just_told_need_not_be_named_again():
    talk, _ = await proven("check my payment to QuickPlay")
    reply = await talk.say("I don't recognise it")

    assert reply.asks == ("confirmation",) and "QuickPlay Games" in reply.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I want to dispute the payment to Kestrel Electronics", "no_dispute_declined"),
        ("I don't recognise the payment to Harbour Shoes", "no_dispute_refunded"),
    ],
)
async def test_what_cost_nothing_is_not_disputed(said, told):
    talk, reply = await proven(said)

    assert told in reply.tells and talk.clinic.records_of("dispute") == []


async def test_a_dispute_that_is_too_late_is_a_persons():
    talk = a_talk()
    talk.clinic.now = talk.clinic.now.replace(year=2027, month=6)
    reply = await talk.says("I don't recognise the payment to QuickPlay Games", *NIA, CODE)

    assert "dispute_too_late" in reply.tells and reply.escalation is None
    assert talk.clinic.records_of("dispute") == []
    reply = await talk.say("yes please")
    assert reply.escalation is EscalationReason.REQUESTED


async def test_a_no_files_nothing():
    talk, _ = await proven("I don't recognise a payment of 120 pounds")
    await talk.say("no, wait, that was my son")

    assert talk.clinic.records_of("dispute") == []


# --- cards ---


async def test_a_lost_card_is_blocked_after_proof_and_one_yes_without_a_code():
    talk = a_talk()
    reply = await talk.says("I've lost my card", *TOMAS)
    assert reply.asks == ("confirmation",) and "8088" in reply.text
    assert talk.clinic.record("card", "CD-2001").data["status"] == "active"

    reply = await talk.say("yes")

    assert reply.tells[0] == "card_blocked" and reply.escalation is EscalationReason.FRAUD
    assert talk.clinic.record("card", "CD-2001").data["status"] == "blocked"
    [report] = talk.clinic.records_of("fraud_report")
    assert report.data["what"] == "lost" and report.data["cards"] == ["CD-2001"]
    assert talk.clinic.codes == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("someone's taken my purse on the bus, freeze my card please", "stolen"),
        ("my card was taken from my bag", "stolen"),
        ("my rucksack, someone at the station just stole it, block all my cards", "stolen"),
        ("my card is missing", "lost"),
    ],
)
async def test_what_happened_to_the_card_is_written_down(said, what):
    talk = a_talk()
    await talk.says(said, *TOMAS, "yes")

    assert [one.data["what"] for one in talk.clinic.records_of("fraud_report")] == [what]


async def test_twice_is_already_blocked():
    talk = a_talk()
    await talk.says("my card was stolen", *TOMAS, "yes")
    reply = await talk.say("block my card")

    assert reply.tells[0] == "card_already_blocked"
    assert len(talk.clinic.records_of("fraud_report")) == 1


@pytest.mark.parametrize(
    ("said", "blocked"),
    [
        ("my credit card was stolen", ["CD-1002"]),
        ("block my card ending in 4242", ["CD-1001"]),
        ("I lost all my cards", ["CD-1001", "CD-1002"]),
        ("my wallet was stolen", ["CD-1001", "CD-1002"]),
    ],
)
async def test_the_card_said_at_once_is_not_asked_for(said, blocked):
    talk = a_talk()
    await talk.says(said, *NIA, "yes")

    status = {one.reference: one.data["status"] for one in talk.clinic.records_of("card")}
    assert [reference for reference, state in status.items() if state == "blocked"] == blocked


async def test_of_several_cards_one_is_chosen_or_all():
    talk = a_talk()
    reply = await talk.says("I can't find my card", *NIA)
    assert reply.asks == ("card",) and len(reply.quick_replies) == 2

    reply = await talk.says("both cards", "yes")
    assert reply.tells[0] == "card_blocked"
    assert talk.clinic.records_of("fraud_report")[0].data["cards"] == ["CD-1001", "CD-1002"]


async def test_a_no_blocks_nothing():
    talk = a_talk()
    reply = await talk.says("I've lost my card", *TOMAS, "no, found it")

    assert "kept" in reply.tells
    assert talk.clinic.record("card", "CD-2001").data["status"] == "active"


async def test_nobody_blocks_anothers_card():
    talk = a_talk()
    reply = await talk.says("block my card ending in 4242", *TOMAS)

    assert "4242" not in reply.text and "8088" in reply.text


async def test_wrong_details_block_nothing():
    talk = a_talk()
    reply = await talk.says("I've lost my card", "1 January 1980", "020 7946 0654")

    assert "identity_failed" in reply.tells
    assert all(one.data["status"] == "active" for one in talk.clinic.records_of("card"))


async def test_a_blocked_card_is_opened_by_a_person_only():
    talk = a_talk()
    await talk.says("my card was stolen", *TOMAS, "yes")
    reply = await talk.say("I found it, unblock my card please")

    assert reply.tells[0] == "no_unblocking"
    assert talk.clinic.record("card", "CD-2001").data["status"] == "blocked"


async def test_what_was_in_a_wallet_is_blocked_but_for_what_was_not():
    talk = a_talk()
    await talk.says(
        "someone nicked my wallet with my debit card, the credit card i left at home, so not that one"
    )
    reply = await talk.says(*NIA, "yes")
    assert talk.clinic.record("card", "CD-1001").data["status"] == "blocked"
    assert talk.clinic.record("card", "CD-1002").data["status"] == "active"
    assert "card_blocked" in reply.tells


async def test_a_wallet_alone_means_all_that_was_in_it():
    talk = a_talk()
    await talk.says("I lost my purse on the train", *NIA, "yes")
    assert talk.clinic.record("card", "CD-1001").data["status"] == "blocked"
    assert talk.clinic.record("card", "CD-1002").data["status"] == "blocked"


async def test_never_mind_asks_for_no_other_code():
    talk = a_talk()
    await talk.says("what is my balance", *NIA, "111111", "222222", "333333")
    reply = await talk.say("oh never mind, I will come and ask at the counter")
    assert "code_sent" not in reply.tells


@pytest.mark.parametrize("said", ["ok yes please", "yeah a human please", "with somebody then"])
async def test_a_person_offered_with_a_refusal_comes_on_a_yes(said):
    talk = a_talk()
    talk.clinic.now = talk.clinic.now.replace(year=2027, month=6)
    await talk.says("I want to dispute the 120 pounds to QuickPlay Games", *NIA, CODE)
    reply = await talk.say(said)
    assert reply.escalation is EscalationReason.REQUESTED


async def test_a_payment_is_known_by_where_the_money_went_however_it_is_asked():
    reply = await a_talk().says("why was i declined at Kestrel", *NIA, CODE)
    assert "payment_is_declined" in reply.tells
    talk = a_talk()
    reply = await talk.says("how much did I pay at Northgate", *NIA, CODE)
    assert "payment_is_booked" in reply.tells
    reply = await talk.say("and the shoes one?")
    assert "payment_is_refunded" in reply.tells


async def test_two_wishes_without_their_apostrophes_are_two():
    reply = await a_talk().say(
        "theres a charge from quickplay games thats not mine and id like my balance too"
    )
    assert reply.dialogue.flow and reply.dialogue.flow.name == "dispute_transaction"
    assert [wish.flow for wish in reply.dialogue.wishes] == ["check_balance"]


async def test_a_question_beside_the_yes_is_answered():
    reply = await a_talk().says(
        "I lost my debit card", *NIA, "yes please. what is the daily limit by the way"
    )
    assert {"card_blocked", "fact"} <= set(reply.tells)


# --- in the words of people who do not know how a bank calls it ---


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "twelve quid to Zenith Media on Tuesday, no idea who they are"),
        ("en", "there's 120 gone to QuickPlay Games, I've never set foot in there"),
        ("es", "hay un cobro de 120 libras de QuickPlay Games y no los he oído en mi vida"),
        ("fr", "il y a 120 livres parties chez QuickPlay Games, jamais entendu parler"),
        ("de", "120 Pfund an QuickPlay Games, von denen hab ich noch nie gehört"),
    ],
)
async def test_who_was_paid_and_is_known_to_nobody_is_disputed(language: str, said: str):
    talk = a_talk()
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "dispute_transaction"


@pytest.mark.parametrize(
    "said", ["somebody's had my purse out of my pocket", "some toerag's pinched my wallet on the bus"]
)
async def test_what_was_pinched_is_reported_as_stolen(said: str):
    talk = a_talk()
    reply = await talk.say(said)
    assert reply.dialogue.flow.slots.get("loss") == "stolen"


@pytest.mark.parametrize(
    "said", ["£120 to QuickPlay Games back in September", "120 pounds to quickplay games last week"]
)
async def test_a_month_or_a_week_is_no_day_that_a_payment_lacks(said: str):
    _, reply = await proven(f"{said}, I never made it")
    assert {"past", "payment_not_found"}.isdisjoint(reply.tells) and reply.asks == ("confirmation",)


@pytest.mark.parametrize("said", ["the travel one", "the second one", "travel card please"])
@pytest.mark.parametrize("before", [(), ("wait I don't have my email",)])
async def test_the_card_that_was_asked_for_is_heard_though_something_else_is_asked_meanwhile(said, before):
    talk = a_talk()
    await talk.says("I have lost my card", *NIA, "how much is in my savings account", *before)
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and "Travel credit card 5151" in reply.text

    reply = await talk.say("yes")
    assert reply.tells[0] == "card_blocked" and "5151" in reply.text


@pytest.mark.parametrize("said", ["482159", "yes", "no idea"])
async def test_what_answers_the_open_question_picks_no_card_that_waits(said):
    talk = a_talk()
    reply = await talk.says("I have lost my card", *NIA, "how much is in my savings account", said)

    assert "card" not in reply.asks or "code_right" in reply.tells
    assert "I would block" not in reply.text
