"""A plain message past FastAPI's general way, which costs as much as the rest of its turn.

Whatever is not plain goes the general way, as everything else does: other content types, a body or a token
that is not what it should be, another conversation's. So what is refused, and how, is said in one place.
"""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from caly_app import clock, tokens
from caly_app.api.authentication import admitted, offset_of
from caly_app.api.chat.shapes import NewMessage
from caly_app.api.chat.visitors import on_an_admitted_page
from caly_app.tokens import CustomerToken


class QuickMessage(APIRoute):
    """The route of `say`: its endpoint takes request, customer, body, accept."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        general = super().get_route_handler()

        async def handle(request: Request) -> Response:
            plain = await _plain(request)
            return await (general(request) if plain is None else self._say(request, *plain))

        return handle

    async def _say(self, request: Request, token: CustomerToken, body: NewMessage) -> Response:
        found = await on_an_admitted_page(request, admitted(request, token))
        offset = await offset_of(found.actor)
        with clock.offset(offset):
            answer = await self.endpoint(request, found, body, request.headers.get("accept", ""))
        if isinstance(answer, BaseModel):
            return Response(answer.model_dump_json(), media_type="application/json")
        return _Within(answer, offset)


async def _plain(request: Request) -> tuple[CustomerToken, NewMessage] | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    signed = tokens.read_customer(token) if scheme == "Bearer" else None
    if signed is None or str(signed.conversation_id) != request.path_params["conversation_id"]:
        return None
    if request.headers.get("content-type") != "application/json":
        return None
    try:
        body = NewMessage.model_validate_json(await request.body())
    except (ValidationError, ClientDisconnect):
        return None
    return signed, body


class _Within(Response):
    """A stream whose time is the workspace's, as long as it lasts."""

    def __init__(self, inner: Response, offset: timedelta) -> None:
        self._inner, self._offset = inner, offset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with clock.offset(self._offset):
            await self._inner(scope, receive, send)
