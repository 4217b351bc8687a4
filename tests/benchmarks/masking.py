"""What looking for personal values costs a message: `.venv/bin/python -m tests.benchmarks.masking`.

Plain prose, prose with numbers that are nobody's, with streets, and messages with values; of three lengths.
"""

import argparse
from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from caly_app.agents.masks import KINDS, Setting, find, without_cards
from caly_app.log_lines import without_personal

SETTING = Setting(datetime(2026, 10, 5, 10, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
PROSE = "I would like to come in some time next week if that suits you, "
NUMBERS = "order ORD-1024 of 12.10.2026 for 2 adults at 14:30 was 1,250.00 GBP, "
STREETS = "it took 14 days down the road to 2 Park Lane guests of ours, "
PERSONAL = "ring 020 7946 0123 or write to ros@example.org, born 3 April 1985, "
ADDRESS = "you delivered to 14 Harbour Lane, Wexley WX4 2AB, instead, "
SENTENCES = {
    "prose": PROSE,
    "numbers": NUMBERS,
    "streets": STREETS,
    "address": ADDRESS,
    "personal": PERSONAL,
}
LENGTHS = (30, 300, 4000)


def measured(run: Callable[[str], object], said: str, times: int) -> tuple[float, float]:
    """P50 and P95 in milliseconds, each time of other words: nothing is remembered."""
    spent = []
    for number in range(times):
        words = f"{said[:-4]}{number:04}"[: len(said)] if any(map(str.isdigit, said)) else said
        began = perf_counter()
        run(words)
        spent.append((perf_counter() - began) * 1000)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--times", type=int, default=200)
    times = given.parse_args().times
    runs: dict[str, Callable[[str], object]] = {
        "find": lambda said: find(said, SETTING, KINDS),
        "cards": without_cards,
        "log line": without_personal,
    }
    for run in runs.values():
        run(PERSONAL)
    print(f"{'':10}{'':10}{'characters':>12}{'P50 ms':>10}{'P95 ms':>10}")
    for name, run in runs.items():
        for kind, sentence in SENTENCES.items():
            for length in LENGTHS:
                said = (sentence * (length // len(sentence) + 1))[:length]
                half, most = measured(run, said, times if length < 1000 else max(5, times // 10))
                print(f"{name:10}{kind:10}{length:>12}{half:>10.3f}{most:>10.3f}")


if __name__ == "__main__":
    main()
