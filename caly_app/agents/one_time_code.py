"""The code that was sent to what is on the books, said back: what some things are shown for only.

It is never kept: neither in the dialogue nor in what is stored of the customer's words.
"""

from uuid import UUID

from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Dialogue, Question
from caly_app.agents.phrasing import Phrasing
from caly_app.ports import CodeLetter

SLOT = "one_time_code"
AGAIN = "again"  # instead of a code: the customer wants another
NO_CODE = "no code"  # digits that are no code at all

_CODES_AT_MOST = 4  # in a conversation: one, and three sent again
_SPENT_AT_MOST = 2  # a new one is offered once


async def prove(course: Course) -> bool:
    """True once it was said right. False: it was asked for, or there is no way (`is_in_vain`)."""
    known = course.dialogue.identity
    said = _taken(course.dialogue)
    if said == AGAIN or not known.code:
        return await _send(course)
    if known.code == "spent":
        return _offer_another(course)
    if not said:
        return _ask(course)
    if said == NO_CODE:
        course.moved = False  # whoever has no code is not asked for ever
        course.tell("code_has_six_digits")
        return _ask(course)
    return await _check(said, course)


def is_in_vain(course: Course) -> bool:
    """Only a person can help any more."""
    return not course.asks


def forget(dialogue: Dialogue) -> None:
    """A code that nobody asked for is not kept either."""
    for flow in dialogue.flows:
        flow.slots.pop(SLOT, None)
    for wish in dialogue.wishes:
        wish.slots.pop(SLOT, None)


def is_asked_for(dialogue: Dialogue) -> bool:
    """By the open question; or by one before, which gave way to a word about the person who is called."""
    if dialogue.asks_for(SLOT):
        return True
    question = dialogue.question
    gave_way = question is None or question.about in ("person", "contact")
    return dialogue.identity.code == "sent" and bool(dialogue.flows) and gave_way


def _taken(dialogue: Dialogue) -> str:
    """What was said of it in this turn; it is gone from the dialogue."""
    flow = dialogue.flow
    return flow.slots.pop(SLOT, "") if flow else ""


async def _send(course: Course) -> bool:
    known = course.dialogue.identity
    if known.codes_sent >= _CODES_AT_MOST or known.codes_spent >= _SPENT_AT_MOST:
        return False
    address = await course.tools.customers.send_code(UUID(known.customer_id), _letter(course))
    if address is None:
        course.check("identity", "no code could be sent")
        course.tell("code_nowhere")
        return False
    known.code = "sent"
    known.codes_sent += 1
    course.check("identity", f"code number {known.codes_sent} was sent")
    course.tell("code_sent", {"to": address})
    return _ask(course)


def _letter(course: Course) -> CodeLetter:
    turn = course.turn
    phrasing = Phrasing(turn.sector, turn.config, turn.business, course.dialogue.language)
    return CodeLetter(phrasing.say("code_letter_subject"), phrasing.say("code_letter", {"code": "{code}"}))


async def _check(said: str, course: Course) -> bool:
    known = course.dialogue.identity
    verdict = await course.tools.customers.check_code(UUID(known.customer_id), said)
    course.check("identity", f"one-time code: {verdict}")
    match verdict:
        case "right":
            known.code = "proven"
            course.tell("code_right")
            return True
        case "wrong":
            course.tell("code_wrong")
            return _ask(course)
        case "spent":
            known.code = "spent"
            known.codes_spent += 1
            course.tell("code_spent")
            return known.codes_spent < _SPENT_AT_MOST and _ask_for_another(course)


def _offer_another(course: Course) -> bool:
    """Whoever speaks of something else meanwhile is asked again; a no leaves it to a person."""
    known = course.dialogue.identity
    elsewhere = course.digressed or course.stumbled
    return known.codes_spent < _SPENT_AT_MOST and elsewhere and _ask_for_another(course)


def _ask_for_another(course: Course) -> bool:
    flow = course.dialogue.flow
    course.because = "the code counts no more"
    question = Question(
        asks=("confirmation",), about="proposal", flow=flow.name if flow else "", fills={SLOT: AGAIN}
    )
    course.ask(question, Said("ask_code_again"))
    return False


def _ask(course: Course) -> bool:
    flow = course.dialogue.flow
    course.because = "only who holds what is on the books may see or change this"
    course.ask(Question(asks=(SLOT,), about="flow", flow=flow.name if flow else ""), Said(f"ask_{SLOT}"))
    return False
