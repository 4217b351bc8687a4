"""What a turn was taken for, read again from the why that was stored with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from caly_app.agents.sector import Sector

STARTED = "StartFlow "
ANSWERED = "Answer "
_UNSURE = ("Clarify", "Answer offer_person")
_FACTS = {"fact": "ask_fact", "told": "ask_fact"}  # topic of an answer -> the intent that asks for it


def agents_of(sector: Sector, names: Iterable[str]) -> list[str]:
    """Those that worked: `names` are flows that were begun or gone on with, and topics that were answered."""
    found = (sector.agent_of.get(_FACTS.get(name, name), "") for name in names)
    return sorted({agent for agent in found if agent})


def wish_of(commands: Sequence[str]) -> str | None:
    """The flow that was begun; '' where it was not understood; None where it was anything else."""
    started = [command.removeprefix(STARTED) for command in commands if command.startswith(STARTED)]
    if started:
        return started[0]
    return "" if is_unsure(commands) else None


def taken_for(commands: Sequence[str], readings: Sequence[Mapping[str, Any]]) -> str:
    """As wish_of(); of anything else, small talk say, the intent that was read."""
    wish = wish_of(commands)
    if wish is not None:
        return wish
    return next((str(reading["intent"]) for reading in readings if reading.get("intent")), "")


def told(command: object) -> str:
    """A command without the values in it: those may be personal."""
    names = [getattr(command, name, "") for name in ("agent", "slot", "topic", "reason", "problem")]
    about = " ".join(str(name) for name in names if name)
    return f"{type(command).__name__} {about}".strip()


def is_unsure(commands: Sequence[str]) -> bool:
    return any(command.startswith(_UNSURE) for command in commands)


def confidence_in(intent: str, readings: Sequence[Mapping[str, Any]], of_turn: float | None) -> float | None:
    """How sure it was of this very intent."""
    found = (reading.get("confidence") for reading in readings if reading.get("intent") == intent)
    value = next(found, of_turn)
    return float(value) if value is not None else None
