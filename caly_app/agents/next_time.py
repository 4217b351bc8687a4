"""What a returning customer is remembered by: what they prefer and need, with their own yes.

A sector says in `remembers` which slots. What is told of them is noted with the conversation; when a wish is
done, a customer who has proven who they are is asked once whether it may be kept. The next time, once they
have proven it again, it is offered: nothing is done by it before they have said yes.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from caly_app.agents import as_before
from caly_app.agents.commands import Affirm, Answer, Clarify, Command, Deny
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Choice, Dialogue, OpenFlow, Preference, Question
from caly_app.agents.sector import Sector, SlotSpec
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.slots.times import part_of
from caly_app.ports import CustomerFact

REMEMBER = "remember_me"  # the flow that has it confirmed
TO_REMEMBER = "to_remember"  # its slot: what exactly the yes is to, as JSON

CHOSEN = "memory_days"  # where a sector or a business says how long
DAYS = 730  # that it is kept after the yes, where neither sector nor business says otherwise
DAYS_AT_MOST = 3650
_LONGEST = 80  # characters of a text
_PARTS = ("morning", "afternoon", "evening")
_NO_ANSWER = frozenset({"repeat", "why_asked", "heard_badly", "empty"})  # the question stays


def days_kept(compliance: Mapping[str, object], chosen: Mapping[str, object]) -> int:
    """As the business chose, else as its sector says. 0: nothing is remembered."""
    days = chosen.get(CHOSEN, compliance.get(CHOSEN, DAYS))
    return days if isinstance(days, int) and 0 <= days <= DAYS_AT_MOST else DAYS


def is_on(turn: TurnContext) -> bool:
    return bool(turn.sector.remembers) and days_kept(turn.sector.compliance, turn.business.privacy) > 0


# --- the first time ---


def note(slot: str, value: str, course: Course) -> None:
    """What was told in this turn, if it is of use the next time. It stays with the conversation."""
    sector, dialogue = course.turn.sector, course.dialogue
    if slot in sector.slots and sector.slots[slot].kind == "time":
        _forget_another_part(value, course)
    if slot in sector.remembers and not dialogue.of_another and _is_worth_it(value, sector.slots[slot]):
        dialogue.preferences[slot] = Preference(value=value, seq=course.turn.seq)


def _forget_another_part(clock: str, course: Course) -> None:
    """Who asks for the evening, and then takes half past twelve, prefers no evenings."""
    sector, flow, preferences = course.turn.sector, course.dialogue.flow, course.dialogue.preferences
    of_it = sector.slots_of[flow.name] if flow else ()
    for slot in [one for one in preferences if one in of_it and sector.slots[one].kind == "part_of_day"]:
        if preferences[slot].value != part_of(clock):
            del preferences[slot]


async def asks(course: Course) -> bool:
    """Whether it may be kept: once something is done and nothing is open, and never beside a person."""
    dialogue, customer_id = course.dialogue, course.around.customer_id
    if customer_id is None or not _is_the_moment(course) or not is_on(course.turn):
        return False
    dialogue.asked_to_remember = True
    remembered = await course.tools.facts.of(customer_id)
    held = {fact.slot: fact.value for fact in remembered.facts}
    told = {
        slot: dialogue.preferences[slot]
        for slot in course.turn.sector.remembers
        if slot in dialogue.preferences and held.get(slot) != dialogue.preferences[slot].value
    }
    if remembered.is_refused or not told:
        return False
    sector, language = course.turn.sector, dialogue.language
    course.tell(
        "could_remember", choices=[shown(slot, one.value, sector, language) for slot, one in told.items()]
    )
    facts = [{"slot": slot, "value": one.value, "seq": one.seq} for slot, one in told.items()]
    dialogue.flows.append(OpenFlow(name=REMEMBER, slots={TO_REMEMBER: json.dumps(facts, ensure_ascii=False)}))
    return True


def is_asked(dialogue: Dialogue) -> bool:
    flow, question = dialogue.flow, dialogue.question
    return bool(flow and flow.name == REMEMBER and question and question.asks == ("confirmation",))


async def refuse(course: Course) -> None:
    assert course.around.customer_id is not None, "only somebody proven is asked"
    await course.tools.facts.refuse(course.around.customer_id)
    course.dialogue.preferences = {}
    course.tell("not_remembered")


def let_go(commands: Sequence[Command], course: Course) -> None:
    """Whoever talks of something else has not said yes: nothing is kept, and they are not pressed."""
    if not is_asked(course.dialogue) or any(isinstance(command, Affirm | Deny) for command in commands):
        return
    if all(_is_no_answer(command) for command in commands):
        return
    course.dialogue.flows.pop()
    course.dialogue.question = None
    course.dialogue.offered = []


def _is_the_moment(course: Course) -> bool:
    dialogue = course.dialogue
    is_done = bool(course.finished) and not {"left", "kept"} & set(course.tells)
    is_open = bool(course.asks or course.ends or dialogue.flows or dialogue.wishes)
    needs_a_person = bool(course.escalation or dialogue.person_called or dialogue.hushed or dialogue.unhappy)
    may = bool(dialogue.preferences) and not dialogue.asked_to_remember
    return may and is_done and not is_open and not needs_a_person


def _is_no_answer(command: Command) -> bool:
    return isinstance(command, Clarify) or isinstance(command, Answer) and command.topic in _NO_ANSWER


def _is_worth_it(value: str, spec: SlotSpec) -> bool:
    match spec.kind:
        case "part_of_day":
            return value in _PARTS
        case "resource":
            return value != "anyone"
        case _:
            return 0 < len(value) <= _LONGEST


# --- the next time ---


async def offers(flow: OpenFlow, course: Course) -> bool:
    """True: the customer is asked whether it is to be as they told us before."""
    if flow.usual in ("asked", "over") or not _may_offer(flow, course):
        return False
    assert course.around.customer_id
    remembered = await course.tools.facts.of(course.around.customer_id)
    facts = [fact for fact in remembered.facts if _is_of_use(fact, flow, course)]
    is_wanted = flow.usual == "wanted"
    flow.usual = "over" if is_wanted or not facts else "asked"
    if is_wanted:
        flow.slots |= {fact.slot: fact.value for fact in facts}
        course.check("as told before", ", ".join(fact.slot for fact in facts))
    elif facts:
        _ask(flow, facts, course)
    return flow.usual == "asked"


def answered(said: Literal["wanted", "over"], course: Course) -> None:
    if course.dialogue.flow:
        course.dialogue.flow.usual = said
        course.moved = True


def line(fact: CustomerFact, turn: TurnContext) -> str:
    """For a language model: what, and where it comes from."""
    title = turn.sector.text(f"slot_{fact.slot}", "en") or fact.slot
    return f"{title}: {fact.value}" + (f" (told on {fact.told_on:%Y-%m-%d})" if fact.told_on else "")


def shown(slot: str, value: str, sector: Sector, language: str) -> Choice:
    """As a customer reads it."""
    spec = sector.slots.get(slot)
    match spec.kind if spec else "text":
        case "part_of_day":
            return Choice(label="item_words", fills={}, values={"value": f"part_{value}"})
        case "resource":
            return Choice(label="item_plain", fills={}, values={"value": value})
        case "choice":
            return Choice(label="item_plain", fills={}, values={"value": _option(value, spec, language)})
        case _:
            return Choice(label="item_named", fills={}, values={"slot": f"slot_{slot}", "value": value})


def title(slot: str, sector: Sector) -> str:
    """For people of the business."""
    return (sector.text(f"slot_{slot}", "en") or slot.replace("_", " ")).capitalize()


def in_words(slot: str, value: str, sector: Sector) -> str:
    """The value, for people of the business."""
    spec = sector.slots.get(slot)
    if spec and spec.kind == "part_of_day":
        return sector.text(f"part_{value}", "en") or value
    return _option(value, spec, "en")


def _may_offer(flow: OpenFlow, course: Course) -> bool:
    dialogue = course.dialogue
    is_theirs = course.around.customer_id is not None and not dialogue.of_another
    return is_theirs and course.flow_spec(flow).again is not None and is_on(course.turn)


def _is_of_use(fact: CustomerFact, flow: OpenFlow, course: Course) -> bool:
    """What is open in this wish, and can still be had."""
    sector = course.turn.sector
    if fact.slot not in sector.remembers or fact.slot not in sector.slots_of[flow.name]:
        return False
    spec, there = sector.slots[fact.slot], course.turn.business
    if spec.kind == "resource" and fact.value not in (*there.resources, *there.specialties.values()):
        return False
    return as_before.is_open(fact.slot, course) and as_before.fits(fact.value, spec)


def _ask(flow: OpenFlow, facts: Sequence[CustomerFact], course: Course) -> None:
    course.because = "it is remembered from before, and nothing is done by it without a yes"
    choices = [shown(fact.slot, fact.value, course.turn.sector, course.dialogue.language) for fact in facts]
    course.ask(
        Question(asks=("confirmation",), about="usual", flow=flow.name),
        Said("ask_usual", {}, tuple(choices)),
    )


def _option(value: str, spec: SlotSpec | None, language: str) -> str:
    words = spec.options.get(value, {}) if spec else {}
    return next(iter(words.get(language) or words.get("en") or (value,)))
