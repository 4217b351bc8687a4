"""What was said in a conversation before its last words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class EarlierWords:
    """What a customer said in a turn of this conversation, as it is stored: personal values are hidden."""

    seq: int
    said: str
    asks: tuple[str, ...] = ()  # what the agent had asked for right before


class Earlier(Protocol):
    """The conversation before its last words: looked up only where somebody wants to know."""

    async def words(self, *, but: int) -> Sequence[EarlierWords]:
        """Of the customer, oldest first; without the last messages, `but` many, of either side."""
        ...
