"""The examples of docs/api.md are run, one after another, against a running Caly."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caly_app.embedded_postgres import Urls
from caly_app.settings import ROOT
from tests.browser.chat_door import ChatDoor

PAGE = ROOT / "docs" / "api.md"
ANYTHING = "…"


@dataclass(frozen=True)
class Example:
    """A request as people type it, and what matters of its answer (JSON, or lines of an event stream)."""

    line: int
    command: str
    answer: str
    is_json: bool


def examples(text: str) -> Iterator[Example]:
    blocks = list(re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block[1] != "bash" or "curl" not in block[2]:
            continue
        line = text[: block.start()].count("\n") + 1
        assert following and following[1] != "bash", f"line {line}: it does not say what is answered"
        yield Example(line, block[2], following[2], following[1] == "json")


@pytest.fixture
async def door(database: Urls, tmp_path: Path) -> AsyncIterator[ChatDoor]:
    """The API as a web process serves it."""
    server = ChatDoor(database, tmp_path)
    server.start()
    yield server
    server.end()


def test_every_example_is_answered_as_the_page_says(door: ChatDoor) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    known = {"CALY": door.address}
    for example in examples(PAGE.read_text()):
        said = run(example.command, known)
        where = f"docs/api.md, line {example.line}:\n{said}"
        if example.is_json:
            differs = list(differences(json.loads(example.answer), json.loads(said), known))
            assert differs == [], where
        else:
            missing = [line for line in example.answer.splitlines() if line not in said.splitlines()]
            assert missing == [], where


def run(command: str, known: dict[str, str]) -> str:
    """Stops where a command of it fails or a name is unknown."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        env={"PATH": os.environ["PATH"], **known},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def differences(shown: Any, got: Any, known: dict[str, str], at: str = "answer") -> Iterator[str]:
    """What is shown and not so. A `$NAME` takes on what was got; what is not shown may be there."""
    if shown == ANYTHING:
        return
    if isinstance(shown, str) and shown.startswith("$"):
        known[shown[1:]] = got
    elif isinstance(shown, dict) and isinstance(got, dict):
        for name, value in shown.items():
            if name not in got:
                yield f"{at}.{name} is not there"
            else:
                yield from differences(value, got[name], known, f"{at}.{name}")
    elif isinstance(shown, list) and isinstance(got, list) and shown:
        if len(got) < len(shown):
            yield f"{at} has {len(got)} items"
        for place, (one, other) in enumerate(zip(shown, got, strict=False)):
            yield from differences(one, other, known, f"{at}[{place}]")
    elif shown != got:
        yield f"{at} is {got!r}"
