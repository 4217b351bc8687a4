"""What is said to what was read back, and is neither a yes nor a no."""

import pytest

from tests.agents.world import Talk, a_demo_of

_REFUND = "I want a refund for ORD-4777, anna.crane@example.org"
_BLOCK = "block my sim, born 17 June 1990, 020 7946 0211"


async def _with_a_time_picked() -> Talk:
    talk = a_demo_of("healthcare")
    await talk.says(
        "I'm Una Bell, I want an appointment with Dr Halas on Thursday, 020 7946 0777", "the second"
    )
    return talk


async def test_an_article_named_to_a_refund_of_the_whole_order_is_all_that_is_refunded() -> None:
    for said in ("the desk lamp", "only the desk lamp", "no, just the lamp please", "yes, the desk lamp"):
        talk = a_demo_of("ecommerce")
        assert "£89.50 for order ORD-4777" in (await talk.say(_REFUND)).text
        narrower = await talk.say(said)
        assert "£54.50" in narrower.text and "Desk lamp" in narrower.text, said
        assert "refund_made" not in narrower.tells
        await talk.say("yes")
        assert [one.data["amount"] for one in talk.clinic.records_of("refund")][-1] == "54.50 GBP", said


async def test_what_is_not_in_the_order_is_asked_about() -> None:
    talk = a_demo_of("ecommerce")
    reply = await talk.says(_REFUND, "only the teapot")
    assert "no teapot" in reply.text and reply.dialogue.question
    assert reply.dialogue.question.asks == ("line",)


async def test_who_asks_what_it_is_hears_it_again_and_nothing_is_done() -> None:
    for said in ("which line is that?", "what are you going to do?", "sorry, what was that again?"):
        talk = a_demo_of("telecom")
        await talk.say(_BLOCK)
        again = await talk.say(said)
        assert "I would block the SIM of Mobile 211" in again.text, said
        assert again.why.commands == ("Answer read_back",) and not again.escalation
    assert "sim_blocked" in (await talk.say("yes")).tells


async def test_another_of_those_that_were_offered_takes_the_place_of_the_one_picked() -> None:
    for said, time in (("actually make that the first one", "08:00"), ("no, the last one", "19:45")):
        talk = await _with_a_time_picked()
        assert f"at {time}" in (await talk.say(said)).text
        await talk.say("yes")
        assert [at for at, _ in talk.clinic.bookings()][-1].endswith(time), talk.clinic.bookings()


async def test_a_yes_behind_what_was_not_understood_is_to_what_is_said_whole_and_fetches_nobody() -> None:
    talk = await _with_a_time_picked()
    for _ in range(2):
        lost = await talk.say("flonk durb wibble")
        assert "Thursday, 8 October 2026 at 14:00 with Dr. Imre Halas, for Una Bell" in lost.text
        assert lost.dialogue.question and lost.dialogue.question.about == "flow"
    assert "A person of the team" in lost.text and "person" in lost.offers
    done = await talk.say("yes")
    assert "booked" in done.tells and not done.escalation


async def test_an_article_named_to_the_cancelling_of_an_order_is_taken_out_of_it() -> None:
    talk = a_demo_of("ecommerce")
    reply = await talk.says("cancel ORD-4810, anna.crane@example.org", "only the mug")
    assert "I would take Stoneware mug out of order ORD-4810" in reply.text
    assert (await talk.say("yes")).tells == ("item_removed",)
    assert talk.clinic.record("order", "ORD-4810").data["status"] != "cancelled"


async def test_of_two_articles_named_to_the_refund_of_an_order_the_second_comes_after() -> None:
    for said in ("only the desk lamp and the silver earrings", "just the lamp, and the earrings please"):
        talk = a_demo_of("ecommerce")
        await talk.say(_REFUND)
        first = await talk.say(said)
        assert "£54.50" in first.text and first.asks == ("confirmation",), said
        second = await talk.say("yes")
        assert "refund_made" in second.tells and "£35.00" in second.text, said
        assert "Silver earrings" in second.text and second.asks == ("confirmation",), said


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "cancel ORD-4810", "oh no, not the lot. My sister loves the mugs. Just the jacket should go."),
        (
            "de",
            "ORD-4810 stornieren",
            "Halt, nicht beides! Die Tassen bleiben. Bloß die Trail jacket muss weg",
        ),
        ("es", "cancelar ORD-4810", "No, todo no. Las tazas se quedan. Solo la trail jacket, por favor"),
    ],
)
async def test_an_article_in_a_sentence_of_its_own_is_all_that_is_taken_out(language, wish, said) -> None:
    talk = a_demo_of("ecommerce")
    talk.language = language
    reply = await talk.says(wish, "anna.crane@example.org", said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_order"
    assert "Trail jacket" in reply.text and reply.asks == ("confirmation",)


async def test_what_is_no_article_of_it_takes_nothing_out() -> None:
    talk = a_demo_of("ecommerce")
    said = "Hm, wait. My sister is here. Just my sister, Jo."
    reply = await talk.says("cancel ORD-4810, anna.crane@example.org", said)
    assert not any(flow.name == "change_order" for flow in reply.dialogue.flows)


_A_TWIN = ("a twin room for two from 13 November for three nights", "Winifred Oakshott", "020 7946 0318")


async def test_before_it_is_done_a_question_is_answered_and_nothing_is() -> None:
    talk = a_demo_of("hospitality")
    await talk.says(*_A_TWIN)
    reply = await talk.say("great. But before you book it, can we leave the car somewhere?")
    assert reply.tells == ("fact",) and reply.asks == ("confirmation",)
    assert "stay_booked" in (await talk.say("yes")).tells


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("lovely, only I gave you the wrong day", ("change",)),
        ("great. My aunt is due back on the Sunday, so it's two nights, not three", ("confirmation",)),
        ("oh I told you wrong, two nights not three", ("confirmation",)),
    ],
)
async def test_what_was_told_wrong_is_no_yes(said, asks) -> None:
    talk = a_demo_of("hospitality")
    await talk.says(*_A_TWIN)
    reply = await talk.say(said)
    assert not reply.tells and reply.asks == asks
    assert asks == ("change",) or "15 November" in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "what, I pay a fee and don't even come? nah. forget it, don't cancel it",
        "forget it then, don't cancel it. Do you really want money for that?",
    ],
)
async def test_do_not_cancel_it_is_no_yes_to_whether_to_cancel(said) -> None:
    talk = a_demo_of("hospitality")
    await talk.says("I want to cancel my stay HH-20417", "Alma Reyes")
    await talk.says(said, "yes")
    assert talk.clinic.record("stay", "HH-20417").data["status"] == "booked"


async def _with_wednesday_read_back(sector: str) -> Talk:
    talk = a_demo_of(sector)
    wish = "I'd like to see Dr Halas" if sector == "healthcare" else "I'd like to see a family lawyer"
    await talk.says(f"{wish} on Wednesday at half past two", "Una Bell", "020 7946 0777", "una@example.org")
    return talk


@pytest.mark.parametrize("sector", ["healthcare", "legal"])
@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("oh dear, Wednesday I've got my grandson. Friday morning would suit me", "2026-10-09"),
        ("Wednesday is bridge night. Could I come on Thursday?", "2026-10-08"),
    ],
)
async def test_another_day_behind_the_one_read_back_is_the_one_wanted(sector, said, day):
    talk = await _with_wednesday_read_back(sector)
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.slots["date"] == day


@pytest.mark.parametrize(
    "said", ["yes, Wednesday is right, Friday I'm away", "Friday is choir, so Wednesday please"]
)
async def test_who_agrees_or_names_what_was_read_back_last_stays_with_it(said):
    talk = await _with_wednesday_read_back("healthcare")
    await talk.says(said, "yes")
    assert [when for when, _ in talk.clinic.bookings()] == ["2026-10-07 14:30"]


@pytest.mark.parametrize(
    "said", ["go on, what does that come to then", "go on then, how much is it", "go on when"]
)
async def test_go_on_is_no_yes_where_a_question_is_meant(said: str) -> None:
    talk = await _with_a_time_picked()
    reply = await talk.say(said)
    assert "booked" not in reply.tells


async def test_and_is_one_where_none_is() -> None:
    talk = await _with_a_time_picked()
    assert "booked" in (await talk.say("go on then")).tells
