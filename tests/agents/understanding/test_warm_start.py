"""Eleven sectors do not slow a start: nothing of them is read before somebody asks for it."""

import subprocess
import sys

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.settings import ROOT

WATCHED = """
import asyncio, sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
{work}
print(*sorted({{path for path in opened if any(part in path for part in {parts!r})}}), sep="\\n")
"""
OF_SECTORS = ("sectors/", "skills/", "minilm/", ".onnx")
READ_ONE = """
from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import read
asyncio.run(read(all_sectors()["telecom"], ["no signal since noon"], "en", MiniLM()))
"""


def opened(work: str, parts: tuple[str, ...] = OF_SECTORS) -> list[str]:
    """Files of data that a process of its own opens while it does this."""
    code = WATCHED.format(work=work, parts=parts)
    asked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    return [
        path for path in asked.stdout.splitlines() if not path.endswith(".py") and "__pycache__" not in path
    ]


@pytest.mark.parametrize("module", ["caly_app.api.app", "caly_app.jobs.run", "caly_app.wiring"])
def test_a_process_starts_without_a_sector_a_head_or_weights(module: str):
    assert opened(f"import {module}") == []


def test_the_cards_to_choose_by_need_no_words_and_no_heads():
    found = opened("from caly_app.agents.sectors import sector_cards\nsector_cards()")
    assert len(found) == len(all_sectors())
    assert all(path.endswith("/sector.yaml") for path in found)


def test_the_first_customer_of_a_sector_brings_in_its_own_head_alone():
    heads = {path.split("/")[-3] for path in opened(READ_ONE, ("/head/",))}
    assert heads == {"telecom"}
