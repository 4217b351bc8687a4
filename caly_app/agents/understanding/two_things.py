"""'Hiya, 2 things. I'm out of my cream and can't do Friday': whoever counts two means both of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import Command, FillSlot, StartFlow
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message

_A_RIVAL = 0.2  # confidence of what came second in a clause, from which it may be the second of the two
_COUNTED = re.compile(
    r"(?:^|[.,;:!?–-] *|\b(?:hi|hiya|hello|hey|morning|afternoon|evening|so|for|got|have|need|just) )"
    r"(?:(?:a )?couple of|two|2) (?:(?:quick|little|small|different|separate) )?"
    r"(?:things|issues|questions|matters|requests|bits)\b"
    r"(?!(?: (?:i|we|that|and only|have|has|were|are missing))\b)"
    r"|\b(?:dos|2|un par de) (?:cosas|cosillas|cositas|asuntos|temas)\b"
    r"|\b(?:deux|2) (?:choses|trucs|demandes|points|questions)\b"
    r"|\b(?:zwei|2) (?:sachen|dinge|anliegen|punkte|themen|fragen)\b",
    re.IGNORECASE,
)


def both(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """The first, and the second after it: what is begun is said, and read back before it is done."""
    if message.turn.dialogue.flow is not None or not _COUNTED.search(message.said):
        return ()
    wished = _wished_in(clauses, message)
    if len(wished) != 2:
        return ()
    commands: list[Command] = []
    for place, (flow, text) in enumerate(wished.items()):
        heard = message.hear(flow, text, with_question=False).commands
        commands.append(StartFlow(flow, later=place > 0))
        commands += [replace(c, flow=flow) if isinstance(c, FillSlot) and place else c for c in heard]
    return commands


def _wished_in(clauses: Sequence[Clause], message: Message) -> dict[str, str]:
    """The wishes, each with where it was said; two of one clause, where no other says the second."""
    flows = message.turn.sector.flows
    likely = [one for one in clauses if one.is_likely_wish]
    likely = [one for one in likely if one.reading.sure] or likely  # beside what is sure nothing is guessed
    wished: dict[str, str] = {}
    for one in likely:
        wished.setdefault(one.intent, one.text)
    if len(likely) == 1:
        [only] = likely
        second, confidence = only.reading.runner_up or "", only.reading.runner_up_confidence
        if second in flows and confidence >= _A_RIVAL:
            wished.setdefault(second, only.text)
    return wished
