"""Sums taken back, names of others, things chosen and wished for at once, and no reply without a word."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.commands import FillSlot
from caly_app.agents.understanding.put_right import last_said
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.values import Listener
from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("said", "sum_"),
    [
        ("up to £250 thousand, no, 230", "230000.00 GBP"),
        ("£400k, sorry, 420", "420000.00 GBP"),
        ("£900, no, I mean 3 bedrooms", "900.00 GBP"),
        ("£300 thousand, no, £310 thousand", "310000.00 GBP"),
    ],
)
def test_a_sum_taken_back_is_of_the_same_size(said: str, sum_: str) -> None:
    here = SlotContext(datetime(2026, 10, 5, 14, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
    ones = last_said(find("money", said, here), "money", said, here)
    assert ones[-1].value == sum_


@pytest.mark.parametrize(
    "said",
    [
        "i need a lawyer, my boss it's walter grimes won't pay my wages",
        "I need a lawyer. My landlord, it's Pembry Estates, locked me out",
    ],
)
async def test_whoever_was_spoken_of_is_not_the_speaker(said: str) -> None:
    reply = await a_demo_of("legal").say(said)
    assert "full_name" not in reply.dialogue.values()


async def test_what_is_offered_is_chosen_and_wished_for_at_once() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("a flat to rent in Fairfield please")
    reply = await talk.say("the one above the bakery, could we view it on Thursday at 2")
    assert reply.asks == ("full_name",) and "noted_for_later" not in reply.tells
    assert reply.dialogue.values()["listing_number"] == "P-102"
    assert reply.dialogue.values()["time"] == "14:00"


async def test_why_a_home_is_sought_is_no_second_wish() -> None:
    talk = a_demo_of("real_estate")
    reply = await talk.say(
        "nothing of it will do, it should be a cottage to buy near Stonebridge. Tell me when one comes up"
    )
    assert reply.dialogue.flow and reply.dialogue.flow.name == "leave_wishes"
    assert not reply.dialogue.wishes


async def test_what_shall_not_be_kept_is_left() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("let me know when a house to buy in Fairfield comes up, up to 300k")
    await talk.say("Ida Holm")
    await talk.say("020 7946 0123")
    reply = await talk.say("you would save that? no, please don't store any of it")
    assert reply.tells == ("left",) and not reply.dialogue.flows


async def test_an_answer_beside_a_question_is_heard() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("I want to raise my offer OF-5001")
    await talk.say("17 September 1986")
    await talk.say("020 7946 0611")
    reply = await talk.say("£441,000, what do the others pay?")
    assert reply.dialogue.values()["new_amount"] == "441000.00 GBP"


async def test_my_offer_in_french_names_no_monday() -> None:
    reply = await a_demo_of("real_estate").say("mon offre OF-5001, passez à 440 000 livres")
    assert "date" not in reply.dialogue.values()


async def test_nobody_is_left_without_a_word() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("blablabla tralala houpette")
    assert (await talk.say("020 7946 0123")).text


@pytest.mark.parametrize(
    "said",
    [
        "and what would you do in my place?",
        "¿y usted qué me aconseja?",
        "et vous, vous pensez que je vais gagner ?",
        "was raten Sie mir?",
    ],
)
async def test_what_we_think_of_a_case_is_advice(said: str) -> None:
    assert (await a_demo_of("legal").say(said)).tells == ("no_advice",)


async def test_six_digits_that_were_asked_for_are_no_code() -> None:
    talk = a_demo_of("telecom")
    await talk.say("I want another plan")
    await talk.say("14 March 1988")
    listener = Listener(talk.turn("x"), "fr", "change_plan", ("account_number",))
    assert listener.hear("c'est le 700451").commands == (FillSlot("account_number", "700451"),)
