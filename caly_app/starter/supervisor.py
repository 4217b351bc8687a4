"""Keeps our processes alive while we live, and none of them any longer.

Each is a session of its own, so that Ctrl-C reaches only us and we end them in order. On Linux the
kernel ends them should we be killed.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from caly_app import clock
from caly_app.processes import ending_with_us
from caly_app.settings import settings

GENTLE_SECONDS = 2.5
_LONGEST_PAUSE_SECONDS = 30.0
_HEALTHY_AFTER_SECONDS = 60.0
_LOG_MB = 20


@dataclass
class Child:
    """A process that ought to run. `environment`: what it has beside ours and the settings'."""

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    restarts: int = 0
    since: datetime = field(default_factory=clock.wall)
    process: subprocess.Popen[bytes] | None = None
    _began: float = 0.0
    _pause: float = 0.0
    _next_try: float = 0.0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self) -> None:
        """From the main thread: Linux ends the child together with the thread that began it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_MB * 2**20:
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=settings.environment(**self.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=ending_with_us(signal.SIGTERM),
            )
        self.since, self._began = clock.wall(), time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def restart_when_due(self) -> str | None:
        """After a pause that grows while it keeps ending. A sentence, if there was something to do."""
        if self.process is not None:
            return self._notice_end() if self.process.poll() is not None else None
        if time.monotonic() < self._next_try:
            return None
        self.restarts += 1
        self.start()
        return f"{self.name} runs again (process {self.pid})."

    def _notice_end(self) -> str:
        assert self.process
        how = _how_it_ended(self.process.returncode)
        if time.monotonic() - self._began > _HEALTHY_AFTER_SECONDS:
            self._pause = 0.0
        self._next_try = time.monotonic() + self._pause
        soon = f"in {self._pause:.0f} s" if self._pause else "now"
        said = f"{self.name} has ended ({how}: {self._last_words()}); it is started again {soon}."
        self._pause = min(max(1.0, self._pause * 2), _LONGEST_PAUSE_SECONDS)
        self._end_group()
        self.process = None
        return said

    def _last_words(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        return lines[-1].strip()[:200] if lines else "it wrote nothing"

    def ask_to_end(self) -> None:
        self._signal(signal.SIGTERM)

    def end_now(self) -> None:
        self._end_group()
        if self.process is not None:
            self.process.wait()

    def _end_group(self) -> None:
        """Also what it has started itself."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            if number == signal.SIGTERM:
                os.kill(self.process.pid, number)
            else:
                os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return


class Stop:
    """Whether somebody has asked us to end: Ctrl-C, SIGTERM, or the terminal that went away.

    Until `gently`, being asked interrupts whatever is being done (KeyboardInterrupt).
    """

    def __init__(self) -> None:
        self.asked = False
        self._interrupts = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._ask)

    def gently(self) -> None:
        """From now on it is only remembered."""
        self._interrupts = False

    def _ask(self, _number: int, _frame: object) -> None:
        self.asked = True
        if self._interrupts:
            self._interrupts = False
            raise KeyboardInterrupt


def watch(
    children: Sequence[Child],
    stop: Stop,
    *,
    tell: Callable[[str], None],
    each_round: Callable[[], None] = lambda: None,
) -> None:
    """Returns once somebody asks to stop. `tell` hears of each end and start."""
    while not stop.asked:
        for child in children:
            if said := child.restart_when_due():
                tell(said)
        each_round()
        time.sleep(0.1)


def end_all(children: Sequence[Child], *, seconds: float = GENTLE_SECONDS) -> None:
    """Asks all at once; after `seconds` nobody is asked any more."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(child.process and not child.has_ended() for child in children):
        time.sleep(0.02)
    for child in children:
        child.end_now()


def _how_it_ended(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
