"""A day long ago beside a name is when somebody was born, though nobody asked and no word says so."""

from datetime import UTC, datetime

import pytest

from caly_app.agents.masks import KINDS, Setting, find, with_hints

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def hidden(said: str, language: str = "en", names: tuple[str, ...] = ()) -> str:
    setting = Setting(NOW, "GB", language, names=names)
    return with_hints(said, find(said, setting, KINDS))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "book Dr Halas on Thursday at 11 for Rosa Penhale, {4 May 1980}, 020 7946 0123"),
        ("en", "Rosa Penhale, {4 May 1980}"),
        ("en", "Rosa Penhale {04/05/1980}"),
        ("en", "it is for Rosa Penhale ({4th of May 1980})"),
        ("en", "{May 4, 1980}, Rosa Penhale"),
        ("en", "rosa@example.org {4 May 1980}"),
        ("es", "una cita para Rosa Penhale, {4 de mayo de 1980}"),
        ("fr", "un rendez-vous pour Rosa Penhale, {4 mai 1980}"),
        ("de", "ein Termin für Rosa Penhale, {4. Mai 1980}"),
        ("de", "Rosa Penhale, {04.05.1980}"),
    ],
)
def test_a_day_of_birth_that_nobody_asked_for_is_hidden(language: str, said: str) -> None:
    clear = said.replace("{", "").replace("}", "")
    date = said[said.index("{") + 1 : said.index("}")]
    assert date not in hidden(clear, language) and "[date of birth]" in hidden(clear, language)


def test_of_a_child_whose_name_was_understood_too() -> None:
    said = "for my son leo penhale, 4 May 2021"
    assert hidden(said, names=("Leo Penhale",)) == "for my son leo penhale, [date of birth]"


@pytest.mark.parametrize(
    "said",
    [
        "we bought the house on 4 May 1980",
        "I want to book on 4 December 2026 for Rosa Penhale",
        "the contract with Bright Mill Ltd, 4 May 2012",
        "I ordered it on 3 March 2025",
        "Rosa Penhale, order 100234",
        "a room from 4 May 2027 to 6 May 2027 for Rosa Penhale",
    ],
)
def test_any_other_day_stays(said: str) -> None:
    assert hidden(said) == said
