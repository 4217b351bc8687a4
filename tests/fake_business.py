"""A business's own server: speaks plain HTTP and JSON, and misbehaves when it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "")


Behaviour = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FakeBusiness:
    """`asked`: all requests. What is queued by `then` comes first, then `usual`."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    queue: list[Behaviour] = field(default_factory=list)
    usual: Behaviour | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def then(self, *behaviours: Behaviour) -> None:
        self.queue.extend(behaviours)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await _read(reader)
                self.asked.append(asked)
                behave = self.queue.pop(0) if self.queue else self.usual
                assert behave, "nobody said how to behave"
                await behave(asked, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    return Asked(
        method, parts.path, dict(parse_qsl(parts.query)), headers, json.loads(body) if body else None
    )


@asynccontextmanager
async def fake_business(usual: Behaviour | None = None) -> AsyncIterator[FakeBusiness]:
    fake = FakeBusiness(usual=usual)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()


# --- how it may behave ---


def gives(body: object, code: int = 200) -> Behaviour:
    return text(json.dumps(body), code=code)


def text(body: str, *, code: int = 200, headers: str = "", kind: str = "application/json") -> Behaviour:
    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        answer(writer, code, body.encode(), kind, headers)

    return behave


html = text("<html>Welcome</html>", kind="text/html")


def status(code: int, headers: str = "") -> Behaviour:
    return text('{"error": "no"}', code=code, headers=headers)


def sends_to(address: str) -> Behaviour:
    return text("", code=302, headers=f"Location: {address}\r\n")


def slow(seconds: float, then: Behaviour) -> Behaviour:
    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await then(asked, writer)

    return behave


async def cut(_: Asked, writer: asyncio.StreamWriter) -> None:
    """It promises more than it sends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")
    await writer.drain()
    writer.close()


async def hangs_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


def huge(megabytes: int = 10) -> Behaviour:
    """One JSON string, sent as fast as it is read."""

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        size = megabytes * 1_000_000
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + f'Content-Length: {size + 2}\r\n\r\n"'.encode()
        )
        for _ in range(megabytes):
            writer.write(b"x" * 1_000_000)
            await writer.drain()
        writer.write(b'"')

    return behave


def answer(
    writer: asyncio.StreamWriter, code: int, body: bytes, kind: str = "application/json", headers: str = ""
) -> None:
    head = f"HTTP/1.1 {code} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    writer.write(head.encode() + body)
