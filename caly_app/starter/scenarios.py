"""The command `scenarios`: files are read and checked, played, and told of line by line."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


@dataclass
class Told:
    """What is told of a run, wherever it is played: line by line, and in a file for each scenario."""

    write: Write
    folder: Path | None = None
    talks: bool = False
    done: list[report.Played] = field(default_factory=list)

    def of(self, played: report.Played) -> None:
        self.done.append(played)
        self.write(played.line())
        if self.talks:
            self.write("\n".join(f"      {line}" for line in played.transcript()))
        if self.folder:
            report.write(self.folder, played)

    def end(self) -> bool:
        """Whether all passed."""
        self.write(report.summary(self.done))
        return all(one.status == "pass" for one in self.done)


def read(wanted: Wanted) -> list[Prepared]:
    """All of them are checked before anything is played. Raises WrongFile, NoSuchScenario."""
    return [one for _, ready in read_each(wanted) for one in ready]


def read_each(wanted: Wanted) -> list[tuple[Path, list[Prepared]]]:
    """The same, by file."""
    maps = names.read_map(wanted.map) if wanted.map else {}
    found: list[tuple[Path, list[Prepared]]] = []
    wrong: list[str] = []
    for path in wanted.files:
        try:
            found.append((path, play.prepared(file.read(path), str(path), maps, wanted.only)))
        except file.WrongFile as error:
            wrong.append(error.message)
    if wrong:
        raise file.WrongFile("\n".join(wrong))
    if missing := set(wanted.only) - {one.scenario.id for _, ready in found for one in ready}:
        raise NoSuchScenario(f"There is no scenario with the id {', '.join(sorted(missing))}.")
    return found


def run(ready: Sequence[Prepared], told: Told) -> bool:
    """Whether all passed. The settings name a database that answers."""
    return asyncio.run(_run(ready, told))


async def _run(ready: Sequence[Prepared], told: Told) -> bool:
    db.open(settings.database_url, settings.database_admin_url)
    try:
        # Whoever asks which processes live, hears of this one.
        async with heartbeats.beating("scenarios"):
            async for played in play.run(ready, wiring.ports()):
                told.of(played)
    finally:
        await db.close()
    return told.end()
