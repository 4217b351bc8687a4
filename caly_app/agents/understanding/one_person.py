"""Two people named where one is meant: who is to come first, and who of them was asked for."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Command, FillSlot, StartFlow
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots import SlotContext, find

_AND = re.compile(
    r",?\s+(?:and|y|e|et|und)\s+(?:my \w+ |mi \w+ |mon \w+ |ma \w+ |mein\w* \w+ )?", re.IGNORECASE
)
_SPEAKER = re.compile(
    r"\b(?:i'?m|i am|my name(?:'s| is)|me llamo|soy|mi nombre es|je suis|je m'appelle|moi c'est|ich bin"
    r"|ich hei(?:ß|ss)e|mein name ist)\s",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:s?he(?:'s| is)|they(?:'re| are)|(?:her|his|their) name(?:'s| is)|(?:hers|his|theirs) is"
    r"|(?:my|our) (?:\w+ )?\w+(?:'s| is)|(?:él|ella|el niño|la niña|mi \w+) (?:es|se llama)"
    r"|(?:il|elle|mon \w+|ma \w+)(?:,)? (?:est|c'est|s'appelle)|lui c'est|elle c'est"
    r"|(?:er|sie|mein\w* \w+) (?:ist|hei(?:ß|ss)t))\s+(?:called |named )?",
    re.IGNORECASE,
)


def of_the_other(message: Message) -> Sequence[Command]:
    """'I'm Ana Crane, he's Leo Crane', asked for the name of whom it is for: his."""
    flow, kinds = message.turn.dialogue.flow, message.turn.sector.slots
    asked = [slot for slot in message.expected if slot in kinds and kinds[slot].kind == "name"]
    theirs = {
        other for slot in (flow.slots if flow else ()) if slot in kinds for other in kinds[slot].of_another
    }
    if len(asked) != 1 or asked[0] not in theirs or not (speaker := _SPEAKER.search(message.said)):
        return ()
    other = _OTHER.search(message.said, speaker.end())
    context = SlotContext(message.turn.now, message.turn.business.country, message.language, expected="name")
    named = find("name", message.said[other.end() :], context) if other else ()
    return [FillSlot(asked[0], named[0].value)] if named and named[0].value else ()


def one_at_a_time(commands: Sequence[Command], message: Message) -> tuple[Command, ...]:
    """'Enrol my two kids', 'Ann Lee and Bob Lee': the first now."""
    started = [one.agent for one in commands if isinstance(one, StartFlow) and not one.later]
    flow = started[0] if started else message.flow
    spec = message.turn.sector.flows.get(flow)
    if spec is None or not spec.one_person or not (started or _is_told(commands)):
        return tuple(commands)
    if not (message.is_marked("several_people") or _names_two(message)):
        return tuple(commands)
    return (*commands, Answer("one_person"))


def _is_told(commands: Sequence[Command]) -> bool:
    return any(isinstance(one, FillSlot) for one in commands)


def _names_two(message: Message) -> bool:
    """Both with a first and a last name, asked for one."""
    kinds = message.turn.sector.slots
    if not any(slot in kinds and kinds[slot].kind == "name" for slot in message.expected):
        return False
    context = SlotContext(message.turn.now, message.turn.business.country, message.language, expected="name")
    parts = _AND.split(message.said)
    named = [one.value for part in parts for one in find("name", part, context) if " " in one.value]
    return len(parts) > 1 and len(set(named)) == len(parts)
