"""What the agent would make of a first message and do about it: nothing is begun, and nobody is told."""

from dataclasses import dataclass

from caly_app.agents.commands import Command
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.local import Reading, read
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.parts import clauses_of
from caly_app.agents.understanding.wishes import understand
from caly_app.ports import Ports


@dataclass(frozen=True)
class Rehearsed:
    """`readings`: one for each clause, whatever came of them in the end."""

    language: str
    readings: tuple[Reading, ...]
    commands: tuple[Command, ...]


async def rehearsed(turn: TurnContext, ports: Ports) -> Rehearsed:
    """`turn`: with a dialogue as it is when these are the first words."""
    understood = await understand(turn, ports)
    said = " ".join(turn.said.replace("’", "'").split())
    message = Message(turn, said, understood.language)
    clauses, own = clauses_of(message), turn.business.own_words
    readings = await read(turn.sector, clauses, understood.language, ports.embedder, own)
    return Rehearsed(understood.language, tuple(readings), understood.commands)
