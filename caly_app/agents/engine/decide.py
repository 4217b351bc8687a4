"""What the customer wants: nothing of it has happened yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from caly_app.agents import knowledge
from caly_app.agents.commands import Answer, Command
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.doubt import in_doubt
from caly_app.agents.understanding.wishes import Understood, understand
from caly_app.ports import LanguageModel, Ports


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
    commands = in_doubt(understood.commands, turn) if turn.heard_badly else understood.commands
    if ports.model and turn.config.model.answers_from_facts:
        commands = await _with_answers(turn, commands, understood, ports.model)
    spent = round((perf_counter() - began) * 1000, 2)
    return Decision(turn, commands, understood, spent)


async def _with_answers(
    turn: TurnContext, wished: Sequence[Command], understood: Understood, model: LanguageModel
) -> tuple[Command, ...]:
    """A question that no fact is named in, answered from all of them; left as it is if they do not say it."""
    commands = list(wished)
    for place, command in enumerate(commands):
        if isinstance(command, Answer) and command.topic == "fact" and not command.about.get("names"):
            told = await knowledge.answer(turn, turn.said, understood.language or turn.language, model)
            if told:
                commands[place] = Answer("told", {"text": told.text, "sources": "\n".join(told.sources)})
    return tuple(commands)
