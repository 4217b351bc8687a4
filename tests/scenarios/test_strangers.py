"""Files in somebody else's names, played with a map: the conversations of a third author."""

from pathlib import Path

import pytest

from caly_app import wiring
from caly_app.embedded_postgres import Urls
from caly_app.scenarios import file, names, play
from caly_app.scenarios.setup import Prepared

FOLDER = Path(__file__).parent / "strangers"
MAP = names.read_map(FOLDER / "map.yaml")
ALL = [
    pytest.param(one, id=one.scenario.id)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem != "map"
    for one in play.prepared(file.read(path), path.name, MAP)
]


@pytest.mark.parametrize("prepared", ALL)
async def test_a_strangers_conversation_ends_as_it_should(prepared: Prepared, database: Urls) -> None:
    [played] = [one async for one in play.run([prepared], wiring.ports())]
    assert played.status == "pass", "\n".join((played.line(), *played.transcript()))
