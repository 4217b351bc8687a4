"""A short wish tells its language, where no sentence of the language so far is like it."""

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.languages import outnumbering
from caly_app.agents.understanding.wish_language import language_of_a_wish
from tests.agents.world import a_demo_of

KNOWN = ("en", "es", "fr", "de")
OF_COURSE = {"de": "Gern", "es": "Claro", "fr": "Bien sûr"}


@pytest.mark.parametrize(
    ("sector", "said", "language"),
    [
        ("telecom", "No tengo internet", "es"),
        ("telecom", "j'ai perdu mon téléphone", "fr"),
        ("telecom", "Mein Internet geht nicht", "de"),
        ("telecom", "quiero una esim", "es"),
        ("fintech", "quel est mon solde", "fr"),
        ("fintech", "he perdido mi tarjeta", "es"),
        ("fintech", "Kontostand bitte", "de"),
        ("healthcare", "necesito una cita", "es"),
    ],
)
def test_the_first_words_are_enough(sector, said, language):
    assert language_of_a_wish(said, "en", KNOWN, all_sectors()[sector]) == language


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("telecom", "my internet is down"),
        ("telecom", "report a problem"),
        ("telecom", "Mobile 20"),
        ("fintech", "no"),
        ("fintech", "transfer to Juan y Maria de la Cruz"),
        ("fintech", "a payment to La Casa de las Flores"),
        ("healthcare", "an appointment with Dr de la Torre"),
        ("healthcare", "me"),
    ],
)
def test_names_and_words_of_two_languages_change_nothing(sector, said):
    assert language_of_a_wish(said, "en", KNOWN, all_sectors()[sector]) == "en"


def test_only_languages_that_are_spoken_here_are_looked_at():
    assert outnumbering("no tengo internet", "en", ("en", "fr")) == ()
    assert outnumbering("no tengo internet", "en", KNOWN) == ("es",)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("bitte jetzt auf Deutsch", "de"),
        ("y ahora en castellano, por favor", "es"),
        ("non, en français s'il vous plaît", "fr"),
    ],
)
async def test_who_only_asks_for_a_language_is_asked_the_open_question_again_in_it(said, language):
    talk = a_demo_of("catering")
    asked = await talk.say("a table for two on Thursday at 7pm")

    reply = await talk.say(said)

    assert "not_understood" not in reply.tells and "emergency" not in reply.tells
    assert reply.asks == asked.asks and reply.text.startswith(OF_COURSE[language])


@pytest.mark.parametrize(
    "said",
    ["No, auf Deutsch bitte: wann haben Sie geöffnet?", "¿A qué hora cierran los domingos?"],
)
async def test_a_question_in_another_language_is_no_name(said):
    talk = a_demo_of("catering")
    await talk.says("a table for two on Thursday at 7pm")

    reply = await talk.say(said)

    assert "opening_hours" in reply.tells and "full_name" in reply.asks
    assert "full name" not in reply.text
