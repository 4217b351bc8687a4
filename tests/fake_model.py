"""A server that speaks the wire protocol of chat completions, and misbehaves when it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FakeModel:
    """`asked`: the bodies of all requests. What is queued by `then` comes first, then `usual`."""

    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    queue: list[Behaviour] = field(default_factory=list)
    usual: Behaviour | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def then(self, *behaviours: Behaviour) -> None:
        self.queue.extend(behaviours)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(
                    int(line.split(":")[1])
                    for line in head.splitlines()
                    if line.lower().startswith("content-length")
                )
                self.asked.append(json.loads(await reader.readexactly(length)))
                behave = self.queue.pop(0) if self.queue else self.usual
                assert behave, "nobody said how to behave"
                await behave(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def fake_model(usual: Behaviour | None = None) -> AsyncIterator[FakeModel]:
    fake = FakeModel(usual=usual)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()


# --- how it may behave ---


def says(text: str | dict[str, Any], *, pieces: int = 3, counts: Any = True) -> Behaviour:
    """Streams a text, or an object as JSON; `counts`: and what it cost, or two words of its own for that."""
    told = text if isinstance(text, str) else json.dumps(text)

    async def behave(writer: asyncio.StreamWriter) -> None:
        size = max(1, len(told) // pieces)
        parts = [told[start : start + size] for start in range(0, len(told), size)]
        events = [_event(part) for part in parts]
        if counts:
            sent, came = (100, 20) if counts is True else counts
            events.append(_event(None, usage={"prompt_tokens": sent, "completion_tokens": came}))
        _answer(writer, 200, "".join((*events, "data: [DONE]\n\n")), "text/event-stream")

    return behave


def after(seconds: float, behaviour: Behaviour) -> Behaviour:
    """The same, some time later."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await behaviour(writer)

    return behave


def calls(*wanted: tuple[str, str | dict[str, Any]], pieces: int = 3, text: str = "") -> Behaviour:
    """Streams calls of tools: name and arguments, the arguments in pieces, those of all calls in turn."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        told = [(name, one if isinstance(one, str) else json.dumps(one)) for name, one in wanted]
        events = [_event(text)] if text else []
        for place, (name, _) in enumerate(told):
            begun = {"index": place, "id": f"call_{place}", "type": "function"}
            events.append(_delta({"tool_calls": [{**begun, "function": {"name": name, "arguments": ""}}]}))
        for turn in range(pieces):
            for place, (_, arguments) in enumerate(told):
                size = len(arguments) // pieces + 1
                piece = {"arguments": arguments[turn * size : (turn + 1) * size]}
                events.append(_delta({"tool_calls": [{"index": place, "function": piece}]}))
        events.append(_event(None, usage={"prompt_tokens": 100, "completion_tokens": 20}))
        _answer(writer, 200, "".join((*events, "data: [DONE]\n\n")), "text/event-stream")

    return behave


def status(code: int, headers: str = "", body: str = '{"error": {"message": "no"}}') -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        _answer(writer, code, body, "application/json", headers)

    return behave


def refuses(message: str, parameter: str | None = None, code: str | None = None) -> Behaviour:
    """With a 400, as OpenAI words one."""
    error = {"message": message, "type": "invalid_request_error", "param": parameter, "code": code}
    return status(400, body=json.dumps({"error": error}))


def of_a_model_that_thinks(fake: FakeModel, behaviour: Behaviour) -> Behaviour:
    """The same, of one that has a temperature of its own and counts its thoughts: it says so bit by bit."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        asked = fake.asked[-1]
        if "max_tokens" in asked:
            words = (
                "Unsupported parameter: 'max_tokens' is not supported with this model. "
                "Use 'max_completion_tokens' instead."
            )
            return await refuses(words, "max_tokens", "unsupported_parameter")(writer)
        if asked.get("temperature", 1) != 1:
            words = (
                f"Unsupported value: 'temperature' does not support {asked['temperature']} with this model. "
                "Only the default (1) value is supported."
            )
            return await refuses(words, "temperature", "unsupported_value")(writer)
        await behaviour(writer)

    return behave


async def thinks_only(writer: asyncio.StreamWriter) -> None:
    """All that the answer may have went into thoughts, which are not shown."""
    chunk = _delta({"content": ""}).replace('"delta"', '"finish_reason": "length", "delta"')
    _answer(writer, 200, f"{chunk}data: [DONE]\n\n", "text/event-stream")


async def html(writer: asyncio.StreamWriter) -> None:
    _answer(writer, 200, "<html><body>Please sign in to the network</body></html>", "text/html")


async def empty(writer: asyncio.StreamWriter) -> None:
    _answer(writer, 200, "data: [DONE]\n\n", "text/event-stream")


def tells(*pieces: str, pause: float = 0.0, ends: Behaviour | None = None) -> Behaviour:
    """Streams these pieces one after the other; `ends`: how it goes wrong then."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        _begin(writer)
        for piece in pieces:
            _chunk(writer, _event(piece))
            await writer.drain()
            await asyncio.sleep(pause)
        if ends:
            return await ends(writer)
        _chunk(writer, _event(None, usage={"prompt_tokens": 100, "completion_tokens": 20}))
        _chunk(writer, "data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")

    return behave


async def then_stalls(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def then_cuts(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    raise ConnectionResetError


async def then_is_huge(writer: asyncio.StreamWriter) -> None:
    for _ in range(10):
        _chunk(writer, "x" * 2**20)
        await writer.drain()


async def then_breaks(writer: asyncio.StreamWriter) -> None:
    _chunk(writer, 'data: {"choices": [{"del\n\n')
    writer.write(b"0\r\n\r\n")


async def silent(writer: asyncio.StreamWriter) -> None:
    """No first word for longer than anybody waits."""
    _begin(writer)
    await writer.drain()
    await asyncio.sleep(60)


async def stalls(writer: asyncio.StreamWriter) -> None:
    """In the middle."""
    _begin(writer)
    _chunk(writer, _event('{"clauses": [{"n": 1, '))
    await writer.drain()
    await asyncio.sleep(60)


async def cut(writer: asyncio.StreamWriter) -> None:
    """The line is gone in the middle of a word."""
    _begin(writer)
    _chunk(writer, _event('{"clauses": [{"n": 1, '))
    await writer.drain()
    writer.transport.abort()
    raise ConnectionResetError


async def broken_event(writer: asyncio.StreamWriter) -> None:
    _answer(writer, 200, 'data: {"choices": [{"del\n\n', "text/event-stream")


def huge(megabytes: int = 10) -> Behaviour:
    """One event that does not end."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        _begin(writer)
        for _ in range(megabytes):
            _chunk(writer, "x" * 2**20)
            await writer.drain()

    return behave


def _event(content: str | None, usage: dict[str, Any] | None = None) -> str:
    return _delta(None if content is None else {"content": content}, usage)


def _delta(delta: dict[str, Any] | None, usage: dict[str, Any] | None = None) -> str:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fake",
        "choices": [] if delta is None else [{"index": 0, "delta": delta}],
        "usage": {**usage, "total_tokens": 120} if usage else None,
    }
    return f"data: {json.dumps(chunk)}\n\n"


def _answer(writer: asyncio.StreamWriter, code: int, body: str, kind: str, headers: str = "") -> None:
    data = body.encode()
    head = f"HTTP/1.1 {code} Said\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
    writer.write(head.encode() + data)


def _begin(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")


def _chunk(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
