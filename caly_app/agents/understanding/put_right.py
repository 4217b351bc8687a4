"""A number taken back in the same breath: "three nights, no, make it four", "25 of us, sorry, 27"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import plain

_NEAR = 30  # characters between the two
_UNIT = re.compile(r"\W*(?:[ap]\.?m\b|o'?clock|:|/|th\b|st\b|nd\b|rd\b|uhr|heures?\b)")
_IN_NUMBERS = frozenset({"number", "duration"})


def last_said(ones: Sequence[Found], kind: str, text: str, context: SlotContext) -> Sequence[Found]:
    """Of what was said for one slot, what was meant in the end stands first."""
    if kind not in _IN_NUMBERS or not ones:
        return ones
    words = plain(text, context.language)
    last = ones[0]
    for one in sorted(ones, key=lambda found: found.start):
        if one.start >= last.end and has_cue(words.text[words.at(last.end) : words.at(one.start)]):
            last = one
    if kind == "number" and last.problem is None:
        last = _bare(last, text, context) or last
    return ones if last is ones[0] else [last, *(one for one in ones if one is not last)]


def _bare(one: Found, text: str, context: SlotContext) -> Found | None:
    """Only the number is said anew, soon, and it is no time and no day."""
    words = plain(text, context.language)
    taken = [other for kind in ("date", "time", "phone") for other in find(kind, text, context)]
    for other in find("number", text, context):
        between = words.text[words.at(one.end) : words.at(other.start)]
        if other.start < one.end or len(between) > _NEAR or any(sign.isdigit() for sign in between):
            continue
        if not has_cue(between) or _UNIT.match(text, other.end):
            continue
        if not any(other.start < t.end and t.start < other.end for t in taken):
            return replace(one, value=other.value, start=one.start, end=other.end)
    return None
