"""What is said before it is asked for: "the first one, could I see it on Thursday at four?"."""

from collections.abc import Sequence

from caly_app.agents.commands import Choose, Command, FillSlot
from caly_app.agents.understanding.message import Message

_WHEN = frozenset({"date", "time", "part_of_day"})


def with_when(commands: Sequence[Command], message: Message) -> tuple[Command, ...]:
    """A choice leads to what is proposed next; the day and time that were said with it are kept for that."""
    if len(commands) != 1 or not isinstance(commands[0], Choose):
        return tuple(commands)
    sector, picked = message.turn.sector, commands[0]
    offered = message.turn.dialogue.offered
    taken = offered[picked.place].fills if picked.place < len(offered) else {}
    for flow in sector.flows:
        if flow == message.flow or sector.text(f"propose_{flow}", "en") is None:
            continue
        heard = message.hear(flow, message.said, with_question=False).commands
        fills = [one for one in heard if isinstance(one, FillSlot) and sector.slots[one.slot].kind in _WHEN]
        if fills and not any(sector.slots[slot].kind in _WHEN for slot in taken if slot in sector.slots):
            return (picked, *fills)
    return tuple(commands)
