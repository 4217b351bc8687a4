"""Server-sent events, as both streams of the chat send them."""

import json
from collections.abc import AsyncIterator
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent

SIGN_OF_LIFE_SECONDS = 15


def stream(events: AsyncIterator[ServerSentEvent]) -> EventSourceResponse:
    """With a comment now and then, so that both sides know the other is there."""
    return EventSourceResponse(events, ping=SIGN_OF_LIFE_SECONDS, sep="\n")


def event(name: str, data: Any, seq: int | None = None) -> ServerSentEvent:
    """`seq`: what the reader sends as Last-Event-ID to go on from there."""
    number = None if seq is None else str(seq)
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, id=number, sep="\n")
