"""A short wish tells its language, where no sentence of the language so far is like it."""

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.languages import outnumbering
from caly_app.agents.understanding.wish_language import language_of_a_wish

KNOWN = ("en", "es", "fr", "de")


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
