"""Where languages are sold, the name of one is a course, and only clear words ask to speak it."""

import pytest

from caly_app.agents.understanding.parts import beside_the_request, requested


@pytest.mark.parametrize("said", ["French please", "german", "can I do Spanish", "a course in German please"])
def test_the_name_of_a_language_is_what_is_sold(said):
    assert requested(said, sells_languages=True) == ""
    assert beside_the_request(said, sells_languages=True) == said


@pytest.mark.parametrize(
    ("said", "language"),
    [("in French please", "fr"), ("can we speak German", "de"), ("¿podemos hablar español?", "es")],
)
def test_clear_words_ask_to_speak_it(said, language):
    assert requested(said, sells_languages=True) == language


def test_elsewhere_its_name_is_enough():
    assert requested("French please") == "fr"
