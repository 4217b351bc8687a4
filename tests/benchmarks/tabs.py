"""Browser tabs without a browser: websockets that say what a real tab said, and swallow what comes.

One real tab is listened to while it opens a page; each of the others repeats its words with a token of its
own. To the server they are tabs like any other: a state each, a watcher each, and all that is pushed.
"""

import asyncio
import base64
import os
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from playwright.async_api import Page, WebSocket

_TEXT, _CLOSE = 1, 8
_PING, _PONG = "2", "3"  # of engine.io, in text frames
_JOINED = "40"


@dataclass
class Recording:
    """What a tab sent, from the moment its websocket opened."""

    url: str = ""
    sent: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        return parse_qs(urlsplit(self.url).query)["token"][0]

    def said_by(self, token: str) -> list[str]:
        """The same with another token; answers to pings are given when asked."""
        return [words.replace(self.token, token) for words in self.sent if words != _PONG]


def listen_to(page: Page) -> Recording:
    """Call it before the page goes anywhere."""
    recording = Recording()

    def opened(socket: WebSocket) -> None:
        if "/_event" in socket.url and not recording.url:
            recording.url = socket.url
            socket.on("framesent", lambda words: recording.sent.append(str(words)))

    page.on("websocket", opened)
    return recording


class Tab:
    """`heard`: how many frames came, and how many bytes."""

    def __init__(self, recording: Recording, cookie: str) -> None:
        self._recording, self._cookie = recording, cookie
        self._token = str(uuid4())
        self.heard = self.heard_bytes = 0
        self._has_joined = asyncio.Event()

    async def open(self) -> None:
        url = urlsplit(self._recording.url)
        query = url.query.replace(self._recording.token, self._token)
        self._reader, self._writer = await asyncio.open_connection(url.hostname, url.port)
        lines = [
            f"GET {url.path}?{query} HTTP/1.1",
            f"Host: {url.netloc}",
            f"Origin: http://{url.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {self._cookie}",
            *("", ""),
        ]
        self._writer.write("\r\n".join(lines).encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer, answer
        self._listening = asyncio.create_task(self._listen())
        joining, *rest = self._recording.said_by(self._token)
        assert joining.startswith(_JOINED), joining
        self._say(joining)
        await asyncio.wait_for(self._has_joined.wait(), 30)
        for words in rest:
            self._say(words)

    async def close(self) -> None:
        self._listening.cancel()
        self._writer.close()

    async def _listen(self) -> None:
        while frame := await self._frame():
            kind, content = frame
            if kind == _CLOSE:
                return
            self.heard += 1
            self.heard_bytes += len(content)
            if content == _PING.encode():
                self._say(_PONG)
            elif content.startswith(_JOINED.encode()):
                self._has_joined.set()

    async def _frame(self) -> tuple[int, bytes] | None:
        try:
            first, second = await self._reader.readexactly(2)
            length = second & 127
            if length > 125:
                length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8), "big")
            return first & 15, await self._reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            return None

    def _say(self, words: str) -> None:
        """Clients must mask; a mask of zeros leaves the words as they are."""
        content = words.encode()
        size = len(content)
        head = bytes([128 | _TEXT, 128 | (size if size < 126 else 126 if size < 65536 else 127)])
        if size > 125:
            head += size.to_bytes(2 if size < 65536 else 8, "big")
        self._writer.write(head + bytes(4) + content)
