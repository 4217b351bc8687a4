"""A message in the parts that could each be a wish, for this sector: two wishes in one clause are two."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.languages import asked_for
from caly_app.agents.understanding.local import open_clauses
from caly_app.agents.understanding.message import Message

# "I don't want to cancel, I want to move it": what is not wanted is no wish, where something else is.
_NOT_WANTED = re.compile(
    r"\b(?:(?:i )?(?:don't|do not|didn't|am not trying to|wouldn't) (?:want|mean|need|wish|like) to"
    r"|no (?:quiero|quería|necesito)|je ne (?:veux|voulais|souhaite) pas|ich (?:will|wollte|möchte) nicht)\b"
    r"[^,.;]{2,40}(?:,|;|\.|\bbut\b|\bsino\b|\bmais\b|\bsondern\b)\s*(?:but |just |sino |mais |sondern )?"
    r"(?=\w+ \w+)",
    re.IGNORECASE,
)
# "I'd like another one, not move the one I have": neither.
_AND_NOT_THAT = re.compile(
    r"(?<=\w\w),\s+(?:(?:and|but) )?(?:not|no|pas|nicht) (?:to |den |die |das )?"
    r"(?:chang|mov|cancel|reschedul|cambiar|mover|anular|changer|déplacer|annuler|ändern|verlegen|absagen)\w*"
    r"[^.,;?!]{0,40}",
    re.IGNORECASE,
)
_BEFORE_A_QUESTION = re.compile(r",\s+(?=(?:do|does|is|are|can|could|what|where|how|when|is there)\b[^,]*\?)")
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
    return " ".join(others) if 0 < len(others) < len(clauses) else said


def clauses_of(message: Message) -> list[str]:
    cut = split(_AND_NOT_THAT.sub("", _NOT_WANTED.sub(" ", message.said))) or [message.said]
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
