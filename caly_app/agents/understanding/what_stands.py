"""What was booked before and should be at another time: "I booked for eight, could we come at six?"."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Command, StartFlow
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import LIKELY, Message

_BOOKED = re.compile(
    r"\b(?:i|we)(?:'ve| have|'d| had)?(?: already)?"
    r" (?:booked|reserved|made (?:a|the|our) (?:booking|reservation))\b"
    r"|\b(?:he|hemos|había|habíamos) (?:reservad|pedid|cogid)o\b|\b(?:reservé|reservamos)\b"
    r"|\b(?:j'ai|j'avais|nous avons|nous avions|on a|on avait) (?:déjà )?(?:réservé|pris (?:une?|rendez))"
    r"|\b(?:habe|haben|hab|hatte|hatten)\b[^.?!]{0,60}\b(?:gebucht|reserviert|ausgemacht|bestellt)\b",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(
    r"\b(?:another|one more|as well|too|also|second|otr[oa]|también|autre|aussi"
    r"|noch ein\w*|auch|zweite[ns]?)\b",
    re.IGNORECASE,
)
_WHEN = frozenset({"date", "time", "part_of_day", "date_range"})


def moved(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """By the flow that puts such a booking right. () where none was told of, or it is named anyway."""
    place = next((n for n, one in enumerate(clauses) if _BOOKED.search(one.text)), None)
    if place is None or message.turn.dialogue.flow is not None or _ONE_MORE.search(message.said):
        return ()
    told, behind = clauses[place], clauses[place + 1 :]
    by = _puts_right(told, message)
    asked = [one for one in behind if one.is_question and _may_be(one, by, message)] if by else []
    if not asked or any(one.reading.sure and one.intent == by for one in clauses):
        return ()
    before, after = _when(told, by, message), _when(asked[-1], by, message)
    if not before or not after or after == before:
        return ()
    slots = message.turn.sector.slots
    others = [
        one
        for one in message.hear(by, message.said, with_question=False).fills
        if slots[one.slot].kind not in _WHEN
    ]
    return [StartFlow(by), *others, *asked[-1].tells_for(by)]


def _puts_right(told: Clause, message: Message) -> str:
    """The one flow that changes what was booked; '' where there is none, or one of several."""
    by = message.turn.sector.puts_right
    if told.intent in by:
        return by[told.intent].by
    ways = {one.by for one in by.values()}
    return ways.pop() if len(ways) == 1 and not told.reading.sure else ""


def _may_be(clause: Clause, by: str, message: Message) -> bool:
    """Nothing else is surely asked for."""
    deeds = {name for name, one in message.turn.sector.puts_right.items() if one.by == by}
    return clause.intent in (by, *deeds) or clause.reading.confidence < LIKELY


def _when(clause: Clause, by: str, message: Message) -> dict[str, str]:
    slots = message.turn.sector.slots
    return {one.slot: one.value for one in clause.tells_for(by) if slots[one.slot].kind in _WHEN}
