"""What is named: a slot ('the time' is what should change), or a record by its number."""

import re

from caly_app.agents.commands import ClearSlot, Command, FillSlot
from caly_app.agents.sector import both
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.values import Listener

_LETTERED = re.compile(r"[A-Z]+-?\d")


def named_slots(text: str, turn: TurnContext, flow: str, language: str) -> tuple[Command, ...]:
    """'The time', as what should change."""
    sector = turn.sector
    return tuple(
        ClearSlot(slot)
        for slot in sector.slots_of.get(flow, ())
        if any(pattern.search(text) for pattern in both(sector.slots[slot].called, language))
    )


def lettered_references(text: str, message: Message) -> list[FillSlot]:
    """Numbers of letters and digits, such as only a record of the business has: 'CL-3001'."""
    slots = message.turn.sector.slots
    entities = tuple(name for name, spec in slots.items() if spec.entity and spec.kind == "reference")
    heard = Listener(message.turn, message.language, "", entities).hear(text).commands
    return [
        one
        for one in heard
        if isinstance(one, FillSlot) and one.slot in entities and _LETTERED.match(one.value)
    ]
