"""What cannot wait for its turn: a hearing tomorrow, bailiffs at the door."""

import re
from datetime import date, timedelta

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings

# What has a date, and how near it is, in each language: in either order they are urgent.
_DATED = {
    "en": (
        r"hearing|court|trial|deadline|appeal|evict(?:ed|ion)?|bailiffs?|tribunal|police interview",
        r"today|tonight|tomorrow|this (?:week|morning|afternoon)|in (?:an hour|(?:two|a few) (?:hours|days))",
    ),
    "es": (r"juicio|vista|plazo|audiencia|desahucio", r"hoy|mañana|esta semana"),
    "fr": (r"audience|procès|délai|tribunal|expulsion|huissier", r"aujourd'hui|demain|cette semaine"),
    "de": (
        r"verhandlung|gericht\w*|frist|räumung|prozess|gerichtsvollzieher",
        r"heute|morgen|diese woche",
    ),
}
_AT_ONCE = (
    r"(?:been|was|got|am|is being|being) arrested|in (?:police )?custody|at the police station",
    r"bailiffs? (?:is|are) (?:here|at)|locked (?:me|us) out|(?:being|be) deported",
    r"(?:está|estoy|han) (?:detenid[oa]|arrestad[oa])",
    r"en garde à vue|été arrêtée?",
    r"verhaftet|festgenommen|in haft",
)


def _either_way(what: str, near: str) -> str:
    return rf"\b(?:{what})\b[^.?!]{{0,40}}\b(?:{near})\b|\b(?:{near})\b[^.?!]{{0,40}}\b(?:{what})\b"


_URGENT = re.compile(
    "|".join(
        [_either_way(*words) for words in _DATED.values()] + [rf"\b(?:{words})\b" for words in _AT_ONCE]
    ),
    re.IGNORECASE,
)


class Deadline(BaseModel):
    summary: str = ""
    deadline: str = ""  # none | soon | later, in the customer's choice
    deadline_date: str = ""
    urgent: str = ""  # yes, once a person was called


async def look_at_deadline(told: Deadline, around: Surroundings) -> Outcome:
    """Somebody is called as soon as it is known; what it is about is taken down meanwhile."""
    if told.urgent or not is_urgent(told, around):
        return Outcome()
    return Outcome(
        "deadline_noted", offers=("person",), escalates=EscalationReason.URGENT, fills={"urgent": "yes"}
    )


async def ask_deadline(told: Deadline, around: Surroundings) -> Outcome:
    if told.deadline == "some" and not told.deadline_date:
        return Outcome(asks=("deadline_date",))
    known = told.urgent or told.deadline or told.deadline_date
    return Outcome() if known else Outcome(asks=("deadline", "deadline_date"))


def is_urgent(told: Deadline, around: Surroundings) -> bool:
    if told.deadline == "soon" or _URGENT.search(told.summary):
        return True
    if not told.deadline_date:
        return False
    days = int(str(around.business.settings.get("urgent_days", 7)))
    return date.fromisoformat(told.deadline_date) <= around.now.date() + timedelta(days=days)
