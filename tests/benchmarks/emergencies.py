"""How many emergencies are heard, and which ordinary messages are taken for one.

    python -m tests.benchmarks.emergencies [SENTENCES.yaml ...] [--examples]

First the held-out sentences in each language, with those that were got wrong; then every alarm among
ordinary sentences: what other authors wrote for each sector, what customers say in the scenarios, with
`--examples` also what the sectors' own heads were built from. Files: language -> now, not_now -> sentences.
"""

import argparse
import asyncio
import csv
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from ruamel.yaml import YAML

from caly_app import clock
from caly_app.adapters.minilm import MiniLM
from caly_app.agents.business import Business
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.danger import LIKELY, SURELY, alarming, by_likeness, by_words, quiet
from caly_app.agents.understanding.head import SECTORS
from caly_app.agents.understanding.parts import clauses_of
from caly_app.agents.understanding.tried import Trial, message_of
from tests.benchmarks.understanding import HELD_OUT

HELD_OUT_EMERGENCIES = HELD_OUT.with_name("emergencies") / "held_out.yaml"
_AUTHORS = (
    "held_out",
    "second_author",
    "third_author",
    "third_author_again",
    "fourth_author",
    "fifth_author",
)
_ABROAD = ("reachable", "third_author_abroad", "fourth_author_abroad")
_SCENARIOS = Path(__file__).parents[1] / "scenarios"
_BUSINESS = Business(
    name="",
    country="GB",
    timezone=ZoneInfo("Europe/London"),
    languages=("en", "es", "fr", "de"),
    emergency_number="999",
    opening_hours={},
)


@dataclass(frozen=True)
class Said:
    source: str
    sector: str
    language: str
    text: str


async def heard(said: Sequence[Said]) -> list[bool]:
    """Which of them are taken for an emergency."""
    minilm = MiniLM()
    messages = [
        message_of(Trial(one.text, one.language), all_sectors()[one.sector], _BUSINESS, clock.now())
        for one in said
    ]
    known = [by_words(one) for one in messages]
    alarms = [() if done else alarming(one) for one, done in zip(messages, known, strict=True)]
    others = [
        () if done or one.language != "en" else quiet(clauses_of(one), one)
        for one, done in zip(messages, known, strict=True)
    ]
    rows: dict[str, np.ndarray] = {}
    texts = sorted({text for some in (*alarms, *others) for text in some}, key=len)
    for start in range(0, len(texts), 64):
        some = texts[start : start + 64]
        rows.update(zip(some, minilm.embed_now(some), strict=True))

    def likely(texts: Sequence[str], at_least: float) -> bool:
        return bool(texts) and by_likeness(np.stack([rows[text] for text in texts]), at_least) > 0

    return [
        done or likely(loud, LIKELY) or likely(quiet, SURELY)
        for done, loud, quiet in zip(known, alarms, others, strict=True)
    ]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--examples", action="store_true")
    arguments = parser.parse_args()
    for file in (HELD_OUT_EMERGENCIES, *arguments.files):
        print(f"\n{file.name}: heard of those in danger, and of those who are not")
        for language, groups in YAML(typ="safe").load(file).items():
            await _held_out(language, groups)
    ordinary = list(dict.fromkeys(_ordinary(with_examples=arguments.examples)))
    began = time.perf_counter()
    alarms = [one for one, is_heard in zip(ordinary, await heard(ordinary), strict=True) if is_heard]
    print(f"\nalarms among {len(ordinary)} ordinary sentences ({time.perf_counter() - began:.0f} s)")
    for one in alarms:
        print(f"  {one.source:20} {one.sector:12} {one.language or '-':3} {one.text}")


async def _held_out(language: str, groups: Mapping[str, Sequence[str]]) -> None:
    sectors = list(all_sectors())
    for group, sentences in groups.items():
        said = [
            Said("", sectors[place % len(sectors)], language, text) for place, text in enumerate(sentences)
        ]
        verdicts = await heard(said)
        wrong = [
            one.text for one, is_heard in zip(said, verdicts, strict=True) if is_heard != (group == "now")
        ]
        print(f"{language} {group:8} {sum(verdicts):4} of {len(said)}")
        for text in wrong:
            print(f"     {text}")


def _ordinary(*, with_examples: bool) -> Iterator[Said]:
    for author in _AUTHORS:
        for file in sorted(HELD_OUT.with_name(author).glob("*.yaml")):
            yield from (Said(author, file.stem, "en", text) for text in _texts(YAML(typ="safe").load(file)))
    for author in _ABROAD:
        for file in sorted(HELD_OUT.with_name(author).glob("*.yaml")):
            sector = _sector_of(file.stem)
            for language, said in YAML(typ="safe").load(file).items():
                yield from (Said(author, sector, language, text) for text in _texts(said))
    for file in sorted(_SCENARIOS.rglob("*.yaml")):
        if file.stem != "map":
            said = _says(YAML(typ="safe").load(file))
            yield from (Said(f"scenarios/{file.stem}", _sector_of(file.stem), "", text) for text in said)
    if with_examples:
        for file in sorted(SECTORS.glob("*/examples_en.yaml")):
            said = _texts(YAML(typ="safe").load(file))
            yield from (Said("examples", file.parent.name, "en", text) for text in said)
        for name in ("small_talk_en", "negatives_en"):
            with (SECTORS.parent / "understanding" / f"{name}.tsv").open(
                encoding="utf-8", newline=""
            ) as table:
                rows = list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
            yield from (Said(name, "telecom", "en", row[1]) for row in rows)


def _sector_of(stem: str) -> str:
    return next((name for name in all_sectors() if stem.startswith(name)), "telecom")


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, Sequence):
        for value in said:
            yield from _texts(value)


def _says(document: object) -> Iterator[str]:
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield from _texts(value) if key == "say" else _says(value)
    elif isinstance(document, Sequence) and not isinstance(document, str):
        for value in document:
            yield from _says(value)


if __name__ == "__main__":
    asyncio.run(main())
