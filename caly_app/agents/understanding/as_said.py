"""What leans on what was said before: repeated, added to, put right a question later, asked of another."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Choose, Command, FillSlot, StartFlow
from caly_app.agents.sector import SlotSpec, both
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.how_many import alone, made_so_many, so_many
from caly_app.agents.understanding.message import Message, asks, asks_for_text
from caly_app.agents.understanding.one_person import of_the_other
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.values import Listener
from caly_app.agents.understanding.wishes_apart import name_of
from caly_app.agents.understanding.yes_or_no import takes_up

_SHORT = 6  # words
_A_NAME = 8  # words: "what about the quiche of the day"
_ENOUGH = 0.5  # of the words
_PLAIN = frozenset({"time", "date", "part_of_day", "number", "choice"})
_NUMBERED = frozenset({"reference", "number"})
# What is the speaker's already is not what is being made.
_OWN = re.compile(r"\b(?:my|our|mi|nuestr[oa]|ma|mon|notre|mein\w*|unser\w*)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\W*\d{3,}\W*")  # nobody knows of what
_MORE = re.compile(
    r"(?:(?:oh|ah|yes|yeah|ok|okay|sí|oui|ja|and|also|plus|y|et|und|can you|we'd like|i'd like)[ ,]+)*"
    r"(?:and|also|plus|add|with|y|también|et|aussi|avec|und|auch|noch|dazu|another|one more|otr[oa]"
    r"|(?=an? |una? |une |ein))\b[ ,]*(?:also |add |have )?(?P<what>\w.{2,120})",
    re.IGNORECASE,
)
_JUST = re.compile(
    r"(?:(?:oh|ah|um+|no|sorry|wait|hang on|actually|perdón|pardon|nein|ach)[ ,]+)*"
    r"(?:just|only|make (?:it|that)(?: just)?|solo|seulement|juste|nur) "
    r"(?P<what>(?!a moment|a sec|one moment)\w.{2,120})",
    re.IGNORECASE,
)
_AND_TO = re.compile(
    r"^(?:(?:and|what about|how about|(?:how is|how's|what is|what's) it(?: like)?|y|et|und|qué tal"
    r"|qué (?:pasa|hay)|cómo es|qu'en est-il|c'est comment|comment c'est"
    r"|wie (?:ist|sieht) (?:es|das)(?: denn)?|was ist)\s+)*"
    r"(?:(?:to|in|for|at|with|a|al|en|para|de|del|con|à|au|du|pour|avec|nach|zu|für|mit|bei|beim)\s+)?"
    r"(?:(?:the|el|la|los|las|le|les|der|die|das|den|dem)\s+)?",
    re.IGNORECASE,
)
_THE_SAME = re.compile(
    r"\b(?:another|other|too|as well|also|same|that one|this one|one more|second|how about|what about"
    r"|otr[oa]|también|mism[oa]|autre|aussi|pareil|même|andere[ns]?|auch|genauso|gleiche|zweite[ns]?)\b",
    re.IGNORECASE,
)
_ONLY_ASKS = re.compile(
    r"\b(?:when|where|what (?:day|time)|how(?! about)|cuándo|dónde|cómo|qué (?:día|hora)|quand|où|comment"
    r"|wann|wo|wie(?! wäre))\b[^.!]*\?",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:^|[.!?…] )¿?(?P<and>(?:and|what about|how about|y|et|und)\b[^.!?…]+\??)", re.IGNORECASE
)
_THEN = re.compile(
    r"(?:^|[.,;!?] )(?:(?:ok|okay|so|and|well|right|alright|fine|vale|bueno|bon|gut|na) )*"
    r"(?P<then>(?:then|in that case|what about|how about|and what about|maybe|entonces|pues|en ese caso"
    r"|y qué tal|alors|dans ce cas|et si|dann|in dem fall|wie wäre es mit|oder"
    r"|(?:i(?:'ve| have)?|we(?:'ve| have)?)(?: got| also)*(?: an)?other one|tengo otr[oa]"
    r"|j'en ai une? autre|ich hab\w* noch eine\w*)\b.+)",
    re.IGNORECASE,
)
_WELL = r"(?:ok|okay|hm+|um+|oh|ah|so|and|or|no|well|sorry|y|o|pues|et|ou|alors|und|oder|dann|na)[ ,.]+"
_WOULD = (
    r"(?:can|could|would) (?:you|we|i|it) (?:do|make|manage|come|be|have|say|fit me in)|what about"
    r"|how about|what if|is|would|will|is there anything|anything|got anything|have you got"
    r"|qu[eé] tal|puede ser|podr[ií]a ser|tienen?|est-ce que|vous avez|ce serait possible|c'est possible"
    r"|(?:geht|ginge|passt)(?: es)?(?: auch)?|h[aä]tten? sie|wie w[aä]r\w*(?: es)?(?: mit)?"
)
_DO = (
    r"any (?:good|use|better)|do|ok(?:ay)?|(?:be )?(?:possible|free|better|available)|works?|instead|posible"
    r"|libre|mejor|(?:est|serait|c'est) (?:bien|possible)|[cç]a (?:va|irait)|geht|ginge|m[oö]glich|frei|auch"
    r"|gehen|passt"
)
_PLEASE = r"(?:[ ,]+(?:then|please|entonces|por favor|alors|dann|bitte))*\W*"
_WOULD_DO = re.compile(  # one side or both: "is ten any good"
    rf"(?:{_WELL})*(?P<lead>(?:{_WOULD})\W+)?(?P<what>[^,.;?!]{{1,32}}?)(?P<tail>(?:\W+(?:{_DO}))+)?{_PLEASE}",
    re.IGNORECASE,
)
_TIME_TO = re.compile(
    r"(?:[\w']+[ ,]+){0,4}(?:time|hour|hora|l'heure|uhrzeit|zeit)(?: (?:be|is))?"
    r" (?:to(?: be)?|a|para|à|pour|auf)"
    rf" (?P<what>[^,.;?!]{{1,32}}?){_PLEASE}",
    re.IGNORECASE,
)
_A_SENTENCE = 20  # words
_FOUND = frozenset({"picked", "reference", "resource"})  # which one it is: another thing has another
_WAS_WRONG = re.compile(
    r"\b(?:wrong|mixed up|mine(?:'s| is)|ours is|equivocad\w*|confundid\w*|[eé]l m[ií]o es|la m[ií]a es"
    r"|mauvaise?|trompée?|l[ea] mien(?:ne)? est|falsch\w*|verwechselt|vertan|mein(?:e[rs]?)? ist)\b",
    re.IGNORECASE,
)


def repeated(message: Message) -> Sequence[Command]:
    """'As I said, two parcels' tells what is known: the question stands, and nobody has failed."""
    if message.turn.dialogue.flow is None:
        return ()
    for pattern in both(message.turn.sector.markers.get("as_said", {}), message.language):
        if found := pattern.search(message.said):
            rest = f"{message.said[: found.start()]} {message.said[found.end() :]}".strip(" ,.;")
            heard = message.hear(message.flow, rest).commands
            new = [one for one in heard if not _is_known(one, message)]
            is_nothing_else = "same" in found.groupdict() and not rest
            return new or ((Answer("as_said"),) if heard or is_nothing_else else ())
    return ()


def added(message: Message) -> Sequence[Command]:
    """'Oh and a soup please', once an order was read back; 'just the one soup' is all that is left of it."""
    flow, slots = message.turn.dialogue.flow, message.turn.sector.slots
    if flow is None or message.expected not in (("confirmation",), ("change",)) or asks(message.said):
        return ()
    more = _MORE.match(message.said)
    slot = next((name for name in flow.slots if name in slots and slots[name].adds), "")
    if slot and (just := _JUST.match(message.said)):
        return [FillSlot(slot, just["what"])]
    return [FillSlot(slot, f"{flow.slots[slot]}, {more['what']}")] if more and slot else ()


def of_what_was_offered(message: Message) -> Sequence[Command]:
    """What was offered a while ago is picked, though something else is asked now."""
    return _the_other(message) or _of_what_waits(message)


def _the_other(message: Message) -> Sequence[Command]:
    """'No, the other one', once one of two was picked."""
    flow = message.turn.dialogue.flow
    if flow is None or flow.passed_over is None or message.turn.dialogue.offered:
        return ()
    if len(message.said.split()) > _SHORT or not message.is_marked("the_other"):
        return ()
    return [FillSlot(slot, value) for slot, value in flow.passed_over.fills.items()]


def to_the_question_before(message: Message) -> Sequence[Command]:
    """'Nine, then' is no name, but another answer to what was asked before the name: to the time, say."""
    dialogue, slots = message.turn.dialogue, message.turn.sector.slots
    if dialogue.flow is None or len(message.said.split()) > _SHORT or _NUMBER.fullmatch(message.said):
        return ()
    if any(slots[one].kind in _NUMBERED for one in message.expected if one in slots):
        if not message.is_marked("change_of_mind"):
            return ()  # "room 12", asked for the room, is no time
    times = [slot for slot in dialogue.flow.slots if slot in slots and slots[slot].kind == "time"]
    for slot in dict.fromkeys((dialogue.asked_before, *times)):
        if slot not in slots or slots[slot].kind not in _PLAIN:
            continue
        heard = Listener(message.turn, message.language, message.flow, (slot,)).hear(message.said)
        told = [one for one in heard.commands if isinstance(one, FillSlot) and one.slot == slot]
        if told and heard.covers(message.said) >= _ENOUGH:
            return told
    return ()


def _of_what_waits(message: Message) -> Sequence[Command]:
    """'The travel one', when a code for the balance was asked for, is the card to be blocked, which waits."""
    dialogue, said = message.turn.dialogue, message.said
    below = dialogue.flows[-2] if len(dialogue.flows) > 1 else None
    if below is None or not below.left_offered or dialogue.offered:
        return ()
    if len(said.split()) > _SHORT or asks(said) or asks_for_text(message):
        return ()
    if message.hear(message.flow, said).commands:
        return ()
    asked = tuple(dict.fromkeys(slot for choice in below.left_offered for slot in choice.fills))
    heard = Listener(message.turn, message.language, below.name, asked, tuple(below.left_offered)).hear(said)
    places = [one.place for one in heard.commands if isinstance(one, Choose)]
    if len(places) != 1 or places[0] >= len(below.left_offered):
        return ()
    fills = below.left_offered[places[0]].fills
    return [StartFlow(below.name), *(FillSlot(slot, value) for slot, value in fills.items())]


def otherwise(message: Message) -> Sequence[Command]:
    """Whatever was asked: for so many, or at that time instead."""
    counted = so_many(message) or made_so_many(message) or alone(message)
    return counted or at_another_time(message)


def at_another_time(message: Message) -> Sequence[Command]:
    """'Can you do ten?', 'geht zehn?', 'change the time to ten': whatever was asked, it is another time."""
    dialogue, slots = message.turn.dialogue, message.turn.sector.slots
    put = _WOULD_DO.fullmatch(message.said)
    put = put if put and (put["lead"] or put["tail"]) else _TIME_TO.fullmatch(message.said)
    if dialogue.flow is None or put is None or _OWN.search(message.said):
        return ()
    if any(slots[one].kind in _NUMBERED for one in message.expected if one in slots):
        return ()
    own = (*dialogue.flow.slots, *message.expected)
    times = [slot for slot in dict.fromkeys(own) if slot in slots and slots[slot].kind == "time"]
    for slot in times:
        heard = Listener(message.turn, message.language, message.flow, (slot,)).hear(put["what"])
        told = [one for one in heard.commands if isinstance(one, FillSlot)]
        if any(one.slot == slot for one in told) and heard.covers(put["what"]) >= _ENOUGH:
            return told
    return ()


def is_of_what_is_open(clause: Clause, message: Message) -> bool:
    """What people say of something else as well, of what is under way."""
    return (
        is_put_right(message) or _is_of_what_is_made(clause, message) or _says_what_was_asked(clause, message)
    )


def is_put_right(message: Message) -> bool:
    """'Wait, make it six people' is about what is under way, whatever else people say it of."""
    if len(message.said.split()) > _SHORT or _OWN.search(message.said):
        return False
    if not message.is_marked("change_of_mind") or message.is_marked("cancel_it"):
        return False
    known = message.turn.dialogue.values()
    heard = message.hear(message.flow, message.said).commands
    return any(isinstance(one, FillSlot) and known.get(one.slot, one.value) != one.value for one in heard)


def _is_of_what_is_made(clause: Clause, message: Message) -> bool:
    """'Make it six people', said of a table that is being booked, changes none of what stands, unless that is
    named by its number or as theirs."""
    flows, known = message.turn.sector.flows, message.turn.dialogue.values()
    if any(step.prove for step in flows[message.flow].steps) or _OWN.search(clause.text):
        return False
    if not any(step.prove for step in flows[clause.intent].steps) or clause.is_about_a_record(clause.intent):
        return False
    fills = clause.tells_for(clause.intent)
    if message.is_marked("cancel_it", clause.text) or any(one.slot not in known for one in fills):
        return False
    are_new = all(known[one.slot] != one.value for one in fills)
    return bool(fills) and (are_new or not clause.is_question)


def _says_what_was_asked(clause: Clause, message: Message) -> bool:
    """'It's broken, arrived in pieces', asked why it goes back, claims nothing else that is called by its
    name."""
    kinds = message.turn.sector.slots
    if clause.is_request or name_of(clause.intent, message) & set(folded(clause.text).split()):
        return False
    return any(
        isinstance(one, FillSlot) and one.slot in message.expected and kinds[one.slot].kind == "choice"
        for one in clause.answers()
    )


def to_what_was_proposed(message: Message) -> Sequence[Command]:
    """'Yes please then', once what was asked beside a proposal is answered."""
    proposed = message.turn.dialogue.proposed
    if proposed is None or not takes_up(message):
        return ()
    known = [FillSlot(slot, value) for slot, value in proposed.fills.items()]
    return [
        StartFlow(proposed.flow),
        *known,
        *message.hear(proposed.flow, message.said, with_question=False).commands,
    ]


def somebody_elses(message: Message) -> Sequence[Command]:
    """'No, my wife's appointment, not mine' is no other wish than the one under way."""
    if theirs := of_the_other(message):
        return theirs
    if message.turn.dialogue.flow is None or asks(message.said) or len(message.said.split()) > _A_NAME:
        return ()
    heard = message.hear(message.flow, message.said, with_question=False).commands
    return heard if any(isinstance(one, FillSlot) and one.slot == "whose" for one in heard) else ()


def of_another(text: str, message: Message) -> Sequence[Command]:
    """'And the other one?', 'a pity. And SPRING10?' behind an answer asks the same of another."""
    facts, found = message.turn.dialogue.facts, _AND.search(text)
    last = facts[-1].name if facts else ""
    if last not in message.turn.sector.flows or not found or len(found["and"].split()) > _A_NAME:
        return ()
    behind, text = text[found.end() :], found["and"]
    if message.changes(last) and _ONLY_ASKS.search(text):
        return ()
    told = message.hear(last, text, with_question=False).commands
    heard = [*told] or [*_named_without_a_cue(last, text, message)]
    if not heard:
        return ()
    also = message.hear(last, behind, with_question=False).fills if behind else ()
    return [StartFlow(last), *heard, *(one for one in also if not _is_filled(one.slot, heard))]


def _is_filled(slot: str, commands: Sequence[Command]) -> bool:
    return any(isinstance(one, FillSlot) and one.slot == slot for one in commands)


def _named_without_a_cue(flow: str, text: str, message: Message) -> Sequence[Command]:
    """'And to Wexley?', where the flow asks for one thing in the customer's words and only tells."""
    steps, slots = message.turn.sector.flows[flow].steps, message.turn.sector.slots
    asked = [slot for step in steps for slot in step.ask if slot in slots]
    what = _AND_TO.sub("", text).strip(" ?.!,")
    if message.changes(flow) or len(asked) != 1 or not what or asks(what):
        return ()
    return [FillSlot(asked[0], what)] if slots[asked[0]].kind == "text" else ()


def instead_of_it(text: str, message: Message) -> Sequence[Command]:
    """'Right. Then the one on Mondays', once the other could not be had, 'I've another one, SPRING10': the
    same, of something else."""
    question, facts = message.turn.dialogue.question, message.turn.dialogue.facts
    last = facts[-1].name if facts and facts[-1].kind in ("told", "left") else ""
    found = _THEN.search(text)
    if (
        not question
        or question.about != "anything_else"
        or not found
        or last not in message.turn.sector.flows
    ):
        return ()
    if len(found["then"].split()) > _A_SENTENCE:
        return ()
    slots = message.turn.sector.slots
    heard = message.hear(last, found["then"], with_question=False).commands
    is_another = any(isinstance(one, FillSlot) and _is_of_a_thing(slots[one.slot]) for one in heard)
    return [StartFlow(last), *heard] if is_another else ()


def the_right_one(text: str, message: Message) -> Sequence[Command]:
    """'Oh no, that is my sister's postcode, mine is ...', behind what was told of the first: told anew."""
    dialogue, slots = message.turn.dialogue, message.turn.sector.slots
    ended = dialogue.refused
    if dialogue.flow is not None or ended is None or len(text.split()) > _A_SENTENCE:
        return ()
    if not (has_cue(folded(text)) or _WAS_WRONG.search(text)):
        return ()
    heard = message.hear(ended.name, text, with_question=False).commands
    anew = (one for one in heard if isinstance(one, FillSlot) and _is_of_a_thing(slots[one.slot]))
    differs = any(ended.slots.get(one.slot, one.value) != one.value for one in anew)
    if not differs:
        return ()
    kept = [slot for slot in ended.slots if slot in slots and slots[slot].kind not in _FOUND]
    return [StartFlow(ended.name), *(FillSlot(slot, ended.slots[slot]) for slot in kept), *heard]


def _is_of_a_thing(spec: SlotSpec) -> bool:
    """And not who somebody is: an address may be where something is wanted."""
    return not spec.personal or spec.kind == "address"


def same_of_another(text: str, message: Message) -> Sequence[Command]:
    """'There is another one, KL-550203, send that to the new place too', behind what came of the first."""
    dialogue, sector = message.turn.dialogue, message.turn.sector
    last = dialogue.facts[-1].name if dialogue.facts else ""
    if dialogue.flow is not None or last not in sector.flows or not _THE_SAME.search(text):
        return ()
    if message.changes(last) and _ONLY_ASKS.search(text):
        return ()  # "and the other one, KL-550203, when does that come?"
    heard = message.hear(last, text, with_question=False).commands
    known = dialogue.values()
    others = [
        one
        for one in heard
        if isinstance(one, FillSlot) and sector.slots[one.slot].entity and known.get(one.slot) != one.value
    ]
    return [StartFlow(last), *heard] if others else ()


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
