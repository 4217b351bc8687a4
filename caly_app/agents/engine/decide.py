"""What the customer wants: nothing of it has happened yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from caly_app.agents import knowledge
from caly_app.agents.commands import Answer, Command
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.doubt import in_doubt
from caly_app.agents.understanding.wishes import Understood, understand
from caly_app.ports import Ports


@dataclass(frozen=True)
class Decision:
    turn: TurnContext
    commands: tuple[Command, ...]
    understood: Understood = Understood()
    milliseconds: float = 0.0
    kept_answers: int = 0  # free questions that were answered before, as they are now


async def decide(turn: TurnContext, ports: Ports) -> Decision:
    """What the customer wants. No transaction is open; embeddings run off the event loop."""
    began = perf_counter()
    understood = await understand(turn, ports)
    commands = in_doubt(understood.commands, turn) if turn.heard_badly else understood.commands
    kept = 0
    if ports.model and turn.config.model.answers_from_facts:
        commands, kept = await _with_answers(turn, commands, understood, ports)
    spent = round((perf_counter() - began) * 1000, 2)
    return Decision(turn, commands, understood, spent, kept)


async def _with_answers(
    turn: TurnContext, wished: Sequence[Command], understood: Understood, ports: Ports
) -> tuple[tuple[Command, ...], int]:
    """A question that no fact is named in, answered from all of them; left as it is if they do not say it.

    And how many of the answers were known already.
    """
    commands, kept = list(wished), 0
    for place, command in enumerate(commands):
        if isinstance(command, Answer) and command.topic == "fact" and not command.about.get("names"):
            assert ports.model
            language = understood.language or turn.language
            leave = ports.leave if len(commands) == 1 and _says_nothing_else(turn, language) else None
            told = await knowledge.answer(turn, turn.said, language, ports.model, leave)
            if told:
                about = {"text": told.text, "sources": "\n".join(told.sources)}
                commands[place] = Answer("told" if told.is_whole else "told_in_part", about)
                kept += told.was_kept
    return tuple(commands), kept


def _says_nothing_else(turn: TurnContext, language: str) -> bool:
    """The reply begins with the answer itself: then its words may leave as they come."""
    words = Phrasing(turn.sector, turn.config, turn.business, language, turn.manner.is_brief)
    return words.template("told_from_facts") == "{text}"
