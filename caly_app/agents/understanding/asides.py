"""What is answered beside any flow: small talk, hours, facts, a person."""

import re
from collections.abc import Mapping, Sequence

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AskForPerson,
    Command,
    Deny,
    EndConversation,
    EscalationReason,
    FillSlot,
    StartFlow,
)
from caly_app.agents.sector import both
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.facts_named import is_named_whole
from caly_app.agents.understanding.message import Message, asks_for_text
from caly_app.agents.understanding.named import named_slots
from caly_app.agents.understanding.parts import JOINTS
from caly_app.agents.understanding.reckoned import reckoned
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.values import Listener
from caly_app.agents.understanding.yes_or_no import STRONG_YES, yes_or_no

_SHORT = 6  # words
_A_WORD = 3  # or two beside it
_HOW_MUCH = re.compile(
    r"\b(?:how much|what(?:'ll| will| would| does| do| did) (?:it|that|this|i|we)"
    r" (?:all )?(?:cost|come to|pay|set (?:me|us) back)"
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
_POLITE = ("greeting", "thanks", "help")
_NOTHING_TO_AGREE_TO = ("contact", "anything_else")  # what a question is about
_NOT_OF_IT = re.compile(  # "no hot water again": no pause behind it
    r"\W*(?:(?:oh|ay|bueno|pues|hello|hi|hola)\W+)*no (?!(?:thanks?|thank|gracias|that'?s?|i'?m|nothing|more"
    r"|hang|hold|wait|sorry|it|actually|es todo|nada|esper\w+|perd[oó]n)\b)\w",
    re.IGNORECASE,
)
_PLAIN = frozenset({"money", "phone", "email", "date_of_birth", "reference"})  # nobody asks by them
_RATHER_LIKELY = 0.6
_SMALL = frozenset({"greeting", "thanks", "help", "are_you_a_bot", "repeat", "no_idea", "why_asked"})


def asides_of(clauses: Sequence[Clause], message: Message) -> list[tuple[Clause, Command]]:
    """What of a message is answered beside any flow. Whoever tells what happened, and wishes for something
    to be done about it, does not complain: where only a likeness says so, the wish comes first. Nor does 'my
    car broke down' ask where to park."""
    wishes = any(clause.is_likely_wish for clause in clauses)
    return [
        (clause, beside)
        for clause in clauses
        if (beside := _aside(clause, message))
        and not (wishes and beside == Answer("complaint") and clause.by_likeness)
        and not (wishes and is_a_fact(beside) and not _asks_somewhere(clause))
    ]


def _aside(clause: Clause, message: Message) -> Command | None:
    sector, intent, is_sure = message.turn.sector, clause.intent, clause.reading.sure
    if asks_for_text(message) and (clause.by_likeness or not is_sure):
        return None
    if is_sure and intent == "human_handoff":
        return AskForPerson(EscalationReason.REQUESTED)
    if is_sure and intent == "goodbye":
        return None if _says_yes(message) else EndConversation()
    if is_sure and intent == "complaint" and intent not in sector.flows:
        return Answer("complaint") if _complains(clause, message) else None
    if (is_sure or _is_fact_or(clause, message)) and intent == "opening_hours" and _asks_for_hours(clause):
        return Answer("opening_hours", _which_day(clause.text, message))
    if (fact := _fact(clause, message)) and not _says_what_was_asked(clause, message):
        return fact
    if is_sure and intent == "emergency":
        return Answer("emergency")
    if is_sure and intent in _SMALL and not _is_mere_answer(clause):
        return Answer(intent)
    tells_a_fact = is_sure and intent in sector.intents and sector.intents[intent].answers == "fact"
    is_told = clause.records or clause.by_likeness and not clause.is_request and clause.answers()
    if tells_a_fact and not is_told and not _says_what_was_asked(clause, message):
        return Answer("fact", {"names": ""})
    return None


def _complains(clause: Clause, message: Message) -> bool:
    """By a likeness only what no mere outcry is, and is not said of this conversation."""
    if not clause.by_likeness:
        return True
    exclaims = _EXCLAIMS.fullmatch(clause.text) or _is_all_frustrated(clause.text, message)
    return not (exclaims or _is_mere_answer(clause))


def _says_what_was_asked(clause: Clause, message: Message) -> bool:
    """'About eight kilos' asks for no fact, whatever it resembles, where we asked how heavy it is."""
    if clause.is_question:
        return False
    return any(isinstance(one, FillSlot) and one.slot in message.expected for one in clause.answers())


def _is_fact_or(clause: Clause, message: Message) -> bool:
    """'Who's in on a Saturday?' is of the hours or another question about us: nobody is asked which."""
    other = message.turn.sector.intents.get(clause.reading.runner_up or "")
    return clause.is_likely and clause.is_question and other is not None and other.answers == "fact"


def _asks_for_hours(clause: Clause) -> bool:
    """Not 'when is the pool open?', which asks for what is known of the pool, nor 'on Saturday', which says
    when it was: both only resemble it."""
    if clause.records:
        return False  # "CW-2045187, wann ist die da?"
    if clause.is_question:
        is_of_a_thing = bool(clause.kinds_of_fact) and not JOINTS.search(clause.text)
        return not (clause.facts and (clause.by_likeness or is_of_a_thing))
    return not _is_mere_answer(clause)


def _says_yes(message: Message) -> bool:
    """'Yes, that's it' to what was read back: what was agreed to is done first."""
    return message.expected == ("confirmation",) and isinstance(yes_or_no(message, message.said), Affirm)


def _is_all_frustrated(text: str, message: Message) -> bool:
    """'You are useless' is said of this conversation: a person is offered, and not called at once."""
    patterns = both(message.turn.sector.markers.get("frustrated", {}), message.language)
    left = [pattern.sub(" ", text) for pattern in patterns if pattern.search(text)]
    return any(len(rest.split()) <= 1 for rest in left)


def _is_mere_answer(clause: Clause) -> bool:
    """'Nobody was hurt' is no complaint, and 'actually the afternoon' no greeting, whatever it resembles: it
    says what was asked."""
    return clause.by_likeness and bool(clause.answers())


def tells_who(clause: Clause, message: Message) -> bool:
    """'Good morning, Ann Lee, ann@example.org' greets, and says who speaks."""
    return bool(_contact_in(clause.text, message))


def contact_in(message: Message) -> Sequence[Command]:
    """'Call me back on 020 7946 0456': how somebody can be reached."""
    return _contact_in(message.said, message)


def _contact_in(text: str, message: Message) -> Sequence[Command]:
    kinds = message.turn.sector.slots
    wanted = tuple(slot for slot in ("phone", "email") if slot in kinds)
    heard = Listener(message.turn, message.language, "", wanted).hear(text)
    return [one for one in heard.fills if one.slot in wanted]


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
    for fill in (one for one in heard.fills if one.slot == "date"):
        return {"date": fill.value}
    return {"holidays": "yes"} if message.is_marked("holidays", text) else {}


def _fact(clause: Clause, message: Message) -> Command | None:
    text, reading = clause.text, clause.reading
    if message.expected == ("change",) and named_slots(text, message.turn, message.flow, message.language):
        return None  # "the address", asked what is wrong with what was read back
    is_named = clause.is_wish and reading.sure and reading.by == "pattern" and clause.intent != message.flow
    if is_named and not clause.asks_in_case:
        return None
    if clause.is_likely_wish and not clause.is_question:
        return None  # "there is a charge that I never made" asks for no price
    is_asked = clause.is_question or _is_asked_of(clause, message)
    if message.expected and clause.intent != "ask_fact" and not is_asked:
        return None
    if clause.is_about_a_record(clause.intent if clause.is_likely_wish else ""):
        return None  # "where are you with CL-7?" asks for no address
    if _OF_IT.search(text) and _asks_what_it_costs(text, message):
        return Answer("read_back")
    if clause.facts:
        return Answer("fact", {"names": "\n".join(clause.facts)})
    known = clause.kinds_of_fact
    if not known or not (clause.is_question or clause.intent == "ask_fact" and reading.in_scope):
        return None
    if known == ["languages"]:
        return Answer("languages")
    if not message.flow and (
        clause.is_wish and reading.confidence >= _RATHER_LIKELY or reckoned(known, text, message)
    ):
        return None  # "how much is it for a dog?": what we could reckon is not said to be unknown
    return Answer("fact", {"names": "", "of": "\n".join(known)})


def _is_asked_of(clause: Clause, message: Message) -> bool:
    """'And my bags, can they stay?': what is named first is what is asked of."""
    return clause.words <= _A_WORD and "?" in message.said.partition(clause.text)[2]


def is_for_a_fact(clause: Clause, message: Message) -> bool:
    """'How high is the deposit?' in the middle of something: nothing is told for the wish it resembles."""
    if clause.asks_in_case:
        return True
    if not clause.by_likeness or not clause.is_question or not clause.facts:
        return False
    if not message.flow:
        return _is_of_the_house(clause, message)
    return not message.hear(clause.intent, clause.text).commands


def _is_of_the_house(clause: Clause, message: Message) -> bool:
    """'How much is the deposit?' is asked of the house that has said so, not of one of the things that a flow
    only tells of, unless theirs or one of them is named."""
    if not _HOW_MUCH.search(clause.text) or _MINE.search(clause.text) or message.changes(clause.intent):
        return False
    return not clause.is_about_a_record(clause.intent) and is_named_whole(clause.text, message)


def _asks_what_it_costs(text: str, message: Message) -> bool:
    """Of what was read back: it stands there, and is no price of the house."""
    sector, flow = message.turn.sector, message.turn.dialogue.flow
    if message.expected != ("confirmation",) or flow is None or not _HOW_MUCH.search(text):
        return False
    if any(sector.text(f"{name}_in_{flow.name}", "en") for name in sector.facts):
        return False  # the sector has words for what it comes to
    return any(":money" in (sector.text(step.confirm, "en") or "") for step in sector.flows[flow.name].steps)


def said_beside(asides: Sequence[tuple[Clause, Command]], message: Message) -> list[Command]:
    """'322,000, and what do the others offer?': what was asked for is told beside a question."""
    slots = message.turn.sector.slots
    told: dict[str, Command] = {}
    for clause, beside in asides:
        if not isinstance(beside, Answer) or message.turn.dialogue.flow is None:
            continue
        for one in clause.answers():
            if isinstance(one, FillSlot) and one.slot in message.expected and slots[one.slot].kind in _PLAIN:
                told.setdefault(one.slot, one)
    return list(told.values())


def is_a_fact(aside: Command) -> bool:
    """Where the same words are a wish, a fact that shares a word with them is not what was asked for."""
    return isinstance(aside, Answer) and aside.topic == "fact"


def is_of_no_fact(aside: Command) -> bool:
    """One that would only be told not to be known."""
    return isinstance(aside, Answer) and aside.topic == "fact" and not aside.about.get("names")


def is_idle(aside: Command, commands: Sequence[Command], asides: Sequence[tuple[Clause, Command]]) -> bool:
    """A greeting or thanks beside a wish needs no answer of its own, nor a question that the wish answers."""
    if not isinstance(aside, Answer):
        return False
    if aside is not next((other for _, other in asides if other == aside), aside):
        return True  # "thank you, good work" is thanked for once
    if is_a_fact(aside):
        clause = next(clause for clause, other in asides if other is aside)
        is_known = bool(aside.about.get("names"))
        if not is_known and _OF_IT.search(clause.text) and any(_tells_a_fact(one) for _, one in asides):
            return True  # "can we bring our own wine, what does that cost?": the fact says it
        is_told = not is_known or not _asks_somewhere(clause)
        return is_told and any(isinstance(command, StartFlow) for command in commands)
    if aside.topic not in (*_POLITE, "no_idea"):
        return False
    return bool(commands) or any(other is not aside and not isinstance(other, Answer) for _, other in asides)


def _tells_a_fact(aside: Command) -> bool:
    return isinstance(aside, Answer) and is_a_fact(aside) and bool(aside.about.get("names"))


def _asks_somewhere(clause: Clause) -> bool:
    """'Ordered the wrong size' asks for no size guide; 'and parking' does."""
    return clause.is_question or clause.words <= _A_WORD


def is_only_polite(commands: Sequence[Command], message: Message) -> bool:
    """'Right good, and that card wants stopping' and 'no me va internet' answer nothing, where nothing is
    to be agreed to: they only begin so."""
    if [*commands] in ([Affirm()], [Deny()]):
        question, said = message.turn.dialogue.question, message.said
        is_free = not message.flow and (question is None or question.about in _NOTHING_TO_AGREE_TO)
        if not is_free or len(said.split()) < _SHORT - 2 or STRONG_YES.search(said):
            return False
        return [*commands] == [Affirm()] and len(said.split()) > _SHORT or _NOT_OF_IT.match(said) is not None
    return bool(commands) and all(isinstance(one, Answer) and one.topic in _POLITE for one in commands)
