"""Words that were heard badly: no answer is taken from them that may be another."""

from collections.abc import Sequence

from caly_app.agents.commands import (
    Affirm,
    Answer,
    Cancel,
    Choose,
    Clarify,
    ClearSlot,
    Command,
    Deny,
    FillSlot,
    RejectSlot,
)
from caly_app.agents.turn import TurnContext

_ANSWERS = Affirm | Deny | Choose | FillSlot | ClearSlot | RejectSlot | Cancel | Clarify


def in_doubt(commands: Sequence[Command], turn: TurnContext) -> tuple[Command, ...]:
    """An answer to the open question is asked for once more; said again, it counts and is read back.

    Emergencies, wishes and calls for a person are taken as they are.
    """
    question = turn.dialogue.question
    is_answer = question is not None and question.asks and all(isinstance(c, _ANSWERS) for c in commands)
    if turn.dialogue.doubted or not is_answer:
        return tuple(commands)
    return (Answer("heard_badly"),)
