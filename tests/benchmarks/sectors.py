"""All sectors side by side: how well each reads sentences it never saw, how fast, and what loading costs.

    python -m tests.benchmarks.sectors [UTTERANCES.tsv]

Held-out sentences of each sector, then those of other authors who had read neither examples nor patterns
(without emergencies: `tests.benchmarks.emergencies`), then a file of labelled rows for the sectors that it
knows and what of it all businesses hear, then Spanish, French and German: ordinary sentences by patterns
alone, and other authors' with the head over words. In brackets the 95 % interval.
"""

import argparse
import asyncio
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors, sector_cards
from caly_app.agents.understanding.local import Reading, open_clauses, read
from tests.benchmarks.understanding import (
    EVERYBODYS,
    HELD_OUT,
    NOBODYS,
    Row,
    as_in_file,
    groups_of,
    interval,
    memory_mb,
    read_all,
    share,
)

_AUTHORS = (
    "second_author",
    "third_author",
    "third_author_again",
    "fourth_author",
    "fifth_author",
    "sixth_author",
)
_TIMED = 120  # clauses of each sector
_REACHABLE = HELD_OUT.with_name("reachable")
_HEADS = (
    "                    n    right          in two  acted  of those right  ours away  nobody's   P50  P95 ms"
)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("utterances", type=Path, nargs="?")
    arguments = parser.parse_args()
    await _loading()
    print(f"\nheld out\n{_HEADS}")
    for name in all_sectors():
        await _line(name, groups_of(Namespace(sector=name, utterances=None))["held out"], is_timed=True)
    for author in _AUTHORS:
        print(f"\n{author.replace('_', ' ')}\n{_HEADS}")
        for file in sorted(HELD_OUT.with_name(author).glob("*.yaml")):
            said: dict[str, list[str]] = YAML(typ="safe").load(file)
            said.pop("emergency", None)
            rows = [Row(intent, one) for intent, sentences in said.items() for one in sentences]
            await _line(file.stem, rows)
    if arguments.utterances:
        await _of_file(arguments.utterances)
    _by_words()
    for author in ("third_author_abroad", "fourth_author_abroad"):
        print(f"\n{author.replace('_', ' ')}\n{_HEADS}")
        for language in ("es", "fr", "de"):
            await _abroad(author, language)


async def _of_file(utterances: Path) -> None:
    """Each sector's own rows, and then what any business hears, in each."""
    print(f"\n{utterances.name}\n{_HEADS}")
    groups = {name: groups_of(Namespace(sector=name, utterances=utterances)) for name in all_sectors()}
    for name, of_sector in groups.items():
        for group, rows in of_sector.items():
            if group not in {"held out", EVERYBODYS}:
                await _line(name, rows, is_of_file=True, called=group)
    print(f"\n{utterances.name}, what all businesses hear\n{_HEADS}")
    for name, of_sector in groups.items():
        await _line(name, of_sector[EVERYBODYS], is_of_file=True)


async def _loading() -> None:
    """The cards that pages show; then each sector when its first customer comes."""
    began = time.perf_counter()
    sector_cards()
    added = 1000 * (time.perf_counter() - began)
    print(f"added to a warm start by {len(all_sectors())} sectors: {added:.0f} ms (their cards); and later")
    minilm = MiniLM()
    await minilm.embed(["warming up"])
    first = []
    for name in all_sectors():
        before = memory_mb()
        began = time.perf_counter()
        sector = all_sectors()[name]
        read_in = time.perf_counter()
        await read(sector, ["warming up"], "en", minilm)
        ready = time.perf_counter()
        first.append(ready - began)
        print(
            f"  {name:12} read in {1000 * (read_in - began):4.0f} ms, first clause after "
            f"{1000 * (ready - read_in):4.0f} ms more, {memory_mb() - before:3} MB"
        )
    print(f"  all of them in one process: {sum(first):.1f} s, {memory_mb()} MB at most")


async def _line(
    name: str, rows: Sequence[Row], *, is_timed: bool = False, is_of_file: bool = False, called: str = ""
) -> None:
    readings = await read_all(name, rows, MiniLM())
    if is_of_file:
        readings = [as_in_file(name, one) for one in readings]
    timed = await _speed(name, rows) if is_timed else ""
    print(f"{called or name:12} {_shares(list(zip(rows, readings, strict=True)))}{timed}")


async def _abroad(author: str, language: str) -> None:
    """What is nobody's business is tried in every sector."""
    folder, pairs = HELD_OUT.with_name(author), []
    yaml, minilm = YAML(typ="safe"), MiniLM()
    for name in all_sectors():
        told: dict[str, list[str]] = {
            **yaml.load(folder / f"{name}.yaml")[language],
            NOBODYS: yaml.load(folder / "out_of_scope.yaml")[language],
        }
        rows = [Row(intent, one) for intent, sentences in told.items() for one in sentences]
        readings = await read(all_sectors()[name], [row.said for row in rows], language, minilm)
        pairs += zip(rows, readings, strict=True)
    print(f"{language:12} {_shares(pairs)}")


def _shares(pairs: Sequence[tuple[Row, Reading]]) -> str:
    ours = [(row, one) for row, one in pairs if row.intent != NOBODYS]
    nobodys = [one for row, one in pairs if row.intent == NOBODYS]
    sure = [row.is_read_as(one) for row, one in pairs if one.sure]
    return (
        f"{len(ours):4} + {len(nobodys):3}  "
        f"{_share_of([row.is_read_as(one) and one.in_scope for row, one in ours])}  "
        f"{share([row.is_in_two_of(one) for row, one in ours]):5.0f}  "
        f"{share([one.sure for _, one in ours]):5.0f}  {_share_of(sure)}  "
        f"{share([not one.in_scope for _, one in ours]):6.1f}  "
        f"{share([not one.in_scope for one in nobodys]):8.0f}  "
    )


async def _speed(name: str, rows: Sequence[Row]) -> str:
    """Each clause new to the cache: patterns, plain form, spelling, embedding, head."""
    minilm, spent = MiniLM(), []
    await read(all_sectors()[name], ["warming up"], "en", minilm)
    for said in list(dict.fromkeys(row.said for row in rows))[:_TIMED]:
        began = time.perf_counter()
        await read(all_sectors()[name], [said], "en", minilm)
        spent.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(spent, [50, 95])
    return f"{p50:6.1f} {p95:6.1f}"


def _by_words() -> None:
    """Where the head knows nothing: nothing is guessed."""
    print("\nordinary sentences, by patterns and words: understood, and taken for something else")
    for name in all_sectors():
        told: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(_REACHABLE / f"{name}.yaml")
        said = []
        for language, wishes in told.items():
            pairs = [(wish, one) for wish, sentences in wishes.items() for one in sentences]
            texts = [one for _, one in pairs]
            readings = open_clauses(all_sectors()[name], texts, language).readings
            right = [wish == one.intent for (wish, _), one in zip(pairs, readings, strict=True)]
            wrong = [one.sure and wish != one.intent for (wish, _), one in zip(pairs, readings, strict=True)]
            said.append(f"{language} {share(right):5.1f} % of {len(right):3}, {sum(wrong)} wrong")
        print(f"{name:12} {'   '.join(said)}")


def _share_of(held: Sequence[bool]) -> str:
    least, most = interval(held)
    return f"{share(held):5.1f} [{least:3.0f}-{most:3.0f}]"


if __name__ == "__main__":
    asyncio.run(main())
