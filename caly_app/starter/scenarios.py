"""The command `scenarios`: files are read and checked, played, and told of line by line."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from caly_app import db, wiring
from caly_app.errors import Refused
from caly_app.scenarios import file, names, play, report
from caly_app.scenarios.setup import Prepared
from caly_app.services import heartbeats
from caly_app.settings import settings

Write = Callable[[str], object]


class NoSuchScenario(Refused):
    """There is no scenario with this id."""


@dataclass(frozen=True)
class Wanted:
    files: Sequence[Path]
    only: Sequence[str] = ()
    map: Path | None = None
    report: Path | None = None


def words(sector: str) -> str:
    """The closed lists of a sector. Raises UnknownSector."""
    return json.dumps(names.words_of(names.sector_named(sector)), indent=2, ensure_ascii=False)


def read(wanted: Wanted) -> list[Prepared]:
    """All of them are checked before anything is played. Raises WrongFile, NoSuchScenario."""
    maps = names.read_map(wanted.map) if wanted.map else {}
    ready: list[Prepared] = []
    wrong: list[str] = []
    for path in wanted.files:
        try:
            ready += play.prepared(file.read(path), str(path), maps, wanted.only)
        except file.WrongFile as error:
            wrong.append(error.message)
    if wrong:
        raise file.WrongFile("\n".join(wrong))
    if missing := set(wanted.only) - {one.scenario.id for one in ready}:
        raise NoSuchScenario(f"There is no scenario with the id {', '.join(sorted(missing))}.")
    return ready


def run(ready: Sequence[Prepared], folder: Path | None, write: Write, *, talks: bool = False) -> bool:
    """Whether all passed. The settings name a database that answers."""
    return asyncio.run(_run(ready, folder, write, talks))


async def _run(ready: Sequence[Prepared], folder: Path | None, write: Write, talks: bool) -> bool:
    db.open(settings.database_url, settings.database_admin_url)
    done: list[report.Played] = []
    try:
        # A running Caly looks for turns whose process is gone: this one lives.
        async with heartbeats.beating("scenarios"):
            async for played in play.run(ready, wiring.ports()):
                done.append(played)
                write(played.line())
                if talks:
                    write("\n".join(f"      {line}" for line in played.transcript()))
                if folder:
                    report.write(folder, played)
    finally:
        await db.close()
    write(report.summary(done))
    return all(one.status == "pass" for one in done)
