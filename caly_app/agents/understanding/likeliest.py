"""Of several readings of a value the one that is known or was offered, else one within opening hours."""

from collections.abc import Sequence
from datetime import date, time

from caly_app.agents.business import Business
from caly_app.agents.dialogue import Choice
from caly_app.agents.sector import SlotSpec
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.past_days import BEFORE_A_WEEKDAY
from caly_app.agents.understanding.slots import Found
from caly_app.agents.understanding.slots.calendar_names import weekdays
from caly_app.agents.understanding.slots.plain import folded


def likeliest(
    slot: tuple[str, SlotSpec], one: Found, offered: Sequence[Choice], turn: TurnContext, language: str
) -> str:
    """`slot`: its name, and what it takes."""
    name, spec = slot
    readings = [value for value in (one.value, *one.alternatives) if value]
    if not readings:
        return ""
    if spec.kind == "date" and one.problem is None:
        known = turn.dialogue.values().get(name, "")
        days = [known, *(choice.fills.get("date", "") for choice in offered)]
        return _weekday_spoken_of(one, days, language) or readings[0]
    values = {value for choice in offered for value in choice.fills.values()}
    for value in readings:
        if value in values:
            return value
    if spec.early:
        return min(readings)
    if spec.kind == "time" and one.alternatives:
        return next((value for value in readings if _is_open(value, turn.business)), readings[0])
    return readings[0]


def _is_open(clock: str, business: Business) -> bool:
    at = time.fromisoformat(clock)
    return any(opens <= at < closes for day in business.opening_hours.values() for opens, closes in day)


def _weekday_spoken_of(one: Found, days: Sequence[str], language: str) -> str:
    """'Tuesday' is the Tuesday that is known or offered; 'next Tuesday' says itself which."""
    words = one.text.casefold().split()
    if len(words) > 2 or folded(words[-1]) not in weekdays(language):
        return ""
    if len(words) == 2 and words[0] not in BEFORE_A_WEEKDAY:
        return ""
    day = date.fromisoformat(one.value).weekday()
    return next((on for on in days if on and date.fromisoformat(on).weekday() == day), "")
