"""What a long conversation is remembered by, beside its last words: facts, each with the turn it is from.

They are derived from what came of a turn, never from what a model made of it, and hold names of flows, codes
and references, never a customer's words (what they told is in remarks.py). There are few of them: the oldest
are counted together.
"""

from collections.abc import Iterator, Sequence

from caly_app.agents.commands import Answer, Command
from caly_app.agents.course import Course
from caly_app.agents.dialogue import Dialogue, Fact, FactKind
from caly_app.ports import Message

FACTS_AT_MOST = 24
WORDS_AT_MOST = 6  # of the last messages, for a model
CHARACTERS_AT_MOST = 6000  # of these
_MESSAGE_AT_MOST = 1500  # characters
_REFERENCE_AT_MOST = 40
_TOLD = frozenset({"opening_hours", "languages"})

_SAYS: dict[FactKind, str] = {
    "done": "Done",
    "told": "Told",
    "left": "Left by the customer",
    "unanswered": "Asked, and we had no answer",
    "proven": "Identity proven",
    "person": "A person was called",
    "language": "Went on in another language",
}


def note(commands: Sequence[Command], course: Course) -> None:
    """What came of this turn, kept with the dialogue."""
    for kind, name, reference in _of_turn(commands, course):
        _keep(
            Fact(kind=kind, name=name, reference=reference[:_REFERENCE_AT_MOST], seq=course.turn.seq), course
        )


def lines(dialogue: Dialogue) -> list[str]:
    """For a model, oldest first: without references, which it does not need."""
    before = [f"{_SAYS[kind]} before that: {times} times" for kind, times in dialogue.earlier.items()]
    return [*before, *(_line(fact) for fact in dialogue.facts)]


def summary(dialogue: Dialogue) -> str:
    """For people, in one sentence: "Done: book appointment K7M2-9QXT (turn 9); told: parking (turn 3)."."""
    parts = [_line(fact, with_reference=True) for fact in reversed(dialogue.facts)]
    parts += [f"{_SAYS[kind]} earlier: {times} times" for kind, times in dialogue.earlier.items()]
    return "; ".join(parts) + "." if parts else ""


def last_words(history: Sequence[Message]) -> list[Message]:
    """The last messages as they were said, oldest first, as many as there is room for."""
    kept: list[Message] = []
    room = CHARACTERS_AT_MOST
    for message in reversed(history[-WORDS_AT_MOST:]):
        text = message.text[:_MESSAGE_AT_MOST]
        if len(text) > room:
            break
        room -= len(text)
        kept.append(Message(message.role, text))
    return kept[::-1]


def _of_turn(commands: Sequence[Command], course: Course) -> Iterator[tuple[FactKind, str, str]]:
    before, now = course.turn.dialogue, course.dialogue
    if now.identity.customer_id and now.identity.customer_id != before.identity.customer_id:
        yield "proven", "", ""
    if before.language and now.language != before.language:
        yield "language", now.language, ""
    for command in commands:
        if isinstance(command, Answer) and command.topic in ("fact", "told"):
            known = [name for name in command.about.get("names", "").split("\n") if name]
            known += ["from the facts"] if command.topic == "told" else []
            yield from (("told", name[:_REFERENCE_AT_MOST], "") for name in known)
        elif isinstance(command, Answer) and command.topic in _TOLD:
            yield "told", command.topic, ""
    if {"fact_unknown", "fact_away"} & set(course.tells):
        yield "unanswered", "", ""
    done, outcome = course.receipt or (None, None)
    for flow in course.finished:
        if done is not None and flow == done.name:
            yield "done", flow, outcome.values.get("reference", "") if outcome else ""
        else:
            yield "left" if {"left", "kept"} & set(course.tells) else "told", flow, ""
    if course.escalation:
        yield "person", str(course.escalation), ""


def _keep(fact: Fact, course: Course) -> None:
    """The same again is one fact, of the later turn; what is too old is only counted."""
    dialogue = course.dialogue
    same = next((one for one in dialogue.facts if one.is_like(fact)), None)
    if same:
        dialogue.facts.remove(same)
        fact = fact.model_copy(update={"times": same.times + 1})
    dialogue.facts.append(fact)
    while len(dialogue.facts) > FACTS_AT_MOST:
        oldest = dialogue.facts.pop(0)
        dialogue.earlier[oldest.kind] = dialogue.earlier.get(oldest.kind, 0) + oldest.times


def _line(fact: Fact, *, with_reference: bool = False) -> str:
    name = fact.name.replace("_", " ")
    about = f"{name} {fact.reference}".strip() if with_reference else name
    often = f", {fact.times} times" if fact.times > 1 else ""
    says = f"{_SAYS[fact.kind]}: {about}" if about else _SAYS[fact.kind]
    return f"{says} (turn {fact.seq}{often})"
