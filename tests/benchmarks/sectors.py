"""All sectors side by side: how well each reads sentences it never saw, how fast, and what loading costs.

    python -m tests.benchmarks.sectors [UTTERANCES.tsv]

The held-out sentences of each sector are in tests/agents/understanding/held_out; those alike to an example
(cosine .6 or more) count, too: see `understanding` for the others. With a file of labelled rows a second
table is printed for the sectors that it knows.
"""

import argparse
import asyncio
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors, sector_cards
from caly_app.agents.understanding.local import Reading, read
from tests.benchmarks.understanding import NOBODYS, Row, as_in_file, groups_of, memory_mb, read_all

_TIMED = 120  # clauses of each sector


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("utterances", type=Path, nargs="?")
    arguments = parser.parse_args()
    await _loading()
    heads = ("right", "in two", "acted", "right", "away", "nobody's", "P50   P95 ms")
    print(
        f"\n{'':12} {heads[0]:>12}"
        + "".join(f"{head:>7}" for head in heads[1:5])
        + f"{heads[5]:>10}   {heads[6]}"
    )
    for name in all_sectors():
        rows = groups_of(Namespace(sector=name, utterances=None))["held out"]
        await _line(name, rows, is_timed=True)
    if arguments.utterances:
        print(f"\nof {arguments.utterances.name}")
        for name in all_sectors():
            groups = groups_of(Namespace(sector=name, utterances=arguments.utterances))
            for group, rows in groups.items():
                if group not in ("held out", "any"):
                    await _line(name, rows, is_timed=False)


async def _loading() -> None:
    """The cards that pages show; then each sector when its first customer comes."""
    began = time.perf_counter()
    sector_cards()
    print(f"cards of {len(all_sectors())} sectors {1000 * (time.perf_counter() - began):.0f} ms")
    minilm = MiniLM()
    await minilm.embed(["warming up"])
    for name in all_sectors():
        before = memory_mb()
        began = time.perf_counter()
        sector = all_sectors()[name]
        read_in = time.perf_counter()
        await read(sector, ["warming up"], "en", minilm)
        ready = time.perf_counter()
        print(
            f"  {name:12} read in {1000 * (read_in - began):4.0f} ms, first clause after "
            f"{1000 * (ready - read_in):4.0f} ms more, {memory_mb() - before:3} MB"
        )
    print(f"  all of them in one process: {memory_mb()} MB at most")


async def _line(name: str, rows: Sequence[Row], *, is_timed: bool) -> None:
    minilm = MiniLM()
    readings = [as_in_file(name, one) for one in await read_all(name, rows, minilm)]
    pairs = list(zip(rows, readings, strict=True))
    ours = [(row, one) for row, one in pairs if row.intent != NOBODYS]
    nobodys = [one for row, one in pairs if row.intent == NOBODYS]
    sure = [row.intent == one.intent for row, one in pairs if one.sure]
    shares = (
        f"{_share([row.intent == one.intent and one.in_scope for row, one in ours]):4.0f} of {len(ours):4}",
        f"{_share([_is_in_two(row, one) for row, one in ours]):6.0f}",
        f"{_share([one.sure for _, one in ours]):6.0f}",
        f"{_share(sure):6.1f}",
        f"{_share([not one.in_scope for _, one in ours]):5.1f}",
        f"{_share([not one.in_scope for one in nobodys]):4.0f} of {len(nobodys):2}",
    )
    print(f"{name:12} {' '.join(shares)}  {await _speed(name, rows) if is_timed else ''}")


def _is_in_two(row: Row, one: Reading) -> bool:
    return row.intent in (one.intent, one.runner_up) and one.in_scope


async def _speed(name: str, rows: Sequence[Row]) -> str:
    """Each clause new to the cache: patterns, plain form, spelling, embedding, head."""
    minilm, spent = MiniLM(), []
    await read(all_sectors()[name], ["warming up"], "en", minilm)
    for said in list(dict.fromkeys(row.said for row in rows))[:_TIMED]:
        began = time.perf_counter()
        await read(all_sectors()[name], [said], "en", minilm)
        spent.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(spent, [50, 95])
    return f"{p50:5.1f} {p95:5.1f}"


def _share(held: Sequence[bool]) -> float:
    return 100 * sum(held) / max(len(held), 1)


if __name__ == "__main__":
    asyncio.run(main())
