"""Files in somebody else's names, each folder played with its own map."""

from pathlib import Path

import pytest

from caly_app import wiring
from caly_app.embedded_postgres import Urls
from caly_app.scenarios import file, names, play
from caly_app.scenarios.setup import Prepared

FOLDER = Path(__file__).parent / "strangers"
MAPS = {path.parent: names.read_map(path) for path in sorted(FOLDER.rglob("map.yaml"))}
ALL = [
    pytest.param(one, id=one.scenario.id)
    for folder, their_map in MAPS.items()
    for path in sorted(folder.glob("*.yaml"))
    if path.stem != "map"
    for one in play.prepared(file.read(path), path.name, their_map)
]


@pytest.mark.parametrize("prepared", ALL)
async def test_a_strangers_conversation_ends_as_it_should(prepared: Prepared, database: Urls) -> None:
    [played] = [one async for one in play.run([prepared], wiring.ports())]
    assert played.status == "pass", "\n".join((played.line(), *played.transcript()))
