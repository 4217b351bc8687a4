"""What every request of the API passes, whatever it asks: a name, a size, a log line, and a net below."""

import re
import time
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from caly_app.api import problems
from caly_app.api.problems import Unexpected
from caly_app.settings import settings

REQUEST_ID = "X-Request-Id"
_OF_CUSTOMERS = "/api/v1/chat/"
_SOUND_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")

_log = structlog.get_logger(__name__)


class Front:
    """Around the application, inside of nothing: it never lets an exception out before an answer began."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        answering = _Answering(scope, send)
        with structlog.contextvars.bound_contextvars(request_id=answering.request_id):
            try:
                await self._app(scope, _Measured(scope, receive).receive, answering.send)
            except Exception as error:  # noqa: BLE001 (the door: the client gets a problem)
                _log.error("request_crashed", error=type(error).__name__, at=_places(error))
                await answering.instead(Unexpected())
            finally:
                answering.log()


class _Measured:
    """A request's body, as long as it is not too long; else 413, whoever reads it."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._announced = Headers(scope=scope).get("content-length", "")
        self._bytes = 0

    async def receive(self) -> Message:
        if self._announced.isdecimal() and int(self._announced[:20]) > settings.limit_request_bytes:
            raise _too_large()
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > settings.limit_request_bytes:
            raise _too_large()
        return message


def _too_large() -> HTTPException:
    return HTTPException(413, "This request is too large.")


class _Answering:
    """One answer: knows whether it began, and puts on it what every answer has."""

    def __init__(self, scope: Scope, send: Send) -> None:
        sent = Headers(scope=scope).get(REQUEST_ID, "")
        self.request_id = sent if _SOUND_ID.fullmatch(sent) else str(uuid7())
        self._scope, self._send = scope, send
        self._state: MutableMapping[str, Any] = scope.setdefault("state", {})
        self._began_at = time.perf_counter()
        self._status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Cache-Control", "no-store")
            headers.update(self._state.get("rate_limit_headers", {}))
        await self._send(message)

    async def instead(self, error: Unexpected) -> None:
        """Answers with the problem, unless an answer is already on its way: then that breaks off."""
        if self._status:
            raise error
        request = Request(self._scope)
        await problems.answer(error)(request.scope, request.receive, self.send)

    def log(self) -> None:
        """Method, the route's pattern (never its values), status and time.

        What customers say and is answered has its turn, with how long it took: a line for each of these
        requests only where somebody looks for it.
        """
        route = self._scope.get("route")
        is_usual = 200 <= self._status < 300 and self._scope["path"].startswith(_OF_CUSTOMERS)
        write = _log.debug if is_usual else _log.info
        write(
            "request",
            method=self._scope["method"],
            route=getattr(route, "path", "none"),
            status=self._status,
            milliseconds=round(1000 * (time.perf_counter() - self._began_at), 1),
        )


def _places(error: Exception) -> list[str]:
    """Where it happened, without values: a message or a parameter could be a customer's words."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
