"""What somebody wants to think about first, or to ask somebody at home: nothing is wished for now."""

from collections.abc import Sequence

from caly_app.agents.commands import Answer, Cancel, Command, Deny
from caly_app.agents.understanding.local import Reading
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.turned_down import leaves

_SAID_BESIDE = frozenset({"goodbye", "human_handoff", "complaint"})


def later(clauses: Sequence[tuple[str, Reading]], message: Message) -> Sequence[Command]:
    """'I won't accept it now, I want to show it to my wife first'; () where something else is wished for."""
    thought = [text for text, _ in clauses if message.is_marked("thinks_it_over", text)]
    if not thought or any(asks(text) for text, _ in clauses):
        return ()
    flows = message.turn.sector.flows
    if any(one.sure and one.intent in flows and one.by == "pattern" for _, one in clauses):
        return ()
    if any(one.sure and one.intent in _SAID_BESIDE for _, one in clauses):
        return ()
    question = message.turn.dialogue.question
    if message.turn.dialogue.flow is not None:
        return (Deny(),) if message.expected == ("confirmation",) and leaves(message) else (Cancel(),)
    if question is not None and question.about in ("proposal", "person", "which"):
        return (Deny(),)
    return (Answer("take_your_time"),)
