"""Against as much of a mail server as it takes, through a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from caly_app.adapters.smtp import MailRefused, MailServerAway, SmtpMailer


class Server:
    def __init__(self, to_recipient: str = "250 fine") -> None:
        self.to_recipient = to_recipient
        self.said: list[str] = []
        self.is_reading_a_letter = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            self.said.append(line.decode().strip())
            if answer := self._answer(self.said[-1]):
                writer.write(f"{answer}\r\n".encode())
        writer.close()

    def _answer(self, line: str) -> str:
        if self.is_reading_a_letter:
            self.is_reading_a_letter = line != "."
            return "" if self.is_reading_a_letter else "250 taken"
        self.is_reading_a_letter = line == "DATA"
        if line.startswith("RCPT"):
            return self.to_recipient
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line, "250 fine")


@asynccontextmanager
async def a_server(server: Server) -> AsyncIterator[SmtpMailer]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    yield SmtpMailer("127.0.0.1", port, security="none", sender="Caly <caly@example.org>", timeout_seconds=2)
    listening.close()


async def send(mailer: SmtpMailer) -> None:
    await mailer.send(to="ada@example.org", subject="Grüße", text="Words", message_id="1")


async def test_a_letter_is_handed_over():
    server = Server()
    async with a_server(server) as mailer:
        await send(mailer)

    assert "MAIL FROM:<caly@example.org>" in server.said[1] and "RCPT TO:<ada@example.org>" in server.said[2]
    assert "Message-ID: <1@example.org>" in server.said and "Words" in server.said


async def test_an_address_that_is_refused_for_good_is_not_tried_again():
    async with a_server(Server("550 no such person")) as mailer:
        with pytest.raises(MailRefused):
            await send(mailer)


async def test_an_address_that_is_refused_for_now_is_tried_again():
    async with a_server(Server("451 later")) as mailer:
        with pytest.raises(MailServerAway):
            await send(mailer)


async def test_where_nobody_listens_the_server_is_away():
    with pytest.raises(MailServerAway):
        await send(SmtpMailer("127.0.0.1", 1, security="none", sender="caly@example.org", timeout_seconds=2))
