"""Questions that mean something only beside what was said, and questions asked while the model is away."""

from dataclasses import replace

import pytest

from caly_app.agents.leaning import leans
from caly_app.ports import Message
from tests.agents.model.scripted import means, talk_with
from tests.agents.world import BUSINESS

KIOSK = "The kiosk by the gate sells stamps and cards."
SHOP = "The farm shop sells cheese."
HOUSE = replace(
    BUSINESS, facts={"corner_a": KIOSK, "corner_b": SHOP, "corner_c": "The ramp is at the back door."}
)


def house(name, *says):
    return talk_with(*says, business=replace(HOUSE, name=name))


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("and what do they sell there?", "en"),
        ("how late does it stay open in winter?", "en"),
        ("is that wheelchair friendly?", "en"),
        ("which stamps do you get there", "en"),
        ("what about winter", "en"),
        ("¿y qué venden allí?", "es"),
        ("¿ellos venden sellos grandes?", "es"),
        ("et celui de la gare, il vend des timbres ?", "fr"),
        ("was verkaufen die dort eigentlich?", "de"),
        ("wie lange gilt dieser denn im Winter?", "de"),
    ],
)
def test_what_leans(said, language):
    assert leans(said, language)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("do you sell stamps at the kiosk?", "en"),
        ("is there a ramp for wheelchairs?", "en"),
        ("could my labrador wait inside, or is that frowned upon", "en"),
        ("¿venden sellos en el quiosco?", "es"),
        ("vendez-vous des timbres au kiosque ?", "fr"),
        ("verkauft der Kiosk Briefmarken?", "de"),
    ],
)
def test_what_stands_by_itself(said, language):
    assert not leans(said, language)


LEANING = "and would the likes of them be sold over there"


async def test_it_goes_with_what_was_said_masked_as_it_may_leave():
    talk, model = house("Leaning House", means("ask_fact"), f"{KIOSK} [1]")
    talk.history += _said("my mail is ann@example.org, is the kiosk far", "It is by the gate.")
    reply = await talk.say(LEANING)
    assert reply.text == KIOSK
    system, *before, asked = model.asked[-1]
    assert asked.text == LEANING and [line.text for line in before][-1] == "It is by the gate."
    assert "kiosk far" in before[0].text and "example.org" not in before[0].text
    assert "no source" in system.text


async def test_it_is_no_answer_to_the_same_words_elsewhere():
    talk, model = house("Two Places", means("ask_fact"), f"{KIOSK} [1]", means("ask_fact"), f"{SHOP} [2]")
    talk.history += _said("tell me of the kiosk", KIOSK)
    assert (await talk.say(LEANING)).text == KIOSK
    talk.history[:] = _said("tell me of the farm shop", SHOP)
    talk.document = {}
    assert (await talk.say(LEANING)).text == SHOP
    assert len(model.asked) == 4


async def test_a_question_of_its_own_goes_alone_and_is_kept():
    talk, model = house("Alone House", means("ask_fact"), f"{KIOSK} [1]", means("ask_fact"))
    talk.history += _said("good day", "Hello.")
    await talk.say("would my whatsit be sold at some kiosk of yours")
    assert len(model.asked[-1]) == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "would my whatsit be in the way in the corridor"),
        ("es", "¿y si el chisme del perro no me gusta qué pasa?"),
    ],
)
async def test_where_the_model_is_away_nobody_says_that_it_is_not_known(language, said):
    talk, _ = house(f"Away House {language}", means("ask_fact"), None)
    talk.language = language
    talk.business = replace(talk.business, languages=("en", "es"))
    reply = await talk.say(said)
    assert reply.tells == ("fact_away",) and reply.offers == ("person",)
    assert ("just now" if language == "en" else "Ahora mismo") in reply.text


async def test_an_outage_is_no_misunderstanding():
    talk, _ = house("Outage House", means("ask_fact"), None, means("ask_fact"), None, means("none_of_these"))
    for _ in range(2):
        assert (await talk.say("would my whatsit be in the way in the corridor")).tells == ("fact_away",)
    reply = await talk.say("zorp blimp flarn")
    assert reply.tells == ("not_understood",) and "still" not in reply.text
    again = await talk.say("zorp blimp flarn")
    assert again.escalation is None and "still" in again.text
    assert (await talk.say("zorp blimp flarn")).escalation == "not_understood"


async def test_half_an_answer_of_a_model_that_went_away_is_no_gap_either():
    talk, _ = house("Half House", means("ask_fact"), f"{KIOSK} [1] And |")
    reply = await talk.say("would my whatsit be sold at any kiosk")
    assert reply.tells == ("fact", "fact_away") and reply.text.startswith(KIOSK)


def _said(*texts):
    return [Message(("user", "assistant")[n % 2], text) for n, text in enumerate(texts)]
