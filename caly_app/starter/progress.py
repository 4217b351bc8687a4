"""Tells whoever waits what is being done, and how long each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

_WIDTH = 44


class Progress:
    """Moving on a terminal; one plain line for each finished step elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def say(self, text: str = "") -> None:
        self.console.print(text, markup=False)

    @contextmanager
    def step(self, doing: str) -> Iterator["Step"]:
        """`doing` is shown while it lasts; the step's `done` (the same, at first) when it is over."""
        step = Step(doing, self.console)
        began = time.monotonic()
        with step.shown():
            yield step
        if step.done:
            self.say(f"{step.done:<{_WIDTH}} {time.monotonic() - began:5.1f} s")


class Step:
    def __init__(self, doing: str, console: Console) -> None:
        self.done = doing
        self._doing = doing
        self._status = console.status(doing, spinner="dots") if console.is_terminal else None

    @contextmanager
    def shown(self) -> Iterator[None]:
        if self._status is None:
            yield
            return
        with self._status:
            yield

    def note(self, detail: str) -> None:
        """What it is busy with just now; for terminals only."""
        if self._status is not None:
            self._status.update(f"{self._doing}: {detail}")
