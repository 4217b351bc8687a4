"""What deciding a turn costs, clause by clause, then by sector: python -m tests.benchmarks.thinking [rounds]

No language model, no database: intent and slots with the embedding, as the chat does it. `wall` is what a
customer waits, `cpu` what all threads spent, `loop` what the event loop is kept from others. Goal: P95 of
wall under 15 ms for a clause of up to 25 words, on a machine with nothing else to do. The first round, and
a sector's first ten, which compile patterns and load the head, do not count. A sector's are sentences that
somebody wrote who had not read its examples, each said once, to its demo business.
"""

import asyncio
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from time import perf_counter, process_time, thread_time

from ruamel.yaml import YAML

from caly_app.adapters.minilm import Numbers
from caly_app.agents import engine
from caly_app.agents.sectors import all_sectors
from caly_app.agents.turn import TurnContext
from caly_app.ports import Ports
from tests.agents.world import PORTS, Talk, a_demo_of

ROUNDS = 20
_WRITTEN = Path(__file__).parents[1] / "agents" / "understanding" / "fourth_author"
_OF_A_SECTOR, _NOT_COUNTED = 90, 10
_BOOKING = "book Thursday at 10. I am Ros Penhale, 020 7946 0123"
CLAUSES: Sequence[tuple[tuple[str, ...], str]] = (
    ((), "I'd like to book an appointment with Dr Halas next Thursday at half past nine please"),
    ((), "do you have parking for disabled people near the entrance?"),
    ((), "can you tell me whether the results of my blood test from last week are back yet"),
    ((), "I have had a really bad headache since Monday and the tablets do not help at all"),
    ((), "necesito cambiar mi cita del jueves porque no puedo ir por la mañana"),
    ((), "hello"),
    (("book an appointment",), "Thursday"),
    (("book an appointment",), "well Thursday or maybe Friday morning if you have anything around ten"),
    (("book an appointment", "Thursday at 10"), "my name is Ros Penhale and my number is 020 7946 0123"),
    ((_BOOKING,), "no actually could you make it Friday at eleven instead please"),
    ((_BOOKING,), "yes please"),
    (("when is my appointment?",), "I was born on the fourth of May nineteen eighty"),
)


class Forgetful:
    """The embedder, made to work each time: it is never given what it was given before."""

    def __init__(self) -> None:
        self._numbers = count()

    async def embed(self, texts: Sequence[str]) -> Numbers:
        number = next(self._numbers)  # one for all: a text that is given twice at once is worked out once
        return await PORTS.embedder.embed([f"{text} {number}" for text in texts])


async def main(rounds: int) -> None:
    ports = Ports(Forgetful(), PORTS.sentiment)
    turns = [(said, await _after(before, said)) for before, said in CLAUSES]
    wall: dict[str, list[float]] = {said: [] for said, _ in turns}
    cpu: dict[str, list[float]] = {said: [] for said, _ in turns}
    loop: dict[str, list[float]] = {said: [] for said, _ in turns}
    for number in range(rounds + 1):
        for said, turn in turns:
            began, spent, busy = perf_counter(), process_time(), thread_time()
            await engine.decide(turn, ports)
            if number:
                wall[said].append((perf_counter() - began) * 1000)
                cpu[said].append((process_time() - spent) * 1000)
                loop[said].append((thread_time() - busy) * 1000)
    print("wall: P50    P95   cpu: P50    P95  loop: P50    P95   ms")
    for said in wall:
        _print_row(said, wall[said], cpu[said], loop[said])
    _print_row("all", *(sum(one.values(), []) for one in (wall, cpu, loop)))
    print("\nby sector, intent and slots of a sentence nobody has said before")
    for sector in all_sectors():
        await _print_sector(sector)


async def _print_sector(sector: str) -> None:
    said = YAML(typ="safe").load(_WRITTEN / f"{sector}.yaml")
    texts = list(dict.fromkeys(text for texts in said.values() for text in texts))[:_OF_A_SECTOR]
    talk, measured = a_demo_of(sector), []
    for text in texts:
        began, spent, busy = perf_counter(), process_time(), thread_time()
        await engine.decide(talk.turn(text), PORTS)
        seconds = perf_counter() - began, process_time() - spent, thread_time() - busy
        measured.append([1000 * one for one in seconds])
    _print_row(sector, *map(list, zip(*measured[_NOT_COUNTED:], strict=True)))


async def _after(before: Sequence[str], said: str) -> TurnContext:
    talk = Talk()
    for line in before:
        await talk.say(line)
    return talk.turn(said)


def _print_row(name: str, *measured: Sequence[float]) -> None:
    pairs = (f"{_share(one, 0.5):9.1f} {_share(one, 0.95):6.1f}" for one in measured)
    print("  ".join(pairs), " ", name[:60])


def _share(numbers: Sequence[float], share: float) -> float:
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * share))]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
