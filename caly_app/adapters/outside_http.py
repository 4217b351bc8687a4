"""Servers of a business's own, by HTTP and JSON: bounded in seconds, bytes and attempts.

Nothing follows a redirect: an address that somebody has typed in is the only one that is asked, and the
secret that goes along is for it alone.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from random import uniform
from time import monotonic
from urllib.parse import unquote

import httpx2 as httpx
import structlog

from caly_app.adapters.bounded import BYTES_AT_MOST, Bounded
from caly_app.adapters.circuit import Circuit
from caly_app.adapters.public_only import NotPublic, PublicOnly
from caly_app.errors import OutsideAway, Unsure
from caly_app.ports import Connection, OutsideAnswer, OutsideRequest

_ATTEMPTS = 3
_FIRST_PAUSE_SECONDS = 0.2  # then twice as long each time
_CONNECT_SECONDS = 3.0
_AGAIN = (408, 425, 429, 500, 502, 503, 504)  # may be better the next time
_NOT_DONE = (408, 425, 429, 503)  # it says itself that it did nothing

_log = structlog.get_logger(__name__)


class OneServer:
    """One connection of one workspace. `secret`: the whole value of its header; '' for none."""

    def __init__(self, connection: Connection, secret: str, *, only_public: bool = True) -> None:
        transport: httpx.AsyncBaseTransport = Bounded()
        self.name = connection.name
        self._url = connection.url.rstrip("/")
        self._is_open_to_see = only_public and not self._url.startswith("https://")
        self.circuit = Circuit("connection")
        self._client = httpx.AsyncClient(
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Caly"}
            | ({connection.header: secret} if secret else {}),
            transport=PublicOnly(transport) if only_public else transport,
            follow_redirects=False,
            trust_env=False,  # no proxy, no password file of this machine
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # customers share no session there
        )

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        if not _is_plain(request.path):
            raise OutsideAway(f"{self.name} cannot be asked for this path.")
        if self._is_open_to_see:
            raise OutsideAway(f"{self.name} has an address that does not begin with https://.")
        if not self.circuit.lets_in():
            raise OutsideAway(f"{self.name} does not answer just now.")
        try:
            async with asyncio.timeout(seconds):
                answer = await self._tried(request, monotonic() + seconds)
        except TimeoutError:
            self.circuit.failed()
            _log.warning("connection_failed", error="TimeoutError")
            raise _away(request)(f"{self.name} did not answer in time.") from None
        except OutsideAway:
            self.circuit.failed()
            raise
        self.circuit.succeeded()
        return answer

    async def close(self) -> None:
        await self._client.aclose()

    async def _tried(self, request: OutsideRequest, until: float) -> OutsideAnswer:
        """Once more where it may help: a write only with its key, for then it happens once."""
        attempts = 1 if request.writes and not request.key else _ATTEMPTS
        for attempt in range(1, attempts + 1):
            said, pause = await self._asked(request), _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
            if isinstance(said, OutsideAnswer):
                return said
            _log.warning("connection_failed", error=said.why, status=said.status)
            wait = pause * uniform(0.8, 1.2) if said.after is None else said.after
            if attempt == attempts or not said.again or monotonic() + wait >= until:
                raise (OutsideAway if said.nothing_done else _away(request))(f"{self.name} {said.why}.")
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _asked(self, request: OutsideRequest) -> "OutsideAnswer | _Failed":
        try:
            async with self._client.stream(
                request.method,
                self._url + request.path,
                params=dict(request.query) or None,
                json=request.body,
                headers={"Idempotency-Key": request.key} if request.key else {},
                timeout=httpx.Timeout(
                    None, connect=_CONNECT_SECONDS
                ),  # the caller's patience bounds the rest
            ) as response:
                body = b"".join([piece async for piece in response.aiter_raw()])
        except NotPublic:
            return _Failed("is not on the public internet", nothing_done=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return _Failed("cannot be reached", again=True, nothing_done=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            return _Failed("cannot be asked for this", nothing_done=True)
        except httpx.HTTPError:
            return _Failed("broke off, or said more than we read", again=True)
        return _read(response, body)


@dataclass(frozen=True)
class _Failed:
    """`after`: the pause that the server asks for. `nothing_done`: a write has surely not happened."""

    why: str
    status: int | None = None
    again: bool = False
    after: float | None = None
    nothing_done: bool = False


def _read(response: httpx.Response, body: bytes) -> OutsideAnswer | _Failed:
    status = response.status_code
    if status in _AGAIN:
        return _Failed(
            "is asked too often" if status == 429 else f"has an error of its own ({status})",
            *(status, True, _after(response.headers)),
            nothing_done=status in _NOT_DONE,
        )
    if 300 <= status < 400:
        return _Failed("sends us to another address, where we do not go", status, nothing_done=True)
    if not body.strip():
        return OutsideAnswer(status)
    try:
        if len(body) > BYTES_AT_MOST or response.headers.get("content-encoding", "identity") != "identity":
            raise ValueError
        return OutsideAnswer(status, json.loads(body))
    except (ValueError, RecursionError):
        # What it says of an error may be a page; what it was asked for may not.
        return OutsideAnswer(status) if status >= 400 else _Failed("does not speak JSON", status)


def _after(headers: Mapping[str, str]) -> float | None:
    said = headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 9 else None


def _away(request: OutsideRequest) -> type[OutsideAway]:
    return Unsure if request.writes else OutsideAway


def _is_plain(path: str) -> bool:
    """It stays under the address that was typed in."""
    segments = unquote(path).split("/")
    strange = any(letter in path for letter in "?#\\") or any(ord(letter) <= 32 for letter in path)
    return path.startswith("/") and not strange and "." not in segments and ".." not in segments


class OneOfMany:
    """The servers of one workspace, by name."""

    def __init__(self, servers: Sequence[OneServer]) -> None:
        self._servers = {server.name: server for server in servers}

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        if (server := self._servers.get(request.connection)) is None:
            raise OutsideAway(f"There is no connection with the name {request.connection}.")
        return await server.call(request, seconds=seconds)
