"""Nobody waits for what has just failed several times."""

from collections.abc import Callable
from time import monotonic

import structlog

FAILURES_IN_A_ROW = 3  # then it opens
REST_SECONDS = 20.0  # for so long nobody asks; then one call tries

_log = structlog.get_logger(__name__)


class Circuit:
    """Open: nobody asks. After a rest one call tries. `what`: as it is named in the log."""

    def __init__(self, what: str, now: Callable[[], float] = monotonic) -> None:
        self._what, self._now = what, now
        self._failures = 0
        self._opened_at: float | None = None

    def lets_in(self) -> bool:
        """Whether this call may ask. After the rest that is one: all others rest until it has an answer."""
        if self._opened_at is None:
            return True
        now = self._now()
        if now - self._opened_at < REST_SECONDS:
            return False
        self._opened_at = now  # one that is given up half-way keeps nobody out for longer than this
        return True

    @property
    def is_away(self) -> bool:
        """It failed so often that it counts as away, and has not answered since."""
        return self._opened_at is not None

    def succeeded(self) -> None:
        if self._opened_at is not None:
            _log.info(f"{self._what}_is_back")
        self._failures, self._opened_at = 0, None

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            if self._opened_at is None:
                _log.warning(f"{self._what}_is_away")
            self._opened_at = self._now()
