"""Who sends and gets parcels, in their own words: what is to be fetched, what is signed, what they plan."""

import pytest

from caly_app.agents.understanding.slots.postcodes import postcode_in
from tests.agents.world import a_demo_of

ADDRESS = "12 Mill Row, LW4 7ZD"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "there's a couple of cartons that need collecting on friday morning"),
        ("en", "three parcels here waiting for pickup"),
        ("es", "tengo dos cajas en el taller para que las recojan el jueves"),
        ("fr", "j'ai trois cartons à faire enlever jeudi"),
        ("de", "bei uns wären vier Kisten abzuholen, am Donnerstag"),
    ],
)
async def test_what_is_to_be_fetched_is_a_collection(language: str, said: str) -> None:
    talk = a_demo_of("logistics")
    talk.language = language
    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "book_appointment"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a package of mine is ready for pick-up at the parcel shop, until when?"),
        ("en", "it's my parcel that is waiting for collection, isn't it?"),
        ("es", "tengo una caja para recoger en la tienda"),
        ("es", "¿puedo retirar mi paquete en la oficina?"),
        ("fr", "j'ai un paquet à récupérer au point relais"),
        ("fr", "mon colis est à récupérer à la poste ?"),
        ("de", "Ist mein Päckchen zum Abholen da?"),
        ("de", "mein Paket kann ich doch bei Ihnen abholen?"),
    ],
)
async def test_what_lies_with_us_books_no_driver(language: str, said: str) -> None:
    talk = a_demo_of("logistics")
    talk.language = language
    reply = await talk.say(said)

    assert not reply.dialogue.flow or reply.dialogue.flow.name != "book_appointment"


@pytest.mark.parametrize(
    ("sector", "wish", "said"),
    [
        ("logistics", "do you deliver on Saturdays?", "great, I'll be at home on Saturday then"),
        ("logistics", "do you deliver on Saturdays?", "ok we'll stay in on Thursday"),
        (
            "logistics",
            "do you deliver on Saturdays?",
            "no problem, I'll ask my brother to ring you himself on Monday",
        ),
        ("healthcare", "where can I park?", "thanks, I'll tell my husband on Friday"),
        ("catering", "is there parking?", "lovely, I'll let them know on Sunday"),
        ("logistics", "do you deliver on Saturdays?", "great, I'll just wait at home on Saturday then"),
    ],
)
async def test_what_they_plan_is_no_wish(sector: str, wish: str, said: str) -> None:
    talk = a_demo_of(sector)
    await talk.say(wish)
    reply = await talk.say(said)

    assert reply.dialogue.flow is None and not reply.asks


@pytest.mark.parametrize(
    ("sector", "wish", "said"),
    [
        ("healthcare", "are you open today?", "I'm going to move my appointment on Friday"),
        ("healthcare", "where can I park?", "we're going to reschedule my appointment"),
        ("hospitality", "where can I park?", "I'm going to arrive late tonight, hold my room"),
        ("healthcare", "where can I park?", "I'll warn my wife, cancel my appointment on Friday please"),
    ],
)
async def test_what_is_planned_with_us_is_a_wish(sector: str, wish: str, said: str) -> None:
    talk = a_demo_of(sector)
    await talk.say(wish)
    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.asks


async def test_who_tells_somebody_and_calls_it_off_has_it_called_off() -> None:
    talk = a_demo_of("healthcare")
    await talk.say("where can I park?")
    reply = await talk.say("I'll let my boss know, call off my appointment on Friday please")

    assert reply.dialogue.flow and reply.dialogue.flow.name == "cancel_appointment"


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("es", "¿entregan los sábados?", "perfecto, estaremos en casa el sábado"),
        ("fr", "vous livrez le samedi ?", "super, je serai à la maison samedi"),
        ("de", "Liefern Sie samstags?", "gut, dann bin ich am Samstag zu Hause"),
    ],
)
async def test_who_plans_to_be_at_home_wishes_for_nothing_abroad(
    language: str, asked: str, said: str
) -> None:
    talk = a_demo_of("logistics")
    talk.language = language
    await talk.say(asked)
    reply = await talk.say(said)

    assert reply.dialogue.flow is None and not reply.asks


@pytest.mark.parametrize(
    ("sector", "language", "asked", "said"),
    [
        ("catering", "en", "is there parking?", "super, we'll be in on Friday at eight, five of us"),
        (
            "healthcare",
            "en",
            "where can I park?",
            "I'll be in on Tuesday at ten to see Dr Halas about my knee",
        ),
        ("catering", "es", "¿hay aparcamiento?", "vale, estaremos seis el viernes a las ocho"),
        ("catering", "fr", "vous avez un parking ?", "très bien, nous serons cinq vendredi à 19 heures"),
        ("catering", "de", "Gibt es einen Parkplatz?", "prima, wir sind am Freitag zu fünft da"),
    ],
)
async def test_an_hour_and_a_number_of_people_are_no_mere_plan(sector, language, asked, said) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    await talk.say(asked)
    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "book_appointment"


async def test_who_says_when_they_come_still_wishes_for_it() -> None:
    talk = a_demo_of("healthcare")
    await talk.say("where can I park?")
    reply = await talk.say("I'll come on Thursday at nine, to see Dr Halas")

    assert reply.dialogue.flow and reply.dialogue.flow.name == "book_appointment"


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("logistics", "en", "smashing see you wednesday"),
        ("catering", "en", "thanks, see you Friday then"),
        ("healthcare", "es", "gracias, hasta el jueves"),
        ("education", "fr", "merci beaucoup, à lundi"),
        ("catering", "de", "Super, danke, bis Samstag"),
    ],
)
async def test_until_a_day_is_a_farewell(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)

    assert "goodbye" in reply.tells


async def test_a_farewells_words_in_a_wish_are_none() -> None:
    reply = await a_demo_of("healthcare").say("could I come and see you Thursday")

    assert "goodbye" not in reply.tells


@pytest.mark.parametrize(
    "said", ["will somebody have to sign for it?", "is a signature needed, or does the porch do"]
)
async def test_whether_it_is_signed_is_a_fact(said: str) -> None:
    talk = a_demo_of("logistics")
    talk.business.facts["signature"] = "Every parcel is signed for."  # type: ignore[index]
    reply = await talk.say(said)

    assert "signed for" in reply.text


@pytest.mark.parametrize(
    ("said", "postcode"),
    [
        ("lima whiskey four seven zulu delta", "LW4 7ZD"),
        ("it's november romeo three two juliet kilo", "NR3 2JK"),
        ("l w four seven zulu delta", "LW4 7ZD"),
    ],
)
def test_letters_said_as_on_the_radio(said: str, postcode: str) -> None:
    assert postcode_in(said) == postcode
