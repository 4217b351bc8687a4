"""A bare weekday is the one that was offered."""

from collections.abc import Sequence
from datetime import date

from caly_app.agents.dialogue import Choice
from caly_app.agents.understanding.past_days import BEFORE_A_WEEKDAY
from caly_app.agents.understanding.slots import Found
from caly_app.agents.understanding.slots.calendar_names import weekdays
from caly_app.agents.understanding.slots.plain import folded


def offered_weekday(one: Found, offered: Sequence[Choice], language: str) -> str:
    """'Tuesday' is the Tuesday that is offered; 'next Tuesday' says itself which."""
    words = one.text.casefold().split()
    if len(words) > 2 or folded(words[-1]) not in weekdays(language):
        return ""
    if len(words) == 2 and words[0] not in BEFORE_A_WEEKDAY:
        return ""
    day = date.fromisoformat(one.value).weekday()
    days = [choice.fills.get("date", "") for choice in offered]
    return next((on for on in days if on and date.fromisoformat(on).weekday() == day), "")
