"""Telephone and internet: what is known is told, what is changed is changed once, and only for its owner."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors.telecom.outages import place_in
from caly_app.agents.sectors.telecom.plans import next_bill_day
from caly_app.ports import StoredRecord
from tests.agents.world import RecordsOf, Talk, a_demo_of

PRIYA = ("17 June 1990", "020 7946 0211")
OSKAR = ("5 November 1979", "020 7946 0322")
GRETA = ("22 January 1958", "020 7946 0433")


def a_talk() -> Talk:
    return a_demo_of("telecom")


# --- outages ---


@pytest.mark.parametrize(
    ("said", "told", "words"),
    [
        ("my internet is down, my postcode is LK2 1AA", "outage_exists", "6 October"),
        ("no broadband in lk2", "outage_exists", "Larkfield North"),
        ("no signal at LK7 4QT", "outage_exists_open", "do not know yet"),
        ("the internet is down in Larkfield North", "outage_exists", "5 October"),
    ],
)
async def test_a_known_outage_is_told_with_its_end(said, told, words):
    reply = await a_talk().say(said)

    assert reply.tells[0] == told and words in reply.text


async def test_the_postcode_is_asked_for():
    talk = a_talk()
    assert (await talk.say("my wifi isn't working")).asks == ("area",)

    assert (await talk.say("LK2 1AA")).tells[0] == "outage_exists"


async def test_an_end_that_has_passed_is_not_promised():
    talk = a_talk()
    talk.clinic.now = talk.clinic.now.replace(year=2027, month=2)

    assert (await talk.say("my internet is down in LK2 1AA")).tells[0] == "outage_exists_late"


@pytest.mark.parametrize(
    "said",
    [
        "my internet is down, LK21 1AA",  # another place than LK2
        "no signal at LK7 6AB",
        "no signal in LK2 1AA",  # there it is the broadband
        "my internet is down in LK5 2BB",  # that one is over
    ],
)
async def test_a_new_one_is_reported_once(said):
    talk = a_talk()
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",) and talk.clinic.records_of("outage_report") == []

    reply = await talk.say("yes")
    assert reply.tells[0] == "outage_reported"
    assert (await talk.say(said)).tells[0] == "outage_reported_before"
    assert len(talk.clinic.records_of("outage_report")) == 1


async def test_a_no_reports_nothing():
    talk = a_talk()
    await talk.says("my internet is down, LK9 1AA", "no, let me restart it first")

    assert talk.clinic.records_of("outage_report") == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("it's lk2 1aa", "LK2 1AA"),
        ("LK21AA", "LK2 1AA"),
        ("We are in Weir Valley.", "Weir Valley"),
        ("postal code zero four one zero one", "04101"),
    ],
)
def test_places(said, place):
    assert place_in(said) == place


async def test_an_outage_is_found_by_a_code_of_five_digits():
    talk = a_talk()
    talk.clinic.record("outage", "OUT-1").data["postcodes"] = ["02139"]

    reply = await talk.says("no internet since this morning", "zip code oh two one three nine")

    assert reply.tells[0].startswith("outage_exists")


@pytest.mark.parametrize(
    "said",
    [
        "the wifi is down and everyone on our road has lost it",
        "our whole building's broadband went down i believe",
    ],
)
async def test_a_line_that_is_down_is_nobody_on_the_floor(said):
    assert (await a_talk().say(said)).tells[:1] != ("emergency",)


@pytest.mark.parametrize(
    "said",
    ["the internet is down and the router is on fire", "my husband is down on the floor and not waking up"],
)
async def test_danger_beside_it_still_is_one(said):
    assert (await a_talk().say(said)).tells[0] == "emergency"


# --- plans ---


async def test_plans_are_told_without_proof():
    reply = await a_talk().say("what mobile plans do you have?")

    assert reply.tells[0] == "plans" and "£14.50" in reply.text and "Fibre" not in reply.text


async def test_an_upgrade_takes_effect_on_the_next_bill_day_at_the_exact_difference():
    talk = a_talk()
    reply = await talk.says("I want to change to the unlimited plan for my mobile", *PRIYA)
    assert reply.asks == ("confirmation",)
    assert "£10.45 more" in reply.text and "15 October 2026" in reply.text

    reply = await talk.say("yes")
    assert reply.tells[0] == "plan_changed"
    line = talk.clinic.record("line", "LN-1001").data
    assert (line["plan"], line["next_plan"], line["changes_on"]) == (
        "Mobile 20",
        "Mobile Unlimited",
        "2026-10-15",
    )
    reply = await talk.say("switch my mobile to the unlimited plan")
    assert reply.tells[0] == "plan_change_is_noted"


async def test_less_waits_for_the_end_of_the_contract():
    talk = a_talk()
    reply = await talk.says("downgrade my mobile plan to Mobile 5", *PRIYA)

    assert "contract_runs" in reply.tells and "31 March 2027" in reply.text
    assert "next_plan" not in talk.clinic.record("line", "LN-1001").data


async def test_without_a_contract_less_is_possible():
    talk = a_talk()
    reply = await talk.says("I want to downgrade my plan", *OSKAR)
    assert reply.asks == ("plan",) and len(reply.quick_replies) == 2

    reply = await talk.say("the 20 one")
    assert "£10.45 less" in reply.text and "1 November 2026" in reply.text


async def test_line_and_plan_are_chosen():
    talk = a_talk()
    reply = await talk.says("I'd like to change my plan", *PRIYA)
    assert reply.asks == ("line",)
    reply = await talk.says("home broadband", "Fibre 500", "yes")

    assert reply.tells[0] == "plan_changed"
    assert talk.clinic.record("line", "LN-1002").data["next_price"] == "39.99 GBP"


async def test_a_plan_says_which_line_is_meant():
    reply = await a_talk().says("I'll take Fibre 500", *PRIYA)

    assert reply.asks == ("confirmation",) and "Home broadband" in reply.text


async def test_the_plan_one_has_is_no_change():
    reply = await a_talk().says("change my plan to Mobile Unlimited", *OSKAR)

    assert "plan_is_theirs" in reply.tells


@pytest.mark.parametrize(
    ("bill_day", "today", "next_day"),
    [
        (15, "2026-10-05", "2026-10-15"),
        (5, "2026-10-05", "2026-11-05"),
        (1, "2026-12-31", "2027-01-01"),
        (28, "2027-02-28", "2027-03-28"),
    ],
)
def test_the_next_bill_day(bill_day, today, next_day):
    line = StoredRecord(uuid7(), "line", "LN-1", {"bill_day": bill_day})

    assert next_bill_day(line, date.fromisoformat(today)).isoformat() == next_day


# --- SIM cards ---


async def test_a_lost_sim_is_blocked_after_proof_and_one_yes():
    talk = a_talk()
    reply = await talk.says("I've lost my phone", *PRIYA)
    assert reply.asks == ("confirmation",)

    assert (await talk.say("yes")).tells[0] == "sim_blocked"
    assert talk.clinic.record("sim", "SIM-1001").data["status"] == "blocked"

    reply = await talk.say("block my sim")
    assert reply.tells[0] == "sim_already_blocked" and reply.asks == ("confirmation",)
    reply = await talk.says("yes")
    assert reply.asks == ("sim_kind",)


async def test_a_new_sim_goes_to_the_address_on_record_only():
    talk = a_talk()
    reply = await talk.says("I need a new sim card", *PRIYA, "a plastic one")
    assert reply.asks == ("confirmation",)
    assert "Quay Street" not in reply.text + str(talk.document) + str(reply.tool_runs)

    reply = await talk.say("yes")
    assert reply.tells[0] == "sim_ordered"
    [order] = [one for one in talk.clinic.records_of("sim") if one.data["status"] == "ordered"]
    assert order.data["line"] == "LN-1001" and order.data["kind"] == "plastic"
    assert (await talk.say("order a replacement sim")).tells[0] == "sim_already_ordered"


async def test_an_esim_goes_to_the_mailbox_on_record():
    talk = a_talk()
    reply = await talk.says("I'd like an esim", *PRIYA)
    assert reply.asks == ("confirmation",) and "your e-mail address on record" in reply.text

    reply = await talk.say("yes")
    assert reply.tells[0] == "esim_ordered" and "p***@example.org" in reply.text


async def test_without_an_address_a_person_must_help():
    reply = await a_talk().says("I need a new sim card", *GRETA, "plastic")

    assert "no_address_for_sim" in reply.tells and "person" in reply.offers


async def test_a_new_sim_is_activated_and_the_old_one_ends():
    talk = a_talk()
    reply = await talk.says("I want to activate my new sim", *OSKAR)
    assert reply.asks == ("confirmation",) and "9931" in reply.text

    assert (await talk.say("yes")).tells[0] == "sim_activated"
    assert talk.clinic.record("sim", "SIM-2002").data["status"] == "active"
    assert talk.clinic.record("sim", "SIM-2001").data["status"] == "replaced"
    assert (await talk.say("activate my new sim")).tells[0] == "no_new_sim"


async def test_nothing_waits_to_be_activated():
    assert "no_new_sim" in (await a_talk().says("activate my sim card", *PRIYA)).tells


async def test_not_proven_blocks_nothing():
    talk = a_talk()
    reply = await talk.says("block my sim", "1 January 1990", "020 7946 0211")

    assert "identity_failed" in reply.tells
    assert talk.clinic.record("sim", "SIM-1001").data["status"] == "active"


# --- bills and data ---


@pytest.mark.parametrize(
    ("who", "told", "words"),
    [
        (PRIYA, "bill_is_open", "£47.30, due on Monday 12 October 2026"),
        (OSKAR, "bill_is_paid", "£24.95"),
        (GRETA, "bill_is_promised", "9 October"),
    ],
)
async def test_the_last_bill(who, told, words):
    reply = await a_talk().says("how much is my bill?", *who)

    assert told in reply.tells and words in reply.text.replace("Monday, ", "Monday ")


@pytest.mark.parametrize(
    ("who", "told", "words"),
    [
        (PRIYA, "data_left", "7.5 GB are left"),
        (OSKAR, "data_unlimited", "88.2"),
        (GRETA, "data_used_up", "5 GB"),
    ],
)
async def test_how_much_data_is_left(who, told, words):
    reply = await a_talk().says("how much data do I have left?", *who)

    assert told in reply.tells and words in reply.text


async def test_a_payment_is_put_off_once_within_the_rules():
    talk = a_talk()
    reply = await talk.says("I can't pay my bill this month", *PRIYA)
    assert reply.asks == ("pay_on",)
    reply = await talk.say("on the 20th of November")
    assert "extension_too_long" in reply.tells and "26 October" in reply.text
    assert reply.asks == ("pay_on",)

    reply = await talk.says("then on 20 October", "yes")
    assert reply.tells[0] == "payment_promised"
    assert talk.clinic.record("invoice", "INV-1009").data["promised_for"] == "2026-10-20"

    reply = await talk.say("I need more time to pay")
    assert reply.tells[0] == "promised_before"
    assert talk.clinic.record("invoice", "INV-1009").data["promised_for"] == "2026-10-20"


async def test_who_owes_nothing_needs_no_time():
    assert "nothing_owed" in (await a_talk().says("can I pay later?", *OSKAR)).tells


async def test_a_disputed_bill_is_written_down_once_and_a_person_called():
    talk = a_talk()
    reply = await talk.says("my bill is wrong", *PRIYA)
    assert reply.asks == ("what_is_wrong",)
    reply = await talk.says("there are calls to Peru that I never made", "yes")

    assert reply.tells[0] == "bill_disputed" and reply.escalation is EscalationReason.DISPUTE
    [dispute] = talk.clinic.records_of("bill_dispute")
    assert dispute.data["invoice"] == "INV-1009" and "Peru" in str(dispute.data["text"])

    assert (await talk.say("I want to dispute my bill")).tells[0] == "bill_disputed_before"
    assert len(talk.clinic.records_of("bill_dispute")) == 1


async def test_nothing_of_anybody_else():
    reply = await a_talk().says("how much is my bill?", *OSKAR)

    assert "41.50" not in reply.text and "9.00" not in reply.text


async def test_why_a_bill_is_high_is_answered_from_its_lines():
    reply = await a_talk().says("why is my bill so high this month?", *PRIYA)

    assert reply.tells[:2] == ("identity_proven", "bill_is_open") and "bill_lines_more" in reply.tells
    assert "Calls to Norway, 29 minutes £5.80" in reply.text and "£5.80 more" in reply.text


async def test_of_a_bill_without_lines_is_told_how_much_more_it_is():
    talk = a_talk()
    bill = talk.clinic.record("invoice", "INV-1009")
    await RecordsOf(talk.clinic).change(bill.id, {"lines": []})
    reply = await talk.says("how much is my bill?", *PRIYA)
    assert "bill_is_more" in reply.tells and "£5.80 more" in reply.text


# --- as others say it ---


@pytest.mark.parametrize(
    ("said", "plan"),
    [
        ("I'd like to drop to the Mobile 5 tariff, I don't need that much", "Mobile 5"),
        ("I want the Mobile Unlimited plan right now", "Mobile Unlimited"),
        ("change my mobile plan, I'll go for Unlimited", "Mobile Unlimited"),
    ],
)
async def test_the_plan_that_was_named_is_not_asked_for(said, plan):
    reply = await a_talk().says(said, *PRIYA)

    assert reply.asks == ("confirmation",) or "contract_runs" in reply.tells
    assert plan in reply.text


async def test_no_bars_is_no_signal():
    assert (await a_talk().say("I have had no bars at all since lunchtime, I live in LK7 4QT")).tells == (
        "outage_exists_open",
    )


async def test_a_day_that_cannot_be_kept_is_not_the_day_of_payment():
    said = "I can't pay my bill by the twelfth, could I have until the end of October?"

    assert (await a_talk().says(said, *PRIYA)).asks == ("pay_on",)


@pytest.mark.parametrize("pause", ["hold on, ", "wait, ", "one moment please, ", ""])
async def test_a_question_in_between_comes_back_to_what_waits(pause):
    talk = a_talk()
    await talk.says("I can't pay my bill this month", *PRIYA, "20 October")
    reply = await talk.say(f"{pause}what is on that bill?")
    assert "bill_lines" in reply.tells or "bill_lines_more" in reply.tells
    assert reply.asks == ("confirmation",) and "20 October" in reply.text

    assert (await talk.say("I see. Yes, the 20th please")).tells[0] == "payment_promised"


async def test_another_day_beside_a_yes_is_read_back_again():
    talk = a_talk()
    await talk.says("I can't pay my bill this month", *PRIYA, "20 October")
    reply = await talk.say("I see. Yes, the 21st please")

    assert reply.asks == ("confirmation",) and "21 October" in reply.text


# --- plans by name, places by postcode ---


@pytest.mark.parametrize(
    "said",
    [
        "I'd like to drop down to Mobile 5 from next month",
        "please move me up to Mobile 50 as of the next bill",
        "we want to go back to Mobile 5",
    ],
)
async def test_a_plan_is_wished_for_by_its_name(said):
    reply = await a_talk().say(said)

    assert {"StartFlow change_plan", "FillSlot wanted_plan"} <= set(reply.why.commands)


async def test_a_postcode_is_spelled_with_words():
    talk = a_talk()
    await talk.say("my wifi isn't working")

    reply = await talk.say("l k two one a a, that's a for apple a for apple")

    assert reply.tells[0] == "outage_exists"


async def test_an_account_number_of_six_digits_is_no_code():
    talk = a_talk()
    policy = talk.config.identity.model_copy(update={"required": ("account_number", "date_of_birth")})
    talk.config = talk.config.model_copy(update={"identity": policy})

    reply = await talk.says("I want to go up to Mobile 50", "it's 700451")

    assert reply.asks == ("date_of_birth",)


async def test_when_an_outage_ends_is_asked_of_the_place_that_was_named():
    reply = await a_talk().says("no internet at all, lk2 1aa", "and when will it be back")

    assert reply.tells[0] == "outage_exists"


async def test_what_is_wrong_with_a_bill_is_heard_with_the_wish():
    reply = await a_talk().says("I never made any calls to Norway, I want to dispute my bill", *PRIYA)

    assert reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how do you mean that"),
        ("en", "since last night"),
        ("en", "my wifi is dead"),
        ("es", "desde ayer por la mañana"),
        ("fr", "rien ne marche"),
        ("de", "seit gestern Abend"),
    ],
)
async def test_what_names_no_place_is_no_area(language, said):
    talk = a_talk()
    await talk.say("is there an outage?")
    talk.language = language
    reply = await talk.say(said)
    assert "confirmation" not in reply.asks and said not in reply.text
    await talk.say("yes")
    assert talk.clinic.records_of("outage_report") == []


@pytest.mark.parametrize("said", ["Kings Langley", "my area is Morningside", "we're at Signal Hill"])
async def test_any_name_of_a_place_is_an_area(said):
    reply = await (talk := a_talk()).says("is there an outage?", said)
    assert reply.asks == ("confirmation",) and said.split()[-1] in reply.text, talk


@pytest.mark.parametrize("said", ["LK9 1AB, sorry, LK2 1AA", "LK5 3AA no wait LK2 2AB"])
async def test_the_postcode_that_was_said_last_counts(said):
    assert (await a_talk().says("is there an outage?", said)).tells[0] == "outage_exists"


async def test_a_day_at_the_end_of_a_long_sentence_is_heard_whole() -> None:
    talk = a_demo_of("telecom")
    lines = ("could I pay my bill on the 16th?", "Priya Lindqvist", "17 June 1990", "020 7946 0211")
    await talk.says(*lines)
    reply = await talk.say("hm, there is no money until my sister gets back from Oslo so say Monday the 19th")
    assert "19 October" in reply.text


@pytest.mark.parametrize(
    ("language", "asked", "picked"),
    [
        ("en", "which plans do you sell?", "ok so the Mobile 20, that one would do me"),
        ("fr", "quels forfaits avez-vous ?", "bon ben Mobile 20, ça ira"),
    ],
)
async def test_who_names_a_plan_that_was_told_wants_it(language: str, asked: str, picked: str) -> None:
    talk = a_demo_of("telecom")
    talk.language = language
    reply = await talk.says(asked, picked)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_plan"
    assert reply.dialogue.flow.slots["wanted_plan"] == "Mobile 20"


async def test_a_postcode_that_is_spelled_with_an_example_is_the_place() -> None:
    reply = await a_demo_of("telecom").says("is there an outage", "n as in november one nine")
    assert "N19" in reply.text


@pytest.mark.parametrize(
    "said", ["my wifi is dead and I teach in two hours", "no internet, my call is in half an hour"]
)
async def test_how_soon_somebody_needs_it_is_no_place(said):
    reply = await a_demo_of("telecom").say(said)
    assert reply.asks == ("area",)


async def test_of_a_code_and_a_town_the_code_is_the_place():
    talk = a_demo_of("telecom")
    await talk.say("my internet is down")
    assert "LS6 2AB" in (await talk.say("ls6 2ab in leeds")).text
