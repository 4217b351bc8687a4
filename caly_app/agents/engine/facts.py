"""What the business has said of itself, what was made of it, and where it has said nothing."""

import re
from collections.abc import Mapping, Sequence

from caly_app.agents.citing import sources_of
from caly_app.agents.commands import EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Choice, Question

_ENDS = ".!?…:;)"
_SUM = re.compile(r"\d+(\.\d+)? [A-Z]{3}")  # as sums are kept


def fact(about: Mapping[str, str], course: Course) -> None:
    """The fact whose name the customer used; several are all told."""
    names = [name for name in about.get("names", "").split("\n") if name]
    if not names and "prices" in about.get("of", "") and _have_prices(course.dialogue.offered):
        course.tell("these_cost", code="fact", choices=course.dialogue.offered)
    elif not names and (later := _known_later(about.get("of", ""), course)):
        course.tell(later, course.dialogue.values(), code="fact")
    elif not names and "away" in about:
        _cannot_look_up(course)
    elif not names:
        _nothing_known(course)
    for name in names[:3]:
        text = course.turn.business.facts[name]
        course.facts.append(name)
        says_so = name.casefold()[:5] in text.casefold()
        title = name.replace("_", " ").capitalize()
        ended = text if text.rstrip()[-1:] in _ENDS else f"{text.rstrip()}."  # something may follow
        course.tell("fact" if says_so else "fact_named", {"name": title, "text": ended}, code="fact")


def _cannot_look_up(course: Course) -> None:
    """No gap in what the business has told of itself, and no misunderstanding: it is counted as neither."""
    course.unanswered = True
    course.tell("fact_away")
    course.offer("person")


def _nothing_known(course: Course) -> None:
    """One after the other is no help: a person is offered, and called, as where nothing is understood."""
    dialogue, rules = course.dialogue, course.turn.config.escalation
    course.unanswered = True
    dialogue.failures += 1
    if dialogue.failures >= rules.escalate_after_failures:
        course.escalation = EscalationReason.NOT_UNDERSTOOD
        return
    course.tell("fact_unknown")
    course.offer("person")
    if dialogue.failures < rules.offer_after_failures:
        return
    if asks_of_a_flow(course):
        course.at_a_loss = True
    else:
        course.ask(Question(asks=("confirmation",), about="person"), Said("person_or_else"))


def asks_of_a_flow(course: Course) -> bool:
    """Its question is said again, whole: no yes to it is meant for the person that is offered beside."""
    question = course.dialogue.question
    return bool(question and question.about == "flow" and question.asks)


def _known_later(of: str, course: Course) -> str:
    """What is under way comes to it: a quote ends in a price. The sector has words for that, or ''; others
    where it has come to it: `prices_in_get_quote.price` once a price is known."""
    flow = course.dialogue.flow
    if flow is None:
        return ""
    asked = [f"{name}_in_{flow.name}" for name in of.split()]
    keys = (key for one in asked for key in (*(f"{one}.{slot}" for slot in reversed(flow.slots)), one))
    return next((key for key in keys if course.turn.sector.text(key, "en")), "")


def _have_prices(offered: Sequence[Choice]) -> bool:
    return any(_SUM.fullmatch(value) for choice in offered for value in choice.values.values())


def told(about: Mapping[str, str], course: Course) -> None:
    """In words that were checked against the facts they rest on."""
    course.sources += sources_of(about, course.turn)
    course.tell("told_from_facts", {"text": about["text"]}, code="fact")


def told_in_part(about: Mapping[str, str], course: Course) -> None:
    """What came then could not be said: the customer is not left with half an answer."""
    told(about, course)
    if "away" in about:
        course.tell("told_in_part_away", code="fact_away")
    else:
        course.tell("told_in_part", code="fact_unknown")
    course.offer("person")
