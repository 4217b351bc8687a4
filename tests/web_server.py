"""A running Caly for tests: `./caly up` as people start it, on a free port, with a data folder of its own.

`web` is one for the whole test run, with the demo, for everybody who only looks and talks. Who kills,
floods or changes it for others starts a `WebServer` of his own.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from caly_app.processes import ending_with_us, free_port
from caly_app.settings import ROOT

# The build of the page may take a minute where somebody else builds, too.
READY_SECONDS = 180


@dataclass
class WebServer:
    data: Path
    options: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT  # whose program it is
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What `up` has printed, in all its lives."""
        return (self.data / "up.txt").read_text(errors="replace")

    @property
    def demo(self) -> dict[str, Any]:
        """As `./caly demo --json` prints it."""
        return dict(json.loads((self.data / "demo.json").read_text()))

    def start(self, *, wait: bool = True) -> "WebServer":
        """Must be called from the main thread: the server ends with the thread that began it."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "up.txt").open("ab") as out:
            self.process = subprocess.Popen(
                [*_COMMAND, "up", "--port", str(self.port), "--data", str(self.data), *self.options],
                cwd=self.root,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=ending_with_us(signal.SIGTERM),
            )
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            assert self.process and self.process.poll() is None, f"it has ended:\n{self.output}"
            assert time.monotonic() < deadline, f"it is not ready:\n{self.output}"
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        return bool(self.state.get("ready")) and self.state["pid"] == self.pid

    @property
    def state(self) -> dict[str, Any]:
        """What `./caly status` reads; empty while nothing runs."""
        try:
            return dict(json.loads((self.data / "up.json").read_text()))
        except (OSError, ValueError):
            return {}

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def pid_of(self, name: str) -> int:
        """`name`: web or worker."""
        return int(next(process["pid"] for process in self.state["processes"] if process["name"] == name))

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/ping", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def end(self, by: signal.Signals = signal.SIGTERM) -> float:
        """Waits for its end; how many seconds that took."""
        if self.process is None:
            return 0.0
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(by)
        self.process.wait(30)
        return time.monotonic() - began


_COMMAND = (sys.executable, "-m", "caly_app.cli")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of `./caly`, without the detour over the shell script."""
    return subprocess.run(
        [*_COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
    )


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """With the demo, for the whole test run."""
    server = WebServer(tmp_path_factory.mktemp("web") / "data").start()
    yield server
    server.end()
