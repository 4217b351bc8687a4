"""A shop's customers in their own words: what goes back, where it goes, how many, and which size."""

from dataclasses import replace

import pytest

from tests.agents.world import Talk, a_demo_of

ANNA, PAUL = "anna.crane@example.org", "paul.okafor@example.org"


@pytest.fixture
def talk() -> Talk:
    return a_demo_of("ecommerce")


@pytest.mark.parametrize(
    "said",
    [
        "hey i'd like to post that brass lamp back please, ORD-4777",
        "can I send one of the lamps back, ORD-4777",
        "giving my desk lamp back, ORD-4777",
    ],
)
async def test_what_is_sent_back_may_stand_between_the_words(talk, said):
    reply = await talk.says(said, ANNA)

    assert reply.asks == ("return_reason",)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("could you ship ORD-4810 to 31 Quarry Bank, Ludworth instead, I'm moving", "en"),
        ("je voudrais faire livrer ORD-4810 au 31 Quarry Bank, Ludworth, je serai là-bas", "fr"),
        ("por favor envíen el ORD-4810 al 31 Quarry Bank, Ludworth, que me mudo", "es"),
    ],
)
async def test_where_it_goes_is_told_with_the_wish(said, language):
    talk = a_demo_of("ecommerce")
    talk.language = language
    reply = await talk.says(said, ANNA)

    assert reply.asks == ("confirmation",)
    assert talk.reply.dialogue.values()["delivery_address"] == "31 Quarry Bank, Ludworth"


async def test_how_many_is_heard_in_a_sentence_that_goes_to_and_fro(talk):
    reply = await talk.says(
        "in ORD-4822 it should be three mugs, well no, two is enough, can you change it", ANNA
    )

    assert reply.asks == ("confirmation",)
    assert talk.reply.dialogue.values()["count"] == "2"


async def test_what_is_not_there_is_said_with_its_day_and_what_there_is_is_picked_by_its_word(talk):
    reply = await talk.says("can I swap the jacket from ORD-4760 for a large", PAUL)
    assert "not_there_in_exchange" in reply.tells and "15 October" in reply.text
    assert [one.label for one in reply.quick_replies] == ["Trail jacket, M"]

    reply = await talk.say("m then")
    assert reply.asks == ("confirmation",) and "Trail jacket, M" in reply.text


async def test_a_size_that_nobody_sells_is_said_to_be_none(talk):
    reply = await talk.says("I want to exchange the jacket from ORD-4760 for size 99", PAUL)

    assert "product_unknown" in reply.tells and reply.asks == ("replacement",)


async def test_a_no_that_goes_on_asking_is_no_goodbye(talk):
    reply = await talk.says(
        "where is ORD-4790", "tom.abara@example.org", "no that's a shame, but when does it come then?"
    )

    assert "goodbye" not in reply.tells and not reply.ends


async def test_the_one_code_that_there_is_may_be_meant_without_its_name(talk):
    reply = await talk.says("which codes do you have?", "fine, use that one on ORD-4822 please", ANNA)

    assert reply.asks == ("confirmation",)
    assert talk.reply.dialogue.values()["code"] == "WELCOME10"


async def test_what_is_taken_out_is_said_as_such(talk):
    reply = await talk.says("please cancel the mugs but leave the jacket, ORD-4810", ANNA)

    assert reply.asks == ("confirmation",) and "out of order ORD-4810" in reply.text


async def test_a_word_of_a_fact_beside_a_wish_asks_for_nothing(talk):
    reply = await talk.say("I got the wrong size jacket. it's ORD-4760, I'd like to swap it for an m")

    assert "fact" not in reply.tells and reply.asks == ("email",)


async def test_a_number_is_cancelled_however_it_begins(talk):
    await talk.say("can u cancel KX-20331 for me my brother clicked too fast, im " + ANNA)

    assert talk.reply.dialogue.flow.name == "cancel_order"


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "anulen el KX-20331, ya no me sirve"), ("fr", "annulez KX-20331, il ne me sert plus")],
)
async def test_a_number_is_cancelled_in_other_languages(language, said):
    talk = a_demo_of("ecommerce")
    talk.language = language
    await talk.say(said)

    assert talk.reply.dialogue.flow.name == "cancel_order"


@pytest.mark.parametrize(
    "another", ["a pity. And BACKAGAIN? it was on a leaflet", "oh well, too bad! what about BACKAGAIN?"]
)
async def test_another_code_behind_one_that_is_over_is_tried(talk, another):
    talk.clinic.put("discount", "BACKAGAIN", {"percent": 10}, None)
    reply = await talk.says("does the code SUMMER25 still go on ORD-4822?", another, ANNA)

    assert reply.asks == ("confirmation",)
    assert talk.reply.dialogue.values()["code"] == "BACKAGAIN"


@pytest.mark.parametrize(
    "said",
    [
        "can you change the trail jacket in ORD-4810 to size L",
        "the jacket in ORD-4810, I need it in M instead",
    ],
)
async def test_another_size_before_it_is_sent_is_for_a_person_or_another_order(talk, said):
    reply = await talk.says(said, ANNA)

    assert "exchange_before_shipping" in reply.tells and "person" in reply.offers
    assert talk.clinic.record("order", "ORD-4810").data["status"] == "placed"


@pytest.mark.parametrize(
    "said",
    [
        "we've a lamp on its way, order ORD-4810. Could it come to our new flat, 8 Fen Lane, Ely CB7 4AB?",
        "I've a jacket coming, order ORD-4810. Could that go to my mum's place, 8 Fen Lane, Ely CB7 4AB?",
    ],
)
async def test_what_is_on_its_way_is_not_bought_but_sent_to_where_it_should_go(talk, said):
    reply = await talk.says(said, ANNA)

    assert "8 Fen Lane, Ely CB7 4AB" in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I unpacked the mirror and it's in bits"),
        ("en", "the plates got here all shattered"),
        ("fr", "les verres ont été livrés en mille morceaux"),
        ("fr", "j'ai reçu une théière fêlée"),
        ("de", "der Krug kam in lauter Scherben an"),
        ("de", "die Teller sind alle beschädigt angekommen"),
        ("es", "los platos han llegado todos destrozados"),
        ("es", "he recibido el espejo en mil pedazos"),
    ],
)
async def test_what_came_broken_is_a_fault_that_is_told(language: str, said: str) -> None:
    talk = a_demo_of("ecommerce")
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "warranty_claim"
    assert reply.dialogue.flow.slots["fault"] == said


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        ("the plates came smashed, I want my money back for them", "request_refund"),
        ("my parcel hasn't arrived", "order_status"),
    ],
)
async def test_what_is_wished_for_beside_it_is_that(said: str, flow: str) -> None:
    reply = await a_demo_of("ecommerce").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == flow


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("my rain boots turned up and they pinch, can I swap them for a size 9", "rain boots"),
        ("my new parka is way too big, i'd like to exchange it", "new parka"),
    ],
)
async def test_what_came_and_does_not_fit_is_named_before_the_wish(said: str, item: str) -> None:
    reply = await a_demo_of("ecommerce").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.slots["item"] == item


@pytest.mark.parametrize("asked", ["is it free to post it back?", "and do I need to pay to send it back"])
async def test_who_asks_what_sending_back_costs_sends_nothing_back(talk, asked):
    free = {"return_postage": "Sending back is free."}
    talk.business = replace(talk.business, facts={**talk.business.facts, **free})
    await talk.says("Swap the trail jacket in ORD-4760 for an m, please", ANNA)
    reply = await talk.say(asked)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "exchange_item"
    assert "Sending back is free." in reply.text


async def test_a_code_of_letters_and_a_year_is_no_order(talk):
    reply = await talk.say("my sister mentioned SPRNG24, can you put that on my order")
    assert reply.dialogue.values().get("order_number") is None


async def test_an_order_that_is_only_named_beside_a_wish_is_not_told_of(talk):
    reply = await talk.say("Anna Crane, order ORD-4810. Could you make the mugs two, no, hm, make it five")
    assert reply.dialogue.flow is None or reply.dialogue.flow.name != "order_status"
