"""A no to what was read back, with something else in its place: "don't cancel it, move it to Monday"."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Affirm, Answer, Cancel, Clarify, Command, Deny, FillSlot, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.yes_or_no import STRONG_YES

_CANCELLING = "cancel_"  # how the flows are called that cancel something
_WORDS_AT_LEAST = 3  # fewer behind a no are no wish
_WORTH_TAKING = 0.3  # probability of a neighbour of what was turned down
_A_REASON = 2  # words: "no, found it" asks for nothing else
_WHEN = ("date", "time", "part_of_day", "date_range")
_ENDS = " ,.;:!-–"
_THAT_ONE = re.compile(
    r"(?:the|my|that) (?:one|other)\b|(?:el|la) (?:del?|otr)|celui|celle|l'autre"
    r"|(?:der|die|das|den) (?:am|ander)",
    re.IGNORECASE,
)

_MOVED = re.compile(
    r"\b(?:move|change|shift|reschedule|postpone|rebook|push|swap) (?:it|that|them|mine|ours)\b"
    r"|\b(?:c[aá]mbi|mu[eé]v|mov|apl[aá]z|pospón|pospon)\w*l[ao]s?\b"
    r"|\b(?:déplac|décal|report|chang)\w*-l[ae]s?\b|\b(?:l[ae]s? |l')(?:déplac|décal|report|chang)(?:er|ez)\b"
    r"|\b(?:verleg|verschieb|umbuch)(?:en|e|t|st)?\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(  # "yes please, we're off to my sister's instead" says why, where no day is with it
    r"\b(?:move|change|shift|reschedule|rebook|swap) (?:me|us)\b"
    r"|\b(?:c[aá]mbi|mu[eé]v|mov)\w*(?:me|nos)\b"
    r"|\b(?:instead|rather than|en vez|en lugar|au lieu|à la place|plutôt|stattdessen)\b",
    re.IGNORECASE,
)
_ANOTHER_TIME = re.compile(
    r"\b(?:(?:another|other|different) (?:day|time|date|slot|week|month|morning|afternoon|evening|one)"
    r"|later|earlier|sooner|otr[oa] (?:día|fecha|hora|momento|semana|vez)|antes"
    r"|más (?:tarde|temprano|adelante)"
    r"|autres? (?:jour|date|heure|moment|semaine|fois)|plus (?:tard|tôt)"
    r"|ander\w+ (?:tag|termin|mal|zeit|uhrzeit|woche)|später|früher|than cancel\w*)\b",
    re.IGNORECASE,
)
_INSTEAD_OF_IT = re.compile(  # "yes, I'd like another day in place of cancelling" cancels nothing
    r"\b(?:instead of|rather than|in place of|and not) (?:\w+ )?(?:cancel\w*|calling (?:it |that )?off"
    r"|withdraw\w*|pulling out)(?: (?:it|that|altogether|completely))?\b"
    r"|\b(?:en vez|en lugar|antes que)(?: de)? (?:anul|cancel|retir)\w+"
    r"|\b(?:au lieu|plutôt que) (?:de |d')(?:l[ae]s? |l'|tout )?(?:annul|décommand|retir)\w+"
    r"|\b(?:statt|anstatt|anstelle)\b[^.?!,;]{0,25}?"
    r"(?:ab(?:zu)?sag\w*|(?:zu )?storn\w+|absage|zurück(?:zu)?zieh\w*)",
    re.IGNORECASE,
)
_CANNOT = re.compile(r"\b(?:can'?t|cannot|couldn'?t|unable|imposible|impossible)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|don'?t|do not|won'?t|ning[uú]n\w*|sin|pas|aucune?|nicht|kein\w*)\b", re.IGNORECASE
)


def without_the_no(message: Message) -> str:
    """What is left of the message without the words that turn it down; '' where none do, or nothing is."""
    if not message.is_read_back:
        return ""
    said, is_no = message.said, False
    for marker in ("leave_be", "deny_first"):
        for pattern in both(message.turn.sector.markers.get(marker, {}), message.language):
            if found := pattern.search(said):
                is_no = True
                said = f"{said[: found.start()]} {said[found.end() :]}".strip(_ENDS)
    return said if is_no and len(said.split()) >= _WORDS_AT_LEAST else ""


def is_said(message: Message) -> bool:
    return message.is_read_back and any(message.is_marked(marker) for marker in ("leave_be", "deny_first"))


def is_left(clauses: Sequence[Clause], message: Message) -> bool:
    """'No, not on a list after all, leave it please' wishes for nothing that it only resembles."""
    sector, language = message.turn.sector, message.language
    is_no = any(message.is_marked(marker) for marker in ("deny_first", "leave_be"))
    if not is_no or "?" in message.said:
        return False
    sure = (one for one in clauses if one.reading.sure)
    meant = {one.intent for one in sure if one.reading.by in ("pattern", "words")}
    if meant.intersection((*sector.flows, "human_handoff")):
        return False
    leaving = sector.patterns("cancel", language)
    is_left = any(pattern.search(one.text) for one in clauses for pattern in leaving)
    return is_left and not message.hear(message.flow, message.said).commands


def at_once(wishes: Sequence[Clause], clauses: Sequence[Clause], message: Message) -> bool:
    """'Block my card ... oh no, leave it, it's here': the wish was taken back in the same breath."""
    if message.turn.dialogue.flow is not None or not wishes:
        return False
    behind = [*clauses][[*clauses].index(wishes[-1]) + 1 :]
    leaving = message.turn.sector.patterns("cancel", message.language)
    calls_off, is_no = _calls_off(wishes[-1], message), False
    for one in behind:
        beside = _without(leaving, one.text) if calls_off else one.text
        is_no = is_no or message.is_marked("deny_first", one.text)
        is_no = is_no or message.is_marked("change_of_mind", beside)
        if is_no and not one.is_question and any(pattern.search(one.text) for pattern in leaving):
            return True
    return False


def _calls_off(wish: Clause, message: Message) -> bool:
    """'I won't need the room on the 25th. Scrap it for us' takes nothing of it back: it says the same."""
    return wish.intent.startswith("cancel_") or wish.intent == message.turn.sector.cancels


def _without(patterns: Sequence[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def for_another(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """The wish that takes its place, with what was said for it.

    Where a no leaves what is under way, a neighbour (of the same agent) need not be sure: whoever does not
    want their stay cancelled, and speaks of days, wants it changed.
    """
    flows, agent_of = message.turn.sector.flows, message.turn.sector.agent_of
    moved = _at_another_time(" ".join(one.text for one in clauses), message)
    nearest = sorted(enumerate(clauses), key=lambda one: not _is_another_of_it(one[1], message))
    for place, clause in nearest:
        reading = clause.reading
        judged = ((reading.intent, reading.confidence), (reading.runner_up, reading.runner_up_confidence))
        for intent, confidence in judged:
            if intent is None or intent == message.flow or intent not in flows or not reading.in_scope:
                continue
            is_neighbour = agent_of[intent] == agent_of[message.flow] and confidence >= _WORTH_TAKING
            if moved and is_neighbour and reading.by != "pattern":
                continue
            is_told = clause.words > _A_REASON and not _THAT_ONE.match(clause.text)
            may_be = is_neighbour and is_told and leaves(message)
            if may_be or reading.sure and intent == reading.intent:
                heard = message.hear(intent, _said_of_it(clauses[place:], message), with_question=False)
                return [StartFlow(intent, instead=True), *heard.commands]
    return moved


def _is_another_of_it(clause: Clause, message: Message) -> bool:
    """'Don't. My brother has come in, he says we bid more' wishes for the neighbour of what is left."""
    agent_of, intent = message.turn.sector.agent_of, clause.intent
    is_wish = clause.reading.sure and clause.is_wish and intent != message.flow
    return is_wish and agent_of[intent] == agent_of[message.flow]


def otherwise(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'Yes please, move it', 'could I come next week?', where cancelling was read back: a yes to something
    else is none to that, and where nothing can be changed but by another flow, it is that."""
    if not (message.is_read_back and leaves(message)) or message.is_marked("besides"):
        return ()
    sector, said = message.turn.sector, message.said
    ways = {one: way.by for one, way in sector.puts_right.items() if _is_beside(way.by, message)}
    rest = _INSTEAD_OF_IT.sub(" ", said)
    is_no = any(message.is_marked(marker, rest) for marker in ("leave_be", "deny_first", "deny"))
    if is_no or message.is_marked("cancel_it", rest):
        return ()
    if len({*ways.values()}) != 1:
        return () if rest == said else [Deny()]
    by = next(iter(ways.values()))
    heard = message.hear(by, said, with_question=False).fills
    when = [one for one in heard if sector.slots[one.slot].kind in _WHEN]
    is_meant = when or asks(said) or _ANOTHER_TIME.search(said) or not STRONG_YES.search(said)
    is_moved = _MOVED.search(said) or is_meant and _OTHERWISE.search(said)
    is_named = rest != said or is_moved and not (_NOT.search(said) or _CANNOT.search(said))
    is_asked = any(one.is_likely_wish and one.intent in ways and one.is_question for one in clauses)
    if not is_named and (not is_asked or message.is_marked("affirm")):
        return ()
    return [StartFlow(by, instead=True), *when]


def _is_beside(flow: str, message: Message) -> bool:
    agent_of = message.turn.sector.agent_of
    return flow != message.flow and agent_of[flow] == agent_of[message.flow]


def _said_of_it(clauses: Sequence[Clause], message: Message) -> str:
    """'Can it be Tuesday? At four': up to the next wish."""
    wish, *others = clauses
    said = [wish.text]
    for one in others:
        if one.reading.sure and one.intent in message.turn.sector.intents and one.intent != wish.intent:
            break
        said.append(one.text)
    return " ".join(said)


def _at_another_time(text: str, message: Message) -> Sequence[Command]:
    """'Rather don't cancel it, Tuesday at four?': whoever names another day for it wants it moved."""
    sector = message.turn.sector
    flow = sector.flows[message.flow]
    others = [
        name
        for name, other in sector.flows.items()
        if name != message.flow
        and sector.agent_of[name] == sector.agent_of[message.flow]
        and message.changes(name)
        and [step.prove for step in other.steps[:1]] == [step.prove for step in flow.steps[:1]]
    ]
    if len(others) != 1 or not message.is_marked("leave_be") or not leaves(message):
        return ()
    heard = message.hear(others[0], text, with_question=False).fills
    fills = [one for one in heard if message.turn.sector.slots[one.slot].kind in _WHEN]
    return [StartFlow(others[0], instead=True), *fills] if fills else ()


def what_was_offered(commands: Sequence[Command], message: Message) -> Sequence[Command]:
    """'No, a visit I do not need', to the offer of one: the word for it wishes for nothing that is denied."""
    question, agent_of = message.turn.dialogue.question, message.turn.sector.agent_of
    if question is None or question.about != "proposal" or "?" in message.said:
        return commands
    started = [one.agent for one in commands if isinstance(one, StartFlow)]
    if not started or any(isinstance(one, FillSlot) for one in commands):
        return commands
    if {agent_of[one] for one in started} != {agent_of[question.flow]} or not _NOT.search(message.said):
        return commands
    is_no = message.is_marked("deny_first") or started == [question.flow]
    return [Deny()] if is_no else commands


def leaves(message: Message) -> bool:
    """Whether a no to what is read back ends what is under way: there is nothing in it to change."""
    flow = message.turn.sector.flows.get(message.flow)
    return flow is not None and any(step.confirm and step.no == "leave" for step in flow.steps)


def cancelling(message: Message) -> Command:
    """'Cancel it' leaves what is under way; with nothing under way it means what was done before.

    Asked whether to cancel, it is a yes.
    """
    cancels = message.turn.sector.cancels
    asked_whether = message.expected == ("confirmation",) and message.flow.startswith(_CANCELLING)
    says_no = any(message.is_marked(marker) for marker in ("deny", "leave_be", "deny_first"))
    if asked_whether and message.is_marked("cancel_it") and not says_no:
        return Affirm()
    question = message.turn.dialogue.question
    if message.turn.dialogue.flow is None and question and question.about in ("proposal", "person"):
        return Deny()  # of what was offered
    if message.flow or not cancels or not message.is_marked("cancel_it"):
        return Cancel()
    return StartFlow(cancels)


def kept_as_it_is(commands: Sequence[Command], message: Message) -> Sequence[Command]:
    """What was turned down is never read as if it were wished for once more."""
    kept = [Deny() if command == StartFlow(message.flow) else command for command in commands]
    if leaves(message) and all(isinstance(command, Clarify | Answer) for command in kept):
        if not message.is_marked("one_moment"):  # "no, I'll stay. Where do I park?" is a no and a question
            return [Deny(), *(command for command in kept if not isinstance(command, Clarify))]
    return kept
