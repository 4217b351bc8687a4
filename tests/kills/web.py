"""Processes to kill: the web, and the one that runs jobs beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import httpx

from caly_app.embedded_postgres import Urls
from tests.conftest import ROOT


def environment_of(urls: Urls, data: Path) -> dict[str, str]:
    """Nothing here is about limits, so there are none."""
    limits = ("REQUESTS_PER_MINUTE", "ANONYMOUS_REQUESTS_PER_MINUTE", "MESSAGES_PER_MINUTE")
    return {
        **os.environ,
        "CALY_DATABASE_URL": urls.app,
        "CALY_DATABASE_OWNER_URL": urls.owner,
        "CALY_DATABASE_ADMIN_URL": urls.admin,
        "CALY_DATA_DIR": str(data),
        **{f"CALY_LIMIT_{limit}": "1000000" for limit in limits},
    }


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Web:
    """The product's web process, and the one that runs jobs beside it."""

    def __init__(self, environment: dict[str, str], fuses: Path) -> None:
        self.port = free_port()
        self.fuses = fuses
        self._environment = environment
        self._jobs = self._run("-m", "caly_app.cli", "worker")
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def start(self) -> None:
        self.process = self._run("-m", "tests.kills.victim", str(self.port), str(self.fuses))
        wait_until(self._answers, 120)

    def died(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> None:
        for process in (self.process, self._jobs):
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _answers(self) -> bool:
        assert not self.died(), "it does not start"
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health", timeout=1).is_success
        return False

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self._environment)


def wait_until(so: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)
