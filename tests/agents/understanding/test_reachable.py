"""Languages the trained head does not know: every wish is reached by ordinary sentences, none is guessed."""

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import Reading, open_clauses

SECTOR = all_sectors()["healthcare"]
SENTENCES: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(Path(__file__).parent / "reachable.yaml")
LANGUAGES = tuple(SENTENCES)
UNDERSTOOD = 0.95  # of the sentences; the rest must be asked about, not taken for something else


def _read(said: str, language: str) -> Reading:
    return open_clauses(SECTOR, [said], language).readings[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wish_is_reached(language):
    assert set(SENTENCES[language]) == {*SECTOR.flows, "opening_hours", "complaint", "human_handoff"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_sentences_are_understood_and_none_for_something_else(language):
    count: Counter[str] = Counter()
    mistaken = []
    for wish, sentences in SENTENCES[language].items():
        for said in sentences:
            reading = _read(said, language)
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
