"""The jobs' process."""

import sys
from pathlib import Path

from caly_app.settings import ROOT
from caly_app.starter.supervisor import Child


def child(log: Path) -> Child:
    return Child(
        name="worker", command=[sys.executable, "-m", "caly_app.cli", "worker"], folder=ROOT, log=log
    )
