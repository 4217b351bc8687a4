"""How many there are, said otherwise than the sector listens for, whatever was asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import ClearSlot, Command, FillSlot
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.named import named_slots
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
_NUMBER = (
    r"\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dos|tres|cuatro|cinco|seis|siete"
    r"|ocho|nueve|diez|deux|trois|quatre|cinq|sept|huit|neuf|dix|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"
)
_MADE = re.compile(
    r"\W*(?:(?:oh|so|and|actually|ok|sorry|well|y|et|und)\W+)*"
    r"(?:(?:can|could|may) (?:we|i|you|it) (?:make (?:it|that)|do|be|say|go (?:down|up) to)|make (?:it|that)"
    r"|podemos (?:ser|dejarlo en)|puede ser para|on peut être|peut-on être|können wir)"
    rf" (?P<n>{_NUMBER})(?: (?:people|guests|of us|now|instead|then|please|sein|personas|personnes))*\W*",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:told you(?: (?:lot|guys|all))?|said|booked for|was for|is for|table for|going to be|we were"
    r"|there were)"
    rf" (?:{_NUMBER})\b|\b(?:{_NUMBER}) (?:of us|people|guests|covers|personas|personnes|personen|leute)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\d[:.]\d\d\b|\b(?:o'clock|noon|half past)\b|\d ?[ap]\.?m\b", re.IGNORECASE)
_AT_THE_END = 100  # characters: what leads to a number that is all that is said stands right before it
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

_NO_COUNT = re.compile(  # "three nights is too long. Two", "the house number is wrong. 14"
    r"\b(?:nights?|days?|weeks?|months?|hours?|minutes?|noches?|d[ií]as?|semanas?|meses|mes|horas?|minutos?"
    r"|nuits?|jours?|semaines?|mois|heures?|minutes?|n[aä]chten?|tagen?|tage?|wochen?|monaten?|stunden?|minuten?"
    r"|house|flat|door|room|floor|street|road|postcode|address|card|casa|piso|puerta|calle|habitaci[oó]n"
    r"|direcci[oó]n|tarjeta|rue|porte|appartement|[eé]tage|chambre|adresse|carte|hausnummer|straße|wohnung"
    r"|zimmer|karte)\b",
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
    back: that many, where no other is spoken of. Where hours are in question it may be one of them."""
    flow, kinds, said = message.turn.dialogue.flow, message.turn.sector.slots, message.said
    if flow is None or not message.is_read_back or asks(said):
        return ()
    found = _ALONE.search(said, max(0, len(said) - _AT_THE_END))
    if found is None:
        return ()
    if any(kinds[slot].kind == "time" for slot in message.turn.sector.slots_of[flow.name]):
        return ()
    context = SlotContext(message.turn.now, message.turn.business.country, message.language, (), "number")
    numbers = [one for one in find("number", found["n"], context) if one.value.isdigit()]
    slots = [slot for slot in flow.slots if slot in kinds and kinds[slot].kind == "number"]
    if len(slots) != 1 or [one.text for one in numbers] != [found["n"]]:
        return ()
    [slot], [one] = slots, numbers
    clears = named_slots(said, message.turn, flow.name, message.language)
    named = {other.slot for other in clears if isinstance(other, ClearSlot)}
    if named - {slot} or not named and _NO_COUNT.search(said):
        return ()
    return [FillSlot(slot, one.value)] if within(one.value, kinds[slot]) else ()


def made_so_many(message: Message) -> Sequence[Command]:
    """'Can we make it six', right after they said how many they are, or where no time could be meant."""
    dialogue, kinds = message.turn.dialogue, message.turn.sector.slots
    made = _MADE.fullmatch(message.said)
    if dialogue.flow is None or made is None or message.language not in _PLAINLY:
        return ()
    if any(kinds[slot].kind in ("number", "time") for slot in message.expected if slot in kinds):
        return ()
    plainly = _PLAINLY[message.language].format(n=made["n"])
    counted = message.hear(message.flow, plainly, with_question=False).fills
    has_time = any(kinds[slot].kind == "time" for slot in dialogue.flow.slots if slot in kinds)
    return [
        one
        for one in counted
        if dialogue.flow.slots.get(one.slot, one.value) != one.value
        and (dialogue.asked_before == one.slot or not has_time)
    ]


def of_what_was_counted(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """'I told you 30, half of them are off. Can we make it 12': so many people, and not that hour."""
    for place, one in enumerate(clauses):
        made, reading, sector = _MADE.fullmatch(one.text), one.reading, one.message.turn.sector
        before = " ".join(other.text for other in clauses[:place])
        if made is None or not _COUNTED.search(before) or _HOURS.search(before):
            continue
        likely = [name for name in (reading.intent, reading.runner_up) if name and name in sector.flows]
        counting = [name for name in likely if _only_counts(name, one)]
        if counting and one.message.turn.dialogue.flow is None:
            meant = replace(reading, intent=counting[0], runner_up=None, in_scope=True, sure=True)
            others = [other for other in clauses if not _is_as_it_was(other, counting[0])]
            return [Clause(one.text, meant, one.message) if other is one else other for other in others]
    return clauses


def _is_as_it_was(clause: Clause, flow: str) -> bool:
    """'It was going to be 80 of us': no number that is wished for."""
    is_alike = clause.intent == flow or not clause.is_likely
    return is_alike and not clause.records and _COUNTED.search(clause.text) is not None


def _only_counts(flow: str, clause: Clause) -> bool:
    sector = clause.message.turn.sector
    kinds = {sector.slots[slot].kind for slot in sector.slots_of[flow] if slot in sector.slots}
    return "number" in kinds and "time" not in kinds


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
