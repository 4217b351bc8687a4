"""What names no day: "next week" is for a slot of spans, or a day of it is looked for, or is asked for."""

from typing import Literal

from caly_app.agents.sector import SlotSpec
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.slots import Found, SlotContext, find


def no_day(
    one: Found, spec: SlotSpec, flow: str, turn: TurnContext, context: SlotContext
) -> Literal["", "span", "unclear"]:
    """'' for a day, and a week in which hours are looked up; `span`: another slot of the flow takes it."""
    if one.problem != "ambiguous":
        return ""
    if spec.exact:
        return "unclear"
    if spec.kind != "date" or not find("date_range", one.text, context):
        return ""
    kinds = {turn.sector.slots[slot].kind for slot in turn.sector.slots_of.get(flow, ())}
    return "span" if "date_range" in kinds else "" if "time" in kinds else "unclear"
