"""`Idempotency-Key` on a POST: sent again within a day it answers the same, and nothing happens twice.

    @router.post("", status_code=201, response_model=KeyView)
    async def create(body: NewKey, actor: ..., once: Once) -> Response | KeyView:
        return await once.run(actor, lambda session: _create(session, actor, body))

The change runs in one transaction, which `run` opens and commits, together with what it answered.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response

from caly_app import db
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.services import idempotency_keys
from caly_app.services.idempotency_keys import KeptAnswer, Sent

Answer = TypeVar("Answer")

REPLAYED = {"Idempotent-Replayed": "true"}
# Fields: compared by what is stored of them, or not at all, and not by what was sent.
_SECRETS = ("password", "current", "passphrase")

Key = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]+$",
        description="Anything unique to this request: sent again, it is answered the same.",
    ),
]


class _Once:
    def __init__(self, request: Request, idempotency_key: Key = None) -> None:
        self._request, self._key = request, idempotency_key

    async def run(self, actor: Actor, change: Callable[[Session], Awaitable[Answer]]) -> Answer | Response:
        """Raises SentOtherwise (409) or StillAnswering (409), or what the change refuses."""
        if self._key is None:
            async with db.transaction(actor) as session:
                return await change(session)
        content = await self._content()
        async with db.transaction(actor) as session:
            before = await idempotency_keys.answered_before(session, actor, self._key, content)
            if before:
                return JSONResponse(before.body, before.status, REPLAYED)
            answer = await change(session)
            kept = KeptAnswer(self._status, jsonable_encoder(answer))
            idempotency_keys.keep(session, actor, self._key, content, kept)
        return answer

    async def _content(self) -> bytes:
        """What makes two requests the same: where they go and what they carry."""
        url = self._request.url
        return b"\n".join((url.path.encode(), url.query.encode(), await self._request.body()))

    @property
    def _status(self) -> int:
        return getattr(self._request.scope["route"], "status_code", None) or 200


Once = Annotated[_Once, Depends(_Once)]


async def _sent(request: Request, idempotency_key: Key = None) -> Sent | None:
    if idempotency_key is None:
        return None
    body = await request.body()
    with suppress(ValueError, RecursionError):
        if isinstance(said := json.loads(body), dict):
            rest = {name: value for name, value in said.items() if name not in _SECRETS}
            body = json.dumps(rest, sort_keys=True).encode()
    return Sent(idempotency_key, request.url.path.encode() + b"\n" + body)


# For whom nobody knows before the request is answered: the service looks whether it was.
SentOnce = Annotated[Sent | None, Depends(_sent)]
