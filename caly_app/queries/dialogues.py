"""What the agent is at in a conversation and what it knows, in words for people of the business.

Read from the stored dialogue (agents/dialogue.py), where a person's values are references.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caly_app.agents import memory
from caly_app.agents.dialogue import Dialogue


@dataclass(frozen=True)
class KnownSlot:
    """`value` is in clear, or a reference `pv:<uuid>` to be revealed."""

    name: str
    label: str
    value: str
    is_personal: bool
    kind: str = ""  # of what is personal: phone, name


def summary(dialogue: Mapping[str, Any]) -> str:
    """Names of flows and slots, never what is in them: "Appointment booking; knows day; asked for phone."

    Behind it what was done, told and left so far, with the turn it comes from.
    """
    return " ".join(filter(None, (_under_way(dialogue), _so_far(dialogue))))


def _so_far(dialogue: Mapping[str, Any]) -> str:
    """What came of it until now, the latest first; each with its turn."""
    remembered = {name: dialogue[name] for name in ("facts", "earlier") if name in dialogue}
    return memory.summary(Dialogue.model_validate(remembered))


def _under_way(dialogue: Mapping[str, Any]) -> str:
    flow = _worked_on(dialogue)
    if not flow:
        return ""
    parts = [in_words(str(flow.get("name", "")))]
    if known := [slot.label.lower() for slot in slots(dialogue)]:
        parts.append("knows " + ", ".join(known))
    if asks := (dialogue.get("question") or {}).get("asks"):
        parts.append("asked for " + ", ".join(in_words(name).lower() for name in asks))
    return "; ".join(parts) + "."


def slots(dialogue: Mapping[str, Any]) -> list[KnownSlot]:
    """Those of the person first, then those of the wish that is worked on."""
    return list(_slots(dialogue))


def in_words(code: str) -> str:
    """`date_of_birth` -> "Date of birth"."""
    return code.replace("_", " ").strip().capitalize()


def _slots(dialogue: Mapping[str, Any]) -> Iterator[KnownSlot]:
    for name, reference in _mapping(dialogue.get("stored")).items():
        kind = str(_mapping(_mapping(dialogue.get("personal")).get(name)).get("kind", ""))
        yield KnownSlot(name, in_words(name), str(reference), is_personal=True, kind=kind)
    slots = _mapping(_worked_on(dialogue).get("slots"))
    for name, value in slots.items():
        if value and not _is_internal(name) and not (name == "resource" and value == slots.get("provider")):
            yield KnownSlot(name, in_words(name), _readable(str(value)), is_personal=False)


def _is_internal(name: str) -> bool:
    """What the flow found out for itself and nobody has said: ids, and ends that follow from begins."""
    return name.endswith("_id") or name in ("starts_at", "ends_at")


def _readable(value: str) -> str:
    """A day as people write it; anything else as it was said."""
    try:
        return f"{date.fromisoformat(value):%a %-d %B %Y}"
    except ValueError:
        return value


def _worked_on(dialogue: Mapping[str, Any]) -> Mapping[str, Any]:
    flows = dialogue.get("flows") or []
    return _mapping(flows[-1]) if flows else {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
