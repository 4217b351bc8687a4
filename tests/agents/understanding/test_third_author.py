"""Indirect, broken and misspelled sentences by a third author: the goals hold, once mended after them."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import read

FOLDER = Path(__file__).parent / "third_author"
NOBODYS = "out_of_scope"


@pytest.mark.parametrize("sector", ["fintech", "healthcare", "insurance", "telecom"])
async def test_the_goals_are_reached(sector: str) -> None:
    said: dict[str, list[str]] = YAML(typ="safe").load(FOLDER / f"{sector}.yaml")
    pairs = [(intent, sentence) for intent, sentences in said.items() for sentence in sentences]
    minilm = MiniLM()
    readings = await read(all_sectors()[sector], [sentence for _, sentence in pairs], "en", minilm)
    minilm.close()
    read_as = [(intent, one) for (intent, _), one in zip(pairs, readings, strict=True)]
    ours = [(intent, one) for intent, one in read_as if intent != NOBODYS]

    assert share([intent == one.intent and one.in_scope for intent, one in ours]) >= 0.8
    assert share([intent in (one.intent, one.runner_up) and one.in_scope for intent, one in ours]) >= 0.9
    assert share([intent == one.intent for intent, one in read_as if one.sure]) >= 0.95
    assert share([not one.in_scope for intent, one in read_as if intent == NOBODYS]) >= 0.75
    assert share([not one.in_scope for _, one in ours]) <= 0.05


def share(claims: list[bool]) -> float:
    return sum(claims) / len(claims)
