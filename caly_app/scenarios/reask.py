"""Whether something was asked again, and whether there was need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caly_app.agents.sector import Sector
from caly_app.agents.understanding.slots import SlotContext, find

_TELLING = ("phone", "email")  # kinds of values that are known for what they are, wherever they are said


@dataclass(frozen=True)
class Exchange:
    """What a customer said and what came of it. `known`: slots that were filled before it."""

    said: str
    answers: Sequence[str]  # what was asked, and is answered by it
    asks: Sequence[str]  # by the reply
    known: frozenset[str]
    commands: Sequence[str]  # of the reply's why: "ClearSlot phone"
    tells: Sequence[str] = ()


def known_of(document: Mapping[str, Any]) -> frozenset[str]:
    """Slots that a stored dialogue knows."""
    slots = {*document.get("personal", {}), *document.get("remembered", {})}
    for flow in document.get("flows", ()):
        slots |= {*flow.get("slots", {})}
    return frozenset(slots)


def times_asked(slots: Sequence[str], exchanges: Sequence[Exchange]) -> int:
    return sum(any(slot in one.asks for slot in slots) for one in exchanges)


def without_need(
    slots: Sequence[str], exchanges: Sequence[Exchange], sector: Sector, now: datetime, country: str
) -> Iterator[int]:
    """Places of the replies that ask for what was known, or had been answered. Reading back is not asking."""
    for place, one in enumerate(exchanges):
        for slot in slots:
            if slot in one.asks and not _was_taken_back(slot, one):
                before = exchanges[: place + 1]
                if (
                    slot in one.known
                    or _was_answered(slot, before)
                    or _was_told(slot, before, sector, now, country)
                ):
                    yield place
                    break


def _was_taken_back(slot: str, one: Exchange) -> bool:
    return f"ClearSlot {slot}" in one.commands or bool({"identity_failed", "reference_failed"} & {*one.tells})


def _was_answered(slot: str, exchanges: Sequence[Exchange]) -> bool:
    return any(slot in one.answers for one in exchanges)


def _was_told(slot: str, exchanges: Sequence[Exchange], sector: Sector, now: datetime, country: str) -> bool:
    kind = sector.slots[slot].kind if slot in sector.slots else ""
    if kind not in _TELLING:
        return False
    context = SlotContext(now, country)
    return any(found.value for one in exchanges for found in find(kind, one.said, context))
