"""What is answered beside any flow: small talk, hours, facts, a person."""

import re
from collections.abc import Iterator, Mapping, Sequence

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AskForPerson,
    Command,
    EndConversation,
    EscalationReason,
    FillSlot,
    StartFlow,
)
from caly_app.agents.sector import Patterns, both
from caly_app.agents.understanding.in_case import what_is_asked
from caly_app.agents.understanding.local import Reading
from caly_app.agents.understanding.message import LIKELY, Message, asks, asks_for_text
from caly_app.agents.understanding.named import lettered_references, named_slots
from caly_app.agents.understanding.reckoned import reckoned
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.values import Listener
from caly_app.agents.understanding.yes_or_no import yes_or_no

_SHORT = 6  # words
_A_WORD = 3  # or two beside it
_HOW_MUCH = re.compile(
    r"\b(?:how much|what (?:will|would|does|do|did) (?:it|that|this) (?:all )?(?:cost|come to)"
    r"|cu[aá]nto|combien|wie ?viel|was kostet)\b",
    re.IGNORECASE,
)
_OF_IT = re.compile(r"\b(?:that|it|this|me|us|eso|esto|me|ça|cela|das|mich|uns)\b", re.IGNORECASE)
_MINE = re.compile(
    r"\b(?:i|my|mine|we|our|yo|mis?|nuestr\w+|je|mon|ma|mes|notre|nos|ich|wir|mein\w*|unser\w*)\b",
    re.IGNORECASE,
)
_AND_WHAT_ABOUT = re.compile(
    r"(?:and|what about|how about|y|et|und|qué tal|et pour|wie ist es)\b", re.IGNORECASE
)
_EXCLAIMS = re.compile(
    r"(?:oh|ah|ugh|argh|damn|dang|bother|blast|drat|great|typical|ay|vaya|jo|zut|mince|ach|oje|mist)\b.{0,20}",
    re.IGNORECASE,
)
_POLITE = ("greeting", "thanks")
_PLAIN = frozenset({"money", "phone", "email", "date_of_birth", "reference"})  # nobody asks by them
_RATHER_LIKELY = 0.6
_SMALL = frozenset({"greeting", "thanks", "help", "are_you_a_bot", "repeat", "no_idea", "why_asked"})


def asides_of(clauses: Sequence[tuple[str, Reading]], message: Message) -> list[tuple[str, Command]]:
    """What of a message is answered beside any flow. Whoever tells what happened, and wishes for something
    to be done about it, does not complain: where only a likeness says so, the wish comes first."""
    flows = message.turn.sector.flows
    wishes = any(one.in_scope and one.intent in flows and one.confidence >= LIKELY for _, one in clauses)
    return [
        (text, beside)
        for text, reading in clauses
        if (beside := aside(text, reading, message))
        and not (wishes and beside == Answer("complaint") and reading.by == "examples")
    ]


def aside(text: str, reading: Reading, message: Message) -> Command | None:
    """What is answered beside any flow."""
    sector, intent = message.turn.sector, reading.intent
    if asks_for_text(message) and not (reading.sure and reading.by != "examples"):
        return None
    if reading.sure and intent == "human_handoff":
        return AskForPerson(EscalationReason.REQUESTED)
    if reading.sure and intent == "goodbye":
        return None if _says_yes(message) else EndConversation()
    if reading.sure and intent == "complaint" and intent not in sector.flows:
        exclaims = reading.by == "examples" and _EXCLAIMS.fullmatch(text)
        is_of_us = reading.by == "examples" and _is_all_frustrated(text, message)
        return (
            None if exclaims or is_of_us or _is_mere_answer(text, reading, message) else Answer("complaint")
        )
    is_of_the_house = intent == "opening_hours" and not _is_of_a_thing(text, reading, message)
    if reading.sure and is_of_the_house and not _names_a_day(text, reading, message):
        return Answer("opening_hours", _which_day(text, message))
    if (fact := _fact(text, reading, message)) and not _says_what_was_asked(text, message):
        return fact
    if reading.sure and intent == "emergency":
        return Answer("emergency")
    if reading.sure and intent in _SMALL and not _is_mere_answer(text, reading, message):
        return Answer(str(intent))
    tells_a_fact = intent in sector.intents and sector.intents[str(intent)].answers == "fact"
    if tells_a_fact and lettered_references(text, message):
        return None
    if reading.sure and tells_a_fact and not _says_what_was_asked(text, message):
        return Answer("fact", {"names": ""})
    return None


def _says_what_was_asked(text: str, message: Message) -> bool:
    """'About eight kilos' asks for no fact, whatever it resembles, where we asked how heavy it is."""
    if not message.flow or "?" in text or asks(text):
        return False
    heard = message.hear(message.flow, text).commands
    return any(isinstance(one, FillSlot) and one.slot in message.expected for one in heard)


def _names_a_day(text: str, reading: Reading, message: Message) -> bool:
    """'On Saturday' says when it was; 'are you there on Saturday?' asks."""
    return not asks(text) and _is_mere_answer(text, reading, message)


def _is_of_a_thing(text: str, reading: Reading, message: Message) -> bool:
    """'When is the pool open?' resembles asking for our hours, and asks for what is known of the pool."""
    return reading.by == "examples" and asks(text) and any(named_facts(text, message))


def _says_yes(message: Message) -> bool:
    """'Yes, that's it' to what was read back: what was agreed to is done first."""
    return message.expected == ("confirmation",) and isinstance(yes_or_no(message, message.said), Affirm)


def _is_all_frustrated(text: str, message: Message) -> bool:
    """'You are useless' is said of this conversation: a person is offered, and not called at once."""
    patterns = both(message.turn.sector.markers.get("frustrated", {}), message.language)
    left = [pattern.sub(" ", text) for pattern in patterns if pattern.search(text)]
    return any(len(rest.split()) <= 1 for rest in left)


def _is_mere_answer(text: str, reading: Reading, message: Message) -> bool:
    """'Nobody was hurt' is no complaint, whatever it resembles: it says what was asked."""
    return reading.by == "examples" and has_values(text, message)


def has_values(text: str, message: Message) -> bool:
    """'Actually the afternoon' is no greeting, whatever it resembles."""
    return bool(message.flow) and bool(message.hear(message.flow, text).commands)


def tells_who(text: str, message: Message) -> bool:
    """'Good morning, Ann Lee, ann@example.org' greets, and says who speaks."""
    return bool(_contact_in(text, message))


def contact_in(message: Message) -> list[Command]:
    """'Call me back on 020 7946 0456': how somebody can be reached."""
    return _contact_in(message.said, message)


def _contact_in(text: str, message: Message) -> list[Command]:
    kinds = message.turn.sector.slots
    wanted = tuple(slot for slot in ("phone", "email") if slot in kinds)
    heard = Listener(message.turn, message.language, "", wanted).hear(text)
    return [one for one in heard.commands if isinstance(one, FillSlot) and one.slot in wanted]


def more_about_hours(text: str, message: Message) -> Command | None:
    """'And tomorrow?' behind a question about opening hours is another."""
    if message.turn.dialogue.topic not in ("opening_hours", "fact") or len(text.split()) > _SHORT:
        return None
    about = _which_day(text, message)
    is_more = _AND_WHAT_ABOUT.match(text) or text.rstrip().endswith("?")
    return Answer("opening_hours", about) if about and is_more else None


def _which_day(text: str, message: Message) -> Mapping[str, str]:
    region = message.turn.business.country
    if find("date_range", text, SlotContext(message.turn.now, region, message.language)):
        return {}  # "at weekends" is no one day
    heard = Listener(message.turn, message.language, "", ("date",)).hear(text)
    for command in heard.commands:
        if isinstance(command, FillSlot):
            return {"date": command.value}
    return {"holidays": "yes"} if message.is_marked("holidays", text) else {}


def _fact(text: str, reading: Reading, message: Message) -> Command | None:
    if message.expected == ("change",) and named_slots(text, message.turn, message.flow, message.language):
        return None  # "the address", asked what is wrong with what was read back
    is_wish = reading.in_scope and reading.intent in message.turn.sector.flows
    is_named = is_wish and reading.sure and reading.by == "pattern" and reading.intent != message.flow
    if is_named and not asks_in_case(text, message):
        return None
    if is_wish and reading.confidence >= LIKELY and not asks(text):
        return None  # "there is a charge that I never made" asks for no price
    asked_of = "?" in text or asks(text) or _is_asked_of(text, message)
    if message.expected and reading.intent != "ask_fact" and not asked_of:
        return None
    likely = str(reading.intent) if is_wish and reading.confidence >= LIKELY else ""
    if _is_about_a_record(text, likely, message):
        return None  # "where are you with CL-7?" asks for no address
    names = list(named_facts(text, message))
    if _OF_IT.search(text) and _asks_what_it_costs(text, message):
        return Answer("read_back")
    if names:
        return Answer("fact", {"names": "\n".join(names)})
    asked = reading.intent == "ask_fact" and reading.in_scope or asks(text)
    known = [name for name, patterns in message.turn.sector.facts.items() if _any(patterns, text, message)]
    if known == ["languages"] and asked:
        return Answer("languages")
    if not message.flow and (
        is_wish and reading.confidence >= _RATHER_LIKELY or reckoned(known, text, message)
    ):
        return None  # "how much is it for a dog?": what we could reckon is not said to be unknown
    return Answer("fact", {"names": "", "of": "\n".join(known)}) if known and asked else None


def _is_asked_of(text: str, message: Message) -> bool:
    """'And my bags, can they stay?': what is named first is what is asked of."""
    return len(text.split()) <= _A_WORD and "?" in message.said.partition(text)[2]


def is_for_a_fact(text: str, reading: Reading, message: Message) -> bool:
    """'How high is the deposit?' in the middle of something: nothing is told for the wish it resembles."""
    if asks_in_case(text, message):
        return True
    if reading.by != "examples" or not asks(text) or not any(named_facts(text, message)):
        return False
    if not message.flow:
        return _is_of_the_house(text, str(reading.intent), message)
    return not message.hear(str(reading.intent), text).commands


def _is_of_the_house(text: str, flow: str, message: Message) -> bool:
    """'How much is the deposit?' is asked of the house that has said so, not of one of the things that a flow
    only tells of, unless theirs or one of them is named."""
    sector = message.turn.sector
    if not _HOW_MUCH.search(text) or _MINE.search(text) or any(s.confirm for s in sector.flows[flow].steps):
        return False
    if _is_about_a_record(text, flow, message):
        return False
    words = [word.casefold() for word in re.findall(r"\w{4,}", text)]
    return any(
        _parts(name) and _parts_said(name, words) == _parts(name) for name in message.turn.business.facts
    )


def asks_in_case(text: str, message: Message) -> bool:
    """'Do I keep my number when I change plan?' asks for what is known of numbers."""
    return any(named_facts(what_is_asked(text), message))


def _asks_what_it_costs(text: str, message: Message) -> bool:
    """Of what was read back: it stands there, and is no price of the house."""
    sector, flow = message.turn.sector, message.turn.dialogue.flow
    if message.expected != ("confirmation",) or flow is None or not _HOW_MUCH.search(text):
        return False
    if any(sector.text(f"{name}_in_{flow.name}", "en") for name in sector.facts):
        return False  # the sector has words for what it comes to
    return any(":money" in (sector.text(step.confirm, "en") or "") for step in sector.flows[flow.name].steps)


def _is_about_a_record(text: str, flow: str, message: Message) -> bool:
    """Named as this wish would name it, or by a number of letters and digits that only a record has."""
    slots = message.turn.sector.slots
    heard = message.hear(flow, text, with_question=False).commands if flow else ()
    if any(isinstance(one, FillSlot) and bool(slots[one.slot].entity) for one in heard):
        return True
    return bool(lettered_references(text, message))


def _any(patterns: Patterns, text: str, message: Message) -> bool:
    return any(pattern.search(text) for pattern in both(patterns, message.language))


def named_facts(text: str, message: Message) -> Iterator[str]:
    """Facts that are asked for by their own name, or by words that usually ask for them."""
    words = [word.casefold() for word in re.findall(r"\w{4,}", text)]
    meant = {name for name, patterns in message.turn.sector.facts.items() if _any(patterns, text, message)}
    named = {name: _parts_said(name, words) for name in message.turn.business.facts}
    whole = {part for name, said in named.items() if len(said) > 1 and said == _parts(name) for part in said}
    for name, said in named.items():
        canonical = {
            other
            for other, patterns in message.turn.sector.facts.items()
            if _any(patterns, _called(name), message)
        }
        is_part_of_another = said != _parts(name) and said <= whole  # "gift wrapping" asks for no gift cards
        by_name = bool(said) and not is_part_of_another or _by_short_name(name, text)
        if by_name or name in meant or canonical & meant:
            yield name


def _parts(name: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in re.split(r"[\W_]+", name) if len(part) > 3)


def _parts_said(name: str, words: Sequence[str]) -> frozenset[str]:
    return frozenset(part for part in _parts(name) if any(word[:5] == part[:5] for word in words))


def _by_short_name(name: str, text: str) -> bool:
    """'A flu jab' asks for flu_jabs: words too short to say anything alone count where all of them fall."""
    parts = {one for part in re.split(r"[\W_]+", name.casefold()) if len(one := _single(part)) > 2}
    return bool(parts) and parts <= {_single(word) for word in re.findall(r"\w+", text.casefold())}


def _called(name: str) -> str:
    """A fact that is called 'paying' is one of how to pay."""
    words = name.replace("_", " ")
    return " ".join((words, *(word[:-3] for word in words.split() if word.endswith("ing"))))


def _single(word: str) -> str:
    return word.removesuffix("s")


def said_beside(asides: Sequence[tuple[str, Command]], message: Message) -> list[Command]:
    """'322,000, and what do the others offer?': what was asked for is told beside a question."""
    slots = message.turn.sector.slots
    told: dict[str, Command] = {}
    for text, beside in asides:
        if not isinstance(beside, Answer) or message.turn.dialogue.flow is None:
            continue
        for one in message.hear(message.flow, text).commands:
            if isinstance(one, FillSlot) and one.slot in message.expected and slots[one.slot].kind in _PLAIN:
                told.setdefault(one.slot, one)
    return list(told.values())


def is_a_fact(aside: Command) -> bool:
    """Where the same words are a wish, a fact that shares a word with them is not what was asked for."""
    return isinstance(aside, Answer) and aside.topic == "fact"


def is_idle(aside: Command, commands: list[Command], asides: list[tuple[str, Command]]) -> bool:
    """A greeting or thanks beside a wish needs no answer of its own, nor a question that the wish answers."""
    if isinstance(aside, Answer) and aside.topic == "fact":
        said = next((text for text, other in asides if other is aside), "")
        if _OF_IT.search(said) and not aside.about.get("names") and any(_tells_a_fact(o) for _, o in asides):
            return True  # "can we bring our own wine, what does that cost?": the fact says it
        is_told = not aside.about.get("names") or not _asks_somewhere(said)
        return is_told and any(isinstance(command, StartFlow) for command in commands)
    if not isinstance(aside, Answer) or aside.topic not in (*_POLITE, "help", "no_idea"):
        return False
    return bool(commands) or any(other is not aside and not isinstance(other, Answer) for _, other in asides)


def _tells_a_fact(aside: Command) -> bool:
    return is_a_fact(aside) and isinstance(aside, Answer) and bool(aside.about.get("names"))


def _asks_somewhere(text: str) -> bool:
    """'Ordered the wrong size' asks for no size guide; 'and parking' does."""
    return "?" in text or asks(text) or len(text.split()) <= _A_WORD


def is_only_polite(commands: list[Command]) -> bool:
    return bool(commands) and all(isinstance(one, Answer) and one.topic in _POLITE for one in commands)
