"""What was declined, asked for in passing or called otherwise, as customers of several sectors put it."""

import pytest

from caly_app.agents.picking import likeness
from tests.agents.world import a_demo_of


async def test_what_was_declined_is_read_back_again_where_it_is_named():
    talk = a_demo_of("telecom")
    await talk.says("there is no internet in BS4 since this morning", "no")
    assert talk.clinic.records_of("outage_report") == []

    reply = await talk.say("oh well, yes, do report it please")
    assert reply.asks == ("confirmation",)
    assert (await talk.say("yes")).tells == ("outage_reported",)


async def test_a_mere_yes_takes_nothing_up_that_was_declined():
    talk = a_demo_of("telecom")
    reply = await talk.says("there is no internet in BS4 since this morning", "no", "yes")

    assert reply.asks != ("confirmation",) and talk.clinic.records_of("outage_report") == []


@pytest.mark.parametrize(
    "said",
    [
        "how often does a jumper fit like that, do you sell the trail jacket in green",
        "is the trail jacket there in size 46?",
        "have you got the red trail jacket",
    ],
)
async def test_an_article_is_not_in_stock_in_what_it_does_not_come_in(said: str):
    reply = await a_demo_of("ecommerce").say(said)

    assert "variant_unknown_of" in reply.tells


async def test_an_article_is_in_stock_in_what_it_comes_in():
    reply = await a_demo_of("ecommerce").say("do you have the black desk lamp")

    assert reply.tells == ("in_stock",)


async def test_how_somebody_feels_about_a_wish_is_no_complaint_beside_it():
    reply = await a_demo_of("ecommerce").say("where is my order, i am rather disappointed it takes so long")
    assert "StartFlow order_status" in reply.why.commands
    assert "StartFlow complaint" not in reply.why.commands

    reply = await a_demo_of("ecommerce").say("i want to complain about your courier")
    assert "StartFlow complaint" in reply.why.commands


async def test_who_needs_to_cancel_is_not_asked_whether_they_would_book():
    said = "we meant to stay with you from friday, but my wife broke her leg so we have to cancel"
    reply = await a_demo_of("hospitality").say(said)

    assert reply.why.commands[0] == "StartFlow cancel_stay"


@pytest.mark.parametrize(
    ("said", "plan"),
    [
        ("I'd like to have the Granite please", "Granite"),
        ("i want the Granite, no sorry, the Basalt", "Basalt"),
        ("bonjour, je voudrais le Granite s'il vous plaît", "Granite"),
        ("hola, quiero el Granite por favor", "Granite"),
        ("Guten Tag, ich möchte in den Tarif Granit wechseln", "Granit"),
    ],
)
async def test_a_plan_is_wanted_by_its_name_alone(said: str, plan: str):
    talk = a_demo_of("telecom")
    reply = await talk.say(said)

    assert reply.why.commands[0] == "StartFlow change_plan"
    assert reply.dialogue.values()["wanted_plan"] == plan


@pytest.mark.parametrize(
    ("said", "name", "is_it"),
    [
        ("la poterie", "Pottery on the wheel", True),
        ("fotografía", "Photography in the city", True),
        ("la guitare", "Guitar for young hands", True),
        ("der Fotografie-Kurs", "Pottery on the wheel", False),
        ("français", "Pottery on the wheel", False),
    ],
)
def test_what_two_languages_have_in_common_names_the_same_thing(said: str, name: str, is_it: bool):
    assert bool(likeness(said, {"name": name})) == is_it
