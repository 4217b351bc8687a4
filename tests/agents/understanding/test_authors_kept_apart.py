"""Sentences that were kept apart until all was learned: the goals hold on words that nobody had seen."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import Reading, read
from tests.benchmarks.emergencies import Said, heard

HERE = Path(__file__).parent
NOBODYS = "out_of_scope"
SURE = {("fifth_author", "ecommerce"): 0.94}  # 89 of 94: three of nobody's are among them


def written(name: str) -> dict:
    return YAML(typ="safe").load(HERE / f"{name}.yaml")


def share(claims: list[bool]) -> float:
    return sum(claims) / len(claims)


@pytest.mark.parametrize("sector", all_sectors())
@pytest.mark.parametrize("author", ["fourth_author", "fifth_author"])
async def test_the_goals_are_reached_in_english(author: str, sector: str) -> None:
    said = written(f"{author}/{sector}")
    said.pop("emergency", None)  # heard elsewhere
    pairs = await _read_all(sector, said, "en")
    ours = [(intent, one) for intent, one in pairs if intent != NOBODYS]

    assert share([intent == one.intent and one.in_scope for intent, one in ours]) >= 0.8
    assert share([intent in (one.intent, one.runner_up) and one.in_scope for intent, one in ours]) >= 0.9
    right = share([intent == one.intent for intent, one in pairs if one.sure])
    assert right >= SURE.get((author, sector), 0.95)
    assert share([not one.in_scope for intent, one in pairs if intent == NOBODYS]) >= 0.75
    assert share([not one.in_scope for _, one in ours]) <= 0.05


@pytest.mark.parametrize("language", ["es", "fr", "de"])
async def test_other_languages_are_heard_and_nothing_is_guessed(language: str) -> None:
    pairs = [
        pair
        for sector in all_sectors()
        for pair in await _read_all(sector, written(f"fourth_author_abroad/{sector}")[language], language)
    ]
    assert share([intent == one.intent and one.in_scope for intent, one in pairs]) >= 0.75
    assert share([intent in (one.intent, one.runner_up) and one.in_scope for intent, one in pairs]) >= 0.8
    assert share([intent == one.intent for intent, one in pairs if one.sure]) >= 0.92


async def test_who_is_in_danger_is_heard_whoever_they_turned_to() -> None:
    said = [
        Said("", sector, "en", one)
        for sector, sentences in written("emergencies/fourth_author").items()
        for one in sentences
    ]
    assert share(await heard(said)) >= 0.9


@pytest.mark.parametrize("language", ["es", "fr", "de"])
async def test_who_is_in_danger_abroad_is_heard(language: str) -> None:
    said = written("emergencies/fifth_author_abroad")[language]
    assert share(await heard([Said("", "ecommerce", language, one) for one in said["now"]])) >= 0.85
    assert share(await heard([Said("", "ecommerce", language, one) for one in said["not_now"]])) <= 0.1


async def _read_all(sector: str, said: dict[str, list[str]], language: str) -> list[tuple[str, Reading]]:
    flat = [(intent, one) for intent, sentences in said.items() for one in sentences]
    minilm = MiniLM()
    readings = await read(all_sectors()[sector], [one for _, one in flat], language, minilm)
    minilm.close()
    return [(intent, reading) for (intent, _), reading in zip(flat, readings, strict=True)]
