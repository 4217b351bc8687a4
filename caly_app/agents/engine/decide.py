"""What the customer wants: nothing of it has happened yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeGuard

from caly_app.agents import free_texts, knowledge, own_tools, remarks, tool_loop
from caly_app.agents.citing import sources_of
from caly_app.agents.commands import ASKED_BY, Answer, Clarify, Command
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.reply import Source, ToolRun
from caly_app.agents.sources import likeliest
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.after_the_alarm import in_calm
from caly_app.agents.understanding.doubt import in_doubt
from caly_app.agents.understanding.held_by_another import only_to_its_holder
from caly_app.agents.understanding.wishes import Understood, understand
from caly_app.ports import Ports

_AWAY = {"away": "model"}
_ASKS_A_FACT = ASKED_BY["fact"]


@dataclass(frozen=True)
class Decision:
    turn: TurnContext
    commands: tuple[Command, ...]
    understood: Understood = Understood()
    milliseconds: float = 0.0
    kept_answers: int = 0  # free questions that were answered before, as they are now
    reads: tuple[ToolRun, ...] = ()  # of the business's own servers, made meanwhile

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of the words that may have left already."""
        answers = (command.about for command in self.commands if isinstance(command, Answer))
        return tuple(source for about in answers for source in sources_of(about, self.turn))


async def decide(turn: TurnContext, ports: Ports) -> Decision:
    """What the customer wants. No transaction is open; embeddings run off the event loop."""
    began = perf_counter()
    understood = await understand(turn, ports)
    commands = only_to_its_holder(in_calm(understood.commands, turn), turn)
    commands = in_doubt(commands, turn) if turn.heard_badly else commands
    commands = free_texts.with_hints(commands, turn, understood.language or turn.language)
    kept = 0
    if ports.model and turn.config.model.answers_from_facts and not turn.is_off(_ASKS_A_FACT):
        commands, kept = await _with_answers(turn, commands, understood, ports)
    reads: tuple[ToolRun, ...] = ()
    has_tools = bool(own_tools.usable(turn.sector, turn.config)) and not turn.is_disabled
    if has_tools and not turn.heard_badly and any(_is_open(one, turn) for one in commands):
        commands, reads = await _with_own_tools(turn, commands, understood, ports)
    spent = round((perf_counter() - began) * 1000, 2)
    return Decision(turn, commands, understood, spent, kept, reads)


async def _with_answers(
    turn: TurnContext, wished: Sequence[Command], understood: Understood, ports: Ports
) -> tuple[tuple[Command, ...], int]:
    """A question that no fact is named in, answered from all of them; left as it is if they do not say it.

    And how many of the answers were known already.
    """
    commands, kept = list(wished), 0
    for place, command in enumerate(commands):
        if _is_unknown(command):
            assert ports.model
            language = understood.language or turn.language
            leave = ports.leave if len(commands) == 1 and _says_nothing_else(turn, language) else None
            told = await knowledge.answer(
                turn, turn.said, language, ports.model, ports.embedder, leave, ports.kept_under, ports.earlier
            )
            if told and told.text:
                about = {"text": told.text, "sources": "\n".join(told.sources)}
                about |= _AWAY if told.is_away else {}
                commands[place] = Answer("told" if told.is_whole else "told_in_part", about)
                kept += told.was_kept
            elif told and told.is_away:
                commands[place] = _not_looked_up(command)
    return tuple(commands), kept


def _is_unknown(command: Command) -> TypeGuard[Answer]:
    """A question that no fact is named in."""
    return isinstance(command, Answer) and command.topic == "fact" and not command.about.get("names")


def _not_looked_up(command: Command) -> Command:
    """Nobody says that the business has not told it."""
    return Answer("fact", {**command.about, **_AWAY}) if _is_unknown(command) else command


def _says_nothing_else(turn: TurnContext, language: str) -> bool:
    """The reply begins with the answer itself: then its words may leave as they come."""
    words = Phrasing(turn.sector, turn.config, turn.business, language, turn.manner.is_brief)
    return words.template("told_from_facts") == "{text}"


def _is_open(command: Command, turn: TurnContext) -> bool:
    """Neither understood by ourselves, nor answered from the facts: they may be off."""
    is_offered_a_person = isinstance(command, Answer) and command.topic == "offer_person"
    is_asked = _is_unknown(command) and not turn.is_off(_ASKS_A_FACT)
    return is_asked or is_offered_a_person or isinstance(command, Clarify)


async def _with_own_tools(
    turn: TurnContext, commands: tuple[Command, ...], understood: Understood, ports: Ports
) -> tuple[tuple[Command, ...], tuple[ToolRun, ...]]:
    """What stayed open, with what the business's own servers say of it."""
    if not (ports.model and ports.outside and ports.books):
        return commands, ()
    language = understood.language or turn.language
    facts = await likeliest(
        turn.business.facts, turn.said, language, ports.embedder, characters=tool_loop.FACTS_SHOWN
    )
    told = remarks.as_data(await remarks.before(turn, ports.earlier))
    rest = tuple(command for command in commands if not _is_open(command, turn))
    leave = ports.leave if not rest and _says_nothing_else(turn, language) else None
    looked = await tool_loop.look(
        turn, turn.said, language, ports.model, facts, ports.outside, ports.books, told, leave
    )
    if not looked.commands:
        return tuple(map(_not_looked_up, commands)) if looked.is_away else commands, looked.runs
    return (*rest, *looked.commands), looked.runs
