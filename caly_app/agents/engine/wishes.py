"""Opening what is wished for: a flow, with what was said of it already."""

import re

from caly_app.agents.commands import Answer, CallTool, Choose, Command, EscalationReason, FillSlot, StartFlow
from caly_app.agents.course import Course
from caly_app.agents.dialogue import OpenFlow, Question, Wish
from caly_app.agents.engine import answers
from caly_app.agents.flow import of_another

_SHORT_WORD, _A_STEM = 3, 5  # letters

# What says how much and when something is wanted, whichever of the things it is.
_HOW = frozenset({"number", "date", "time", "part_of_day", "time_range", "duration", "choice"})
_ANSWERED = frozenset({"opening_hours", "fact", "told", "told_in_part", "languages", "are_you_a_bot"})


def start(command: StartFlow, course: Course) -> None:
    dialogue = course.dialogue
    if course.turn.is_off(command.agent):
        answers.leave_to_people(course)
        return
    if command.later:
        if command.another or all(wish.flow != command.agent for wish in dialogue.wishes):
            is_one_more = command.another and any(flow.name == command.agent for flow in dialogue.flows)
            dialogue.wishes.append(Wish(flow=command.agent))
            key = "noted_for_later.another" if is_one_more else "noted_for_later"
            if all(one.key != key or not is_one_more for one in course.said):
                course.tell(key, flow=command.agent)
        return
    under_way = next((flow for flow in dialogue.flows if flow.name == command.agent), None)
    if under_way is not None:
        dialogue.flows.remove(under_way)
        dialogue.flows.append(under_way)
        return
    still = _still_wanted(command.agent, course)
    slots = {**still, **_told_before(command.agent, course), **_taken_over(command, course)}
    if dialogue.flow and dialogue.question and dialogue.question.flow == dialogue.flow.name:
        dialogue.flow.left_offered = dialogue.offered
    dialogue.flows.append(OpenFlow(name=command.agent, slots=slots))
    dialogue.refused = None


def fill_waiting(command: FillSlot, course: Course) -> bool:
    """What is said of a wish that waits is kept with it; who speaks, they are in all of them."""
    dialogue, slots = course.dialogue, course.turn.sector.slots
    wish = next((wish for wish in reversed(dialogue.wishes) if wish.flow == command.flow), None)
    spec = slots.get(command.slot)
    if wish is None:
        return False
    if spec is None or not spec.personal:
        wish.slots[command.slot] = command.value
        return True
    whose = next((wish.slots[one] for one in wish.slots if command.slot in of_another(one, course)), "")
    if whose:
        dialogue.tell_of(whose, command.slot, str(spec.kind), command.value)
    return bool(whose)


def leave_waiting(course: Course) -> None:
    """Nothing of what was to come next has been done."""
    under_way = course.dialogue.flow.name if course.dialogue.flow else ""
    for name in dict.fromkeys(wish.flow for wish in course.dialogue.wishes):
        course.tell("left.another" if name == under_way else "left", flow=name)
    course.dialogue.wishes = []
    course.moved = True


def take_up_again(course: Course) -> bool:
    """'No.' 'All right, nothing is changed.' 'Yes, report it': what was declined is read back again."""
    left = course.dialogue.refused
    if left is None or not left.declined or course.dialogue.flows:
        return False
    asked = next(step.confirm for step in course.flow_spec(left).steps if step.confirm)
    language = course.dialogue.language or course.turn.language
    told = _long_words(course.turn.sector.text(asked, language) or "")
    if not told & _long_words(course.turn.said):
        return False  # a mere yes may mean that there is something else
    again = {"declined": False, "confirmed": "", "looked_up": {}}
    course.dialogue.flows.append(left.model_copy(update=again))
    course.dialogue.refused, course.dialogue.question, course.started = None, None, True
    return True


def _long_words(text: str) -> set[str]:
    return {word[:_A_STEM] for word in re.findall(r"\w+", text.casefold()) if len(word) > _SHORT_WORD}


def meant(intent: str, course: Course) -> None:
    """Of two that were asked about, the one that was picked; some are no flow, and answered at once."""
    if intent in course.turn.sector.flows:
        start(StartFlow(intent), course)
    elif intent == "human_handoff":
        course.escalation = EscalationReason.REQUESTED
    elif intent in answers.TOPICS:
        answers.answer(Answer(intent), course)
    else:
        answers.answer(Answer("fact", {"names": ""}), course)


def call(command: CallTool, course: Course) -> None:
    """What was read back and is wished otherwise now takes the place of the first wish."""
    if command.tool not in course.turn.sector.flows:
        course.tell("not_possible")
        return
    if course.turn.is_off(command.tool):
        answers.leave_to_people(course)
        return
    dialogue = course.dialogue
    dialogue.flows = [flow for flow in dialogue.flows if flow.name != command.tool]
    dialogue.flows.append(OpenFlow(name=command.tool, slots=dict(command.slots)))
    course.started = True


def says_of_what(command: Command, course: Course) -> bool:
    """And not only who somebody is, or for whom it is."""
    if isinstance(command, FillSlot):
        spec = course.turn.sector.slots.get(command.slot)
        return spec is None or not (spec.personal or spec.of_another)
    return isinstance(command, Choose)


def _told_before(flow: str, course: Course) -> dict[str, str]:
    """What was known when this was asked about or proposed: "yes, enrol me" is no new wish."""
    question = course.dialogue.question
    if question and question.about == "proposal" and question.flow == flow:
        return dict(question.fills)
    meant = course.dialogue.offered if question and question.about == "which" else ()
    fills = next((choice.fills for choice in meant if choice.fills.get("flow") == flow), {})
    return {slot: value for slot, value in fills.items() if slot in course.turn.sector.slots_of[flow]}


def _taken_over(command: StartFlow, course: Course) -> dict[str, str]:
    """A changed mind leaves what was under way, but what was said of it need not be said again."""
    dialogue, sector = course.dialogue, course.turn.sector
    left = dialogue.flow
    if left is None:
        return _spoken_of(command.agent, course)
    both_change = _changes(left.name, course) and _changes(command.agent, course)
    spec = sector.intents.get(left.name)
    is_reason = spec is not None and command.agent in spec.reason_for
    known = {slot: value for slot, value in left.slots.items() if slot in sector.slots_of[command.agent]}
    if not (command.instead or is_reason) and not (
        both_change and sector.agent_of[left.name] == sector.agent_of[command.agent]
    ):
        if course.says_values or _changes(left.name, course):
            asks_about_it = not _changes(command.agent, course) and not course.says_values
            return known if asks_about_it else {}  # "how much is it?" is asked of what is under way
        if not (known and _changes(command.agent, course)):
            return known
    dialogue.flows.pop()  # "put me down, then": what was only asked about it is no longer to be answered
    return known


def _still_wanted(flow: str, course: Course) -> dict[str, str]:
    """'You don't come out here? Then from my mum's': how many, how heavy and when were said before."""
    refused, slots = course.dialogue.refused, course.turn.sector.slots
    if refused is None or refused.name != flow or not _changes(flow, course):
        return {}
    known = {slot: value for slot, value in refused.slots.items() if slot in slots}
    return {slot: value for slot, value in known.items() if slots[slot].kind in _HOW}


def _spoken_of(flow: str, course: Course) -> dict[str, str]:
    """'And what is it?', '£240', 'then sign me up': for what was told last, where nothing else is named."""
    if course.says_values:
        return {}
    slots = course.turn.sector.slots_of[flow]
    return {slot: value for slot, value in course.dialogue.spoken_of.items() if slot in slots}


def _changes(flow: str, course: Course) -> bool:
    """It ends in an effect: two of those about the same thing are hardly both wanted."""
    return any(step.confirm for step in course.turn.sector.flows[flow].steps)


def left_open(course: Course) -> Question | None:
    """'How late are you open?': what was proposed before it waits; any other question takes its place."""
    dialogue = course.dialogue
    proposed = dialogue.proposed or dialogue.question
    if course.asking or course.escalation or dialogue.flows or dialogue.topic not in _ANSWERED:
        return None
    return proposed if proposed and proposed.about == "proposal" else None
