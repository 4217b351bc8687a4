"""The chat's door under load: 1,000 conversations with their event streams, 200 turns a second.

    python -m tests.benchmarks.http [--real] [turns a second] [conversations] [seconds]

The server is the product's API in a process of its own, Postgres beside it, this client in a third: all
three share the machine. `--real` puts the real understanding where the stub is. Prints percentiles of the
answers, errors, how late the streams told of the replies, and the memory of the server.
"""

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from caly_app import db
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from tests.conftest import ROOT, migrate
from tests.factories import a_clinic
from tests.kills.web import environment_of, free_port

SAID = "I would like to see a doctor on Thursday, can I still park behind the house?"
TURN_CONNECTIONS = 120


class Wire:
    """One HTTP/1.1 connection, kept: enough of a client to cost next to nothing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, token: str = "", body: object = None) -> tuple[int, bytes]:
        reader, writer = await self._connected()
        writer.write(_request(method, path, token, body))
        status, length, chunked = await _head(reader)
        if not chunked:
            return status, await reader.readexactly(length)
        whole = b""
        while size := int(await reader.readline(), 16):
            whole += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return status, whole

    async def open_stream(self, path: str, token: str) -> asyncio.StreamReader:
        reader, writer = await self._connected()
        writer.write(_request("GET", path, token, None, accept="text/event-stream"))
        status, _, _ = await _head(reader)
        assert status == 200, status
        return reader

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self._streams


def _request(method: str, path: str, token: str, body: object, accept: str = "application/json") -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json"] if content else []
    lines += [f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content


async def _head(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    return (
        int(head[0].split()[1]),
        int(headers.get("content-length", "0")),
        headers.get("transfer-encoding") == "chunked",
    )


class Load:
    def __init__(self, port: int, slug: str) -> None:
        self._port, self._slug = port, slug
        self.conversations: list[tuple[str, str]] = []
        self.took: list[float] = []
        self.late: list[float] = []
        self.statuses: Counter[int | str] = Counter()
        self._said_at: dict[str, float] = {}
        self._listening: list[Wire] = []
        self._free: asyncio.Queue[Wire] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, count: int) -> None:
        wires = [Wire(self._port) for _ in range(TURN_CONNECTIONS)]
        for wire in wires:
            self._free.put_nowait(wire)

        async def one() -> None:
            wire = await self._free.get()
            status, body = await wire.ask("POST", f"/chat/{self._slug}/conversations", body={})
            self._free.put_nowait(wire)
            assert status == 201, body
            begun = json.loads(body)
            self.conversations.append((begun["conversation_id"], begun["token"]))

        for start in range(0, count, 50):
            await asyncio.gather(*(one() for _ in range(min(50, count - start))))

    async def listen_to_all(self) -> None:
        for conversation, token in self.conversations:
            wire = Wire(self._port)
            self._listening.append(wire)  # a stream whose writer is forgotten is closed
            reader = await wire.open_stream(f"/chat/conversations/{conversation}/events", token)
            self._keep(self._listen(conversation, reader))

    async def _listen(self, conversation: str, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if os.environ.get("DBG"):
                print(line[:200])
            if b'"agent"' in line and (said := self._said_at.pop(conversation, None)):
                self.late.append(time.perf_counter() - said)

    async def talk(self, rate: float, seconds: float) -> None:
        began, number = time.perf_counter(), 0
        while (now := time.perf_counter() - began) < seconds:
            while number < now * rate:
                self._keep(self._say(number))
                number += 1
            await asyncio.sleep(0.002)
        while any(not task.done() for task in self._tasks if task.get_name() == "turn"):
            await asyncio.sleep(0.05)

    async def _say(self, number: int) -> None:
        task = asyncio.current_task()
        assert task
        task.set_name("turn")
        conversation, token = self.conversations[number % len(self.conversations)]
        began = time.perf_counter()  # waiting for a free connection counts, too
        wire = await self._free.get()
        self._said_at[conversation] = began
        body = {"text": SAID, "client_turn_id": f"turn-{number}"}
        path = f"/chat/conversations/{conversation}/messages"
        try:
            status, _ = await wire.ask("POST", path, token, body)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.statuses[type(error).__name__] += 1
            wire = Wire(self._port)
        else:
            self.statuses[status] += 1
            self.took.append(time.perf_counter() - began)
        self._free.put_nowait(wire)

    def _keep(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] * 1000 if values else float("nan")


async def run(urls: Urls, port: int, server: psutil.Process, rate: float, count: int, seconds: float) -> None:
    db.open(urls.app, urls.admin)
    clinic = await a_clinic()
    await db.close()
    load = Load(port, clinic.slug)
    await _until_ready(port)
    at_rest = server.memory_info().rss
    await load.begin(count)
    await load.listen_to_all()
    with_streams = server.memory_info().rss
    await load.talk(rate, 3)
    load.took.clear()
    load.late.clear()
    cpu = server.cpu_times()
    await load.talk(rate, seconds)
    used = server.cpu_times()
    busy = (used.user + used.system - cpu.user - cpu.system) / seconds
    print(
        f"{count} conversations, {rate:.0f} turns/s for {seconds:.0f} s: "
        f"P50 {percentile(load.took, 0.5):.0f} ms  P95 {percentile(load.took, 0.95):.0f} ms  "
        f"P99 {percentile(load.took, 0.99):.0f} ms  answers {dict(load.statuses)}\n"
        f"reply on the event stream after P50 {percentile(load.late, 0.5):.0f} ms  "
        f"P95 {percentile(load.late, 0.95):.0f} ms\n"
        f"server: {busy * 100:.0f} % of a core, {busy * 1000 / rate:.1f} ms a turn; "
        f"memory at rest {at_rest / 1e6:.0f} MB, with streams {with_streams / 1e6:.0f} MB, "
        f"after {server.memory_info().rss / 1e6:.0f} MB"
    )


async def _until_ready(port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            status, _ = await Wire(port).ask("GET", "/health")
            if status == 200:
                return
        except OSError:
            pass
        await asyncio.sleep(0.1)
    raise SystemExit("the server does not answer")


def main() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a thousand streams, at both ends
    words = [word for word in sys.argv[1:] if word != "--real"]
    rate, count, seconds = (float(words[i]) if len(words) > i else d for i, d in enumerate((200, 1000, 20)))
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        migrate(urls.owner)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server", str(port), *sys.argv[1:2]],
            cwd=ROOT,
            env=environment_of(urls, Path(folder)),
        )
        try:
            asyncio.run(run(urls, port, psutil.Process(server.pid), rate, int(count), seconds))
        finally:
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
            postgres.stop()


if __name__ == "__main__":
    main()
