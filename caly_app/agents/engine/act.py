"""Carrying out what was decided, command by command; then the flow goes on by itself."""

from dataclasses import replace

from caly_app.agents import as_before, identity, memory, next_time, one_time_code
from caly_app.agents import flow as flows
from caly_app.agents.commands import (
    Affirm,
    Answer,
    AsBefore,
    AskForPerson,
    CallTool,
    Cancel,
    Choose,
    Clarify,
    ClearSlot,
    Command,
    Deny,
    EndConversation,
    EscalationReason,
    FillSlot,
    RejectSlot,
    StartFlow,
)
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Question
from caly_app.agents.engine import answers, displaced, not_understood, person, wishes
from caly_app.agents.engine.decide import Decision
from caly_app.agents.tool import Surroundings
from caly_app.ports import ToolPorts


async def act(decision: Decision, tools: ToolPorts) -> Course:
    """Advance the flows: every effect passes tool_gate. Inside the turn's transaction."""
    turn = decision.turn
    course = Course(turn, tools, turn.dialogue.copy_to_change(), _around(decision, tools))
    course.dialogue.language = course.around.language
    course.runs.extend(decision.reads)
    if turn.instruction and turn.instruction != course.dialogue.instruction:
        course.dialogue.instruction = turn.instruction
        course.check("instruction", turn.instruction)
    if course.dialogue.flows or any(
        isinstance(command, StartFlow | CallTool) for command in decision.commands
    ):
        await identity.refresh(course)
    course.dialogue.topic = ""
    course.dialogue.doubted = False
    _feel(decision, course)
    next_time.let_go(decision.commands, course)
    course.says_values = any(wishes.says_of_what(command, course) for command in decision.commands)
    for command in decision.commands:
        await _carry_out(command, course)
    if any(isinstance(command, StartFlow) for command in decision.commands):
        course.started = True
    if not any(isinstance(command, Answer) and command.topic == "repeat" for command in decision.commands):
        course.dialogue.repeats = 0
    await person.note_contact(decision.commands, course)
    await _go_on(course)
    one_time_code.forget(course.dialogue)
    memory.note(decision.commands, course)
    return course


def _around(decision: Decision, tools: ToolPorts) -> Surroundings:
    turn = decision.turn
    return Surroundings(
        *(tools, turn.business, turn.now),
        appointment_kind=turn.sector.appointment_kind,
        language=decision.understood.language or turn.language,
    )


def _feel(decision: Decision, course: Course) -> None:
    """How many messages in a row sounded bad."""
    sentiment = decision.understood.sentiment
    low = sentiment is not None and sentiment <= course.turn.config.escalation.sentiment_threshold
    course.dialogue.unhappy = course.dialogue.unhappy + 1 if low else 0


async def _go_on(course: Course) -> None:
    if course.ends:
        return
    if _takes_up(course):
        course.dialogue.hushed = False
    if course.dialogue.hushed and course.escalation is None:
        return
    if course.escalation is None and not course.asks and not course.asking:
        had_flow = bool(course.dialogue.flows)
        await flows.advance(course)
        _acknowledge(course)
        if await next_time.asks(course):
            await flows.advance(course)
        nothing_open = not course.asks and not course.dialogue.flows
        if nothing_open and course.escalation is None:
            if course.dialogue.unhappy >= course.turn.config.escalation.unhappy_messages:
                answers.offer_a_person(course)
            elif had_flow or course.receipt or "not_available_here" in course.tells:
                answers.anything_else(course)
        if not course.said and not course.asking:
            course.tell("nothing_open", code="small_talk")  # nobody is left without an answer
    if course.turn.is_disabled and course.escalation is None:
        answers.only_a_person(course)
    if course.escalation is not None:
        await person.call(course)
    elif not course.said and not course.asking:
        course.tell("nothing_open", code="small_talk")  # nobody is left without a word
    if not (course.stumbled or course.unanswered):
        course.dialogue.failures = 0
    course.dialogue.proposed = wishes.left_open(course)
    if not course.asking and course.escalation is None:
        course.dialogue.question = None
        course.dialogue.offered = []


def _takes_up(course: Course) -> bool:
    """After an emergency nobody is pressed for details: the customer says when to go on."""
    return course.moved or course.started


def _acknowledge(course: Course) -> None:
    """What was taken back, or told before it was asked for, is said back: unless what follows says it."""
    if course.confirms or course.receipt or course.tells:
        return
    if not course.corrected:
        _thank(course)
        return
    for slot in ("date", "time"):
        if slot in course.corrected:
            course.said.insert(0, Said(f"noted_{slot}", {slot: course.corrected[slot]}))
            return
    course.said.insert(0, Said("noted"))


def _thank(course: Course) -> None:
    """Something was told, only not what was asked for. A wish and its details are one sentence."""
    if course.answered or course.started:
        return
    known = {slot: value for slot, value in course.volunteered.items() if course.has_words(f"taken_{slot}")}
    if known:
        slot, value = next(iter(known.items()))
        course.said.insert(0, Said(f"taken_{slot}", {slot: value}))
    elif course.volunteered and course.asks:
        course.said.insert(0, Said("taken"))


async def _carry_out(command: Command, course: Course) -> None:
    match command:
        case StartFlow():
            wishes.start(command, course)
        case FillSlot():
            _fill(command, course)
        case ClearSlot(slot):
            _clear(slot, course)
        case AsBefore(slots):
            as_before.wish(slots, course)
        case RejectSlot():
            _reject(command, course)
        case Choose(place):
            _choose(place, course)
        case Affirm():
            _affirm(course)
        case Deny() if next_time.is_asked(course.dialogue):
            await next_time.refuse(course)
            flows.finish(course)
            answers.anything_else(course)
        case Deny():
            _deny(course)
        case Cancel(what):
            if what != "open":
                wishes.leave_waiting(course)
            if what != "waiting":
                _cancel(course)
        case Answer("no_idea") if _asked_which(course):
            _choose(0, course)  # the likelier one: nothing is done before it is read back
        case Answer():
            answers.answer(command, course)
        case AskForPerson(reason):
            course.escalation = course.escalation or reason
        case Clarify():
            not_understood.clarify(command, course)
        case CallTool():
            wishes.call(command, course)
        case EndConversation():
            if not course.ends:
                course.tell("goodbye")
            course.ends, course.asking = True, []  # who takes their leave is asked for nothing else


def _fill(command: FillSlot, course: Course) -> None:
    dialogue, sector = course.dialogue, course.turn.sector
    spec = sector.slots.get(command.slot)
    if wishes.fill_waiting(command, course):
        return
    before = dialogue.values().get(command.slot)
    if spec is not None and spec.refused:  # "not Thursday either"
        command, before = replace(command, value=displaced.one_more(before or "", command.value)), None
    next_time.note(command.slot, command.value, course)
    identity.said_anew(command.slot, command.value, before or "", course)
    if before != command.value:
        course.moved = True
        if dialogue.asks_for(command.slot):
            course.answered = True
        else:
            is_anew = before and not (spec is not None and spec.of_another)  # "my daughter", "her"
            told = course.corrected if is_anew else course.volunteered
            told[command.slot] = command.value
    if spec is not None and spec.of_another and dialogue.flow:
        dialogue.speaks_for_another(spec.of_another)
    if spec is not None and spec.personal:
        if identity.is_of_somebody_else(command.slot, command.value, course):
            identity.begin_anew(course)
        dialogue.tell(command.slot, str(spec.kind), command.value)
        if dialogue.flow:
            dialogue.flow.declined = False
        return
    if flow := dialogue.flow:
        if spec is not None and spec.remembered and "whose" not in flow.slots:  # a son's number is his
            dialogue.remembered[command.slot] = command.value
        displaced.by(command, flow)
        flow.slots[command.slot] = command.value
        flow.slots.pop(f"{command.slot}_open", None)
        flow.declined = False


def _clear(slot: str, course: Course) -> None:
    if course.turn.sector.slots[slot].personal:
        course.dialogue.forget(slot)
    elif flow := course.dialogue.flow:
        flow.slots.pop(slot, None)
        course.dialogue.preferences.pop(slot, None)
        course.dialogue.remembered.pop(slot, None)
        flow.slots[f"{slot}_open"] = "yes"  # nothing stands in for it: the customer is going to say it
    if course.dialogue.flow:
        course.dialogue.flow.declined = False


def _reject(command: RejectSlot, course: Course) -> None:
    known = ("no_such_date", "no_such_time", "past", "unclear", "not_one_of_these")
    problem = command.problem if command.problem in known else "not_valid"
    course.tell(problem, {"heard": command.heard})
    if course.dialogue.flow:
        course.dialogue.flow.slots.pop(command.slot, None)


def _choose(place: int, course: Course) -> None:
    if not course.dialogue.offered:
        return
    if place >= len(course.dialogue.offered):
        course.tell("not_one_of_these")
        return
    picked = course.dialogue.offered[place].fills
    if course.dialogue.question and course.dialogue.question.about == "which":
        wishes.meant(picked["flow"], course)
        return
    flow, offered = course.dialogue.flow, course.dialogue.offered
    if flow:
        flow.note_picked(place, offered)
    for slot, value in picked.items():
        _fill(FillSlot(slot, value), course)


def _asked_which(course: Course) -> bool:
    question = course.dialogue.question
    return question is not None and question.about == "which" and bool(course.dialogue.offered)


def _affirm(course: Course) -> None:
    question = course.dialogue.question
    if question is None or question.about == "anything_else" and not question.person:
        if not wishes.take_up_again(course) and (question or not course.dialogue.flows):
            course.tell("nothing_open", code="small_talk")
    elif flows.confirm(course):
        pass
    elif question.about == "proposal":
        course.dialogue.question = None
        course.started = True
        wishes.start(StartFlow(question.flow), course)
        for slot, value in question.fills.items():
            _fill(FillSlot(slot, value), course)
    elif question.about == "usual":
        next_time.answered("wanted", course)
    elif question.about == "which" and len(course.dialogue.offered) > 1:
        if question.failed:
            not_understood.clarify(Clarify(), course)
        else:
            answers.which_again(course)
    elif question.about == "which":
        _choose(0, course)
    elif question.about == "person" or question.person:
        course.escalation = EscalationReason.REQUESTED
    elif question.about == "contact":
        person.reach_where_known(course)
    elif question.asks == ("change",) and course.dialogue.flow:
        course.dialogue.flow.declined = False  # nothing, then: it is read back once more
    elif len(course.dialogue.offered) == 1:
        _choose(0, course)
    elif _asks_for_words(question, course):
        not_understood.clarify(Clarify(), course)


def _asks_for_words(question: Question, course: Course) -> bool:
    """A yes to 'where was it?' says nothing."""
    kinds = course.turn.sector.slots
    return any(slot in kinds and kinds[slot].kind in ("text", "name", "address") for slot in question.asks)


def _deny(course: Course) -> None:
    question = course.dialogue.question
    if question is None:
        if not course.dialogue.flows:
            course.tell("nothing_open", code="small_talk")
    elif question.about == "anything_else":
        course.tell("goodbye")
        course.ends = True
    elif question.about in ("proposal", "person", "contact"):
        if person.is_without(question, course):
            _cancel(course)
            return
        course.tell("person_declined", code="small_talk")
        if not course.dialogue.flows:
            course.dialogue.speaks_for_themselves()
            answers.anything_else(course)
    elif question.about == "usual":
        next_time.answered("over", course)
    elif question.about == "which":
        course.tell("small_talk_else", code="small_talk")
    elif question.asks == ("confirmation",):
        _deny_confirmation(course)
    elif question.person:
        course.tell("person_declined", code="small_talk")
        course.moved = True  # the offer is answered: the question counts anew
    elif course.dialogue.offered:
        _refuse_the_offered(course)
    else:
        answers.answer(Answer("no_idea"), course)


def _deny_confirmation(course: Course) -> None:
    flow = course.dialogue.flow
    if flow is None:
        return
    step = next(step for step in course.flow_spec(flow).steps if step.confirm)
    if step.no == "leave":
        course.tell("kept")
        flows.finish(course)
        course.dialogue.refused = flow.model_copy(update={"declined": True})
        if not course.dialogue.flows and not course.dialogue.wishes:
            answers.anything_else(course)
    else:
        flow.declined = True
        flow.confirmed = ""


def _refuse_the_offered(course: Course) -> None:
    """None of these: what they would have filled is open again."""
    flow = course.dialogue.flow
    for choice in course.dialogue.offered:
        for slot in choice.fills:
            if flow:
                flow.slots.pop(slot, None)


def _cancel(course: Course) -> None:
    flow = course.dialogue.flow
    if flow is None:
        course.tell("nothing_open", code="small_talk")
        return
    course.tell("left", flow=flow.name)
    flows.finish(course)
    if not course.dialogue.flows and not course.dialogue.wishes:
        answers.anything_else(course)
