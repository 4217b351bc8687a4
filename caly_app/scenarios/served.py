"""Scenario files that somebody sent: checked before they are taken, played by the jobs' process.

What is played stays in a tenant of its own and reaches nobody outside: it has no language model and no
server of a business's own, whatever this installation has.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import monotonic
from uuid import UUID

import structlog

from caly_app.card_numbers import without_cards
from caly_app.errors import Invalid
from caly_app.ports import Ports
from caly_app.scenarios import document, file, names, play
from caly_app.scenarios.file import WrongFile
from caly_app.scenarios.report import Played
from caly_app.scenarios.setup import Prepared
from caly_app.services import scenario_runs
from caly_app.services.scenario_runs import Attempt, NewRun
from caly_app.settings import settings

SCENARIOS_AT_MOST = 100
CHARACTERS_AT_MOST = 300_000  # of a file, and of a map
WORK_SECONDS = 40.0  # then the next run has its turn
_FILE, _MAP = "file", "map"
_BROKE = "This scenario broke on our side. It has been noted."

_log = structlog.get_logger()
_one_check = asyncio.Semaphore(1)  # it keeps a core busy for seconds where a file is long


@dataclass(frozen=True)
class Sent:
    """`name`: what the file is called. `map`: '' is none. `only`: ids; none is all."""

    name: str
    file: str
    map: str = ""
    only: Sequence[str] = ()


async def checked(sent: Sent) -> NewRun:
    """As it is kept, without numbers of cards, and can be played. Raises Invalid by the places not right."""
    sent = replace(sent, file=without_cards(sent.file))
    async with _one_check:
        ready = await asyncio.to_thread(_checked, sent)
    ids = [one.scenario.id for one in ready]
    return NewRun(sent.name, sent.file, ids, sent.map, list(sent.only))


async def play_on(organization_id: UUID, run_id: UUID, ports: Ports) -> None:
    """What is left of a run, as long as it is this run's turn."""
    attempt = await scenario_runs.begin(organization_id, run_id)
    if attempt is None:
        return
    run = attempt.run
    try:
        ready = await asyncio.to_thread(_checked, Sent(run.name, run.file, run.map, run.only))
    except Invalid:
        await scenario_runs.give_up(attempt, "The file was right when it was sent, and is not any more.")
        return
    await _play(attempt, ready[attempt.first :], ports)
    await scenario_runs.leave(attempt)


async def _play(attempt: Attempt, ready: Sequence[Prepared], ports: Ports) -> None:
    inside = replace(ports, model=None, small=None, models=None, outsides=None)
    began = monotonic()
    async with aclosing(play.run(ready, inside, attempt.home)) as run:
        async for played in run:
            kept = await scenario_runs.keep(
                attempt, _for_others(played).as_json(), has_passed=played.status == "pass"
            )
            if not kept or monotonic() - began > WORK_SECONDS:
                return


def _for_others(played: Played) -> Played:
    """Where it broke in our program is ours to know."""
    if not played.is_bug:
        return played
    _log.error("scenario_crashed", scenario=played.scenario.id, error=played.error)
    return replace(played, error=_BROKE)


def _checked(sent: Sent) -> list[Prepared]:
    wrong: dict[str, str] = {}
    maps: Mapping[str, names.SectorNames] = {}
    ready: list[Prepared] = []
    try:
        if sent.map:
            maps = names.map_of(document.parsed(sent.map, _MAP), _MAP)
        ready = play.prepared(file.parsed(document.parsed(sent.file, _FILE), _FILE), _FILE, maps, sent.only)
    except WrongFile as error:
        raise Invalid(fields=dict(_places(error))) from None
    if missing := sorted(set(sent.only) - {one.scenario.id for one in ready}):
        wrong["only"] = f"There is no scenario with the id {', '.join(missing)[:300]}."
    if len(ready) > SCENARIOS_AT_MOST:
        wrong[_FILE] = f"Please send at most {SCENARIOS_AT_MOST} scenarios at once."
    for one in ready:
        for number, turn in enumerate(one.scenario.turns):
            if max(len(turn.say), len(turn.again or "")) > settings.limit_message_characters:
                wrong[f"{_FILE}.{one.scenario.id}.turns.{number}"] = "This is too long for a message."
    if wrong:
        raise Invalid(fields=wrong)
    return ready


def _places(error: WrongFile) -> list[tuple[str, str]]:
    """`file: ID.turns.0.say: is missing` -> `file.ID.turns.0.say` and what is wrong with it."""
    found = []
    for line in error.message.splitlines():
        whole, _, said = line.partition(": ")
        path, colon, words = said.partition(": ")
        is_path = bool(colon) and " " not in path
        found.append((f"{whole}.{path}", words) if is_path else (whole, said))
    return found
