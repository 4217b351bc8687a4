"""Two of the same in one breath: "where are CW-2045187 and CW-2045333?" asks for both."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Choose, Command, FillSlot, StartFlow
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.corrections import has_cue, standing
from caly_app.agents.understanding.slots.plain import folded, plain

_DIGIT = re.compile(r"\d")
_NOT = re.compile(
    r"\b(?:not|no|nor|but|don't|never|only|just|sino|ni|pero|solo|pas|mais|juste|seulement|nicht|kein\w*|aber|nur"
    r"|or|o|ou|oder)\b"
)
_A_NAME = 4  # letters
_AT_MOST = 4  # more than that is a list for a person
_PLAIN = frozenset({"date", "time", "part_of_day", "choice", "number", "text"})  # meant for each of them


def others_of_it(flow: str, text: str, heard: Sequence[Command], message: Message) -> list[Command]:
    """A wish of its own for each further number of the kind, to come after the first, with what else is said
    of them. What was taken back is none, nor is a number that looks otherwise."""
    slots, of_flow = message.turn.sector.slots, message.turn.sector.slots_of.get(flow, ())
    numbers = [slot for slot in of_flow if slots[slot].kind == "reference" and slots[slot].entity]
    fills = [one for one in heard if isinstance(one, FillSlot)]
    first = next((one for one in fills if numbers == [one.slot]), None)
    if first is None:
        return _others_offered(flow, text, heard, message)
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    found = standing(find("reference", text, context), plain(text, message.language))
    values = list(dict.fromkeys(one.value for one in found if one.problem is None and one.value))
    alike = [value for value in values if _form(value) == _form(first.value)]
    if first.value not in alike or len(alike) > _AT_MOST:
        return []
    also = [one for one in fills if one is not first and slots[one.slot].kind in _PLAIN]
    commands: list[Command] = []
    for value in alike:
        if value != first.value:
            commands += [StartFlow(flow, later=True, another=True), FillSlot(first.slot, value, flow)]
            commands += [FillSlot(one.slot, one.value, flow) for one in also]
    return commands


def _others_offered(flow: str, text: str, heard: Sequence[Command], message: Message) -> list[Command]:
    """'The metformin first, then the amlodipine', asked which of them: the other comes after it."""
    kinds, offered = message.turn.sector.slots, message.turn.dialogue.offered
    chosen = next((one.place for one in heard if isinstance(one, Choose)), None)
    picked = [slot for slot in message.expected if slot in kinds and kinds[slot].kind == "picked"]
    said = plain(text, message.language).text
    if chosen is None or len(picked) != 1 or _NOT.search(said) or has_cue(said):
        return []
    words = [{word for value in one.values.values() for word in _names(value)} for one in offered]
    commands: list[Command] = []
    for place, one in enumerate(offered):
        own = words[place].difference(*(other for n, other in enumerate(words) if n != place))
        if place != chosen and picked[0] in one.fills and own & _names(text):
            commands += [StartFlow(flow, later=True, another=True)]
            commands += [FillSlot(slot, value, flow) for slot, value in one.fills.items()]
    return commands


def _names(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d]+", folded(text)) if len(word) >= _A_NAME}


def _form(number: str) -> str:
    return _DIGIT.sub("0", number)
