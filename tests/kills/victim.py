"""A web process that kills itself (SIGKILL) at a named point of a turn, when a message tells it to.

    python -m tests.kills.victim PORT FUSES

It is the product's own API on the product's own server; only this file knows how to die. A message whose
client_turn_id is `POINT:number` arms the point, once for each fuse: the file of that name in the folder
FUSES, which burns. The next thing to pass the point takes the whole process away.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from granian.server.embed import Server

from caly_app import wiring
from caly_app.api import app as rest
from caly_app.api.chat import say
from caly_app.services import appointments, escalations
from caly_app.services.conversations import answer, errands, outcomes, take_turn

POINTS = (
    "received",
    "decided",
    "before_effect",
    "after_effect",
    "before_commit",
    "after_commit",
    "streaming",
    "escalation",
)

# Of a write to a server of the business's own: answered and not noted yet; noted.
OUTSIDE_POINTS = ("outside_answered", "outside_noted")

_armed: set[str] = set()


def die_at(point: str) -> None:
    if point in _armed:
        os.kill(os.getpid(), signal.SIGKILL)


def _around(place: Any, name: str, before: str = "", after: str = "") -> None:
    """Put points around a function of the product."""
    function: Callable[..., Any] = getattr(place, name)

    async def deadly(*args: Any, **kwargs: Any) -> Any:
        die_at(before)
        result = await function(*args, **kwargs)
        die_at(after)
        return result

    setattr(place, name, deadly)


def lay_traps(fuses: Path) -> None:
    receive = take_turn.receive

    async def arming(actor: Any, conversation_id: Any, client_turn_id: str, said: str) -> Any:
        fuse = fuses / client_turn_id
        if fuse.exists():
            fuse.unlink()
            _armed.add(client_turn_id.partition(":")[0])
        return await receive(actor, conversation_id, client_turn_id, said)

    take_turn.receive = arming
    _around(take_turn, "receive", after="received")
    _around(answer.engine, "decide", after="decided")
    _around(appointments.AppointmentsOfTurn, "book", before="before_effect", after="after_effect")
    _around(outcomes, "write", after="before_commit")
    _around(escalations, "open_escalation", after="escalation")
    _around(answer, "_act_and_write", after="after_commit")

    _around(errands.Errands, "_write", after="outside_noted")

    sealed = errands._sealed

    def deadly_sealed(answer: Any) -> str:
        die_at("outside_answered")
        return sealed(answer)

    errands._sealed = deadly_sealed

    event = say.event

    def deadly_event(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "piece":
            die_at("streaming")
        return event(name, *args, **kwargs)

    say.event = deadly_event


async def serve(port: int, fuses: Path) -> None:
    lay_traps(fuses)
    async with wiring.running("web"):
        wiring.ports()
        await Server(rest.make_api(), address="127.0.0.1", port=port, interface="asgi").serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
