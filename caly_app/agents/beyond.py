"""What goes to a language model, and what comes back from it."""

import re
from collections.abc import Collection

from caly_app.agents import masks
from caly_app.agents.masks import Setting
from caly_app.agents.turn import TurnContext

_CHARACTERS_SHOWN = 1500  # of a message
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_DIGITS = re.compile(r"\+?\d(?:[ ()./-]?\d){5,}")
PRIVATE = re.compile(f"{_MAIL.pattern}|{_DIGITS.pattern}")  # in doubt
_INSTEAD = "[private]"


def without_private(text: str, turn: TurnContext) -> str:
    """What is personal in it stays here, by the business's policy: we read that ourselves.

    Here doubt is enough: whatever has six digits or an @ goes with what is known to be personal.
    """
    kinds = masks.privacy_of(turn.sector.compliance, turn.business.privacy).prompt
    text = without_found(text, turn)
    text = _MAIL.sub(_INSTEAD, text) if "email" in kinds else text
    return _DIGITS.sub(_INSTEAD, text) if "phone" in kinds else text


def without_found(text: str, turn: TurnContext, *, but: Collection[str] = ()) -> str:
    """The same for what is known to be personal, `but` some kinds that somebody else looks after."""
    text = text[:_CHARACTERS_SHOWN]
    kinds = masks.privacy_of(turn.sector.compliance, turn.business.privacy).prompt - frozenset(but)
    question = turn.dialogue.question
    asked = [
        turn.sector.slots[slot] for slot in (question.asks if question else ()) if slot in turn.sector.slots
    ]
    setting = Setting(
        turn.now,
        turn.business.country,
        turn.language,
        frozenset(slot.kind for slot in asked if slot.personal),
        own=(*masks.texts_of(turn.business), *turn.listed),
    )
    for one in reversed(masks.find(text, setting, kinds)):
        text = f"{text[: one.start]}{_INSTEAD}{text[one.end :]}"
    return text


def object_in(text: str) -> str:
    """Some wrap their JSON into words or a fence."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
