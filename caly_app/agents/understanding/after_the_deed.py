"""A correction right after the deed: "oh, make it half six actually" changes what was just booked."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Command, FillSlot, StartFlow
from caly_app.agents.dialogue import Fact
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import plain

_A_SENTENCE = 18  # words
_ENOUGH = 0.5  # of the words behind a bare no
_BESIDE_IT = ("proven", "language", "unanswered")
_NO = re.compile(r"\W*(?:oh |ah |ay |ach )?(?:no|nope|nah|non|nein|nee)\b\W*", re.IGNORECASE)
_ONE_MORE = re.compile(
    r"\b(?:another|one more|as well|too|also|second|otr[oa]|también|un autre|une autre|aussi"
    r"|noch (?:ein\w*|mal)|auch|zweite[ns]?)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:make (?:it|that)|(?:change|move|put|push|switch) (?:it|that)|instead|rather"
    r"|(?:can|could|may|shall) (?:we|i|you) (?:do|say|make|have)|how about|what about|better"
    r"|en vez|mejor|cambiar(?:la|lo)?|ponga\w*|plut[oô]t|à la place|changer|mettre|lieber|stattdessen)\b",
    re.IGNORECASE,
)


def put_right(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """By the flow that changes such a deed, which is named to it; where none does, a person can."""
    deed, sector = _last_deed(message), message.turn.sector
    if deed is None or not _takes_back(message):
        return ()
    by = sector.puts_right.get(deed.name)
    meant = {deed.name, by.by if by else deed.name, "deny", "affirm"}
    if any(one.reading.sure and one.intent not in meant for one in clauses):
        return ()
    said = _NO.sub("", message.said, count=1)
    fills = _told(by.by, said, message) if by else []
    if by and fills and deed.reference:
        named = [one for one in fills if one.slot == by.names]
        return [StartFlow(by.by), *(named or [FillSlot(by.names, deed.reference)]), *fills]
    told = _told(deed.name, said, message)
    return [Answer("deed_stands")] if told and not asks(said) else ()


def _last_deed(message: Message) -> Fact | None:
    """What was done a moment ago; what was asked of the house since then is no other wish."""
    dialogue, flows = message.turn.dialogue, message.turn.sector.flows
    question = dialogue.question
    if dialogue.flow is not None or question and question.about != "anything_else":
        return None
    since = [
        one
        for one in dialogue.facts
        if one.kind not in _BESIDE_IT and (one.kind != "told" or one.name in flows)
    ]
    return since[-1] if since and since[-1].kind == "done" else None


def _takes_back(message: Message) -> bool:
    said = message.said
    if len(said.split()) > _A_SENTENCE or _ONE_MORE.search(said) or message.is_marked("besides"):
        return False
    if message.is_marked("cancel_it") or asks(said) and not _OTHERWISE.search(said):
        return False
    behind = _NO.sub("", said, count=1)
    if message.is_marked("change_of_mind") or has_cue(plain(behind, message.language).text):
        return True
    last = _last_deed(message)
    by = message.turn.sector.puts_right.get(last.name) if last else None
    is_answer = by and message.hear(by.by, behind, with_question=False).covers(behind) >= _ENOUGH
    return bool(is_answer) and behind != said


def _told(flow: str, said: str, message: Message) -> list[FillSlot]:
    """What is said otherwise, of the deed itself: not for whom else it might be done."""
    slots = message.turn.sector.slots
    heard = message.hear(flow, said, with_question=False).fills
    if any(slots[one.slot].of_another for one in heard):
        return []
    return [one for one in heard if not slots[one.slot].personal]
