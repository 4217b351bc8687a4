"""The wishes of a message that are begun: the first now, the others after it, each with its values."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Affirm, Choose, Command, FillSlot, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.as_said import of_another
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.heard import Heard
from caly_app.agents.understanding.local import Reading
from caly_app.agents.understanding.message import LIKELY, Message, asks
from caly_app.agents.understanding.parts import JOINTS, cut_at, is_why
from caly_app.agents.understanding.several import others_of_it
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import folded, plain
from caly_app.agents.understanding.told import but_who
from caly_app.agents.understanding.yes_or_no import yes_or_no

_LONG = 400  # characters
_TOLD_AT_MOST = 300  # characters
_A_STORY_FROM = 5  # words
_A_LONG_WISH = 14  # words: it says as well what is wished for
_ENOUGH = 0.5  # of the words
_A_SHORT_PART = 10  # words
_SHORT_WORD = 3  # letters: "a claim" is called by its longer word
_PAUSE = re.compile(r"[,;:.–]\s+(?:(?:so|and|also|así que|y|donc|et|und|deshalb|also) )?", re.IGNORECASE)
_ASKS_FOR = re.compile(
    r"(?:um+ |uh+ |hi |hello |so |please )*"
    r"(?:i(?:'d| would)? (?:want|need|like|have to)|can i|could i|may i|let me|help)\b",
    re.IGNORECASE,
)


_RATHER = re.compile(
    r"\b(?:instead|rather|my mind|mejor|en vez|plut[oô]t|à la place|lieber|stattdessen)\b", re.IGNORECASE
)
_HAS = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)(?: got)? (?!to\b)|(?:i|we)(?:'m|'re| am| are) (?:booked|down)\b"
    r"|(?:tengo|tenemos) (?!que\b)|(?:j'ai|nous avons|on a) (?!besoin\b)|(?:ich|wir) hab(?:en?)? )",
    re.IGNORECASE,
)


def new_wishes(
    started: list[str],
    flow_clauses: list[tuple[str, Reading]],
    rest: list[str],
    message: Message,
    near: Sequence[tuple[str, Reading]] = (),
) -> list[Command]:
    """The first is worked on, the others wait; each takes the values said with it.

    `near`: clauses that may well tell what one of them is about.
    """
    commands: list[Command] = []
    if not started:
        return commands
    picked = _picked(message) if started else []
    fills = _of_the_picked(picked, started[0], message)
    picked = picked if _changes(started[0], message) else []
    waits = bool(picked) or message.turn.dialogue.flow is not None and message.is_marked("besides")
    instead = message.is_marked("change_of_mind") and not _asks_in_between(started[0], message)
    if len(started) == 1 and not waits and (pair := _one_and_another(" ".join(rest), started[0], message)):
        return pair
    if started == [_told_last(message)] and (other := _another_named(started[0], " ".join(rest), message)):
        return other
    commands += picked or _agreed_beside(message, waits) or _answered_beside(flow_clauses, rest, message)
    for place, flow in enumerate(started):
        later = waits or place > 0
        commands.append(StartFlow(flow, later=later, instead=instead and not later))
        text = message.said if len(started) == 1 else _said_with(flow, flow_clauses, rest)
        if len(started) == 1:
            text = _together(rest)
        heard = _fills(message.hear(flow, text, with_question=False), flow if later else "", message)
        commands += _instead(heard, flow, flow_clauses, rest, message) if started == [flow] else heard
        commands += _told_by_the_wish(flow, [*flow_clauses, *near], message, commands, flow if later else "")
        if place == 0:
            known = {c.slot for c in commands if isinstance(c, FillSlot)}
            commands += [FillSlot(s, v, flow if later else "") for s, v in fills.items() if s not in known]
        if (
            not later
            and message.is_marked("soonest", text)
            and "part_of_day" in message.turn.sector.slots_of[flow]
        ):
            if not any(isinstance(c, FillSlot) and c.slot == "date" for c in commands):
                commands.append(FillSlot("part_of_day", "soonest"))
    if len(started) == 1 and not waits:
        commands += others_of_it(started[0], " ".join(rest), commands, message)
    return [*commands, *_said_for_both(started[0], commands, message)]


def _instead(
    heard: list[Command],
    flow: str,
    flow_clauses: list[tuple[str, Reading]],
    rest: list[str],
    message: Message,
) -> list[Command]:
    """'We've a table on Friday at seven, my wife works. Could we come on Saturday at eight instead?': what is
    said with the instead counts before what was said until then."""
    last = rest[-1] if len(rest) > 1 else ""
    if not _RATHER.search(last) or last not in {text for text, _ in flow_clauses}:
        return heard
    own = [one for one in message.hear(flow, last, with_question=False).commands if isinstance(one, FillSlot)]
    slots = {one.slot for one in own}
    whose = next((one.flow for one in heard if isinstance(one, FillSlot)), "")
    others = [one for one in heard if not (isinstance(one, FillSlot) and one.slot in slots)]
    return [*others, *(FillSlot(one.slot, one.value, whose) for one in own)]


def _told_last(message: Message) -> str:
    dialogue = message.turn.dialogue
    return dialogue.facts[-1].name if dialogue.facts and dialogue.flow is None else ""


def _another_named(flow: str, text: str, message: Message) -> list[Command]:
    """'And to Wexley?', known as the wish that was just answered, is about that place and not the old."""
    heard = message.hear(flow, text, with_question=False).commands
    return [] if heard else [*of_another(text, message)]


def _changes(flow: str, message: Message) -> bool:
    return any(step.confirm for step in message.turn.sector.flows[flow].steps)


def _picked(message: Message) -> list[Command]:
    """'The one in Mill Lane, can we see it on Friday?': what was offered is chosen, and then wished for."""
    kinds = message.turn.sector.slots
    if not any(slot in kinds and kinds[slot].kind == "picked" for slot in message.expected):
        return []
    heard = message.hear(message.flow, message.said).commands
    offered = message.turn.dialogue.offered
    return [c for c in heard if isinstance(c, Choose)] or [Choose(0) for _ in offered if len(offered) == 1]


def _answered_beside(
    flow_clauses: list[tuple[str, Reading]], rest: list[str], message: Message
) -> list[Command]:
    """'It's for two and also, can I get a late checkout?': what was asked for is told beside the wish."""
    flow, wished = message.turn.dialogue.flow, {text for text, _ in flow_clauses}
    beside = [text for text in rest if text not in wished and not asks(text)]
    if flow is None or any(reading.intent == flow.name for _, reading in flow_clauses):
        return []
    told: dict[str, Command] = {}
    for text in beside:
        heard = message.hear(flow.name, text)
        is_answer = heard.covers(text) >= _ENOUGH
        for one in heard.commands:
            if (
                isinstance(one, Choose)
                or isinstance(one, FillSlot)
                and (is_answer or one.slot in message.expected)
            ):
                told.setdefault(getattr(one, "slot", ""), one)
    return [*told.values()]


def _agreed_beside(message: Message, waits: bool) -> list[Command]:
    """'Yes please, and also can I get a late checkout?': what was read back is done, then the other."""
    if not waits or message.expected != ("confirmation",) or message.is_marked("change_of_mind"):
        return []
    first = split(message.said)[:1]
    verdict = yes_or_no(message, first[0]) if first and len(first[0].split()) <= _SHORT_WORD else None
    return [verdict] if isinstance(verdict, Affirm) and message.turn.dialogue.flow else []


def _of_the_picked(picked: list[Command], flow: str, message: Message) -> dict[str, str]:
    """What is picked tells the wish as well which one it is about."""
    places = [one.place for one in picked if isinstance(one, Choose)]
    offered, slots = message.turn.dialogue.offered, message.turn.sector.slots_of[flow]
    fills = offered[places[0]].fills if places and places[0] < len(offered) else {}
    return {slot: value for slot, value in fills.items() if slot in slots}


def _said_for_both(first: str, commands: list[Command], message: Message) -> list[Command]:
    """'You missed me, can you bring CW-3081942 again?': the parcel is the same in both wishes."""
    slots, fills = message.turn.sector.slots, [c for c in commands if isinstance(c, FillSlot)]
    known = {one.slot for one in fills if not one.flow}
    also = {
        one.slot: one.value
        for one in reversed(fills)
        if one.flow
        and slots[one.slot].kind == "reference"
        and one.slot in message.turn.sector.slots_of[first]
    }
    return [FillSlot(slot, value) for slot, value in also.items() if slot not in known]


def without_reasons(flow_clauses: list[tuple[str, Reading]], message: Message) -> list[tuple[str, Reading]]:
    """'I was sacked and would like to see a lawyer on Thursday' wishes for one thing, and says why."""
    intents, wished = message.turn.sector.intents, {one.intent for _, one in flow_clauses}
    said = [one for one in flow_clauses if not is_why(one[0])] or flow_clauses
    said = [one for place, one in enumerate(said) if not _is_what_stands(one, said[place + 1 :], message)]
    return [
        (text, one)
        for text, one in said
        if _is_asked(text) or not wished.intersection(intents[str(one.intent)].reason_for)
        if not _is_a_detail(text, one, said[0], message) and not _puts_right(text, one, said, message)
    ]


def _is_what_stands(clause: tuple[str, Reading], behind: list[tuple[str, Reading]], message: Message) -> bool:
    """'We've a table on Friday, could we come on Saturday instead?' asks for no second table."""
    (text, reading), agent_of = clause, message.turn.sector.agent_of
    if _is_asked(text) or not _HAS.search(text):
        return False
    return any(
        other.intent != reading.intent
        and agent_of[str(other.intent)] == agent_of[str(reading.intent)]
        and (other.by == "pattern" or _RATHER.search(later))
        for later, other in behind
    )


def is_what_for(clause: tuple[str, Reading], sure: Sequence[tuple[str, Reading]], message: Message) -> bool:
    """'Could I get in on Friday? I've this itch': told as the reason, it makes surer what is asked for."""
    text, reading = clause
    is_likely = reading.in_scope and reading.confidence >= LIKELY and asks(text)
    if not is_likely or message.turn.dialogue.flow is not None:
        return False
    intents = message.turn.sector.intents
    return any(reading.intent in intents[str(one.intent)].reason_for for _, one in sure)


def _puts_right(text: str, reading: Reading, said: Sequence[tuple[str, Reading]], message: Message) -> bool:
    """'Could you come on Friday? Ah no, not on Friday, better on Saturday' wishes for nothing else, unless it
    says for what."""
    before = [str(one.intent) for other, one in said[: [other for other, _ in said].index(text)]]
    if not before or len(text.split()) > _A_SHORT_PART or not has_cue(plain(text, message.language).text):
        return False
    title = message.turn.sector.intents[str(reading.intent)].title.get(message.language, "")
    called = {word for word in folded(title).split() if len(word) > _SHORT_WORD}
    named = any(word[:5] == other[:5] for word in called for other in folded(text).split())
    return not named and any(_heard(flow, text, message) for flow in before)


def _is_a_detail(text: str, reading: Reading, first: tuple[str, Reading], message: Message) -> bool:
    """'I need to see Dr Lee. Thursday is good, half past two, no sorry, half past three' moves nothing."""
    agent_of = message.turn.sector.agent_of
    if reading.by != "examples" or text == first[0] or reading.intent == first[1].intent or _is_asked(text):
        return False
    if agent_of[str(reading.intent)] != agent_of[str(first[1].intent)] or message.is_marked("besides", text):
        return False
    return _heard(str(first[1].intent), text, message)


def _heard(flow: str, text: str, message: Message) -> bool:
    heard = message.hear(flow, text, with_question=False)
    return any(isinstance(one, FillSlot) for one in heard.commands)


def _asks_in_between(flow: str, message: Message) -> bool:
    """'Hold on, what is on that bill?', 'the excess I mean, how much is it?': what only tells something comes
    before what waits, not instead."""
    if _changes(flow, message):
        return False
    for pattern in both(message.turn.sector.markers.get("one_moment", {}), message.language):
        if found := pattern.search(message.said):
            rest = message.said[found.end() :]
            return asks(rest) and not message.is_marked("change_of_mind", rest)
    return asks(message.said) and not _RATHER.search(message.said)


def _told_by_the_wish(
    flow: str,
    flow_clauses: list[tuple[str, Reading]],
    message: Message,
    commands: list[Command],
    whose: str,
) -> list[Command]:
    """'A pipe burst in our kitchen' reports what happened, and needs not be asked what did."""
    slots = message.turn.sector.slots
    known = {*message.turn.dialogue.values(), *(c.slot for c in commands if isinstance(c, FillSlot))}
    open_ones = [
        slot
        for slot in message.turn.sector.slots_of[flow]
        if slot in slots and slots[slot].begun_with and slot not in known
    ]
    told = next((text for text, one in flow_clauses if one.intent == flow and _is_a_story(text, one)), "")
    told = told or (_told_beside(flow, flow_clauses, message) if open_ones else "")
    told = but_who(told, message) if told else ""
    return [FillSlot(slot, told[:_TOLD_AT_MOST], whose) for slot in open_ones] if told else []


def _is_a_story(text: str, reading: Reading) -> bool:
    """It was known by what it tells: no pattern of the wish is in it."""
    is_told = reading.by == "examples" and len(text.split()) >= _A_STORY_FROM
    return is_told and not _is_asked(text)


def _told_beside(flow: str, flow_clauses: list[tuple[str, Reading]], message: Message) -> str:
    """'A pipe burst and the floor is ruined, I want to claim': the part that does not name the wish."""
    called = message.turn.sector.intents[flow].title.get(message.language, "")
    name = {word for word in folded(called).split() if len(word) > _SHORT_WORD}
    for text, reading in flow_clauses:
        for part in _PAUSE.split(text) if reading.intent == flow else ():
            words = folded(part).split()
            if len(words) >= _A_STORY_FROM and not name & set(words) and not _is_asked(part):
                return part
    long = (text for text, reading in flow_clauses if reading.intent == flow and not asks(text))
    return next((text for text in long if len(text.split()) >= _A_LONG_WISH), "")


def _is_asked(text: str) -> bool:
    return asks(text) or _ASKS_FOR.match(text) is not None


def _one_and_another(text: str, flow: str, message: Message) -> list[Command]:
    """'Thursday at 10 and Friday at 11' is two of the same, where each half has a day and a time."""
    for joint in JOINTS.finditer(text[:_LONG]):
        before, behind = cut_at(text, joint)
        halves = [message.hear(flow, half, with_question=False) for half in (before, behind)]
        told = [{c.slot: c.value for c in one.commands if isinstance(c, FillSlot)} for one in halves]
        if all({"date", "time"} <= one.keys() for one in told) and told[0]["date"] != told[1]["date"]:
            if _HAS.search(before) and _RATHER.search(behind):
                return [StartFlow(flow), *halves[1].commands]  # the first is what stands
            second = [FillSlot(slot, told[1][slot], flow) for slot in ("date", "time")]
            others = [c for c in halves[1].commands if getattr(c, "slot", "") not in ("date", "time")]
            return [StartFlow(flow), *halves[0].commands, *others, StartFlow(flow, later=True), *second]
    return []


def _together(clauses: Sequence[str]) -> str:
    """'I'm Ros Penhale and I need a lesson': where it was cut, nothing runs into one another."""
    ended = [text if text[-1:] in ".,;:!?" else f"{text}," for text in clauses]
    return " ".join(ended).removesuffix(",")


def _said_with(flow: str, flow_clauses: list[tuple[str, Reading]], rest: list[str]) -> str:
    """The clauses of this wish: its own, and those after it up to the next wish."""
    starts = {text: str(reading.intent) for text, reading in flow_clauses}
    kept, current = [], next(iter(starts.values()))
    for text in rest:
        current = starts.get(text, current)
        if current == flow:
            kept.append(text)
    return " ".join(kept)


def _fills(heard: Heard, flow: str, message: Message) -> list[Command]:
    """Each for its wish; a story without who tells it."""
    slots = message.turn.sector.slots
    return [
        FillSlot(one.slot, but_who(one.value, message) if slots[one.slot].keeps_all else one.value, flow)
        if isinstance(one, FillSlot)
        else one
        for one in heard.commands
    ]
