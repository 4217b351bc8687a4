"""What customers do, played from their first word to the rows that are left: one test for each scenario."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caly_app import wiring
from caly_app.embedded_postgres import Urls
from caly_app.scenarios import file, play
from caly_app.scenarios.setup import Prepared


def _all() -> Iterator[object]:
    """A file that is not right is one case, which says why."""
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        try:
            ready = play.prepared(file.read(path), path.name, {})
        except file.WrongFile as wrong:
            yield pytest.param(wrong, id=path.stem)
        else:
            yield from (pytest.param(one, id=f"{path.stem}-{one.scenario.id}") for one in ready)


@pytest.mark.parametrize("prepared", _all())
async def test_it_ends_as_it_should(prepared: Prepared | file.WrongFile, database: Urls) -> None:
    if isinstance(prepared, file.WrongFile):
        raise prepared
    [played] = [one async for one in play.run([prepared], wiring.ports())]
    assert played.status == "pass", "\n".join((played.line(), *played.transcript()))
