"""From what the customer said to commands: evidence for the open question first, then what is new."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AsBefore,
    AskForPerson,
    Cancel,
    Clarify,
    Command,
    Deny,
    EndConversation,
)
from caly_app.agents.thinking import think
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding import (
    after_the_deed,
    as_before,
    as_said,
    danger,
    model,
    read_back,
    thought_over,
    turned_down,
    what_stands,
)
from caly_app.agents.understanding.another_of_it import each_suggested, one_more, with_another_of_it
from caly_app.agents.understanding.asides import (
    asides_of,
    contact_in,
    is_a_fact,
    is_idle,
    is_of_no_fact,
    is_only_polite,
    more_about_hours,
    said_beside,
    tells_who,
)
from caly_app.agents.understanding.assumed import as_it_stands
from caly_app.agents.understanding.at_once import at_once
from caly_app.agents.understanding.beforehand import with_when
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.danger import EMERGENCY
from caly_app.agents.understanding.guesses import (
    is_worth_asking,
    not_understood,
    not_wanted,
    said_twice,
    suggested,
)
from caly_app.agents.understanding.head import Numbers
from caly_app.agents.understanding.how_many import of_what_was_counted
from caly_app.agents.understanding.instruction import with_instruction
from caly_app.agents.understanding.kept_or_taken import taken
from caly_app.agents.understanding.known import as_it_is, is_known
from caly_app.agents.understanding.languages import outnumbering
from caly_app.agents.understanding.left_of_several import left_of_several
from caly_app.agents.understanding.local import NOTHING, Opened, Reading, embedded, open_clauses, read, weigh
from caly_app.agents.understanding.message import Message, asks, asks_for_text
from caly_app.agents.understanding.named import named_slots
from caly_app.agents.understanding.negation import denied, undenied, wanted
from caly_app.agents.understanding.new_wishes import new_wishes
from caly_app.agents.understanding.number_of_another import with_what_is_asked
from caly_app.agents.understanding.of_its_own import ENOUGH, answers, corrects, starts
from caly_app.agents.understanding.one_person import one_at_a_time
from caly_app.agents.understanding.parts import beside_the_request, clauses_of
from caly_app.agents.understanding.several import others_of_it
from caly_app.agents.understanding.which import which_was_meant
from caly_app.agents.understanding.wish_language import language_spoken
from caly_app.agents.understanding.wishes_apart import all_wishes, with_what_puts_it_right
from caly_app.agents.understanding.yes_or_no import agreed, agreed_to, last_said, said_yes_or_no, yes_or_no
from caly_app.ports import Ports, Sentiment

_WORDS = re.compile(r"\w")
_FELT = 400  # characters: how a message sounds is heard soon
_SHORT = 6  # words: more than that is no mere choice


@dataclass(frozen=True)
class Understood:
    commands: tuple[Command, ...] = ()
    readings: tuple[Mapping[str, object], ...] = ()
    confidence: float | None = None
    language: str = ""
    sentiment: float | None = None


async def understand(turn: TurnContext, ports: Ports) -> Understood:
    """What the customer wants. Emergencies come before everything, whatever else was said.

    Reading costs a few milliseconds: it is done beside the event loop, before and after the embedding.
    """
    begun = await think(_begin, turn, ports.sentiment)
    message, commands = begun.message, begun.commands
    if begun.alarms or begun.opened is not None:
        to_judge = begun.opened.to_embed if begun.opened else ()
        rows = await embedded([*begun.alarms, *to_judge], ports.embedder)
        begun, commands = await think(_finish, begun, rows)
    if begun.opened is not None:
        if len(begun.heard) > 1 and _is_unsure(commands):
            commands = await _as_a_whole(begun, commands, ports)
        listens = turn.config.model.understands and not turn.is_disabled
        if ports.model and listens and _is_unsure(commands):
            commands = await _with_a_better_ear(begun, commands, ports)
    if turn.instruction and not begun.is_settled and EMERGENCY not in commands:
        commands = await with_instruction(commands, message, ports)
    commands = with_what_is_asked(one_at_a_time(with_when(commands, message), message), message)
    commands = danger.with_what_to_do(commands, message)
    return Understood(commands, tuple(message.read), message.confidence, message.language, begun.sentiment)


@dataclass(frozen=True)
class _Begun:
    """`opened`: clauses that the head has yet to judge; None when the commands stand already. `heard`: the
    same, once it has."""

    message: Message
    sentiment: float | None
    commands: tuple[Command, ...] = ()
    clauses: tuple[str, ...] = ()
    opened: Opened | None = None
    heard: tuple[Clause, ...] = ()
    again: AsBefore | None = None
    alarms: tuple[str, ...] = ()  # what may be said in danger
    is_settled: bool = False  # by what needs no understanding


def _begin(turn: TurnContext, feelings: Sentiment) -> _Begun:
    said = " ".join(turn.said[: turn.config.limits.message_characters].replace("’", "'").split())
    language = language_spoken(said, turn)
    said = beside_the_request(said, sells_languages=turn.sector.sells_languages)
    speaks = turn.dialogue.language or turn.language if language == "unknown" else language
    sentiment = feelings.of(said[:_FELT], speaks) if _WORDS.search(said) else None
    begun = _looked_at(Message(turn, said, speaks), language, sentiment)
    return begun if EMERGENCY in begun.commands else replace(begun, alarms=danger.alarming(begun.message))


def _looked_at(message: Message, language: str, sentiment: float | None) -> _Begun:
    turn, said, speaks = message.turn, message.said, message.language
    if commands := at_once(message, language):
        return _Begun(message, sentiment, commands, is_settled=True)
    question = turn.dialogue.question
    if question and question.about == "which" and (picked := which_was_meant(message)):
        return _Begun(message, sentiment, tuple(picked))
    if answer := _leaning(message) or _answer_to_the_question(message):
        return _Begun(message, sentiment, tuple(answer))
    for other in outnumbering(said, speaks, turn.config.languages):
        abroad = Message(turn, said, other)  # "une seule personne" is too short to tell its language
        if answer := _answer_to_the_question(abroad):
            return _Begun(abroad, sentiment, tuple(answer))
    again = as_before.set_apart(message)
    clauses = clauses_of(message)
    opened = open_clauses(turn.sector, clauses, speaks, turn.business.own_words)
    return _Begun(message, sentiment, clauses=tuple(clauses), opened=opened, again=again)


def _leaning(message: Message) -> Sequence[Command]:
    """On what was said before, here or the last time."""
    of_two = left_of_several(message) or one_more(message) or as_said.somebody_elses(message)
    leaning = of_two or as_before.within_the_flow(message) or as_said.repeated(message)
    leaning = leaning or as_said.to_what_was_proposed(message) or as_said.otherwise(message)
    return leaning or as_said.of_what_was_offered(message) or taken(message) or read_back.answered(message)


def _finish(begun: _Begun, rows: Numbers | None) -> tuple[_Begun, tuple[Command, ...]]:
    """`rows`: of what may be said in danger, and then of what the head has yet to judge."""
    message, opened = begun.message, begun.opened
    alarmed, rows = (None, None) if rows is None else (rows[: len(begun.alarms)], rows[len(begun.alarms) :])
    likely = danger.by_likeness(alarmed) or opened and danger.beside(opened, begun.clauses, rows, message)
    if likely:
        _remember(message, [replace(NOTHING, intent=EMERGENCY.topic, confidence=likely, by="examples")])
        return replace(begun, opened=None), (EMERGENCY,)
    if opened is None:
        return begun, begun.commands
    readings = weigh(message.turn.sector, opened, rows)
    _remember(message, readings)
    heard = tuple(said_twice(_clauses(begun, readings), message))
    commands = last_said(_weigh(message, heard), message)
    commands = as_before.with_a_wish(commands, begun.again, message) if begun.again else commands
    return replace(begun, heard=heard), tuple(commands)


def _clauses(begun: _Begun, readings: Sequence[Reading]) -> tuple[Clause, ...]:
    read = zip(begun.clauses, readings, strict=True)
    clauses = [Clause(text, one, begun.message) for text, one in read]
    clauses = [*of_what_was_counted(as_it_stands(clauses))]
    return with_another_of_it(with_what_puts_it_right(clauses))


async def _as_a_whole(begun: _Begun, commands: tuple[Command, ...], ports: Ports) -> tuple[Command, ...]:
    """Where no part of a message says enough, all of it together may."""
    message, turn = begun.message, begun.message.turn
    said = wanted(message.said)
    [whole] = await read(turn.sector, [said], message.language, ports.embedder, turn.business.own_words)
    likeliest = max((one.reading.confidence for one in begun.heard if one.reading.in_scope), default=0.0)
    if not whole.in_scope or whole.intent not in turn.sector.flows or whole.confidence <= likeliest:
        return commands
    _remember(message, (whole,))
    return tuple(await think(_weigh, message, [Clause(said, whole, message)]))


def _is_unsure(commands: Sequence[Command]) -> bool:
    """What we know by ourselves costs nobody's time and money."""
    return any(isinstance(command, Clarify) or command == Answer("offer_person") for command in commands)


async def _with_a_better_ear(
    begun: _Begun, commands: tuple[Command, ...], ports: Ports
) -> tuple[Command, ...]:
    """What a language model makes of the clauses, weighed as our own readings are."""
    heard = await model.ask(begun.message, begun.clauses, ports)
    if heard is None:
        begun.message.read.append({"intent": "", "confidence": 0.0, "by": "model_away"})
        return commands
    if not any(reading.in_scope for reading in heard.readings) and heard.choice is None and not heard.values:
        return commands
    begun.message.read.clear()
    _remember(begun.message, heard.readings)
    weighed = await think(_weigh, begun.message, _clauses(begun, heard.readings))
    understood = [c for c in weighed if c != Clarify() and model.may_be_a_guess(c, begun.message)]
    return tuple(model.with_values(understood, heard, begun.message)) or commands


def _answer_to_the_question(message: Message) -> Sequence[Command]:
    """Nothing but what was asked for: no need to look for a wish in it."""
    if not message.flow or asks(message.said) or not set(message.expected) - {"confirmation", "change"}:
        return ()
    if asks_for_text(message) or yes_or_no(message, message.said):
        return ()
    heard = message.hear(message.flow, message.said)
    if answers(heard, message) and heard.covers(message.said) >= ENOUGH:
        message.read.append({"intent": message.flow, "confidence": 1.0, "by": "flow"})
        message.confidence = 1.0
        return [*heard.commands, *others_of_it(message.flow, message.said, heard.commands, message)]
    return ()


def _remember(message: Message, readings: Sequence[Reading]) -> None:
    for one in readings:
        if one.intent:
            by = "own words" if one.is_own else one.by
            message.read.append({"intent": one.intent, "confidence": round(one.confidence, 3), "by": by})
    known = [one.confidence for one in readings if one.in_scope]
    message.confidence = round(min(known), 3) if known else None


def _weigh(message: Message, clauses: Sequence[Clause]) -> Sequence[Command]:
    said = after_the_deed.put_right(clauses, message) or thought_over.later(clauses, message)
    if said := said or read_back.named_instead(clauses, message) or turned_down.otherwise(clauses, message):
        return said
    if not turned_down.is_said(message):
        wished = what_stands.what_becomes(clauses, message) or _wished(message, clauses)
        return turned_down.what_was_offered(wished, message)
    if turned_down.is_left(clauses, message):
        return [Cancel()]
    if turned_down.leaves(message) or not corrects(message):
        if another := turned_down.for_another(clauses, message):
            return another
    return turned_down.kept_as_it_is(_wished(message, clauses), message)


def _wished(message: Message, clauses: Sequence[Clause]) -> Sequence[Command]:
    sure = [one for one in clauses if starts(one, message)]
    asides = [
        (one, beside)
        for one, beside in asides_of(clauses, message)
        if not (is_a_fact(beside) and any(one.text == wish.text for wish in sure))
    ]
    apart = {one.text for one, beside in asides if not (sure and is_a_fact(beside) and not one.is_question)}
    rest = [one.text for one in clauses if one.text not in apart or sure and tells_who(one, message)]
    wishes = all_wishes(sure, clauses, message)
    if turned_down.at_once(wishes, clauses, message):
        return [Answer("not_wanted")]
    started = list(dict.fromkeys(one.intent for one in wishes))
    commands: list[Command] = []
    if not started and any(one.reading.sure and one.intent == "cancel" for one in clauses):
        commands.append(turned_down.cancelling(message))
    commands += new_wishes(started, wishes, rest, message, [one for one in clauses if one.is_likely])
    if not started and not commands:
        commands += not_wanted(clauses, message) or _within_the_flow(rest, clauses, message)
    commands += said_beside(asides, message) if not commands else ()
    commands += [beside for _, beside in asides if not is_idle(beside, commands, asides)]
    if is_only_polite(commands, message) and is_worth_asking(clauses, message):
        commands = []
    if any(isinstance(command, AskForPerson) for command in commands):
        commands += contact_in(message)
    if started:  # "good day to you, I was wondering ..."
        commands = [one for one in commands if one != EndConversation()]
    if EndConversation() in commands or Cancel() in commands:
        told = [beside for one, beside in asides if is_of_no_fact(beside) and "?" not in one.text]
        commands = [one for one in commands if not (isinstance(one, Affirm | Deny) or one in told)]
    if message.is_marked("frustrated") and all(isinstance(c, Affirm | Deny | Clarify) for c in commands):
        return [Answer("frustrated")]
    leaning = commands or as_said.to_the_question_before(message) or as_said.added(message)
    if not leaning and message.expected and any(c.intent == "cancel" for c in clauses if c.reading.in_scope):
        return [turned_down.cancelling(message)]  # "oh never mind then, I'll come by"
    return leaning or not_understood(clauses, message)


def _within_the_flow(rest: Sequence[str], clauses: Sequence[Clause], message: Message) -> list[Command]:
    if message.expected == ("confirmation",):
        rest = [undenied(one) for one in rest if not denied(one)] or rest
    text = " ".join(rest)
    if not text:
        return []
    if message.turn.dialogue.flow is None and (other := as_said.of_another(text, message)):
        return list(other)
    if same := as_said.same_of_another(text, message) or as_said.the_right_one(message.said, message):
        return list(same)
    if message.flow or message.expected:
        heard = message.hear(message.flow, text).commands
        commands = [*heard, *others_of_it(message.flow, text, heard, message)]
    elif more := more_about_hours(text, message):
        commands = [more]
    elif other := as_said.instead_of_it(text, message):
        commands = list(other)
    else:
        commands = each_suggested(suggested(text, clauses, message), text, message)
    changes = [command for command in commands if not is_known(command, message)]
    verdict = yes_or_no(message, text) or _of_a_part(clauses, message) or agreed(text, commands, message)
    may_change = message.expected == ("confirmation",) and message.is_marked("change", text)
    asks_to_change = message.expected == ("change",) or may_change
    if asks_to_change and not changes:
        changes = list(named_slots(text, message.turn, message.flow, message.language))
        if not changes and message.expected == ("confirmation",) and len(text.split()) <= _SHORT:
            verdict = verdict or Deny()  # "change", and not yet what
    question = message.turn.dialogue.question
    asked_whether = question is not None and "confirmation" in question.asks
    if not asked_whether and isinstance(verdict, Affirm) and is_worth_asking(clauses, message):
        verdict = None  # "yes hello, you've been here twice", "good, and the lamp, when is that coming"
    about = question.about if question else ""
    if about == "proposal" and changes or about in ("proposal", "usual") and isinstance(verdict, Affirm):
        return [Affirm(), *commands]  # whoever says how it should be done wants it
    if changes:
        return agreed_to(changes, verdict, message)
    if verdict is not None:
        return [verdict]
    return [as_it_is(command, message) for command in commands]


def _of_a_part(clauses: Sequence[Clause], message: Message) -> Command | None:
    """A yes or no within a message. Whoever goes on about what they were told says no goodbye by it."""
    question = message.turn.dialogue.question
    if question and question.about == "anything_else" and len(message.said.split()) > _SHORT:
        return None
    return said_yes_or_no(clauses)
