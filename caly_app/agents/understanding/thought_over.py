"""What somebody wants to think about first, or to ask somebody at home: nothing is wished for now."""

from collections.abc import Sequence

from caly_app.agents.commands import Answer, Cancel, Command, Deny
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.turned_down import leaves

_SAID_BESIDE = frozenset({"goodbye", "human_handoff", "complaint"})


def later(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'I won't accept it now, I want to show it to my wife first'; () where something else is wished for."""
    is_thought = any(message.is_marked("thinks_it_over", one.text) for one in clauses)
    if not is_thought or any(one.is_question for one in clauses):
        return ()
    sure = [one for one in clauses if one.reading.sure]
    if any(one.is_wish and one.reading.by == "pattern" or one.intent in _SAID_BESIDE for one in sure):
        return ()
    question = message.turn.dialogue.question
    if message.turn.dialogue.flow is not None:
        return (Deny(),) if message.expected == ("confirmation",) and leaves(message) else (Cancel(),)
    if question is not None and question.about in ("proposal", "person", "which"):
        return (Deny(),)
    return (Answer("take_your_time"),)
