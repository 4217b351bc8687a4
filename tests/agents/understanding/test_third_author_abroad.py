"""Spanish, French and German of somebody who had read no pattern: nothing is guessed, all agents reached."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import Reading, open_clauses

FOLDER = Path(__file__).parent / "third_author_abroad"
EACH = pytest.mark.parametrize("language", ["es", "fr", "de"])


@cache
def _written(name: str) -> dict[str, dict[str, list[str]]]:
    return YAML(typ="safe").load(FOLDER / f"{name}.yaml")


def _read(sector: str, said: str, language: str) -> Reading:
    return open_clauses(all_sectors()[sector], [said], language).readings[0]


@EACH
def test_what_is_acted_on_without_asking_was_meant(language):
    count: Counter[str] = Counter()
    for sector in all_sectors():
        for wish, sentences in _written(sector)[language].items():
            for reading in (_read(sector, said, language) for said in sentences):
                count["sure"] += reading.sure
                count["right"] += reading.sure and reading.intent == wish
                count["all"] += 1

    assert count["right"] >= 0.95 * count["sure"]
    assert count["right"] >= 0.65 * count["all"]


@EACH
@pytest.mark.parametrize("sector", all_sectors())
def test_every_agent_is_reached(sector, language):
    reached = {
        wish
        for wish, sentences in _written(sector)[language].items()
        if any(_read(sector, said, language).intent == wish for said in sentences)
    }
    agents = all_sectors()[sector].agents.values()
    tried = {wish for wish in _written(sector)[language]}

    missed = [
        agent.title["en"]
        for agent in agents
        if tried & agent.flows.keys() and not reached & agent.flows.keys()
    ]
    assert not missed


@EACH
def test_what_is_nobodys_business_is_left_alone(language):
    said = _out_of_scope()[language]
    taken = [one for sector in all_sectors() for one in said if _read(sector, one, language).in_scope]

    assert len(taken) <= 0.03 * len(said) * len(all_sectors())


@cache
def _out_of_scope() -> dict[str, list[str]]:
    return YAML(typ="safe").load(FOLDER / "out_of_scope.yaml")
