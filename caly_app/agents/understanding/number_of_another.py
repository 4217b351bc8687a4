"""Two numbers in what somebody says who has to prove who they are: whose is which.

'What does my friend owe, ST-1077? I'm ST-1042': the one proves who asks, the other is what is asked of.
"""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Command, FillSlot, StartFlow
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.corrections import has_cue, standing
from caly_app.agents.understanding.slots.plain import plain

ASKED = "asked_number"  # what is asked of, beside the number that proves who asks
_DIGIT = re.compile(r"\d")
_OF_A_RECORD = re.compile(r"[A-Z]{2,4}-?\d{3,10}")
_IS = r"(?: is| es| est| ist|'s| lautet|:)?"
_OWN = re.compile(
    rf"\b(?:i'?m|i am|mine{_IS}|my own(?: \w+){{0,2}}?{_IS}|my (?:\w+ )?number{_IS}"
    rf"|soy|(?:el|la) m[ií][oa]{_IS}"
    rf"|mi (?:propi[oa]|número)(?: \w+)?{_IS}|je suis|l[ea] mien(?:ne)?{_IS}|mon (?:propre )?numéro{_IS}"
    rf"|ich bin|meine[rs]?{_IS}|meine? (?:eigene\w* )?(?:nummer|\w+nummer){_IS})[\s,:]*$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:her|his|their|somebody else'?s|someone else'?s|su|sus|son|sa|leur|sein\w*|ihr\w*)\b"
    r"|\b(?:my|our|mi|nuestr[oa]|mon|ma|notre|mein\w*|unser\w*) (?:\w+ )?"
    r"(?:friend|mate|wife|husband|partner|son"
    r"|daughter|mother|mum|mom|father|dad|sister|brother|neighbou?r|colleague|flatmate|cousin|aunt|uncle"
    r"|amig[oa]|mujer|marido|hij[oa]|madre|padre|herman[oa]|vecin[oa]|amie?|femme|mari|fille|fils|mère|père"
    r"|sœur|frère|voisine?|freund\w*|frau|mann|sohn|tochter|mutter|vater|schwester|bruder|nachbar\w*)\b",
    re.IGNORECASE,
)


def with_what_is_asked(commands: Sequence[Command], message: Message) -> tuple[Command, ...]:
    """The number that proves who asks, and beside it the one that is asked of."""
    if any(_whose_first(one) == 1 for one in commands):
        commands = sorted(commands, key=_whose_first)
    slot, flow = _proven_by(commands, message)
    numbers = _numbers(slot, message) if slot else {}
    if not numbers:
        return (*commands, *_taken_by_nothing(commands, flow, message)) if flow else tuple(commands)
    sector, dialogue = message.turn.sector, message.turn.dialogue
    takes_it = slot in sector.slots_of[flow]
    own = next((one for one, before in numbers.items() if _OWN.search(before)), "")
    known = "" if dialogue.identity.customer_id else dialogue.values().get(slot, "")
    if own:
        others = [one for one in numbers if one != own] or [one for one in (known,) if one and one != own]
    elif dialogue.identity.customer_id or len(numbers) > 1:
        own = "" if dialogue.identity.customer_id else next(iter(numbers))
        others = [] if takes_it else [one for one in numbers if one != own]
    else:
        [only] = numbers
        return (*commands, FillSlot(ASKED, only)) if _THEIRS.search(message.said) else tuple(commands)
    if not others or len(numbers) == 1 and own and has_cue(plain(message.said, message.language).text):
        return tuple(commands)
    kept = [one for one in commands if not _names(one, numbers, flow)]
    proof = (FillSlot(slot, own),) if own else ()
    return (*kept, *proof, FillSlot(ASKED, others[0]))


def _whose_first(command: Command) -> int:
    """'My son's? He was born in May': the day is his."""
    if isinstance(command, StartFlow) and not command.later:
        return 0
    return 1 if command == FillSlot("whose", getattr(command, "value", "")) else 2


def _proven_by(commands: Sequence[Command], message: Message) -> tuple[str, str]:
    """The slot of the number that proves who asks for this, and the flow; '' where none does."""
    sector = message.turn.sector
    started = [one.agent for one in commands if isinstance(one, StartFlow) and not one.later]
    under_way = message.turn.dialogue.flow
    flow = started[0] if started else under_way.name if under_way else ""
    if flow not in sector.flows or not any(step.prove for step in sector.flows[flow].steps):
        return "", ""
    numbers = [one for one in message.turn.proof if sector.slots[one].kind == "reference"]
    return (numbers[0] if numbers else "", flow)


def _taken_by_nothing(commands: Sequence[Command], flow: str, message: Message) -> Sequence[Command]:
    """'How much data is left on LN-2001?', where the flow tells of what is theirs: of which, it must say."""
    takes = {*message.turn.sector.slots_of[flow], *message.turn.proof}
    taken = {one.value for one in commands if isinstance(one, FillSlot) and one.slot in takes}
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    found = standing(find("reference", message.said, context), plain(message.said, message.language))
    named = [one.value for one in found if one.problem is None and _OF_A_RECORD.fullmatch(one.value)]
    if taken.intersection(named):
        return ()  # the other is of another wish: "cancel HS-31001, and HS-31044 should be 18"
    return [FillSlot(ASKED, named[-1])] if named else ()


def _numbers(slot: str, message: Message) -> dict[str, str]:
    """Each number that looks like one of these -> the words before it."""
    spec = message.turn.sector.slots[slot]
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    found = standing(find("reference", message.said, context), plain(message.said, message.language))
    alike = [
        one
        for one in found
        if one.problem is None and one.value and spec.shape and spec.shape.fullmatch(one.value)
    ]
    forms = [_DIGIT.sub("0", one.value) for one in alike if not one.value.isdigit()]
    return {
        one.value: message.said[: one.start]
        for one in alike
        if forms and _DIGIT.sub("0", one.value) == forms[0]
    }


def _names(command: Command, numbers: dict[str, str], flow: str) -> bool:
    """Says one of the numbers, or begins the same once more for one of them."""
    if isinstance(command, FillSlot):
        return command.value in numbers
    return isinstance(command, StartFlow) and command.another and command.agent == flow
