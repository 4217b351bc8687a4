"""Which of two wishes was meant, once that was asked."""

from collections.abc import Sequence

from caly_app.agents.commands import Affirm, Choose, Command, FillSlot
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.local import open_clauses
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.yes_or_no import yes_or_no

_SHORT = 6  # words: more than that is no mere choice
_ALL_BUT_A_WORD = 0.8  # of the words: then they are about the likelier of two wishes


def which_was_meant(message: Message) -> Sequence[Command]:
    """Which of two wishes was meant: by its place, with a yes where there was one, by telling more of it."""
    offered = message.turn.dialogue.offered
    if len(message.said.split()) > _SHORT:
        return ()
    told = [_told_of(one.fills.get("flow", ""), message) for one in offered]
    if any(told):
        place = max(
            range(len(told)), key=lambda n: len(told[n])
        )  # the likelier, where both would hear as much
        return (Choose(place), *told[place])
    if len(offered) == 1 and isinstance(yes_or_no(message, message.said), Affirm):
        return () if _names_another(offered[0].fills.get("flow", ""), message) else (Choose(0),)
    commands = message.hear("", message.said).commands
    return commands if any(isinstance(command, Choose) for command in commands) else ()


def _names_another(flow: str, message: Message) -> bool:
    """'Ok yes, take her off' is no yes to the waiting list."""
    turn = message.turn
    clauses = split(message.said)
    read = open_clauses(turn.sector, clauses, message.language, turn.business.own_words).readings
    return any(one.intent in turn.sector.flows and one.intent != flow for one in read)


def _told_of(flow: str, message: Message) -> Sequence[Command]:
    """More of what is wished for; who somebody is says nothing about what they want."""
    heard, slots = message.hear(flow, message.said, with_question=False), message.turn.sector.slots
    about_it = [one for one in heard.commands if isinstance(one, FillSlot) and not slots[one.slot].personal]
    return heard.commands if about_it and heard.covers(message.said) >= _ALL_BUT_A_WORD else ()
