"""How often anyone may ask: each address that nobody vouches for, each customer, each organization.

Counted in this process, by two windows that slide into each other. A web process more is that much more
allowed: these limits keep a machine alive, they are no quota of a tariff.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

from caly_app.errors import TooMany
from caly_app.settings import settings

WINDOW_SECONDS = 60
_SWEEP_ABOVE = 10_000


@dataclass(frozen=True)
class Standing:
    """How a limit looks after a request."""

    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class Windows:
    """Counts by name, in the window that runs and the one before, weighted by how much of it still counts."""

    def __init__(self, seconds: int = WINDOW_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._counts: dict[str, tuple[int, int, int]] = {}  # name -> window, count before, count now

    def count(self, name: str, limit: int) -> Standing:
        """Counts one more. Raises TooMany, and counts nothing, when there were `limit` already."""
        now = self._clock()
        window, before, current = self._at(name, now)
        share_of_before = 1 - (now % self._seconds) / self._seconds
        used = before * share_of_before + current
        reset = math.ceil(self._seconds - now % self._seconds)
        if used + 1 > limit:
            raise TooMany(retry_after_seconds=max(1, reset if current >= limit else math.ceil(reset / 4)))
        self._counts[name] = (window, before, current + 1)
        return Standing(limit, max(0, math.floor(limit - used - 1)), reset)

    def _at(self, name: str, now: float) -> tuple[int, int, int]:
        window = int(now // self._seconds)
        if len(self._counts) > _SWEEP_ABOVE:
            self._counts = {key: kept for key, kept in self._counts.items() if kept[0] >= window - 1}
        last, before, current = self._counts.get(name, (window, 0, 0))
        if last == window:
            return window, before, current
        return window, current if last == window - 1 else 0, 0


_windows = Windows()


def count(request: Request, name: str, limit: int) -> None:
    """Counts this request under that name; its answer tells how much is left. Raises TooMany."""
    try:
        standing = _windows.count(name, limit)
    except TooMany as refused:
        _tell(request, Standing(limit, 0, refused.retry_after_seconds))
        raise
    _tell(request, standing)


def count_address(request: Request) -> None:
    """For what nobody has signed: new chats, sign-ups, sign-ins, and keys that open nothing."""
    name = f"address {network_of(address_of(request))}"
    count(request, name, settings.limit_anonymous_requests_per_minute)


def forget_all() -> None:
    """For tests."""
    _windows._counts.clear()


def address_of(request: Request) -> str:
    """Who is at the other end; what proxies say of it counts only from those we trust, nearest first."""
    address = request.client.host if request.client else ""
    said = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    while said and _is_trusted(address):
        nearer = said.pop()
        if not _is_address(nearer):
            break
        address = nearer
    return address


def is_https(request: Request) -> bool:
    """As the browser sees it."""
    if request.client and _is_trusted(request.client.host):
        said = request.headers.get("x-forwarded-proto", "").rpartition(",")[2].strip()
        return (said or request.url.scheme) == "https"
    return request.url.scheme == "https"


def _tell(request: Request, standing: Standing) -> None:
    request.state.rate_limit_headers = standing.headers()


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(
        ip_address(address) in ip_network(network, strict=False) for network in settings.trusted_proxies
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def network_of(address: str) -> str:
    """One household has a whole /64 of IPv6 addresses."""
    if not _is_address(address):
        return address
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return address
