"""What leans on what was said before: repeated, put right after the next question, or asked of another."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Command, FillSlot, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.values import Listener

_SHORT = 6  # words
_ENOUGH = 0.5  # of the words
_PLAIN = frozenset({"time", "date", "part_of_day", "number", "choice"})
_AND = re.compile(r"^(?:and|what about|how about|y|et|und)\b", re.IGNORECASE)


def repeated(message: Message) -> Sequence[Command]:
    """'As I said, two parcels' tells what is known: the question stands, and nobody has failed."""
    if message.turn.dialogue.flow is None:
        return ()
    for pattern in both(message.turn.sector.markers.get("as_said", {}), message.language):
        if found := pattern.search(message.said):
            rest = f"{message.said[: found.start()]} {message.said[found.end() :]}".strip(" ,.;")
            heard = message.hear(message.flow, rest).commands
            new = [one for one in heard if not _is_known(one, message)]
            return new or ((Answer("as_said"),) if heard else ())
    return ()


def to_the_question_before(message: Message) -> Sequence[Command]:
    """'Nine, then' is no name, but another answer to what was asked before the name."""
    slot = message.turn.dialogue.asked_before
    spec = message.turn.sector.slots.get(slot)
    if spec is None or not message.flow or spec.kind not in _PLAIN or len(message.said.split()) > _SHORT:
        return ()
    heard = Listener(message.turn, message.language, message.flow, (slot,)).hear(message.said)
    told = [one for one in heard.commands if isinstance(one, FillSlot) and one.slot == slot]
    return told if heard.covers(message.said) >= _ENOUGH else ()


def of_another(text: str, message: Message) -> Sequence[Command]:
    """'And the other one?' behind an answer asks the same of another."""
    facts = message.turn.dialogue.facts
    last = facts[-1].name if facts else ""
    if last not in message.turn.sector.flows or not _AND.match(text) or len(text.split()) > _SHORT:
        return ()
    heard = message.hear(last, text, with_question=False).commands
    return [StartFlow(last), *heard] if heard else ()


def _is_known(command: Command, message: Message) -> bool:
    """The very value, or that of another slot of its kind: 'as I said, 35' is no number of years."""
    if not isinstance(command, FillSlot):
        return False
    kinds, known = message.turn.sector.slots, message.turn.dialogue.values()
    kind = kinds[command.slot].kind
    return any(
        value == command.value and (slot == command.slot or slot in kinds and kinds[slot].kind == kind)
        for slot, value in known.items()
    )
