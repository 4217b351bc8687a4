"""Another size or colour: of a number, at the read-back, asked about in between; and what is taken back."""

from dataclasses import replace

import pytest

from caly_app.agents.sectors import all_sectors
from tests.agents.world import Talk, a_demo_of

ANNA, PAUL = "anna.crane@example.org", "paul.okafor@example.org"


@pytest.fixture
def talk() -> Talk:
    """The jackets come in numbers, as shoes do."""
    talk = a_demo_of("ecommerce")
    for record in talk.clinic.records_of("product"):
        if record.data["name"] == "Trail jacket":
            record.data["variant"] = {"S": "size 7", "M": "size 8", "L": "size 9"}[
                str(record.data["variant"])
            ]
            record.data["stock"] = 4
    order = talk.clinic.record("order", "ORD-4760")
    order.data["items"][0]["variant"] = "size 7"  # type: ignore[index]
    return talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "could you exchange the trail jacket in size 7 for an 8, order ORD-4760"),
        ("en", "the trail jacket from ORD-4760, size 7, is tight, may I have the 8 instead, an exchange"),
        ("es", "quiero cambiar la chaqueta Trail de la talla 7 por una 8, pedido ORD-4760"),
        ("fr", "je voudrais échanger la veste Trail taille 7 contre une 8, commande ORD-4760"),
        ("de", "ich möchte die Jacke Trail Größe 7 gegen eine 8 umtauschen, Bestellung ORD-4760"),
    ],
)
async def test_a_size_of_one_digit_is_the_one_wanted(talk: Talk, language: str, said: str) -> None:
    talk.language = language
    reply = await talk.says(said, PAUL)
    if "line" in reply.asks:
        reply = await talk.say("Trail jacket")

    assert "size 8" in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    "said", ["hm, rather the 9", "my jumpers are thick, better make it a 9", "size 9 then"]
)
async def test_another_size_at_the_read_back_is_read_back(talk: Talk, said: str) -> None:
    await talk.says("exchange the trail jacket of ORD-4760 for size 8", PAUL)
    reply = await talk.say(said)

    assert "size 9" in reply.text and reply.asks == ("confirmation",)


async def test_what_they_have_is_not_what_they_want(talk: Talk) -> None:
    reply = await talk.says("exchange the trail jacket of ORD-4760, the size 7 pinches", PAUL)

    assert "replacement" in reply.asks


@pytest.mark.parametrize(
    "said", ["would it cost me to post the old jacket back?", "who pays to ship those two back"]
)
async def test_what_goes_back_may_be_called_anything(talk: Talk, said: str) -> None:
    talk.business = replace(talk.business, facts={"return label": "Returning is free."})
    await talk.says("exchange the trail jacket of ORD-4760 for size 8", PAUL)
    reply = await talk.say(said)

    assert "Returning is free." in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    ("language", "wish", "asked"),
    [
        (
            "en",
            "I want to return the desk lamp of ORD-4777, I no longer want it",
            "first, have you got the black one?",
        ),
        (
            "fr",
            "je voudrais renvoyer la lampe de ORD-4777, je n'en veux plus",
            "avant, la noire, vous l'avez en stock ?",
        ),
    ],
)
async def test_a_colour_alone_is_of_the_thing_that_goes_back(language: str, wish: str, asked: str) -> None:
    talk = a_demo_of("ecommerce")
    talk.language = language
    await talk.says(wish, ANNA)
    reply = await talk.say(asked)

    assert "in_stock" in reply.tells


@pytest.mark.parametrize(
    "said",
    [
        "i want to cancel the mugs no wait not the mugs the jacket",
        "please cancel the mugs sorry i mean cancel the jacket",
    ],
)
async def test_what_is_taken_back_without_a_mark_is_no_part_of_a_name(said: str) -> None:
    reply = await a_demo_of("ecommerce").say(said)

    assert reply.dialogue.values()["item"] == "jacket"


@pytest.mark.parametrize(
    "said", ["my mugs, are they on their way or not", "those mugs i bought, they on the way?"]
)
async def test_whether_it_is_on_its_way_is_how_it_stands(said: str) -> None:
    reply = await a_demo_of("ecommerce").say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "order_status"


@pytest.mark.parametrize(
    "said",
    [
        "that should go to my office. 7 Kiln Yard, Leeds LS9 8AB",
        "new address please: 7 Kiln Yard, Leeds LS9 8AB",
    ],
)
async def test_an_address_that_is_a_sentence_is_where_it_goes(said: str) -> None:
    talk = a_demo_of("ecommerce")
    await talk.says("where is my order ORD-4810", ANNA)
    reply = await talk.say(said)

    assert "7 Kiln Yard" in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "could I get a 10% voucher for it as well"),
        ("en", "I need it for the 12/12"),
        ("en", "better make it a 2 pm slot"),
        ("en", "I want the 9 November delivery"),
        ("es", "quiero un 10% de descuento"),
        ("fr", "je voudrais une 10% de remise"),
        ("fr", "plutôt le 9 novembre"),
        ("de", "ich möchte eine 10% Ermäßigung"),
        ("de", "lieber den 9. November"),
    ],
)
def test_a_part_a_day_and_an_hour_are_no_size(language: str, said: str) -> None:
    cues = all_sectors()["ecommerce"].slots["new_variant"].cues[language]

    assert not [found for cue in cues if (found := cue.search(said))]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "he grows so fast, rather the 9-10 then"),
        ("es", "mejor la 9-10"),
        ("fr", "plutôt la 9-10"),
        ("de", "lieber die 9-10"),
    ],
)
def test_a_size_of_two_numbers_is_one_size(language: str, said: str) -> None:
    cues = all_sectors()["ecommerce"].slots["new_variant"].cues[language]

    assert "9-10" in {found["value"] for cue in cues if (found := cue.search(said))}
