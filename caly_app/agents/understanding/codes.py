"""The digits of a one-time code, where one was asked for: typed, with blanks, or dictated."""

import re

from caly_app.agents import one_time_code
from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.options import options_in
from caly_app.agents.understanding.slots.plain import dictated

_DIGITS = 6
_MEANT_FROM, _MEANT_TO = 4, 8  # so many digits are a code with a slip in it; others are something else
_RUN = re.compile(r"\d(?:[ ,.-]{0,2}\d)*")


def code_in(message: Message) -> Command | None:
    """The code, that there was none in so many digits or it cannot be read, or that another is wanted, or by
    another way."""
    dialogue = message.turn.dialogue
    if dialogue.flow is None or dialogue.identity.code not in ("sent", "spent"):
        return None
    asked = one_time_code.is_asked_for(dialogue)
    offered = dialogue.question is not None and one_time_code.SLOT in dialogue.question.fills
    if not (asked or offered):
        return None
    found = [re.sub(r"\D", "", run) for run in _RUN.findall(dictated(message.said, message.language).text)]
    codes = [digits for digits in found if len(digits) == _DIGITS]
    if asked and codes:
        return FillSlot(one_time_code.SLOT, codes[-1])
    if asked and any(_MEANT_FROM <= len(digits) <= _MEANT_TO for digits in found):
        return FillSlot(one_time_code.SLOT, one_time_code.NO_CODE)
    if way := _another_way(message):
        return FillSlot(one_time_code.WAY, way)
    if asked and message.is_marked("cannot_read"):
        return FillSlot(one_time_code.SLOT, one_time_code.UNREAD)
    if message.is_marked("send_again"):
        return FillSlot(one_time_code.SLOT, one_time_code.AGAIN)
    return None


def _another_way(message: Message) -> str:
    """'Can you text it to me instead', once it was mailed; '' where none is named, or the same."""
    if not message.is_marked("another_way"):
        return ""
    spec = message.turn.sector.slots[one_time_code.WAY]
    named = {one.value for one in options_in(message.said, spec, message.language, asked=True)}
    way = named.pop() if len(named) == 1 else ""
    return way if way != message.turn.dialogue.identity.code_way else ""
