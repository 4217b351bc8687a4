"""A message in the parts that could each be a wish, for this sector: two wishes in one clause are two."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.languages import asked_for
from caly_app.agents.understanding.local import open_clauses
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.negation import wanted
from caly_app.agents.understanding.turned_down import without_the_no

_BEFORE_A_QUESTION = re.compile(r",\s+(?=(?:do|does|is|are|can|could|what|where|how|when|is there)\b[^,]*\?)")
_PAUSES = re.compile(r"\s*[:;,–]\s+|\s-\s")
JOINTS = re.compile(r"[,;]?\s+(?:and|then|y|e|et|puis|und|dann)\s+", re.IGNORECASE)
_LONG = 400  # characters


def requested(said: str, *, sells_languages: bool = False) -> str:
    """The language that one of its clauses asks to go on in; '' where none does."""
    asked = (asked_for(one, sells_languages=sells_languages) for one in (said, *split(said)))
    return next((wanted for wanted in asked if wanted), "")


def beside_the_request(said: str, *, sells_languages: bool = False) -> str:
    """What else is said in a message that asks for another language."""
    clauses = split(said)
    others = [one for one in clauses if not asked_for(one, sells_languages=sells_languages)]
    if not others:  # "I speak Spanish better: the lamp"
        clauses = _PAUSES.split(said)
        others = [one for one in clauses if not asked_for(one, sells_languages=sells_languages)]
        others = others if len(" ".join(others).split()) > 1 else []  # "perdón" says nothing else
    return " ".join(others) if 0 < len(others) < len(clauses) else said


def clauses_of(message: Message) -> list[str]:
    cut = split(wanted(without_the_no(message) or message.said)) or [message.said]
    parts = [part for clause in cut for part in _BEFORE_A_QUESTION.split(clause)]
    return [wish for part in parts for wish in _two_wishes(part, message)]


def _two_wishes(clause: str, message: Message) -> Sequence[str]:
    """'Cancel my appointment and request a refill' is two, where each half is known by itself."""
    for joint in JOINTS.finditer(clause[:_LONG]):
        halves = cut_at(clause, joint)
        turn = message.turn
        opened = open_clauses(turn.sector, halves, message.language, turn.business.own_words)
        known = [one.intent for one in opened.readings]
        flows = message.turn.sector.flows
        if known[0] != known[1] and all(intent in flows for intent in known):
            return (halves[0], *_two_wishes(halves[1], message))
    return (clause,)


def cut_at(text: str, joint: re.Match[str]) -> tuple[str, str]:
    return text[: joint.start()], text[joint.end() :]
