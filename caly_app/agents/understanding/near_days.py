"""A day that was spoken of: 'the 19th' behind 12 November is in November."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.slots import SlotContext


def spoken_of(context: SlotContext, turn: TurnContext, expected: Sequence[str]) -> SlotContext:
    """By what is under way, by what is offered, by what was told last. What was asked for comes behind what
    is known beside it: a departure behind an arrival."""
    if not (turn.dialogue.flow or turn.dialogue.offered or turn.dialogue.spoken_of):
        return context
    slot, day = next(_days(turn), ("", None))
    if day is None:
        return context
    kinds = turn.sector.slots
    asked = [one for one in expected if one in kinds and kinds[one].kind == "date"]
    is_behind = bool(asked) and slot not in asked
    return replace(context, near=day, is_behind=is_behind, is_stay=_is_of_days(turn))


def _is_of_days(turn: TurnContext) -> bool:
    """What is under way lasts from one day to another, and has no hours that '13 to 16' could be."""
    flow = turn.dialogue.flow
    names = turn.sector.slots_of.get(flow.name, ()) if flow else ()
    kinds = {turn.sector.slots[name].kind for name in names}
    return "date_range" in kinds and "time" not in kinds


def _days(turn: TurnContext) -> Iterator[tuple[str, date]]:
    flow, offered = turn.dialogue.flow, turn.dialogue.offered
    told: list[Mapping[str, str]] = [flow.slots] if flow else []
    for known in (*told, *(one.fills for one in offered), turn.dialogue.spoken_of):
        for slot, value in reversed([*known.items()]):
            spec = turn.sector.slots.get(slot)
            if spec and spec.kind == "date" and not (spec.behind or spec.refused):
                yield slot, date.fromisoformat(value)
