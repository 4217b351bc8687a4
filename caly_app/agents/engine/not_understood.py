"""Words that were not understood: others are asked for, the likeliest two offered, at last a person."""

from caly_app.agents.commands import Clarify, EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Question
from caly_app.agents.engine import answers, facts
from caly_app.agents.understanding.local import LEARNED


def clarify(command: Clarify, course: Course) -> None:
    candidates = tuple(one for one in command.candidates if not course.turn.is_off(one))
    if course.turn.is_disabled or command.candidates and not candidates:
        answers.leave_to_people(course)
        return
    course.stumbled = True
    course.dialogue.failures += 1
    rules = course.turn.config.escalation
    if course.dialogue.failures >= rules.escalate_after_failures:
        course.escalation = EscalationReason.NOT_UNDERSTOOD
        return
    # Where little is understood, a person is offered sooner.
    soon = course.dialogue.language not in LEARNED
    is_a_guess = bool(candidates) and course.dialogue.failures < rules.offer_after_failures
    if course.dialogue.failures >= rules.offer_after_failures - soon and not is_a_guess:
        if facts.asks_of_a_flow(course):
            course.at_a_loss = True
            course.tell("not_understood_inside", code="not_understood")
            return
        key = "not_understood_offer" if course.dialogue.failures > 1 else "not_understood_at_once"
        course.tell(key, code="not_understood")
        course.offer("person")
        course.ask(Question(asks=("confirmation",), about="person"), Said(""))
    elif candidates:
        answers.which_of(candidates, command.told, course)
    elif course.dialogue.flows:
        course.tell("not_understood_inside", code="not_understood")
    else:
        course.tell("not_understood")
        course.asks = ("rephrase",)
