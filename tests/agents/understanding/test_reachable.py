"""Languages the trained head does not know: every wish is reached by ordinary sentences, none is guessed."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import Reading, open_clauses

FOLDER = Path(__file__).parent / "reachable"
LANGUAGES = ("es", "fr", "de")
EACH = pytest.mark.parametrize(
    ("sector", "language"), [(sector, language) for sector in all_sectors() for language in LANGUAGES]
)
UNDERSTOOD = 0.95  # of the sentences; the rest must be asked about, not taken for something else


@cache
def _sentences(sector: str) -> dict[str, dict[str, list[str]]]:
    return YAML(typ="safe").load(FOLDER / f"{sector}.yaml")


def _read(said: str, language: str, sector: str = "healthcare") -> Reading:
    return open_clauses(all_sectors()[sector], [said], language).readings[0]


@EACH
def test_every_wish_is_reached(sector, language):
    wishes = {*all_sectors()[sector].flows, "opening_hours", "complaint", "human_handoff"}
    assert set(_sentences(sector)[language]) == wishes


@EACH
def test_ordinary_sentences_are_understood_and_none_for_something_else(sector, language):
    count: Counter[str] = Counter()
    mistaken = []
    for wish, sentences in _sentences(sector)[language].items():
        for said in sentences:
            reading = _read(said, language, sector)
            is_right = reading.intent == wish
            count["right" if is_right else "asked"] += 1
            if reading.sure and not is_right:
                mistaken.append((said, reading.intent))

    assert not mistaken
    assert count["right"] >= UNDERSTOOD * count.total()


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("blablabla", "es"),
        ("la factura de la luz", "es"),
        ("quel temps fait-il ?", "fr"),
        ("je voudrais une pizza", "fr"),
        ("wie ist das Wetter", "de"),
        ("ich habe eine Frage zu meiner Rechnung", "de"),
    ],
)
def test_what_is_nobodys_business_here_is_not_guessed(said, language):
    assert not _read(said, language).in_scope
