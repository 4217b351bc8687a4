"""Of several readings of a value the one that was offered, else one within opening hours."""

from collections.abc import Sequence
from datetime import date, time

from caly_app.agents.business import Business
from caly_app.agents.dialogue import Choice
from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.past_days import BEFORE_A_WEEKDAY
from caly_app.agents.understanding.slots import Found
from caly_app.agents.understanding.slots.calendar_names import weekdays
from caly_app.agents.understanding.slots.plain import folded


def likeliest(
    spec: SlotSpec, one: Found, offered: Sequence[Choice], business: Business, language: str
) -> str:
    readings = [value for value in (one.value, *one.alternatives) if value]
    if not readings:
        return ""
    if spec.kind == "date" and one.problem is None:
        return _offered_weekday(one, offered, language) or readings[0]
    values = {value for choice in offered for value in choice.fills.values()}
    for value in readings:
        if value in values:
            return value
    if spec.early:
        return min(readings)
    if spec.kind == "time" and one.alternatives:
        return next((value for value in readings if _is_open(value, business)), readings[0])
    return readings[0]


def _is_open(clock: str, business: Business) -> bool:
    at = time.fromisoformat(clock)
    return any(opens <= at < closes for day in business.opening_hours.values() for opens, closes in day)


def _offered_weekday(one: Found, offered: Sequence[Choice], language: str) -> str:
    """'Tuesday' is the Tuesday that is offered; 'next Tuesday' says itself which."""
    words = one.text.casefold().split()
    if len(words) > 2 or folded(words[-1]) not in weekdays(language):
        return ""
    if len(words) == 2 and words[0] not in BEFORE_A_WEEKDAY:
        return ""
    day = date.fromisoformat(one.value).weekday()
    days = [choice.fills.get("date", "") for choice in offered]
    return next((on for on in days if on and date.fromisoformat(on).weekday() == day), "")
