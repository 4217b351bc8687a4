"""Who brings messages to people: what jobs ask of the outside world. Ports, as those of `ports`."""

from typing import Protocol


class Texter(Protocol):
    async def send(self, *, to: str, text: str) -> None:
        """A text message to a number in E.164. Raises Unavailable (try again later; AskedToWait says when) or
        Refused (never will be taken)."""
        ...


class Mailer(Protocol):
    async def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """Raises Unavailable (try again later) or Refused (never will be taken)."""
        ...
