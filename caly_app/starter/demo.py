"""The demo of a data folder, as `up` needs it: made by the command `demo`, remembered in demo.json."""

import hashlib
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caly_app import clock
from caly_app.errors import CalyError
from caly_app.processes import ending_with_us
from caly_app.settings import ROOT, settings
from caly_app.starter import migrations


class CannotMakeDemo(CalyError):
    """The demo could not be made."""


def exists() -> bool:
    return settings.demo_file.exists()


@dataclass(frozen=True)
class Making:
    """It is being made, in a process of its own."""

    process: subprocess.Popen[str]
    wanted: str

    def wait(self) -> None:
        """Raises CannotMakeDemo."""
        written, wrong = self.process.communicate()
        if self.process.returncode:
            said = [line for line in (written + wrong).splitlines() if line.strip()]
            raise CannotMakeDemo("The demo could not be made:\n" + "\n".join(said[-10:]))
        _stamp_file().write_text(self.wanted)


def begin() -> Making | None:
    """None when there is nothing to do: no new data folder, no new tables, no other sector, and no other day
    (the sample customers have appointments ahead of them)."""
    wanted = _stamp()
    if exists() and _stamp_file().exists() and _stamp_file().read_text() == wanted:
        return None
    process = subprocess.Popen(
        [sys.executable, "-m", "caly_app.cli", "demo", "--json"],
        cwd=ROOT,
        env=settings.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=ending_with_us(signal.SIGTERM),
    )
    return Making(process, wanted)


def _stamp_file() -> Path:
    return settings.data_dir / "demo.stamp"


def greeting() -> list[str]:
    """Who may sign in, and where to talk as a customer."""
    demo: dict[str, Any] = json.loads(settings.demo_file.read_text())
    people = [f"  {who:<9} {demo[who]['email']}  {demo[who]['password']}" for who in ("admin", "operator")]
    return people + [f"  customer  {settings.address}/chat/{slug}" for slug in demo["workspaces"]]


def _stamp() -> str:
    sectors = sorted((ROOT / "caly_app" / "agents" / "sectors").glob("*/sector.yaml"))
    made_by = sorted((ROOT / "caly_app" / "services").glob("demo*")) + sectors
    sha = hashlib.sha256(f"{migrations.newest()} {clock.wall().date()}".encode())
    for path in made_by:
        for file in [path] if path.is_file() else sorted(path.rglob("*.*")):
            if "__pycache__" not in file.parts:
                sha.update(file.read_bytes())
    return sha.hexdigest()
