"""How long the search for slots takes, all kinds on one clause: `python -m tests.benchmarks.slots`.

Prints median, P95 and maximum in milliseconds for all kinds together, and the mean of each kind in
microseconds. Nothing is remembered between clauses: each is said once.
"""

import statistics
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from caly_app.agents.understanding.slots import KINDS, SlotContext, find

_NOW = datetime(2026, 10, 5, 14, 0, tzinfo=ZoneInfo("Europe/London"))
_OPTIONS = ("Thursday 09:30 with Dr. Imre Halas", "Thursday 11:00 with Dr. Nadia Osei", "Friday 14:00")
_CLAUSES = {
    "en": (
        "Thursday at nine with Dr Halas please",
        "half nine then, no, eleven",
        "my name is Ros Penhale and I was born on the third of March nineteen eighty five",
        "oh two oh seven nine four six oh one two three",
        "can I move my appointment from Tuesday the 13th to next week, ideally between two and four",
        "I need a refill of my prescription RX-1001, my reference is 4K7T-9QXM",
        "I've had a headache since Monday and it is getting worse, should I be worried about it",
        "is there parking near the clinic and do you take cards",
        "Ros Penhale, 020 7946 0123, ros@example.org",
        "the second one",
        "yes please",
        "could you book me in for the first free slot on the twenty third of october two thousand twenty six",
    ),
    "es": (
        "quiero una cita el jueves a las tres y media con la doctora",
        "me llamo Rosa Pérez, mañana por la tarde",
    ),
    "fr": ("je voudrais un rendez-vous jeudi prochain à quatorze heures trente", "je m'appelle Rose Petit"),
    "de": ("ich brauche einen Termin am achten Oktober um halb neun", "mein Name ist Rosa Klein"),
}
_ROUNDS = 40


def main() -> None:
    totals: list[float] = []
    each: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(_ROUNDS + 1):
        for language, clauses in _CLAUSES.items():
            for clause in clauses:
                said = (
                    clause + " " * (turn % 7) + "." * (turn // 7)
                )  # never the same twice: nothing is remembered
                context = SlotContext(_NOW, "GB", language, _OPTIONS, KINDS[turn % len(KINDS)])
                spent = _search(said, context, each)
                if turn:  # the first round builds the patterns
                    totals.append(spent * 1e3)
    ordered = sorted(totals)
    print(f"all {len(KINDS)} kinds on one clause, {len(ordered)} clauses, milliseconds:")
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"  median {statistics.median(ordered):.2f}  P95 {p95:.2f}  max {ordered[-1]:.2f}")
    for kind, spent_each in sorted(each.items(), key=lambda item: -sum(item[1])):
        print(f"  {kind:14} {statistics.mean(spent_each) * 1e6:7.0f} µs")


def _search(said: str, context: SlotContext, each: dict[str, list[float]]) -> float:
    total = 0.0
    for kind in KINDS:
        begun = time.perf_counter()
        find(kind, said, context)
        spent = time.perf_counter() - begun
        each[kind].append(spent)
        total += spent
    return total


if __name__ == "__main__":
    main()
