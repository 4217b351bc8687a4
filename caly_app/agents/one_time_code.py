"""The code that was sent to what is on the books, said back: what some things are shown for only.

It is never kept: neither in the dialogue nor in what is stored of the customer's words.
"""

from collections.abc import Mapping
from uuid import UUID

from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Choice, Dialogue, Question
from caly_app.agents.one_segment import in_one_segment
from caly_app.agents.phrasing import Phrasing
from caly_app.ports import CodeLetter, CodeWay

SLOT = "one_time_code"
WAY = "code_way"  # how it is to be sent, where there are several ways
AGAIN = "again"  # instead of a code: the customer wants another
NO_CODE = "no code"  # digits that are no code at all
UNREAD = "unread"  # instead of a code: it cannot be read where it was sent

_SENT: Mapping[CodeWay, str] = {"email": "code_sent", "text": "code_texted"}
_NAME_AT_MOST = 40  # letters: of a business that has a long one

_CODES_AT_MOST = 4  # in a conversation: one, and three sent again
_SPENT_AT_MOST = 2  # a new one is offered once


async def prove(course: Course) -> bool:
    """True once it was said right. False: it was asked for, or there is no way (`is_in_vain`)."""
    known = course.dialogue.identity
    said, way = _taken(SLOT, course.dialogue), _taken(WAY, course.dialogue)
    if said == AGAIN or not known.code:
        return await _send(way or known.code_way, course)
    if way and way != known.code_way and await _is_open(way, course):
        return await _send(way, course)
    if said == UNREAD:
        return await _elsewhere(course)
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
    for slots in (
        *(flow.slots for flow in dialogue.flows),
        *(wish.slots for wish in dialogue.wishes),
    ):
        slots.pop(SLOT, None)
        slots.pop(WAY, None)


def is_asked_for(dialogue: Dialogue) -> bool:
    """By the open question; or by one before, which gave way to a word about the person who is called."""
    if dialogue.asks_for(SLOT):
        return True
    question = dialogue.question
    gave_way = question is None or question.about in ("person", "contact")
    return dialogue.identity.code == "sent" and bool(dialogue.flows) and gave_way


def _taken(slot: str, dialogue: Dialogue) -> str:
    """What was said of it in this turn; it is gone from the dialogue."""
    flow = dialogue.flow
    return flow.slots.pop(slot, "") if flow else ""


async def _ways(course: Course) -> Mapping[CodeWay, str]:
    return await course.tools.customers.code_ways(UUID(course.dialogue.identity.customer_id))


async def _is_open(way: str, course: Course) -> bool:
    return way in await _ways(course)


async def _send(wanted: str, course: Course) -> bool:
    """`wanted`: a way, or '' where none was named yet. Of several the customer says which."""
    known = course.dialogue.identity
    if known.codes_sent >= _CODES_AT_MOST or known.codes_spent >= _SPENT_AT_MOST:
        return False
    ways = await _ways(course)
    way = next((way for way in ways if way == wanted or len(ways) == 1), None)
    if way is None and ways:
        return _ask_which(ways, course)
    if way is None or not await course.tools.customers.send_code(
        UUID(known.customer_id), way, _letter(course)
    ):
        course.check("identity", "no code could be sent")
        course.tell("code_nowhere")
        return False
    known.code, known.code_way = "sent", way
    known.codes_sent += 1
    course.check("identity", f"code number {known.codes_sent} was sent by {way}")
    course.tell(_SENT[way], {"to": ways[way]}, code="code_sent")
    return _ask(course)


async def _elsewhere(course: Course) -> bool:
    """It goes where it was not sent yet; where there is no such place only a person can help."""
    course.moved = False  # nothing of it was answered
    known, ways = course.dialogue.identity, await _ways(course)
    other = next((way for way in ways if way != known.code_way), None)
    if other and known.codes_sent < len(ways):
        return await _send(other, course)
    course.tell("without_it")
    course.offer("person")
    course.ask(Question(asks=("confirmation",), about="person", fills={"without": SLOT}), Said(""))
    return False


def _ask_which(ways: Mapping[CodeWay, str], course: Course) -> bool:
    flow = course.dialogue.flow
    course.because = "a code can go to more than one place"
    choices = [
        Choice(label=f"choice_{WAY}_{way}", fills={WAY: way}, values={"to": ways[way]}) for way in ways
    ]
    question = Question(asks=(WAY,), about="flow", flow=flow.name if flow else "")
    course.ask(question, Said(f"ask_{WAY}_of", {}, tuple(choices)), choices)
    return False


def _letter(course: Course) -> CodeLetter:
    turn = course.turn
    phrasing = Phrasing(turn.sector, turn.config, turn.business, course.dialogue.language)
    code = {"code": "{code}"}
    name = in_one_segment(turn.business.name, _NAME_AT_MOST)
    short = phrasing.say("code_text", {**code, "business": name}).removeprefix(":").strip()
    return CodeLetter(phrasing.say("code_letter_subject"), phrasing.say("code_letter", code), short)


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
