"""The customer's door alone, without the pages: quick to start, to kill and to start again.

`granian --factory tests.browser.chat_door:make` with CALY_DATABASE_URL and CALY_DATABASE_ADMIN_URL.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from caly_app import wiring
from caly_app.api import embedding
from caly_app.api.app import beside
from caly_app.api.page_headers import guarded
from caly_app.embedded_postgres import Urls
from caly_app.processes import end_with_parent, ending_with_us, free_port
from caly_app.settings import ROOT, settings


def make() -> ASGIApp:
    """What granian serves: the API, the frame and the chat page."""
    end_with_parent(signal.SIGKILL)
    doors = beside(embedding.around(guarded(Starlette())))
    return Starlette(routes=[Mount("/", doors)], lifespan=_running)


@asynccontextmanager
async def _running(_: Starlette) -> AsyncIterator[None]:
    async with wiring.running("web"):
        yield


@dataclass
class ChatDoor:
    """The process that serves it; its port stays the same over restarts."""

    urls: Urls
    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    model_url: str = ""  # of a language model

    @property
    def address(self) -> str:
        """Not the name of the host page: another site for the browser."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        environment = {
            "CALY_DATABASE_URL": self.urls.app,
            "CALY_DATABASE_OWNER_URL": self.urls.owner,
            "CALY_DATABASE_ADMIN_URL": self.urls.admin,
            "CALY_DATA_DIR": str(self.data),
            "CALY_SECRET_KEY": settings.secret_key,  # it reads what tests have sealed
            "CALY_PORT": str(self.port),
            "CALY_MODEL_URL": self.model_url,
            "CALY_LIMIT_ANONYMOUS_REQUESTS_PER_MINUTE": "100000",
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "1"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--workers-kill-timeout", "2"),
                *("--no-access-log", "tests.browser.chat_door:make"),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=(self.data / "door.log").open("ab"),
            stderr=subprocess.STDOUT,
            preexec_fn=ending_with_us(signal.SIGTERM),
        )
        self._wait()

    def kill(self) -> None:
        """As a crash does: nothing is finished."""
        assert self.process
        for child in _children(self.process.pid):
            os.kill(child, signal.SIGKILL)
        self.process.kill()
        self.process.wait(10)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 90  # a shared machine may have much else to do
        while time.monotonic() < deadline:
            assert self.process and self.process.poll() is None, (self.data / "door.log").read_text()[-2000:]
            try:
                if httpx.get(f"{self.address}/embed.js", timeout=1).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError((self.data / "door.log").read_text()[-2000:])


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(each) for each in found]
