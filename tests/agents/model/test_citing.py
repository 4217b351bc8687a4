"""A worded answer says what it rests on: by titles for a customer, and no more than it has used."""

from dataclasses import replace
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from caly_app.agents.channel import Channel
from caly_app.agents.citing import SOURCES_AT_MOST, sources_of, title_of
from caly_app.agents.reply import Source
from tests.agents.model.scripted import Scripted, means, talk_with
from tests.agents.model.test_answers import FACTS, QUESTION
from tests.agents.model.test_own_tools import PARCEL, PRICE, with_tools
from tests.agents.model.test_own_tools import QUESTION as ABOUT_A_PARCEL
from tests.agents.world import BUSINESS, Talk

DOGS, PARKING = Source("fact", "dogs", "Dogs"), Source("fact", "parking", "Parking")
_AS_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def a_talk(*says: Any, facts: dict[str, str] | None = None, **given: Any) -> tuple[Talk, Scripted]:
    """With a business of its own: what others were told is not remembered here."""
    name = f"House {uuid7().hex.translate(_AS_LETTERS)}"
    business = replace(BUSINESS, facts=FACTS if facts is None else facts, name=name)
    return talk_with(*says, business=business, **given)


@pytest.mark.parametrize(
    ("said", "sources"),
    [
        ("Guide dogs are welcome. [3]", [DOGS]),
        ("Guide dogs are welcome. [3] Parking is free for two hours. [1]", [DOGS, PARKING]),
        ("Guide dogs are welcome, and parking is free for two hours. [1, 3]", [DOGS, PARKING]),
        ("Guide dogs are welcome. [1, 2, 3]", [DOGS]),
        ("Guide dogs are welcome. [1][2][3][9]", [DOGS]),
        ("Guide dogs are welcome. [3] They cost £5. [2]", [DOGS]),  # the rest is not said
        ("NONE", []),
        ("Cats are welcome. [3]", []),
    ],
)
async def test_what_was_used_is_named_and_nothing_else(said, sources):
    talk, _ = a_talk(said)
    reply = await talk.say(QUESTION)
    assert sorted(reply.why.sources, key=lambda one: one.name) == sources


async def test_who_names_forty_facts_has_used_one():
    facts = {f"topic {n}": f"There is a lift to floor {n}." for n in range(2, 40)} | {"dogs": FACTS["dogs"]}
    talk, _ = a_talk(f"Guide dogs are welcome. {[*range(1, 40)]}", facts=facts)
    assert (await talk.say(QUESTION)).why.sources == (DOGS,)


async def test_an_answer_that_is_known_already_has_its_sources_too():
    talk, model = a_talk("Guide dogs are welcome. [3]")
    await talk.say(QUESTION)
    model.says = [None]
    assert (await talk.say(QUESTION)).why.sources == (DOGS,)


async def test_a_fact_that_is_told_as_it_stands_is_its_own_source():
    talk, model = a_talk("NONE")
    reply = await talk.say("Is there parking?")
    assert reply.text == FACTS["parking"] and reply.why.sources == () and not model.asked


async def test_in_another_language_the_fact_that_was_chosen_is_named():
    facts = {"refunds": "You can send things back within 14 days and get your money back."}
    talk, _ = a_talk(means("ask_fact"), "Puede devolverlo en 14 días. [1]", facts=facts, language="es")
    talk.business = replace(talk.business, languages=("en", "es"))
    reply = await talk.say("¿y si el chisme del perro no me gusta qué pasa?")
    assert (reply.text, reply.why.sources) == (facts["refunds"], (Source("fact", "refunds", "Refunds"),))


async def test_on_the_phone_nothing_is_said_of_sources():
    talk, _ = a_talk("Guide dogs are welcome. [3]", channel=Channel.VOICE)
    reply = await talk.say(QUESTION)
    assert reply.text == "Guide dogs are welcome." and reply.why.sources == (DOGS,)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("parking", "", "Parking"),
        ("opening_hours", "", "Opening hours"),
        ("PayPal and cards", "", "PayPal and cards"),
        ("What about dogs?", "", "What about dogs?"),
        ("documents", "", "Documents"),
        ("WLAN", "", "WLAN"),
        ("bus 7", "", "Bus 7"),
        ("24_hour_service", "", "24 hour service"),
        ("fact_3", "Guide dogs are welcome.", "Guide dogs are welcome"),
        ("faq-12", "guide dogs are welcome.", "Guide dogs are welcome"),
        ("Q17", "Guide dogs are welcome.", "Guide dogs are welcome"),
        ("3", "Guide dogs are welcome.", "Guide dogs are welcome"),
        ("0192f3ab-dead-7cafe", "Guide dogs are welcome.", "Guide dogs are welcome"),
        (
            "fact_3",
            "Guide dogs are welcome in every one of our rooms, other dogs wait outside.",
            "Guide dogs are welcome in every one of our rooms, other…",
        ),
        ("停车", "", "停车"),
    ],
)
def test_a_title_is_for_a_reader(name, text, title):
    assert title_of(name, text) == title


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Our sizes: https://shop.example.org/sizes.", "https://shop.example.org/sizes"),
        (
            "See https://shop.example.org/sizes, or https://shop.example.org/sizes",
            "https://shop.example.org/sizes",
        ),
        ("See https://shop.example.org/a and https://shop.example.org/b", ""),
        ("See http://shop.example.org/sizes", ""),
        ("See https://shop.example.org@evil.example/sizes", ""),
        ("See https://localhost/sizes", ""),
        ("See https://[bad/sizes", ""),
        ("See javascript:alert(1)", ""),
        ("No page at all.", ""),
    ],
)
def test_a_link_is_the_one_safe_page_that_a_fact_names(text, link):
    talk, _ = a_talk("NONE", facts={"sizes": text})
    assert [one.link for one in sources_of({"sources": "sizes"}, talk.turn(""))] == [link]


def test_each_title_stands_once_and_there_are_few():
    names = ["opening_hours", "Opening hours", *(f"Topic {'abcdefgh'[n]}" for n in range(8))]
    talk, _ = a_talk("NONE", facts={name: "Yes." for name in names})
    found = sources_of({"sources": "\n".join([*names, "gone since"])}, talk.turn(""))
    assert len(found) == SOURCES_AT_MOST == len({one.title for one in found})


# --- tools of the business's own ---


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("It costs £9.99.", ["Price"]),
        ("It is on its way from Leeds.", ["Track a parcel"]),
        ("It is on its way from Leeds and costs £9.99.", ["Track a parcel", "Price"]),
        ("It costs £9.99. Guide dogs are welcome.", ["Price", "Dogs"]),
    ],
)
async def test_only_the_tools_and_facts_that_the_words_are_from(said, titles):
    calls = [("track_parcel", {"number": "P-1"}), ("price", {"number": "P-1"})]
    where = {"status": "on its way", "city": "Leeds"}
    talk, _ = with_tools(calls, said, tools=(PARCEL, PRICE), **{"/parcels/P-1": where})
    talk.business = replace(BUSINESS, facts=FACTS)
    reply = await talk.say(ABOUT_A_PARCEL)
    assert reply.text.startswith(said)
    assert [one.title for one in reply.why.sources] == titles


async def test_nothing_of_a_customer_is_in_a_source():
    talk, _ = with_tools([("track_parcel", {"number": "P-1"})], "It is in Leeds.", tools=(PARCEL,))
    reply = await talk.say(f"{ABOUT_A_PARCEL} for Nia Okafor, 020 7946 0321")
    assert reply.why.sources == (Source("tool", "track_parcel", "Track a parcel"),)
