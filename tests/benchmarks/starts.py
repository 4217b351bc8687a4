"""How long `./caly up` takes, and what its processes weigh: `python -m tests.benchmarks.starts [--built]`.

In a copy of the tree, so that nothing is built yet and nothing of yours is built anew; with the environment
that is there. `--built` leaves out the start that has to build the web page, and takes yours.

first, nothing built    no data, no web page: packages of the page come from npm's cache, or from afar
first, page built       no data
again                   everything is there
memory                  after some rest, and the most while customers talk to the real understanding; shared
                        pages are counted once where the system tells (Linux)
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from caly_app.settings import ROOT
from tests.benchmarks.http import Load, percentile
from tests.web_server import WebServer

AGAIN = 3
REST_SECONDS = 8
CONVERSATIONS, TURNS_A_SECOND, SECONDS = 100, 15, 10
SLUG = "demo-healthcare"
UNLIMITED = {
    "CALY_LIMIT_ANONYMOUS_REQUESTS_PER_MINUTE": "1000000",
    "CALY_LIMIT_REQUESTS_PER_MINUTE": "1000000",
    "CALY_LIMIT_ESCALATIONS_PER_HOUR": "1000000",
}
_NOT_COPIED = ("*.git", ".venv", ".web", ".caly", ".states", ".*_cache", ".hypothesis", "__pycache__")


@contextmanager
def running(root: Path, data: Path) -> Iterator[tuple[WebServer, float]]:
    """A Caly that is ready, and how many seconds that took."""
    server, began = WebServer(data, environment=UNLIMITED, root=root), time.monotonic()
    try:
        server.start()
        yield server, time.monotonic() - began
    finally:
        server.end()


def copy_of_the_tree(folder: Path, with_page: bool) -> Path:
    copy = Path(shutil.copytree(ROOT, folder / "tree", ignore=shutil.ignore_patterns(*_NOT_COPIED)))
    if with_page and (ROOT / ".web").exists():
        (copy / ".web").mkdir()
        shutil.copytree(ROOT / ".web" / "served", copy / ".web" / "served")
    return copy


def weights(up: psutil.Process) -> Counter[str]:
    """Bytes of each kind of process."""
    found: Counter[str] = Counter()
    for process in (up, *up.children(recursive=True)):
        try:
            found[_kind(process, up)] += _weight(process)
        except psutil.NoSuchProcess:
            continue
    return found


def _kind(process: psutil.Process, up: psutil.Process) -> str:
    if process == up:
        return "starter"
    if process.name().startswith("postgres"):
        return "postgres"
    command = process.cmdline()
    return "jobs" if "worker" in command else "web" if "granian" in command else process.name()


def _weight(process: psutil.Process) -> int:
    memory = process.memory_full_info()
    return int(getattr(memory, "pss", memory.rss))


async def most_under_load(server: WebServer) -> tuple[Counter[str], Load]:
    load, most, up = Load(server.port, SLUG), Counter[str](), psutil.Process(server.pid)
    await load.begin(CONVERSATIONS)
    await load.listen_to_all()
    talking = asyncio.create_task(load.talk(TURNS_A_SECOND, SECONDS))
    while not talking.done():
        most |= weights(up)
        await asyncio.sleep(0.5)
    await talking
    return most, load


def tell(what: str, seconds: float, server: WebServer) -> None:
    steps = [
        line for line in server.output.splitlines() if line.rstrip().endswith(" s") and "ready" not in line
    ]
    each = ", ".join(" ".join(line.split()) for line in steps)
    print(f"{what:24} {seconds:6.1f} s   ({each})", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as name:
        folder = Path(name)
        root = copy_of_the_tree(folder, with_page="--built" in sys.argv)
        if "--built" not in sys.argv:
            with running(root, folder / "first") as (server, seconds):
                tell("first, nothing built", seconds, server)
        with running(root, folder / "data") as (server, seconds):
            tell("first, page built", seconds, server)
        again = []
        for _ in range(AGAIN):
            with running(root, folder / "data") as (server, seconds):
                again.append(seconds)
        print(f"{'again':24} {statistics.median(again):6.1f} s   (median of {AGAIN})", flush=True)
        with running(root, folder / "data") as (server, _):
            time.sleep(REST_SECONDS)
            at_rest = weights(psutil.Process(server.pid))
            most, load = asyncio.run(most_under_load(server))
            print(
                f"\n{CONVERSATIONS} open conversations with their streams, {TURNS_A_SECOND} turns a second: "
                f"P50 {percentile(load.took, 0.5):.0f} ms  P95 {percentile(load.took, 0.95):.0f} ms  "
                f"answers {dict(load.statuses)}"
            )
            for kind in sorted(most, key=lambda kind: -most[kind]):
                print(f"{kind:10} at rest {at_rest[kind] / 1e6:4.0f} MB   at most {most[kind] / 1e6:4.0f} MB")
            print(
                f"{'all':10} at rest {at_rest.total() / 1e6:4.0f} MB   at most {most.total() / 1e6:4.0f} MB"
            )


if __name__ == "__main__":
    main()
