"""Who leaves the accents out means the same; a word that is another one without them is left alone."""

from re import IGNORECASE

import pytest

from caly_app.agents.accents import forgiving


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"\bcuánto\b", "cuanto cuesta"),
        (r"\bcuánto\b", "cuánto cuesta"),
        (r"\boù en est\b", "ou en est mon dossier"),
        (r"\b(für|kündig\w*)\b", "fuer mich"),
        (r"\b(für|kündig\w*)\b", "kundigen"),
        (r"\bgroß\b", "wie gross"),
        (r"\bf[üo]r\b", "fur"),
        (r"\ba qué hora\b", "a que hora abren"),
        (r"\bqué cursos\b", "¿que cursos hay?"),
        (r"(?<!für )\bmich\b", "mich"),
        (r"\bmañana\b", "manana"),
    ],
)
def test_it_is_heard_without_its_accents(pattern, said):
    assert forgiving(pattern, IGNORECASE).search(said)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"\bqué\b.{0,20}\bcita\b", "tengo que cancelar la cita"),
        (r"\bqué\b", "quiero que vaya a otra dirección"),
        (r"(?<!für )\bmich\b", "fur mich"),
        (r"\bcuanto\b", "cuánto"),
    ],
)
def test_what_means_something_else_is_not(pattern, said):
    assert not forgiving(pattern, IGNORECASE).search(said)


def test_what_has_no_accents_is_as_it_was_written():
    assert forgiving(r"\b[a-z]+\b", IGNORECASE).pattern == r"\b[a-z]+\b"
