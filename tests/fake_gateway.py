"""A gateway for text messages: speaks Twilio's REST protocol on loopback, and misbehaves when told to."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "a-token", "+12125550100"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}"


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]


Behaviour = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FakeGateway:
    """`sent`: messages it has taken. What is queued by `then` comes first; else it does what it should."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    queue: list[Behaviour] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def then(self, *behaviours: Behaviour) -> None:
        self.queue.extend(behaviours)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await _read(reader)
                self.asked.append(asked)
                behave = self.queue.pop(0) if self.queue else self.as_it_should
                await behave(asked, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def as_it_should(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        signed = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {signed}":
            return answer(writer, 401, {"code": 20003, "message": "Authenticate", "status": 401})
        if asked.method == "GET" and asked.path == f"{PATH}.json":
            return answer(writer, 200, {"sid": ACCOUNT, "status": "active"})
        if asked.method != "POST" or asked.path != f"{PATH}/Messages.json":
            return answer(writer, 404, {"code": 20404, "message": "Not found", "status": 404})
        to = asked.form.get("To", "")
        if not to.startswith("+") or not to[1:].isdigit():
            said = f"Invalid 'To' Phone Number: {to}"
            return answer(writer, 400, {"code": 21211, "message": said, "status": 400})
        self.sent.append(asked.form)
        answer(writer, 201, {"sid": f"SM{len(self.sent):032}", "status": "queued", "error_code": None})


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, target, _ = first.split(" ")
    return Asked(method, urlsplit(target).path, dict(parse_qsl(body.decode())), headers)


@asynccontextmanager
async def fake_gateway(port: int = 0) -> AsyncIterator[FakeGateway]:
    fake = FakeGateway()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", port)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()


# --- how it may behave ---


def says(code: int, body: object = None, headers: str = "") -> Behaviour:
    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        answer(writer, code, {} if body is None else body, headers)

    return behave


async def a_page(_: Asked, writer: asyncio.StreamWriter) -> None:
    page = b"<html>Welcome to our hotel</html>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    writer.write(head.encode() + page)


async def hangs(_: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def hangs_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


def answer(writer: asyncio.StreamWriter, code: int, body: object, headers: str = "") -> None:
    text = json.dumps(body).encode()
    head = f"HTTP/1.1 {code} Said\r\nContent-Type: application/json\r\n{headers}"
    writer.write(f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text)
