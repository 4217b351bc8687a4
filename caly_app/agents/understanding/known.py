"""What is known already: said again, it changes nothing."""

from collections.abc import Mapping, Sequence

from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots.times import part_of


def as_it_is(command: Command, message: Message) -> Command:
    """What was only said again changes nothing, not even the words for it."""
    if isinstance(command, FillSlot) and is_known(command, message):
        known = message.turn.dialogue.values()
        if message.turn.sector.slots[command.slot].kind == "part_of_day":
            return FillSlot("time", known["time"])
    return command


def is_known(command: Command, message: Message) -> bool:
    if not isinstance(command, FillSlot):
        return False
    known = message.turn.dialogue.values()
    if message.turn.sector.slots[command.slot].kind == "part_of_day" and "time" in known:
        return part_of(known["time"]) == command.value  # 'in the morning' takes no nine o'clock back
    if command.slot not in message.expected and message.is_marked("affirm"):
        return command.value in _of_its_kind(command.slot, known, message)  # "yes, the 23rd" is what it was
    return known.get(command.slot) == command.value


def _of_its_kind(slot: str, known: Mapping[str, str], message: Message) -> Sequence[str]:
    slots = message.turn.sector.slots
    return [
        value for other, value in known.items() if other in slots and slots[other].kind == slots[slot].kind
    ]
