"""What a turn was taken for, read again from the why that was stored with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from caly_app.agents.commands import ASKED_BY, Choose, Command, FillSlot
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.sector import Sector

STARTED = "StartFlow "
ANSWERED = "Answer "
UNSURE = ("Clarify", "Answer offer_person")  # how such commands begin
_BY_OTHERS = frozenset({"CallTool", "Answer heard_badly"})  # no understanding of the words led to these
_ANSWERED_FROM_FACTS = ("Answer told", "Answer told_in_part")
TOLD_A_FACT = tuple(f"{ANSWERED}{topic}" for topic, intent in ASKED_BY.items() if intent == "ask_fact")
# A command that is no answer -> what is read where it is said.
_COMES_OF = {
    "AskForPerson": "human_handoff",
    "EndConversation": "goodbye",
    "Affirm": "affirm",
    "Deny": "deny",
    "Cancel": "cancel",
}


def agents_of(sector: Sector, names: Iterable[str]) -> list[str]:
    """Those that worked: `names` are flows that were begun or gone on with, and topics that were answered."""
    found = (sector.agent_of.get(ASKED_BY.get(name, name), "") for name in names)
    return sorted({agent for agent in found if agent})


def wish_of(commands: Sequence[str]) -> str | None:
    """The flow that was begun; '' where it was not understood; None where it was anything else."""
    started = [command.removeprefix(STARTED) for command in commands if command.startswith(STARTED)]
    if started:
        return started[0]
    return "" if is_unsure(commands) else None


def taken_for(commands: Sequence[str], readings: Sequence[Mapping[str, Any]]) -> str:
    """As wish_of(); of anything else, small talk say, what it went by."""
    wish = wish_of(commands)
    if wish is not None:
        return wish
    by = [str(one["intent"]) for one in gone_by(commands, readings)]
    return next(filter(None, [*by, *map(_intent_of, commands)]), "")


def gone_by(commands: Sequence[str], readings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of what was read that show in what was done: the rest only came nearest."""
    if wish_of(commands) == "":
        return []
    intents = {_intent_of(command) for command in commands}
    return [
        one for one in readings if one.get("intent") and (one["intent"] in intents or one.get("by") == "flow")
    ]


def understood_in(why: Mapping[str, Any]) -> tuple[str, float | None]:
    """The intent that the mind went by, and how sure it was; '' where it did not go by any."""
    commands, readings = why.get("commands") or (), why.get("understood") or ()
    by = gone_by(commands, readings)
    intent = wish_of(commands) or next((str(one["intent"]) for one in by), "")
    return intent, confidence_in(intent, by, None)


def told(command: object) -> str:
    """A command without the values in it: those may be personal."""
    names = [getattr(command, name, "") for name in ("agent", "slot", "topic", "reason", "problem")]
    names += getattr(command, "candidates", ())
    about = " ".join(str(name) for name in names if name)
    return f"{type(command).__name__} {about}".strip()


def is_for_nothing(commands: Sequence[str]) -> bool:
    """Taken for nothing that its agents do. Who asks which of two is meant takes it for one of them."""
    return wish_of(commands) == "" and not any(one.startswith("Clarify ") for one in commands)


def is_understanding(commands: Sequence[str]) -> bool:
    """Whether another understanding of the same words could be compared with it."""
    return not _BY_OTHERS.intersection(commands)


def heard(commands: Iterable[str]) -> list[str]:
    """By their names, each once; of a question back, between which two it asked."""
    return list(dict.fromkeys(map(_as_heard, commands)))


def is_alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Two understandings of the same words, as heard() tells them. Asking back is asking back."""
    return {*map(_but_unsure, one)} == {*map(_but_unsure, other)}


def differing(commands: Sequence[Command], met: Dialogue, became: Dialogue) -> list[str]:
    """Which of these say another value than the dialogue that met them held afterwards, by their names. What
    it has not kept is not compared.
    """
    flows, wishes = (one.slots for one in became.flows), (one.slots for one in became.wishes)
    kept = [became.values(), *flows, *wishes]
    return heard(
        told(command)
        for command in commands
        for slot, value in _values_of(command, met).items()
        if (values := {one[slot] for one in kept if slot in one}) and value not in values
    )


def asked_before(dialogue: Dialogue) -> list[str]:
    """What the agent waited for an answer to; nothing where whatever is said is a wish of its own."""
    question = dialogue.question
    if question is None or question.about == "anything_else":
        return []
    is_about_all = question.asks == ("confirmation",) and question.about != "flow"
    return [question.about] if is_about_all or not question.asks else list(question.asks)


def _intent_of(command: str) -> str:
    name, _, about = command.partition(" ")
    return ASKED_BY.get(about, about) if f"{name} " in (STARTED, ANSWERED) else _COMES_OF.get(name, "")


def _as_heard(command: str) -> str:
    if command == UNSURE[1]:
        return UNSURE[0]
    return "Answer fact" if command in _ANSWERED_FROM_FACTS else command


def _but_unsure(command: str) -> str:
    return UNSURE[0] if command.startswith(UNSURE) else command


def _values_of(command: Command, met: Dialogue) -> Mapping[str, str]:
    match command:
        case FillSlot(slot, value):
            return {slot: value}
        case Choose(place) if place < len(met.offered):
            return met.offered[place].fills
        case _:
            return {}


def is_unsure(commands: Sequence[str]) -> bool:
    return any(command.startswith(UNSURE) for command in commands)


def confidence_in(intent: str, readings: Sequence[Mapping[str, Any]], of_turn: float | None) -> float | None:
    """How sure it was of this very intent."""
    found = (reading.get("confidence") for reading in readings if reading.get("intent") == intent)
    value = next(found, of_turn)
    return float(value) if value is not None else None
