"""What the customer wants: nothing of it has happened yet."""

from dataclasses import dataclass
from time import perf_counter

from caly_app.agents.commands import Command
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.wishes import Understood, understand
from caly_app.ports import Ports


@dataclass(frozen=True)
class Decision:
    turn: TurnContext
    commands: tuple[Command, ...]
    understood: Understood = Understood()
    milliseconds: float = 0.0


async def decide(turn: TurnContext, ports: Ports) -> Decision:
    """What the customer wants. No transaction is open; embeddings run off the event loop."""
    began = perf_counter()
    understood = await understand(turn, ports)
    spent = round((perf_counter() - began) * 1000, 2)
    return Decision(turn, understood.commands, understood, spent)
