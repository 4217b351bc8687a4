"""A language is asked for, or asked after: it is spoken from then on, or we say which ones we speak."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("real_estate", "en", "does anyone there do German?"),
        ("logistics", "en", "any chance of Italian?"),
        ("fintech", "en", "do you know any Polish?"),
        ("catering", "es", "¿entienden inglés?"),
        ("healthcare", "de", "kann da jemand Spanisch?"),
        ("ecommerce", "fr", "vous parlez espagnol ?"),
    ],
)
async def test_whether_they_speak_one_is_answered(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    assert (await talk.say(said)).tells == ("languages_spoken",)


async def test_the_business_own_words_on_it_come_first() -> None:
    reply = await a_demo_of("insurance").say("do you do Spanish?")
    assert reply.tells == ("fact",) and "French" in reply.text


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("catering", "en", "Do you do Spanish?"),
        ("catering", "en", "Have you, or do you have any Turkish?"),
        ("hospitality", "en", "any chance of Chinese?"),
        ("catering", "es", "¿hacen italiano?"),
        ("catering", "fr", "vous faites italien ?"),
    ],
)
async def test_where_food_is_sold_it_is_a_dish(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    assert "languages_spoken" not in (await talk.say(said)).tells


async def test_where_languages_are_sold_it_is_a_course() -> None:
    assert (await a_demo_of("education").say("can you do Spanish?")).asks == ("course",)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("vale, mejor hablamos en español", "es"),
        ("okay, in French please", "fr"),
        ("d'accord, on passe en français ?", "fr"),
        ("let's do it in German", "de"),
        ("let's speak Spanish please", "es"),
        ("lo hacemos mejor en francés", "fr"),
        ("machen wir das lieber auf Deutsch", "de"),
        ("could we carry on in German if that's all right", "de"),
        ("let's change to Spanish because my mum reads along", "es"),
        ("pasamos a hablar en francés entre nosotros", "fr"),
        ("on fait ça en allemand si vous voulez", "de"),
        ("sprechen wir ab jetzt auf Spanisch miteinander", "es"),
    ],
)
async def test_asking_for_another_language_agrees_to_nothing(said: str, language: str) -> None:
    talk = a_demo_of("healthcare")
    await talk.says("A GP appointment on Thursday at 10, Ada Flint, 020 7946 0999, for a rash", "4 May 1980")
    before = talk.clinic.bookings()
    reply = await talk.say(said)
    assert reply.dialogue.language == language and reply.asks == ("confirmation",)
    assert talk.clinic.bookings() == before and "person" not in reply.offers


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("catering", "es", "hacemos la cena francesa, el menú alemán"),
        ("catering", "fr", "on fait le buffet espagnol"),
        ("catering", "de", "machen wir das Buffet spanisch"),
        ("hospitality", "en", "let's do breakfast in the Spanish room"),
        ("logistics", "en", "let's talk to the French depot"),
        ("catering", "en", "may I see the French menu?"),
        ("hospitality", "en", "could we have some Spanish wine"),
        ("catering", "es", "¿podemos probar el menú francés?"),
        ("catering", "de", "können wir das Buffet spanisch haben?"),
    ],
)
async def test_a_menu_or_a_room_of_a_country_changes_no_language(
    sector: str, language: str, said: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    assert (await talk.say(said)).dialogue.language == language


async def test_who_names_a_people_asks_for_no_language() -> None:
    reply = await a_demo_of("hospitality").say("let's talk about the German guests")
    assert reply.dialogue.language == "en" and "small_talk" not in reply.tells
