"""How many there are, said otherwise than the sector listens for, whatever was asked."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.hours import COUNTS_PEOPLE
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.slots.taken_back import TAKES_BACK
from caly_app.agents.understanding.whole import within

# Each sector that counts people hears these.
_PLAINLY = {"en": "{n} of us", "es": "somos {n}", "fr": "nous sommes {n}", "de": "wir sind {n}"}
_BEHIND = re.compile(
    r"(?: (?:people|persons?|guests|of us|adults|in all|altogether|now|instead|then|please|thanks"
    r"|personas|adultos|en total|ahora|entonces|por favor|gracias"
    r"|personnes|adultes|au total|alors|maintenant|s'il vous plait|merci"
    r"|personen|leute|erwachsene|gaste|insgesamt|dann|jetzt|bitte|danke))*\W*"
)
_IN_ALL = re.compile(r"zu ")  # "zu sechst"
_BEFORE = 5  # words: more than that tell a story
_LEAD = (
    rf"(?:(?:{TAKES_BACK}|so|then|oh|ok|okay|well|just|only|it's|it'll be|that's|we're|that makes|call it|say"
    r"|que sean|entonces|as[ií] que|pues|ser[ií]an|sean|alors|donc|du coup|[cç]a fait|mettons|disons"
    r"|also|dann|das macht|das sind|macht)[\s,;:–-]+)"
)
_ALONE = re.compile(  # a number that is a sentence, or all that is said behind what leads to it
    rf"(?:(?:^|(?<=[.!?…]))\s*{_LEAD}*|(?<=\w)[\s,;:–-]+{_LEAD}+)"
    r"(?P<n>[^\s,.;:!?]+(?:[ -][^\s,.;:!?]+){0,3}?)"
    r"(?:[\s,.–-]+(?:sorry|please|then|now|in all|altogether|perd[oó]n|por favor|entonces|pardon|alors"
    r"|du coup|s'il vous pla[iî]t|bitte|dann|insgesamt))*[\s.!]*\Z",
    re.IGNORECASE,
)


def so_many(message: Message) -> Sequence[Command]:
    """'Mejor para seis', 'plutôt pour six', 'doch zu sechst', asked for a name: another number of people."""
    flow, kinds, said = message.turn.dialogue.flow, message.turn.sector.slots, message.said
    if flow is None or asks(said) or message.language not in _PLAINLY:
        return ()
    if any(kinds[slot].kind in ("number", "time") for slot in message.expected if slot in kinds):
        return ()
    count = _count(said, SlotContext(message.turn.now, message.turn.business.country, message.language))
    plainly = _PLAINLY[message.language].format(n=count)
    heard = message.hear(message.flow, plainly, with_question=False).fills if count else ()
    return [one for one in heard if flow.slots.get(one.slot, count) != count]


def alone(message: Message) -> Sequence[Command]:
    """'Hang on, there's one in the van. Four', 'his sister has rung, so 46, sorry', where a number was read
    back: that many, whatever was told before it. Where hours are in question it may be one of them."""
    flow, kinds, said = message.turn.dialogue.flow, message.turn.sector.slots, message.said
    if flow is None or not message.is_read_back or asks(said) or not (found := _ALONE.search(said)):
        return ()
    if any(kinds[slot].kind == "time" for slot in message.turn.sector.slots_of[flow.name]):
        return ()
    context = SlotContext(message.turn.now, message.turn.business.country, message.language, (), "number")
    numbers = [one for one in find("number", found["n"], context) if one.value.isdigit()]
    slots = [slot for slot in flow.slots if slot in kinds and kinds[slot].kind == "number"]
    if len(slots) != 1 or [one.text for one in numbers] != [found["n"]]:
        return ()
    [slot], [one] = slots, numbers
    return [FillSlot(slot, one.value)] if within(one.value, kinds[slot]) else ()


def _count(said: str, context: SlotContext) -> str:
    """ "" where anything else is said as well."""
    numbers = find("number", said, context)
    if len(numbers) != 1 or not (one := numbers[0]).value.isdigit():
        return ""
    before, behind = folded(said[: one.start]), folded(said[one.end :])
    if len(before.split()) > _BEFORE or not _BEHIND.fullmatch(behind):
        return ""
    is_counted = COUNTS_PEOPLE.search(before) or _IN_ALL.match(folded(one.text))
    return one.value if is_counted else ""
