"""What is told in free words (a menu wish, what happened, a message) is kept without numbers and addresses.

Slots and records are read by many; who said it is known from the conversation, where these values are kept
encrypted, each behind the same hint.
"""

from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents import masks
from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.slots.births import speaks_of_birth

_HIDDEN = frozenset(masks.KINDS) - {"address", "date_of_birth"}  # places and days are what is told


def with_hints(commands: Sequence[Command], turn: TurnContext, language: str) -> tuple[Command, ...]:
    """The same, but with hints instead of personal values wherever a slot keeps words as they were said."""
    if not any(_is_free(command, turn) for command in commands):
        return tuple(commands)
    return tuple(
        replace(command, value=_with_hints(command.value, turn, language))
        if isinstance(command, FillSlot) and _is_free(command, turn)
        else command
        for command in commands
    )


def _is_free(command: Command, turn: TurnContext) -> bool:
    spec = turn.sector.slots.get(command.slot) if isinstance(command, FillSlot) else None
    return spec is not None and spec.kind == "text" and not spec.personal


def _with_hints(text: str, turn: TurnContext, language: str) -> str:
    setting = masks.Setting(turn.now, turn.business.country, language)
    kinds = _HIDDEN | {"date_of_birth"} if speaks_of_birth(text, language) else _HIDDEN
    return masks.with_hints(text, masks.find(text, setting, kinds))
