"""How well and how fast a sector's local understanding reads, on labelled sentences it never saw.

    python -m tests.benchmarks.understanding healthcare UTTERANCES.tsv

The file has four columns (sector, intent, utterance, source) and a line of headings. It is only measured
with. Its names for intents are mapped below; rows alike to an example (cosine .6 or more) are left out of
the second figures, because near copies flatter.
"""

import argparse
import asyncio
import csv
import resource
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from caly_app.adapters.minilm import LAYER_WIDTH, MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import Reading, read
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.agents.understanding.training import sources_of

NOBODYS = "out_of_scope"
ALIKE = 0.6

# Sectors of the file that are measured with, and what its intents are called here.
EVERYBODYS = "any"  # what all businesses hear
GROUPS = {
    "healthcare": ("healthcare", "appointments_generic"),
    "hospitality": ("hotel",),
    "catering": ("restaurant",),
}
NAMES = {
    "query_appointment": "appointment_status",
    "vaccine_info": "ask_fact",  # which vaccines, when, for whom: answered from the clinic's facts
    "nutrition_info": NOBODYS,
}
# What they are called in one sector only; a row whose name is '' here is left out.
NAMES_IN: dict[str, dict[str, str]] = {
    "catering": {  # the file's restaurant is anybody's; a caterer has tables, and sells no single dish
        "book_table": "book_appointment",
        "accepts_reservations": "book_appointment",
        "cancel_reservation": "cancel_appointment",
        "confirm_reservation": "appointment_status",
        "wait_time": "ask_fact",
        "menu_diet_question": NOBODYS,  # recipes and calories
        "order_food": NOBODYS,
        "find_restaurant": NOBODYS,
    },
    "ecommerce": {
        "modify_order": "change_order",
        "discount_promo": "use_discount",
        "payment_issue": "payment_problem",
        "refund_request": "request_refund",
        "refund_policy": "ask_fact",
    },
    "fintech": {
        "dispute_charge": "dispute_transaction",
        "unrecognised_transaction": "dispute_transaction",
        "lost_stolen_card": "report_fraud",
        "transaction_status": "find_transaction",
        "verify_transaction": "find_transaction",
    },
    "logistics": {
        "track_shipment": "track_parcel",
        "delivery_estimate": "track_parcel",  # where it is and when it comes are one answer
        "address_change": "change_delivery_address",
        "request_ride_pickup": "",  # taxis: no parcel's collection, and nobody's negative either
    },
    "real_estate": {"property_inquiry": "find_property", "schedule_showing": "book_appointment"},
}
# Two wishes here that are one in the file: when an order comes is how it stands.
ONE_IN_FILE = {"ecommerce": {"delivery_estimate": "order_status"}}
# One name there for several wishes here, by sector, name, and the set that it comes from (empty: any);
# either is right.
SEVERAL_HERE = {
    ("ecommerce", "refund_request", "NLU++"): {"refund_status", "ask_fact"},  # a tag for any talk of refunds
    ("ecommerce", "refund_request", "BANKING77"): {"cancel_order", "return_item"},  # a bank has no orders
    ("logistics", "delivery_estimate", ""): {"ask_fact"},  # mine, or how long it takes and where you go
}
HELD_OUT = Path(__file__).parents[1] / "agents" / "understanding" / "held_out"


@dataclass(frozen=True)
class Row:
    intent: str
    said: str
    or_else: frozenset[str] = frozenset()  # as right

    def is_read_as(self, reading: Reading) -> bool:
        return self._means(reading.intent)

    def is_in_two_of(self, reading: Reading) -> bool:
        """Right, or offered where it is asked which of two is meant."""
        offered = not reading.sure and self._means(reading.runner_up)
        return reading.in_scope and (self.is_read_as(reading) or offered)

    def _means(self, intent: str | None) -> bool:
        return intent == self.intent or intent in self.or_else


async def main() -> None:
    arguments = _arguments()
    minilm = MiniLM()
    began = time.perf_counter()
    await read(all_sectors()[arguments.sector], ["warming up"], "en", minilm)
    print(f"first reading after {time.perf_counter() - began:.2f} s, {memory_mb()} MB resident")

    for name, rows in groups_of(arguments).items():
        readings = await read_all(arguments.sector, rows, minilm)
        if name != "held out":
            readings = [as_in_file(arguments.sector, reading) for reading in readings]
        alike = _alikeness(arguments.sector, [row.said for row in rows], minilm)
        _report(f"{name}, all", rows, readings)
        far = [place for place in range(len(rows)) if alike[place] < ALIKE or rows[place].intent == NOBODYS]
        _report(f"{name}, unlike the examples", [rows[n] for n in far], [readings[n] for n in far])
        if arguments.confusions:
            _confusions(rows, readings)
    await _speed(arguments.sector, [row.said for rows in groups_of(arguments).values() for row in rows])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sector")
    parser.add_argument("utterances", type=Path, nargs="?", help="labelled rows; without: only the held-out")
    parser.add_argument("--confusions", action="store_true", help="which intents are taken for which")
    return parser.parse_args()


def groups_of(arguments: argparse.Namespace) -> Mapping[str, list[Row]]:
    held_out = YAML(typ="safe").load(HELD_OUT / f"{arguments.sector}.yaml")
    groups = {"held out": [Row(intent, said) for intent, sentences in held_out.items() for said in sentences]}
    if arguments.utterances:
        with arguments.utterances.open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
        for group in (*GROUPS.get(arguments.sector, (arguments.sector,)), EVERYBODYS):
            rows = [_row(arguments.sector, *row[1:4]) for row in table if row[0] == group]
            groups[group] = [row for row in rows if row.intent]
    return {name: rows for name, rows in groups.items() if rows}


def _row(sector: str, intent: str, said: str, source: str) -> Row:
    also = (
        more
        for (where, name, of), more in SEVERAL_HERE.items()
        if (where, name) == (sector, intent) and of in source
    )
    return Row(_called(intent, sector), said, frozenset[str]().union(*also))


def _called(intent: str, sector: str) -> str:
    return {**NAMES, **NAMES_IN.get(sector, {})}.get(intent, intent)


async def read_all(sector: str, rows: Sequence[Row], minilm: MiniLM) -> list[Reading]:
    return await read(all_sectors()[sector], [row.said for row in rows], "en", minilm)


def as_in_file(sector: str, reading: Reading) -> Reading:
    one = ONE_IN_FILE.get(sector, {})
    named = (reading.intent, reading.runner_up)
    intent, runner_up = (one.get(name, name) if name else None for name in named)
    return replace(reading, intent=intent, runner_up=runner_up)


def _alikeness(sector: str, said: Sequence[str], minilm: MiniLM) -> np.ndarray:
    """Of each sentence to the nearest example, by the last layer's cosine."""
    sources = sources_of(sector, "")
    examples = [plain(bare(sentence)) for _, sentence in (*sources.examples, *sources.small_talk)]
    here, there = (
        minilm.embed_now(texts)[:, -LAYER_WIDTH:] for texts in ([plain(bare(one)) for one in said], examples)
    )
    return 3 * (here @ there.T).max(1)


def _report(title: str, rows: Sequence[Row], readings: Sequence[Reading]) -> None:
    pairs = list(zip(rows, readings, strict=True))
    ours = [(row, reading) for row, reading in pairs if row.intent != NOBODYS]
    nobodys = [reading for row, reading in pairs if row.intent == NOBODYS]
    acted = [(row, reading) for row, reading in pairs if reading.sure]
    print(f"\n{title} ({len(ours)} of ours, {len(nobodys)} of nobody's)")
    _line("right", [row.is_read_as(reading) and reading.in_scope for row, reading in ours])
    _line("right or among the two offered", [row.is_in_two_of(reading) for row, reading in ours])
    _line("acted on without asking", [reading.sure for _, reading in ours])
    _line("  of those right", [row.is_read_as(reading) for row, reading in acted])
    _line("ours turned away", [not reading.in_scope for _, reading in ours])
    _line("nobody's recognized", [not reading.in_scope for reading in nobodys])
    _line("nobody's acted on", [reading.sure for reading in nobodys])
    print(f"  by {dict(Counter(reading.by for reading in readings))}")


def _line(claim: str, held: Sequence[bool]) -> None:
    """A share with its 95 % interval."""
    if held:
        least, most = interval(held)
        print(f"  {claim:32} {share(held):5.1f} %  [{least:.0f}-{most:.0f}]  n={len(held)}")


def share(held: Sequence[bool]) -> float:
    """In per cent."""
    return 100 * sum(held) / max(len(held), 1)


def interval(held: Sequence[bool]) -> tuple[float, float]:
    """Wilson's, at 95 %, in per cent."""
    n, part, z = max(len(held), 1), share(held) / 100, 1.96
    middle = (part + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (part * (1 - part) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return 100 * (middle - half), 100 * (middle + half)


def _confusions(rows: Sequence[Row], readings: Sequence[Reading]) -> None:
    taken = Counter(
        (row.intent, reading.intent if reading.in_scope else NOBODYS)
        for row, reading in zip(rows, readings, strict=True)
        if (reading.in_scope or row.intent != NOBODYS) and not (reading.in_scope and row.is_read_as(reading))
    )
    for (intent, other), times in taken.most_common(12):
        print(f"    {times:3} x {intent} taken for {other}")


async def _speed(sector: str, said: Sequence[str]) -> None:
    """One clause after another, each new to the cache: patterns, plain form, spelling, embedding, head."""
    minilm = MiniLM()
    spent, worked = [], []
    await read(all_sectors()[sector], ["warming up"], "en", minilm)
    for clause in list(dict.fromkeys(said))[:300]:
        began, processor = time.perf_counter(), time.process_time()
        await read(all_sectors()[sector], [clause], "en", minilm)
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - processor) * 1000)
    print(f"\none clause (n={len(spent)}), and {memory_mb()} MB at most")
    for what, milliseconds in (("waited", spent), ("processor", worked)):
        p50, p95 = np.percentile(milliseconds, [50, 95])
        print(f"  {what:10} P50 {p50:.1f} ms, P95 {p95:.1f} ms")


def memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    asyncio.run(main())
