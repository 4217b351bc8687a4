"""Whether a clause starts a wish of its own, or is about what is under way."""

from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import Command
from caly_app.agents.understanding import as_said
from caly_app.agents.understanding.asides import is_for_a_fact
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.heard import Heard
from caly_app.agents.understanding.message import Message, asks_for_text
from caly_app.agents.understanding.named import named_slots
from caly_app.agents.understanding.parts import they_do_it

ENOUGH = 0.5  # of the words of a message: then they are the answer to what was asked


def starts(clause: Clause, message: Message) -> bool:
    """A wish of its own, and not the one under way."""
    if not (clause.reading.sure and clause.intent in message.turn.sector.flows):
        return False
    if not _is_of_its_own(clause, message):
        return False
    is_theirs = they_do_it(clause.text, message, by_likeness=clause.by_likeness)
    return not (is_theirs or is_for_a_fact(clause, message))


def _is_of_its_own(clause: Clause, message: Message) -> bool:
    is_named = clause.reading.by == "pattern"
    if message.turn.dialogue.flow is not None:
        agent_of = message.turn.sector.agent_of
        if clause.intent == message.flow or as_said.is_of_what_is_open(clause, message):
            return False
        if agent_of[clause.intent] == agent_of[message.flow] and not is_named:
            return False  # 'change the time' is about what is under way
    if is_named:
        return message.expected != ("change",) or not (corrects(message) or _named(message))
    if clause.is_question and not message.changes(clause.intent):  # "make it 38. Is the way to Wexley extra?"
        message = replace(message, said=clause.text)
    return not _is_explained(message)


def _is_explained(message: Message) -> bool:
    """The open question is answered by it, or half of it tells values: what the head thinks counts less."""
    if not message.flow or message.turn.dialogue.flow is None or not message.expected:
        return False
    if asks_for_text(message) or message.expected == ("change",) and _named(message):
        return True
    heard = message.hear(message.flow, message.said)
    if not heard.commands:
        return False
    return answers(heard, message) or heard.covers(message.said) >= ENOUGH or corrects(message)


def _named(message: Message) -> Sequence[Command]:
    return named_slots(message.said, message.turn, message.flow, message.language)


def corrects(message: Message) -> bool:
    """What was read back is said otherwise: 'sorry, it is 90 guests' is about what is under way."""
    if message.expected not in (("confirmation",), ("change",)):
        return False
    known, kinds = message.turn.dialogue.values(), message.turn.sector.slots
    heard = message.hear(message.flow, message.said).fills
    if any(known.get(one.slot, one.value) != one.value for one in heard):
        return True
    is_new = any(one.slot not in known and kinds[one.slot].kind == "number" for one in heard)
    return is_new and message.refuses("number")  # "two nights, not three": the days were reckoned of them


def answers(heard: Heard, message: Message) -> bool:
    """Whether it has what the open question asks for."""
    return any(getattr(one, "slot", message.expected[0]) in message.expected for one in heard.commands)
