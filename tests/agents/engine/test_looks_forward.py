"""'See you in June' behind what was done or told is a goodbye, and begins nothing in June."""

import pytest

from tests.agents.world import a_demo_of

FACTS = {
    "en": "what time is breakfast?",
    "es": "¿A qué hora es el desayuno?",
    "fr": "À quelle heure est le petit déjeuner ?",
    "de": "Wann gibt es Frühstück?",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Marvellous. See you in June, wind permitting"),
        ("en", "see you at the weekend!"),
        ("es", "Nos vemos en junio"),
        ("es", "Hasta el jueves entonces"),
        ("fr", "À jeudi !"),
        ("fr", "On se voit en juin alors"),
        ("de", "Bis Donnerstag!"),
        ("de", "Bis Juni dann"),
    ],
)
async def test_a_goodbye_until_some_day_is_one(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says(FACTS[language], said)
    assert reply.tells == ("goodbye",) and reply.dialogue.flow is None


async def test_until_some_day_is_an_answer_where_it_was_asked_for() -> None:
    talk = a_demo_of("hospitality")
    await talk.says("Quiero reservar una habitación a partir del martes")
    reply = await talk.say("hasta el jueves")
    assert "departure" in reply.dialogue.values()


@pytest.mark.parametrize(
    "said",
    ["See you on Friday, and bring two towels to room 12 please", "See you there, can you bring towels"],
)
async def test_a_wish_beside_it_is_one(said: str) -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says(FACTS["en"], said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "request_amenity"
