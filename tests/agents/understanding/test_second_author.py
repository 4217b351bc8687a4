"""Sentences by somebody who had read neither the examples nor the patterns: what a stranger will find."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import read

FOLDER = Path(__file__).parent / "second_author"
SECTORS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
NOBODYS = "out_of_scope"


@pytest.fixture(scope="module")
def minilm():
    minilm = MiniLM()
    yield minilm
    minilm.close()


@pytest.mark.parametrize("sector", SECTORS)
async def test_a_stranger_is_understood(sector, minilm):
    said: dict[str, list[str]] = YAML(typ="safe").load(FOLDER / f"{sector}.yaml")
    pairs = [(intent, sentence) for intent, sentences in said.items() for sentence in sentences]
    readings = await read(all_sectors()[sector], [sentence for _, sentence in pairs], "en", minilm)
    ours = [(i, r) for (i, _), r in zip(pairs, readings, strict=True) if i != NOBODYS]
    nobodys = [r for (i, _), r in zip(pairs, readings, strict=True) if i == NOBODYS]
    sure = [(i, r) for (i, _), r in zip(pairs, readings, strict=True) if r.sure]

    assert share(i == r.intent and r.in_scope for i, r in ours) >= 0.85
    assert share(i in (r.intent, r.runner_up) and r.in_scope for i, r in ours) >= 0.9
    assert share(i == r.intent for i, r in sure) >= 0.93
    assert share(not r.in_scope for r in nobodys) >= 0.7


def share(claims) -> float:
    claims = list(claims)
    return sum(claims) / len(claims)
