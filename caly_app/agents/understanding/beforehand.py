"""What is said before it is asked for: "the first one, could I see it on Thursday at four?"."""

from collections.abc import Collection, Sequence

from caly_app.agents.commands import Choose, Command, FillSlot, StartFlow
from caly_app.agents.understanding.message import LIKELY, Message
from caly_app.agents.understanding.picked_by_word import BY_PLACE

_WHEN = frozenset({"date", "time", "part_of_day"})


def with_when(commands: Sequence[Command], message: Message) -> tuple[Command, ...]:
    """A choice, or a question, leads to what is proposed next; the day and time said with it are kept for
    that: "is the flat still free, and could we see it Saturday?"."""
    sector = message.turn.sector
    if len(commands) == 1 and isinstance(commands[0], Choose):
        place, offered = commands[0].place, message.turn.dialogue.offered
        taken = offered[place].fills if place < len(offered) else {}
        if any(sector.slots[slot].kind in _WHEN for slot in taken if slot in sector.slots):
            return tuple(commands)
        beside = BY_PLACE.sub(" ", message.said, count=1)  # "the first" is no first of the month
        return (*commands, *_when(set(sector.flows) - {message.flow}, message, beside))
    if asked := _only_told_of(commands, message):
        return (*commands, *_when(_likely_besides(asked, message), message, message.said))
    return tuple(commands)


def _only_told_of(commands: Sequence[Command], message: Message) -> str:
    """The one wish of a message, where nothing is changed by it, nor has a time of its own."""
    sector, started = message.turn.sector, [one.agent for one in commands if isinstance(one, StartFlow)]
    if len(started) != 1 or message.turn.dialogue.flow is not None:
        return ""
    slots = [sector.slots[slot].kind for slot in sector.slots_of[started[0]] if slot in sector.slots]
    is_told = not any(step.confirm for step in sector.flows[started[0]].steps)
    return started[0] if is_told and not _WHEN.intersection(slots) else ""


def _likely_besides(asked: str, message: Message) -> Collection[str]:
    """What may be proposed, in whose hands something else was that was heard with half an ear."""
    sector = message.turn.sector
    heard = [str(one.get("intent")) for one in message.read if float(str(one.get("confidence", 0))) >= LIKELY]
    agents = {sector.agent_of[intent] for intent in heard if intent != asked and intent in sector.flows}
    return [flow for flow in sector.flows if flow != asked and sector.agent_of[flow] in agents]


def _when(flows: Collection[str], message: Message, text: str) -> list[FillSlot]:
    sector = message.turn.sector
    for flow in sector.flows:
        if flow not in flows or sector.text(f"propose_{flow}", "en") is None:
            continue
        heard = message.hear(flow, text, with_question=False).commands
        fills = [one for one in heard if isinstance(one, FillSlot) and sector.slots[one.slot].kind in _WHEN]
        if fills:
            return fills
    return []
