"""`./caly test`: brings what the tests need, then lint, types, import contracts, and the tests."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from caly_app.processes import ending_with_us
from caly_app.settings import ROOT, settings
from caly_app.starter.progress import Progress

_BIN = Path(sys.executable).parent
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]


# A process for what takes the whole machine, and one beside it for the rest (tests/conftest.py).
_SIDE_BY_SIDE = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")

_CHECKS = (
    Check("Lint", [str(_BIN / "ruff"), "check", "."]),
    Check("Format", [str(_BIN / "ruff"), "format", "--check", "."]),
    Check("Types", [str(_BIN / "mypy")]),
    Check("Import contracts", [str(_BIN / "lint-imports")]),
)


def run(arguments: Sequence[str], *, full: bool, progress: Progress) -> int:
    """The exit code. `arguments` go to pytest: with a selection of tests, only they are run.

    Without a browser to be had, the tests that need one are skipped, by name, in the last lines.
    """
    _bring_browser(progress)
    failed = [] if arguments else [check.name for check in _CHECKS if not _passes(check, progress)]
    code = _pytest([*(["--full"] if full else []), *(arguments or _SIDE_BY_SIDE)], progress)
    if failed:
        progress.say(f"Failed before the tests: {', '.join(failed)}.")
    return code or (1 if failed else 0)


def _passes(check: Check, progress: Progress) -> bool:
    with progress.step(check.name) as step:
        done = _run(check.command, capture=True)
        if done.returncode:
            step.done = f"{check.name}: failed"
    if done.returncode:
        progress.say(done.stdout.rstrip())
    return done.returncode == 0


def _pytest(arguments: Sequence[str], progress: Progress) -> int:
    """Whoever reads only the end of a long output still learns what was not tested, by name."""
    with tempfile.TemporaryDirectory(prefix="caly-tests-") as folder:
        report = Path(folder) / "report.xml"
        code = _run([sys.executable, "-m", "pytest", f"--junit-xml={report}", *arguments]).returncode
        skipped = _skipped(report) if report.exists() else []
    progress.say(f"SKIPPED: {len(skipped)} tests" if skipped else "No test was skipped.")
    for line in skipped:
        progress.say(f"  SKIPPED {line}")
    return code


def _skipped(report: Path) -> list[str]:
    cases = ElementTree.parse(report).iter("testcase")
    return [
        f"{case.get('classname')}.{case.get('name')}: {reason.get('message')}"
        for case in cases
        for reason in case.iter("skipped")
    ]


def _run(command: Sequence[str], *, capture: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=settings.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else None,
        text=True,
        preexec_fn=ending_with_us(signal.SIGTERM),
    )


# -- the browser --------------------------------------------------------------------------------


def chromium() -> str | None:
    """The machine's own; None: the tests take playwright's."""
    return next((path for name in _CHROMIUM if (path := shutil.which(name))), None)


def _bring_browser(progress: Progress) -> None:
    if chromium() or _playwright_has_one():
        return
    with progress.step("Chromium installed"):
        if not (_install_debian_package() and chromium()):
            _install_playwrights(progress)


def _install_debian_package() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    install = [*quiet, "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    return all(_run(command, capture=True).returncode == 0 for command in ([*quiet, "update"], install))


def _install_playwrights(progress: Progress) -> None:
    done = _run([sys.executable, "-m", "playwright", "install", "chromium"], capture=True)
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-5:])
        progress.say(f"Chromium could not be installed; what needs it is skipped:\n{last}")


def _playwright_has_one() -> bool:
    asked = _run([sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"], capture=True)
    folders = [
        line.split(":", 1)[1].strip() for line in asked.stdout.splitlines() if "Install location" in line
    ]
    return bool(folders) and all(Path(folder).exists() for folder in folders)
