"""What is named: a slot ('the time' is what should change), or a record by its number."""

import re

from caly_app.agents.commands import ClearSlot, Command, FillSlot
from caly_app.agents.sector import both
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.values import Listener

_LETTERED = re.compile(r"(?P<letters>[A-Z]+)-?\d")


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
        if isinstance(one, FillSlot) and one.slot in entities and _is_lettered(one.value, text)
    ]


def _is_lettered(number: str, text: str) -> bool:
    """And was said with its letters: "315 thousand" is no P-315000."""
    letters = _LETTERED.match(number)
    if letters is None:
        return False
    said = r"[ .-]?".join(letters["letters"])
    return re.search(rf"(?<![^\W\d_]){said}(?![^\W\d_])", text, re.IGNORECASE) is not None
