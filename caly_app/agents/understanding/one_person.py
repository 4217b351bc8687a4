"""Two people named where something is done for one at a time: that is said to them."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Command, FillSlot, StartFlow
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots import SlotContext, find

_AND = re.compile(
    r",?\s+(?:and|y|e|et|und)\s+(?:my \w+ |mi \w+ |mon \w+ |ma \w+ |mein\w* \w+ )?", re.IGNORECASE
)


def one_at_a_time(commands: Sequence[Command], message: Message) -> tuple[Command, ...]:
    """'Enrol my two kids', 'Ann Lee and Bob Lee': the first now."""
    started = [one.agent for one in commands if isinstance(one, StartFlow) and not one.later]
    flow = started[0] if started else message.flow
    spec = message.turn.sector.flows.get(flow)
    if spec is None or not spec.one_person or not (started or _is_told(commands)):
        return tuple(commands)
    if not (message.is_marked("several_people") or _names_two(message)):
        return tuple(commands)
    return (*commands, Answer("one_person"))


def _is_told(commands: Sequence[Command]) -> bool:
    return any(isinstance(one, FillSlot) for one in commands)


def _names_two(message: Message) -> bool:
    """Both with a first and a last name, asked for one."""
    kinds = message.turn.sector.slots
    if not any(slot in kinds and kinds[slot].kind == "name" for slot in message.expected):
        return False
    context = SlotContext(message.turn.now, message.turn.business.country, message.language, expected="name")
    parts = _AND.split(message.said)
    named = [one.value for part in parts for one in find("name", part, context) if " " in one.value]
    return len(parts) > 1 and len(set(named)) == len(parts)
