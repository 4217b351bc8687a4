"""A name and what is spelled of it: "Ros Pennel, P E N H A L E", "Ros, R O S, Penhale"."""

import re

from rapidfuzz import fuzz

from caly_app.agents.understanding.slots.everyday import is_said_of_things
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.name_case import PARTICLES, cased
from caly_app.agents.understanding.slots.names_too import OF_COMMON
from caly_app.agents.understanding.slots.plain import Plain, folded
from caly_app.agents.understanding.slots.spelled import Spelled
from caly_app.agents.understanding.slots.states import is_a_state
from caly_app.agents.understanding.slots.words import COMMON

_BEHIND = re.compile(
    r"[\s,.;:–-]+(?:(?:and|then|y|et|und|dann)\s+)*(?P<rest>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}?)"
    r"(?:[ ,]+(?:please|thanks|thank you|por favor|gracias|merci|s'il vous pla[iî]t|bitte|danke))*"
    r"(?=[,.;!?]|\s*\Z|\s+\d)",
    re.IGNORECASE,
)

_ALIKE = 60  # of 100: each half of what was spelled and the word it is of


def with_spelling(
    found: list[Found], spelled: list[Spelled], words: Plain, context: SlotContext
) -> list[Found]:
    """The spelled form replaces the word it sounds like; alone it counts as an answer."""
    if not spelled or not (found or context.expected == "name"):
        return found
    spans = [words.span(run.start, run.end) for run in spelled]
    if not found:
        start, end = spans[0][0], spans[-1][1]
        parts = [run.word for run in spelled]
        return [_with_the_rest(parts, words.said, start, end, context)]
    last = found[-1]
    if last.start >= spans[-1][1]:  # "Ros, R O S, Penhale": what follows is the family's
        start, parts = spans[0][0], [*(run.word for run in spelled), last.value]
        return [*found[:-1], Found("name", " ".join(parts), words.said[start : last.end], start, last.end)]
    parts = _put_in(spelled, last.value.split(" "))
    return [*found[:-1], _with_the_rest(parts, words.said, last.start, max(last.end, spans[-1][1]), context)]


def _put_in(spelled: list[Spelled], parts: list[str]) -> list[str]:
    if len(spelled) == 1 and len(parts) == 2 and (both := _both(spelled[0].word, *parts)):
        return both
    for run in spelled:
        likeness = [fuzz.ratio(folded(part), folded(run.word)) for part in parts]
        best = max(range(len(parts)), key=lambda place: (likeness[place], place))
        if likeness[best] >= 40 or folded(parts[best])[:1] == folded(run.word)[:1]:
            parts[best] = run.word
        elif len(parts) == 1:
            parts.append(run.word)
    return parts


def _both(letters: str, first: str, last: str) -> list[str]:
    """'Una Sayle, u n a s a y l e': both were spelled in one go. [] where only one of them was."""
    cuts = [[letters[:place], letters[place:]] for place in range(2, len(letters) - 1)]

    def likeness(cut: list[str]) -> float:
        return min(fuzz.ratio(folded(heard), folded(cut[i])) for i, heard in enumerate((first, last)))

    best = max(cuts, key=likeness, default=[])
    return [cased(part) for part in best] if best and likeness(best) >= _ALIKE else []


def _with_the_rest(parts: list[str], said: str, start: int, end: int, context: SlotContext) -> Found:
    """One word of a name was spelled, and the other stands behind it, said once."""
    behind = _BEHIND.match(said, end) if len(parts) == 1 else None
    if behind and _is_a_name(behind["rest"], context):
        rest = behind["rest"].rstrip(".")
        parts, end = [*parts, cased(rest)], behind.start("rest") + len(rest)
    return Found("name", " ".join(parts), said[start:end], start, end)


def _is_a_name(rest: str, context: SlotContext) -> bool:
    plain_words = [folded(word).strip(".") for word in rest.split(" ")]
    if any(word in COMMON and word not in OF_COMMON | PARTICLES or is_a_state(word) for word in plain_words):
        return False
    return not is_said_of_things(rest, context.language)
