"""The wishes of a message that are begun: the first now, the others after it, each with its values."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import Affirm, Choose, Command, FillSlot, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.another_of_it import each_of_them
from caly_app.agents.understanding.as_said import of_another
from caly_app.agents.understanding.clause import Clause, is_request
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.heard import Heard
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.several import others_of_it
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.told import but_who
from caly_app.agents.understanding.wishes_apart import RATHER, name_of
from caly_app.agents.understanding.yes_or_no import yes_or_no

_TOLD_AT_MOST = 300  # characters
_A_STORY_FROM = 5  # words
_A_LONG_WISH = 14  # words: it says as well what is wished for
_ENOUGH = 0.5  # of the words
_A_WORD = 3  # or two beside it
_WHEN = frozenset({"date", "time", "part_of_day", "date_range"})
_PAUSE = re.compile(r"[,;:.–]\s+(?:(?:so|and|also|así que|y|donc|et|und|deshalb|also) )?", re.IGNORECASE)


def new_wishes(
    started: Sequence[str],
    wishes: Sequence[Clause],
    rest: Sequence[str],
    message: Message,
    near: Sequence[Clause] = (),
) -> list[Command]:
    """The first is worked on, the others wait; each takes the values said with it.

    `near`: clauses that may well tell what one of them is about.
    """
    if not started:
        return []
    first, said = started[0], " ".join(rest)
    picked = _picked(message)
    fills = _of_the_picked(picked, first, message)
    picked = picked if message.changes(first) else []
    waits = bool(picked) or message.turn.dialogue.flow is not None and message.is_marked("besides")
    if waits and not picked and message.is_read_back and not _agreed_beside(message, waits):
        waits = not _asks_in_between(first, message)  # "is the way extra, by the way?" comes before a yes
    instead = message.is_marked("change_of_mind") and not _asks_in_between(first, message)
    if len(started) == 1 and (each := each_of_them(first, said, message, waits=waits, instead=instead)):
        return [*picked, *each]
    if [*started] == [_told_last(message)] and (other := _another_named(first, said, message)):
        return other
    commands: list[Command] = [
        *(picked or _agreed_beside(message, waits) or _answered_beside(wishes, rest, message))
    ]
    for place, flow in enumerate(started):
        later = waits or place > 0
        whose = flow if later else ""
        text = _together(rest) if len(started) == 1 else _said_with(flow, wishes, rest, message)
        heard = _fills(message.hear(flow, text, with_question=False), whose, message)
        commands.append(StartFlow(flow, later=later, instead=instead and not later))
        heard = _as_wished(heard, wishes[0], rest, message) if len(started) == 1 else heard
        commands += _instead(heard, wishes, rest, message) if len(started) == 1 else heard
        commands += _told_by_the_wish(flow, [*wishes, *near], message, commands, whose)
        if place == 0:
            known = {one.slot for one in commands if isinstance(one, FillSlot)}
            commands += [FillSlot(slot, value, whose) for slot, value in fills.items() if slot not in known]
        commands += [] if later else _soonest(flow, text, commands, message)
    if len(started) == 1 and not waits:
        commands += others_of_it(first, said, commands, message)
    return [*commands, *_said_for_both(first, commands, message)]


def _soonest(flow: str, text: str, commands: Sequence[Command], message: Message) -> Sequence[Command]:
    """'As soon as you can', where no day is named."""
    if "part_of_day" not in message.turn.sector.slots_of[flow] or not message.is_marked("soonest", text):
        return ()
    names_a_day = any(isinstance(one, FillSlot) and one.slot == "date" for one in commands)
    return () if names_a_day else (FillSlot("part_of_day", "soonest"),)


def _instead(
    heard: Sequence[Command], wishes: Sequence[Clause], rest: Sequence[str], message: Message
) -> Sequence[Command]:
    """'We've a table on Friday at seven, my wife works. Could we come on Saturday at eight instead?': what is
    said with the instead counts before what was said until then."""
    last = next((one for one in wishes if len(rest) > 1 and one.text == rest[-1]), None)
    if last is None or not RATHER.search(last.text):
        return heard
    own = last.tells_for(wishes[0].intent)
    slots = {one.slot for one in own}
    whose = next((one.flow for one in heard if isinstance(one, FillSlot)), "")
    others = [one for one in heard if not (isinstance(one, FillSlot) and one.slot in slots)]
    return [*others, *(FillSlot(one.slot, one.value, whose) for one in own)]


def _as_wished(
    heard: Sequence[Command], wish: Clause, rest: Sequence[str], message: Message
) -> list[Command]:
    """'I was let go on Friday. Could I see a lawyer on Thursday?': the day of the wish counts, and not when
    that happened which is told before it."""
    place = rest.index(wish.text) if wish.text in rest else 0
    before = _when(wish.intent, rest[:place], message)
    behind = _when(wish.intent, rest[place:], message) if before else {}
    anew = {slot: value for slot, value in behind.items() if slot in before}
    return [
        replace(one, value=anew[one.slot])
        if isinstance(one, FillSlot) and one.slot in anew and one.value == before[one.slot]
        else one
        for one in heard
    ]


def _when(flow: str, texts: Sequence[str], message: Message) -> dict[str, str]:
    slots = message.turn.sector.slots
    fills = message.hear(flow, _together(texts), with_question=False).fills if texts else ()
    return {one.slot: one.value for one in fills if slots[one.slot].kind in _WHEN}


def _told_last(message: Message) -> str:
    dialogue = message.turn.dialogue
    return dialogue.facts[-1].name if dialogue.facts and dialogue.flow is None else ""


def _another_named(flow: str, text: str, message: Message) -> list[Command]:
    """'And to Wexley?', known as the wish that was just answered, is about that place and not the old."""
    heard = message.hear(flow, text, with_question=False).commands
    return [] if heard else [*of_another(text, message)]


def _picked(message: Message) -> list[Command]:
    """'The one in Mill Lane, can we see it on Friday?': what was offered is chosen, and then wished for."""
    kinds = message.turn.sector.slots
    if not any(slot in kinds and kinds[slot].kind == "picked" for slot in message.expected):
        return []
    heard = message.hear(message.flow, message.said).commands
    offered = message.turn.dialogue.offered
    return [c for c in heard if isinstance(c, Choose)] or [Choose(0) for _ in offered if len(offered) == 1]


def _answered_beside(wishes: Sequence[Clause], rest: Sequence[str], message: Message) -> list[Command]:
    """'It's for two and also, can I get a late checkout?': what was asked for is told beside the wish."""
    flow, wished = message.turn.dialogue.flow, {one.text for one in wishes}
    beside = [text for text in rest if text not in wished and not asks(text)]
    if flow is None or any(one.intent == flow.name for one in wishes):
        return []
    taken = _taken_by(wishes[0].intent, rest, message) if beside else ()
    beside = [text for text in beside if not any(value in text for value in taken)]
    told: dict[str, Command] = {}
    puts_right = message.is_read_back and not any(message.changes(one.intent) for one in wishes)
    for text in beside:  # "make it 38. And is the way to Wexley extra?" puts right what was read back
        heard = message.hear(flow.name, text)
        is_answer = puts_right or heard.covers(text) >= _ENOUGH
        for one in heard.commands:
            if isinstance(one, FillSlot) and (is_answer or one.slot in message.expected):
                told.setdefault(one.slot, one)
            elif isinstance(one, Choose):
                told.setdefault("", one)
    return [*told.values()]


def _taken_by(flow: str, rest: Sequence[str], message: Message) -> Sequence[str]:
    """'Put my daughter on it as a driver. Ana Crane, born 4 May 2006': who is told for the new wish is not
    who speaks."""
    kinds, heard = message.turn.sector.slots, message.hear(flow, _together(rest), with_question=False).fills
    return [one.value for one in heard if kinds[one.slot].kind == "text" and not kinds[one.slot].keeps_all]


def _agreed_beside(message: Message, waits: bool) -> list[Command]:
    """'Yes please, and also can I get a late checkout?': what was read back is done, then the other."""
    if not waits or message.expected != ("confirmation",) or message.is_marked("change_of_mind"):
        return []
    first = split(message.said)[:1]
    verdict = yes_or_no(message, first[0]) if first and len(first[0].split()) <= _A_WORD else None
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


def _asks_in_between(flow: str, message: Message) -> bool:
    """'Hold on, what is on that bill?', 'the excess I mean, how much is it?': what only tells something comes
    before what waits, not instead."""
    if message.changes(flow):
        return False
    for pattern in both(message.turn.sector.markers.get("one_moment", {}), message.language):
        if found := pattern.search(message.said):
            rest, under_way = message.said[found.end() :], message.turn.dialogue.flow
            is_beside = asks(rest) or under_way is not None and message.changes(under_way.name)
            return is_beside and not message.is_marked("change_of_mind", rest)
    return asks(message.said) and not RATHER.search(message.said)


def _told_by_the_wish(
    flow: str, clauses: Sequence[Clause], message: Message, commands: Sequence[Command], whose: str
) -> Sequence[Command]:
    """'A pipe burst in our kitchen' reports what happened, and needs not be asked what did."""
    slots = message.turn.sector.slots
    known = {*message.turn.dialogue.values(), *(c.slot for c in commands if isinstance(c, FillSlot))}
    open_ones = [
        slot
        for slot in message.turn.sector.slots_of[flow]
        if slot in slots and slots[slot].begun_with and slot not in known
    ]
    if not open_ones:
        return ()
    of_it = [one for one in clauses if one.intent == flow]
    told = next((one.text for one in of_it if _is_a_story(one)), "") or _told_beside(flow, of_it, message)
    told = but_who(told, message) if told else ""
    return [FillSlot(slot, told[:_TOLD_AT_MOST], whose) for slot in open_ones] if told else ()


def _is_a_story(clause: Clause) -> bool:
    """It was known by what it tells: no pattern of the wish is in it."""
    return clause.by_likeness and clause.words >= _A_STORY_FROM and not clause.is_request


def _told_beside(flow: str, clauses: Sequence[Clause], message: Message) -> str:
    """'A pipe burst and the floor is ruined, I want to claim': the part that does not name the wish."""
    name = name_of(flow, message)
    for clause in clauses:
        for part in _PAUSE.split(clause.text):
            words = folded(part).split()
            if len(words) >= _A_STORY_FROM and not name & set(words) and not is_request(part):
                return part
    long = (one.text for one in clauses if one.words >= _A_LONG_WISH and not one.is_question)
    return next(long, "")


def _together(clauses: Sequence[str]) -> str:
    """'I'm Ros Penhale and I need a lesson': where it was cut, nothing runs into one another."""
    ended = [text if text[-1:] in ".,;:!?" else f"{text}," for text in clauses]
    return " ".join(ended).removesuffix(",")


def _said_with(flow: str, wishes: Sequence[Clause], rest: Sequence[str], message: Message) -> str:
    """The clauses of this wish: its own, and those after it up to the next wish. A wish that takes nothing
    leaves what was said with it to the next: 'my brother Jon Weller sells it, may he? And please ...'."""
    starts, takes = {one.text: one.intent for one in wishes}, message.turn.sector.slots_of
    kept: dict[str, list[str]] = {}
    left: list[str] = []
    current = wishes[0].intent
    for text in rest:
        if (begun := starts.get(text, current)) != current:
            kept.setdefault(begun, []).extend(left)
            current, left = begun, []
        kept.setdefault(current, []).append(text)
        left += [] if takes[current] else [text]
    return " ".join(kept.get(flow, ()))


def _fills(heard: Heard, flow: str, message: Message) -> list[Command]:
    """Each for its wish; a story without who tells it."""
    slots = message.turn.sector.slots
    return [
        FillSlot(one.slot, but_who(one.value, message) if slots[one.slot].keeps_all else one.value, flow)
        if isinstance(one, FillSlot)
        else one
        for one in heard.commands
    ]
