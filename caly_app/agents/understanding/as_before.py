"""'The same as last time', and of what: of all that is open, or of what was named."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import AsBefore, Clarify, Command, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.named import named_slots

_WORD = re.compile(r"\w")
_SHORT = 8  # words: more than that, and no wish known, is a story


def within_the_flow(message: Message) -> Sequence[Command]:
    """What is said with it stands; the rest is as it was. Nothing where it is not said, or cannot be."""
    open_flow = message.turn.dialogue.flow
    if open_flow is None or message.turn.sector.flows[open_flow.name].again is None:
        return ()
    found = _said(message, (open_flow.name,))
    if found is None:
        return ()
    wish, rest = found
    heard = message.hear(open_flow.name, rest)
    texts = _texts_asked(message)
    others = [one for one in heard.commands if getattr(one, "slot", "") not in texts]
    message.read.append({"intent": open_flow.name, "confidence": 1.0, "by": "flow"})
    message.confidence = 1.0
    return [*others, wish]


def set_apart(message: Message) -> AsBefore | None:
    """'A table on Friday, same as last time' is a wish for a table: what is left is read by itself."""
    if message.turn.dialogue.flow is not None or (found := _said(message, _repeatable(message))) is None:
        return None
    wish, rest = found
    message.said = rest or message.said
    return wish


def with_a_wish(commands: Sequence[Command], wish: AsBefore, message: Message) -> Sequence[Command]:
    """Behind the wish it belongs to; 'the usual' alone is the first that can be had again."""
    flows = message.turn.sector.flows
    usual = next(iter(_repeatable(message)), "")
    unclear = all(isinstance(command, Clarify) for command in commands) or _is_all(message)
    for command in commands:
        if isinstance(command, StartFlow) and not command.later:
            if flows[command.agent].again:
                return [*commands, wish]
            if not usual or not unclear:
                return commands
    if not usual or not unclear or len(message.said.split()) > _SHORT:
        return commands
    return [StartFlow(usual), *message.hear(usual, message.said, with_question=False).commands, wish]


def _repeatable(message: Message) -> tuple[str, ...]:
    """Flows that can be as last time: what is booked before what is on record."""
    flows, is_off = message.turn.sector.flows, message.turn.is_off
    found = [(bool(flow.again.record), name) for name, flow in flows.items() if flow.again]
    ordered = sorted(found, key=lambda one: one[0])
    return tuple(name for _, name in ordered if not is_off(name))


def _is_all(message: Message) -> bool:
    """'The same as usual', and nothing beside it: no wish is named, whatever else people say it of."""
    found = _said(message, _repeatable(message))
    return found is not None and not _WORD.search(found[1])


def _said(message: Message, flows: Sequence[str]) -> tuple[AsBefore, str] | None:
    """The wish and what is said beside it. The same of something else is no wish of ours."""
    for pattern in both(message.turn.sector.markers.get("as_before", {}), message.language):
        if (found := pattern.search(message.said)) is None:
            continue
        what = (found.groupdict().get("what") or "").strip()
        slots = _named(what, flows, message)
        if slots or not what:
            rest = (
                f"{message.said[: found.start()].rstrip(' ,;')} {message.said[found.end() :].lstrip(' ,;')}"
            )
            return AsBefore(slots), rest.strip()
    return None


def _named(what: str, flows: Sequence[str], message: Message) -> tuple[str, ...]:
    """'The same doctor as last time' is the doctor."""
    if what.casefold() in ("", "one", "order"):
        return ()
    found: list[str] = []
    for flow in flows:
        again = message.turn.sector.flows[flow].again
        named = named_slots(what, message.turn, flow, message.language)
        found += [slot for one in named if again and (slot := getattr(one, "slot", "")) in again.fills]
    return tuple(dict.fromkeys(found))


def _texts_asked(message: Message) -> set[str]:
    """Anything may answer a question for text: what is left of a wish for the same is no answer."""
    slots = message.turn.sector.slots
    return {slot for slot in message.expected if slot in slots and slots[slot].kind == "text"}
