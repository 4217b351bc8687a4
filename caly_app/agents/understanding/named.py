"""Slots that are named: 'the time' is what should change."""

from caly_app.agents.commands import ClearSlot, Command
from caly_app.agents.sector import both
from caly_app.agents.turn import TurnContext


def named_slots(text: str, turn: TurnContext, flow: str, language: str) -> tuple[Command, ...]:
    """'The time', as what should change."""
    sector = turn.sector
    return tuple(
        ClearSlot(slot)
        for slot in sector.slots_of.get(flow, ())
        if any(pattern.search(text) for pattern in both(sector.slots[slot].called, language))
    )
