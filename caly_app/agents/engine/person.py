"""Calling a person: what the customer is told depends on who is there."""

from collections.abc import Sequence

from caly_app.agents.commands import AskForPerson, Command, EscalationReason, FillSlot
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Question

_CONTACTS = ("phone", "email")
_OFFERS = frozenset(
    {"ask_person", "without_it", "sorry_to_hear", "not_understood_offer", "not_understood_at_once"}
)


async def call(course: Course) -> None:
    """Says who comes and when. What is under way is kept: it can go on meanwhile."""
    if course.escalation is None:
        return
    course.dialogue.failures = 0
    _unsay_the_offer(course)
    goes_on = _goes_on(course)
    if not goes_on:
        course.dialogue.question = None
        course.dialogue.offered = []
        course.asks, course.asking, course.choices = (), [], ()
    course.offer("person")
    if course.dialogue.person_called and course.escalation is not EscalationReason.MEDICAL_EMERGENCY:
        course.tell("person_already_called")
        return
    course.dialogue.person_called = True
    people = await course.tools.people.availability()
    if people.operators_online > 0 and people.is_open:
        course.tell("person_comes")
    elif people.opens_at is not None:
        course.tell("person_later", {"opens_at": people.opens_at.isoformat()})
        course.offer("callback")
    elif people.operators_online > 0:
        course.tell("person_comes")
    else:
        course.tell("person_later_unknown", code="person_later")
        course.offer("callback")
    if "callback" in course.offers and not goes_on:
        course.dialogue.question = Question(about="contact")


def is_without(question: Question, course: Course) -> bool:
    """A second no to a person, where it cannot go on without what is asked for: it is left."""
    flow = course.dialogue.flow
    if flow is None or not question.fills.get("without"):
        return False
    again = flow.without == question.fills["without"]
    flow.without = question.fills["without"]
    return again


def reach_where_known(course: Course) -> None:
    """'Yes' to leaving a number: the one we know, or it is asked for."""
    known = course.dialogue.values()
    if "phone" in known or "email" in known:
        course.tell("contact_known", code="contact_noted")
    else:
        course.ask(Question(asks=("phone",), about="contact"), Said("ask_phone"))


def _unsay_the_offer(course: Course) -> None:
    """Who is called is not asked about as well: "Would you like a person? I am getting one"."""
    asked = [one for one in course.said if one.key in _OFFERS]
    course.said = [one for one in course.said if one.key not in _OFFERS]
    for one in asked:
        if one.key in course.tells:
            course.tells.remove(one.key)


def _goes_on(course: Course) -> bool:
    """What is urgent is taken down while the person is on the way."""
    return course.escalation is EscalationReason.URGENT and course.dialogue.flow is not None


async def note_contact(commands: Sequence[Command], course: Course) -> None:
    """How somebody can be reached who did not want to wait, or waits for a person."""
    question, waits = course.dialogue.question, course.dialogue.person_called and not course.dialogue.flow
    asked_for_one = waits or any(isinstance(command, AskForPerson) for command in commands)
    if not asked_for_one and (question is None or question.about != "contact"):
        return
    told = {command.slot: command.value for command in commands if isinstance(command, FillSlot)}
    contact = {kind: told[kind] for kind in _CONTACTS if kind in told}
    if contact and not course.dialogue.identity.customer_id:
        await course.tools.customers.remember(contact)
    if contact:
        course.tell("contact_noted")
