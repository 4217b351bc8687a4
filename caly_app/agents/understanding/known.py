"""What is known already: said again, it changes nothing."""

import re
from collections.abc import Mapping, Sequence

from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots.times import part_of


def as_it_is(command: Command, message: Message) -> Command:
    """What was only said again changes nothing, not even the words for it."""
    if isinstance(command, FillSlot) and is_known(command, message):
        known = message.turn.dialogue.values()
        if message.turn.sector.slots[command.slot].kind == "part_of_day" and "time" in known:
            return FillSlot("time", known["time"])
    return command


def is_known(command: Command, message: Message) -> bool:
    if not isinstance(command, FillSlot):
        return False
    known = message.turn.dialogue.values()
    if message.turn.sector.slots[command.slot].kind == "part_of_day" and "time" in known:
        return part_of(known["time"]) == command.value  # 'in the morning' takes no nine o'clock back
    if command.slot not in message.expected and message.is_marked("affirm"):
        if command.value in _of_its_kind(command.slot, known, message):
            return True  # "yes, the 23rd" is what it was
        return _is_read_back(command, known, message)
    return known.get(command.slot) == command.value


def _is_read_back(command: FillSlot, known: Mapping[str, str], message: Message) -> bool:
    """'Yes, cancel the mirror', where the Oval mirror was read back, and nothing beside it."""
    if message.expected != ("confirmation",) or message.turn.sector.slots[command.slot].kind != "text":
        return False
    said = set(_words(command.value))
    return bool(said) and any("," not in value and said <= set(_words(value)) for value in known.values())


def _words(text: str) -> list[str]:
    return [word.removesuffix("s") for word in re.findall(r"\w+", text.casefold())]


def _of_its_kind(slot: str, known: Mapping[str, str], message: Message) -> Sequence[str]:
    """A number counts what it counts: two nights are no two guests."""
    slots = message.turn.sector.slots
    if slots[slot].kind == "number":
        return [known[slot]] if slot in known else ()
    return [
        value for other, value in known.items() if other in slots and slots[other].kind == slots[slot].kind
    ]
