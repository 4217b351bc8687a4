"""Advances what is under way: the first step of the flow that is not settled decides what comes next.

Steps are looked at from the first one each time. So details may come in any order, and a
correction needs no rule of its own: what depended on the old value is simply not settled any more.
"""

from collections.abc import Mapping, Sequence

from caly_app.agents import as_before, identity, next_time, tool_gate
from caly_app.agents.commands import EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import OpenFlow, Question
from caly_app.agents.reply import Outcome
from caly_app.agents.sector import Step
from caly_app.agents.tool import Identity, Tool
from caly_app.errors import CalyError, OnlyAPerson, OutsideAway, OutsideRefused, Unsure

_TELLS_WHICH = frozenset({"picked", "text", "choice", "resource"})
_STEPS_AT_MOST = 24  # of one turn: flows are finite, and this says so


async def advance(course: Course) -> None:
    """Until something is asked, somebody is called, or nothing is left to do."""
    for _ in range(_STEPS_AT_MOST):
        flow = course.dialogue.flow
        if flow is None and not _next_wish(course):
            return
        await identity.speaks_again(course)
        if flow is not None and not await _tried(flow, course):
            return
    raise RuntimeError(f"the flow {course.dialogue.flow} does not come to an end")


def finish(course: Course, *, goes_on: bool = False, in_vain: bool = False) -> None:
    """The flow that was worked on is done, or left; an older one is taken up again.

    `goes_on`: what is proposed next is for whom this was. `in_vain`: it came to nothing, so that what was
    said for once may be wanted for another one.
    """
    ended = course.dialogue.flows.pop()
    course.finished.append(ended.name)
    if not goes_on:
        for whose in _awaited(ended, course):
            course.dialogue.put_aside(whose)
        course.dialogue.speaks_for_themselves()
    for slot in course.turn.sector.slots_of[ended.name]:
        if course.turn.sector.slots[slot].for_once and not in_vain:
            course.dialogue.forget(slot)
    course.dialogue.question = None
    course.dialogue.asked_before = ""
    course.dialogue.offered = []
    if below := course.dialogue.flow:
        course.tell("back_to", flow=below.name)


def of_another(slot: str, course: Course) -> Sequence[str]:
    """What is another person's where this is said: for a daughter, her name."""
    spec = course.turn.sector.slots.get(slot)
    return spec.of_another if spec else ()


def _awaited(ended: OpenFlow, course: Course) -> Sequence[str]:
    """For whom this was, where another wish waits that is for them as well."""
    waiting = [wish.slots for wish in course.dialogue.wishes]
    whose = [(one, ended.slots[one]) for one in ended.slots if of_another(one, course)]
    return [value for slot, value in whose if any(other.get(slot) == value for other in waiting)]


def _next_wish(course: Course) -> bool:
    if not course.dialogue.wishes:
        return False
    wish = course.dialogue.wishes.pop(0)
    _unsay("noted_for_later", wish.flow, course)
    is_again, flow = wish.flow in course.finished, OpenFlow(name=wish.flow, slots=wish.slots)
    if is_again and any(step.confirm for step in course.flow_spec(flow).steps):
        course.tell("also_asked.another", flow=wish.flow)
    elif not is_again or course.receipt:  # "where are A and B": the answers say which is which
        course.tell("also_asked", flow=wish.flow)
    course.dialogue.flows.append(flow)
    for slot, value in wish.slots.items():
        if theirs := of_another(slot, course):
            course.dialogue.take_up(value, theirs)
    return True


def _unsay(key: str, flow: str, course: Course) -> None:
    """What is begun in the same turn was not left for later."""
    kept = [one for one in course.said if (one.key.partition(".")[0], one.flow) != (key, flow)]
    if len(kept) < len(course.said):
        course.said = kept
        if all(one.key.partition(".")[0] != key for one in kept):
            course.tells.remove(key)


async def _tried(flow: OpenFlow, course: Course) -> bool:
    """One step. Where the business's own system does not come along, nothing of it has happened here."""
    try:
        async with course.tools.undoable():
            return await _step(flow, course)
    except (OutsideAway, OutsideRefused, OnlyAPerson) as problem:
        return _in_vain(problem, course)


def _in_vain(problem: CalyError, course: Course) -> bool:
    """Nothing is called done that is not known to be; what nobody knows, or may decide, is for a person."""
    match problem:
        case Unsure():
            told, course.escalation = "outside_unsure", EscalationReason.OUTSIDE_AWAY
        case OnlyAPerson():
            told, course.escalation = "only_a_person", EscalationReason.NEEDS_APPROVAL
        case OutsideRefused():
            told = "outside_refused"
        case _:
            told = "outside_away"
    course.check("outside", told)
    course.tell(told)
    course.offer("person")
    finish(course)
    return course.escalation is None


async def _step(flow: OpenFlow, course: Course) -> bool:
    """True to go on at once; False to wait for the customer."""
    if flow.as_before and not await as_before.take_over(flow, course):
        return False
    for place, step in enumerate(course.flow_spec(flow).steps):
        if step.prove:
            if not await identity.prove(step.prove, course):
                return False
            if await identity.asks_of_another(flow, course):
                finish(course)
                return True
        elif await next_time.offers(flow, course):
            return False
        elif step.ask:
            if missing := [slot for slot in step.ask if slot not in course.dialogue.values()]:
                if identity.is_known_by_number(missing[0], flow, course):
                    return await identity.prove(Identity.CUSTOMER, course)
                return _ask(missing[0], flow, course)
        elif step.confirm:
            if not _is_confirmed(flow, place, course):
                return _ask_to_confirm(step, flow, course)
        elif not _is_settled(step, flow, course):
            return await _use(step, flow, course)
    finish(course)
    return True


def _ask(slot: str, flow: OpenFlow, course: Course) -> bool:
    course.because = f"{slot} is needed and not known yet"
    question = Question(asks=(slot,), about="flow", flow=flow.name)
    course.ask(question, Said(_question_for(slot, flow, course)))
    return False


def _question_for(slot: str, flow: OpenFlow, course: Course) -> str:
    """Asked otherwise where something that was said makes it another question: `ask_full_name.for_whom`."""
    keys = (f"ask_{slot}.{known}" for known in flow.slots)
    return next((key for key in keys if course.has_words(key)), f"ask_{slot}")


# --- confirmation: to exactly these arguments of the next tool that writes ---


def _is_confirmed(flow: OpenFlow, place: int, course: Course) -> bool:
    return bool(flow.confirmed) and flow.confirmed == _to_confirm(flow, place, course)


def _to_confirm(flow: OpenFlow, place: int, course: Course) -> str:
    steps = course.flow_spec(flow).steps[place:]
    tool = next(course.turn.sector.tools[step.use] for step in steps if step.use)
    return tool_gate.fingerprint(tool_gate.arguments_of(tool, course.dialogue.values()))


def _ask_to_confirm(step: Step, flow: OpenFlow, course: Course) -> bool:
    values = course.dialogue.values()
    if flow.declined:
        course.because = "the customer said no to what was read back"
        course.ask(Question(asks=("change",), about="flow", flow=flow.name), Said("ask_change"))
        return False
    course.because = "nothing is done before the customer has said yes to it"
    course.confirms = flow
    question = Question(asks=("confirmation",), about="flow", flow=flow.name)
    kinds = course.turn.sector.slots
    told = [value for slot, value in flow.slots.items() if slot in kinds and kinds[slot].kind == "choice"]
    told += [slot for slot, value in flow.slots.items() if value]
    ways = (f"{step.confirm}.{one}" for one in told)  # `confirm_change.remove` says otherwise
    key = next((way for way in ways if course.has_words(way)), step.confirm)
    course.ask(question, Said(key, values))
    return False


def confirm(course: Course) -> bool:
    """The customer said yes to what was read back. False if nothing was."""
    flow = course.dialogue.flow
    question = course.dialogue.question
    if not flow or not question or question.asks != ("confirmation",) or question.about != "flow":
        return False
    place = next(n for n, step in enumerate(course.flow_spec(flow).steps) if step.confirm)
    flow.confirmed = _to_confirm(flow, place, course)
    return True


# --- tools ---


def _is_settled(step: Step, flow: OpenFlow, course: Course) -> bool:
    return flow.looked_up.get(step.use) == _fingerprint(step, course)


def _fingerprint(step: Step, course: Course) -> str:
    tool = course.turn.sector.tools[step.use]
    return tool_gate.fingerprint(tool_gate.arguments_of(tool, course.dialogue.values()))


async def _use(step: Step, flow: OpenFlow, course: Course) -> bool:
    tool = course.turn.sector.tools[step.use]
    knock = tool_gate.Knock(
        tool.name,
        tool_gate.arguments_of(tool, course.dialogue.values()),
        flow.confirmed,
        course.turn.key,
        len(course.runs),
        course.dialogue.ran.get(tool.name, 0),
    )
    passage = await tool_gate.run(knock, course.turn.sector, course.turn.config, course.around)
    if passage.run:
        course.runs.append(passage.run)
        if tool.budget is not None:
            course.dialogue.ran[tool.name] = knock.times + 1
    course.check(f"gate:{tool.name}", passage.refused or "passed")
    if passage.refused:
        return _refused(passage.refused, course)
    return _take_in(passage.outcome, tool, flow, course)


def _refused(check: str, course: Course) -> bool:
    course.tell("not_available_here" if check == "allowed" else "not_possible")
    course.offer("person")
    finish(course)
    return True


def _take_in(outcome: Outcome, tool: Tool, flow: OpenFlow, course: Course) -> bool:
    """What a tool found or did, made part of the flow."""
    asked_with = _known_to(tool, course)
    if outcome.tells:
        course.tell(outcome.tells, outcome.values, choices=outcome.choices)
    course.offer(*outcome.offers)
    if {*outcome.clears} & {*outcome.asks}:
        _no_answer(outcome, flow, course)
    for slot in outcome.clears:
        flow.slots.pop(slot, None)
        course.dialogue.remembered.pop(slot, None)
    if outcome.escalates:
        course.escalation = outcome.escalates
    if tool.writes and not outcome.done:
        flow.confirmed = ""  # what was agreed to cannot be had: everything is looked at again
        flow.looked_up.clear()
    if outcome.done:
        return _done(outcome, flow, course)
    if outcome.ends_flow:
        return _over(outcome, flow, course)
    for slot, value in outcome.fills.items():
        flow.slots[slot] = value
    _remember(outcome, course)
    if outcome.asks:
        return _ask_for_tool(outcome, flow, course)
    if outcome.among:
        flow.note_found(outcome.among)
    flow.looked_up[tool.name] = tool_gate.fingerprint(
        tool_gate.arguments_of(tool, {**asked_with, **outcome.fills})
    )
    return True


def _no_answer(outcome: Outcome, flow: OpenFlow, course: Course) -> None:
    """What was said for it cannot be had, and is asked for anew. Not for ever: the same refusal again, of
    whatever was heard, has moved nothing."""
    asked_before = course.dialogue.question.asks if course.dialogue.question else ()
    values = {name: value for name, value in outcome.values.items() if name != "heard"}
    refusal = tool_gate.fingerprint({"tells": outcome.tells, **values}) if outcome.tells else ""
    is_again = not outcome.tells or refusal == flow.refusal
    if is_again and {*outcome.clears} & {*outcome.asks} & {*asked_before}:
        course.moved = False
    flow.refusal = refusal


def _known_to(tool: Tool, course: Course) -> Mapping[str, str]:
    return tool_gate.arguments_of(tool, course.dialogue.values())


def _done(outcome: Outcome, flow: OpenFlow, course: Course) -> bool:
    course.dialogue.spoken_of = {}
    course.receipt = (flow.model_copy(deep=True), outcome)
    course.at_receipt = course.dialogue.values()
    _remember(outcome, course)
    finish(course)
    return course.escalation is None  # what else was wished for waits until the person was announced


def _remember(outcome: Outcome, course: Course) -> None:
    """The number of what was made or found need not be told again."""
    slots, flow = course.turn.sector.slots, course.dialogue.flow
    for slot, value in outcome.fills.items() if flow and "whose" not in flow.slots else ():
        if slot in slots and slots[slot].remembered:
            course.dialogue.remembered[slot] = value


def _over(outcome: Outcome, flow: OpenFlow, course: Course) -> bool:
    _remember(outcome, course)
    course.dialogue.spoken_of = _said_of_it(flow, course)
    course.dialogue.refused = flow.model_copy(deep=True)
    proposes = bool(outcome.proposes) and not course.turn.is_off(outcome.proposes)
    proposes = proposes and len(course.dialogue.flows) == 1 and not course.dialogue.wishes
    finish(course, goes_on=proposes, in_vain=True)
    if course.escalation:
        return False
    return _propose(outcome, flow, course) if proposes else True


def _said_of_it(flow: OpenFlow, course: Course) -> dict[str, str]:
    """What tells one thing from another; not when, nor how many."""
    if any(step.confirm for step in course.flow_spec(flow).steps):
        return {}
    slots = course.turn.sector.slots
    known = {slot: value for slot, value in flow.slots.items() if slot in slots}
    return {slot: value for slot, value in known.items() if slots[slot].kind in _TELLS_WHICH}


def _propose(outcome: Outcome, ended: OpenFlow, course: Course) -> bool:
    """What was said for the one is known for the other."""
    course.because = "something can follow from what was found"
    slots = course.turn.sector.slots_of[outcome.proposes]
    said = {slot: value for slot, value in ended.slots.items() if slot in slots}
    fills = {**said, **outcome.fills}
    question = Question(asks=("confirmation",), about="proposal", flow=outcome.proposes, fills=fills)
    course.ask(question, Said(f"propose_{outcome.proposes}"))
    return False


def _ask_for_tool(outcome: Outcome, flow: OpenFlow, course: Course) -> bool:
    slot = outcome.asks[0]
    course.because = f"{slot} is needed and not known yet"
    limit = course.turn.config.limits.choices
    choices = (
        outcome.choices[:limit]
        if len(outcome.choices) > limit and slot in ("date", "time")
        else outcome.choices
    )
    key = f"ask_{slot}_of" if choices else f"ask_{slot}"
    question = Question(asks=outcome.asks, about="flow", flow=flow.name)
    course.ask(question, Said(key, {}, tuple(choices)), choices)
    return False
