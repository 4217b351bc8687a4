"""Two of the same kind in one breath: 'on Thursday at ten, and another one for my son at half past ten'.

Each is a wish of its own, with its own values; what was said of both is said of each.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from caly_app.agents.commands import Command, FillSlot, RejectSlot, StartFlow
from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import folded, plain
from caly_app.agents.understanding.wishes_apart import HAS, RATHER, name_of

_LONG = 400  # characters
_A_STEM = 5  # letters
_AT_MOST = 4  # more than that is a list for a person
_WHEN = frozenset({"date", "time", "part_of_day", "date_range"})
_WHOSE = frozenset({"money", "phone", "email", "name", "date_of_birth"})  # tell no two things apart

_AND = (
    r"(?:(?:oh|ah|ay|ach)[ ,]+)?(?:and(?: also| then)?|plus|also|as well as|y(?: también| además)?"
    r"|et(?: aussi)?|ainsi que|und(?: auch)?|sowie|außerdem)"
)
# The wish once more, without its name.
_ANOTHER = (
    r"(?:another|one more|a (?:second|further|different) one|an extra one|a second|the other one"
    r"|otr[oa](?! (?:cosa|hora|día|vez|pregunta)\b)|un[oa]? más|un segundo|una segunda"
    r"|une? (?:autre|deuxième|second)e?|l'autre|noch ein\w*|ein\w* (?:weitere|zweite|andere)\w*)\b"
    r"(?! (?:thing|question|time|day|way|doctor|hour|chose|jour|heure|frage|mal|tag|zeit|sache)\b)"
)
_ONE = (
    r"(?:(?:the )?one|una|uno|une?|eine?[nrs]?)\s(?:(?:also|too)\s)?"
    r"(?=(?:for|on|at|from|with|in|next|this|tomorrow|today|to|about|under|above"
    r"|para|el|la|a las?|de|del|con|mañana|pour|le|à|du|avec|demain|chez"
    r"|für|am|um|von|vom|mit|morgen|zum|bei|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b)"
)
_THEIRS = (
    r"(?:(?:for|para|pour|für) )?(?:my|our|mi|nuestr[oa]|mon|ma|notre|mein\w*|unser\w*) (?=\w+)"
    r"|(?:for|para|pour|für) (?=(?:me|myself|mí|moi|mich)\b)"
)
_WISHES = (
    r"(?:(?:i|we)(?:'ll| will|'d like| would like| also)?(?: also)? ?(?:need|want|have)?(?: to)?(?: book)? ?"
    r"|can (?:i|we|you)(?: also)? (?:have|book|get|do) "
    r"|(?:quiero|quisiera|necesito|necesitamos)(?: también)? |je (?:voudrais|veux)(?: aussi)? "
    r"|(?:ich|wir) (?:brauche\w*|möchten?|hätten?)(?: gerne?| auch| noch)* )"
)


def _one_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in words), re.IGNORECASE)


_JOINT = re.compile(rf"(?:\s?[,;:.?!–]\s+(?:{_AND}\s+)?|\s+{_AND}\s+)(?=\S)", re.IGNORECASE)
_A_SOUND = re.compile(  # "oh and one more, can you send me ..." has said of none yet
    r"(?:\W*\b(?:oh|ah|um+|ok|okay|right|well|so|yes|and|ay|y|bueno|ben|bon|et|ach|na|gut|und)\b\W*)+",
    re.IGNORECASE,
)
_BEGINS = _one_of(_ANOTHER, _ONE)
_IS_ANOTHER = _one_of(_ANOTHER)
_OF_SOMEBODY = _one_of(_THEIRS)
_AGAIN = re.compile(rf"(?:{_AND}[ ,]+)?(?:{_ANOTHER}|{_ONE}|{_THEIRS})", re.IGNORECASE)
_MORE = re.compile(  # said while the first is under way
    rf"(?:(?:oh|ah|ok|okay|sí|yes|oui|ja|vale)[ ,]+)*(?:{_AND}[ ,]+)?{_WISHES}?"
    rf"(?P<what>(?:{_ANOTHER}|{_ONE}).*)",
    re.IGNORECASE,
)
_ADDS = re.compile(rf"\b(?:{_AND}|too|as well|auch|aussi|también|noch)\b", re.IGNORECASE)
_CAN_I = re.compile(r"\W*(?:oh,? |and |also )*(?:can|could|may) (?:i|we|you)\b", re.IGNORECASE)
_FOR_THEM = re.compile(r"(?:for|para|pour|für)\b", re.IGNORECASE)
_FOR = {"en": "for ", "es": "para ", "fr": "pour ", "de": "für "}
_MINE = re.compile(
    r"\b(?:for|para|pour|für) (?:me|myself|us|mí|moi|mich|nosotr[oa]s|nous|uns)\b", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:an?|the|my|el|la|un|una|mi|une?|le|mon|ma|ein\w*|de[nrs]|die|das|mein\w*) "
    r"(?P<noun>[^\W\d_]{4,}(?: [^\W\d_]{4,})?)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:two|three|four|both|a couple of|dos|tres|deux|trois|zwei|drei|beide)\b(?! (?:people|of us|guests"
    r"|adults|personas|personnes|personen|o'?clock|in the|pm|am)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_AT_THE_SAME = re.compile(
    r"\b(?:the same|l[ao]s? mism[oa]s?|l[ea]s? mêmes?|(?:de[rnm]|die|das)(?:selben?|\s?gleichen?)) "
    r"(?:days?|dates?|nights?|times?|días?|fechas?|noches|horas?|jours?|nuits|heures?|tage?|nächte|zeit)\b"
    r"|\b(?:at the same time|a la misma hora|en même temps|zur selben zeit|zur gleichen zeit)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen)\b", re.IGNORECASE)


def each_of_them(
    flow: str, text: str, message: Message, *, waits: bool = False, instead: bool = False
) -> list[Command]:
    """A wish of each of the parts that are one; nothing where there is but one."""
    preamble, parts = _parts(text[:_LONG], flow, message)
    if len(parts) < 2 or _is_how_it_stands(parts, flow, message):
        return []
    common = _told(preamble, flow, message) if preamble else {}
    told = [{**common, **_told(part, flow, message)} for part in parts]
    told = _said_of_each(told, parts, flow, message)
    commands: list[Command] = []
    for place, values in enumerate(told):
        whose = flow if waits or place else ""
        commands.append(StartFlow(flow, bool(whose), instead and not whose, another=place > 0))
        commands += [FillSlot(slot, value, whose) for slot, value in values.items()]
        commands += [
            one for one in _heard(parts[place], flow, message) if isinstance(one, RejectSlot) and not whose
        ]
    return commands


def _is_how_it_stands(parts: Sequence[str], flow: str, message: Message) -> bool:
    """'I've a lesson on Thursday at five and I can't, could we do Friday?' moves one, and not two."""
    moves = {one.by for one in message.turn.sector.puts_right.values()}
    return HAS.search(parts[0]) is not None and (flow in moves or RATHER.search(parts[1]) is not None)


def each_suggested(commands: list[Command], text: str, message: Message) -> list[Command]:
    """As each_of_them(), where no more than a day says what is wished for."""
    begun = commands[0] if commands else None
    return isinstance(begun, StartFlow) and each_of_them(begun.agent, text, message) or commands


def one_more(message: Message) -> list[Command]:
    """'Oh, and another one for my son at half past', while the first is under way: it comes after it."""
    flow, sector = message.turn.dialogue.flow, message.turn.sector
    said = _MORE.fullmatch(message.said.strip())
    if flow is None or said is None or not message.changes(flow.name) or _asks_whether(message.said):
        return []
    if any(sector.slots[slot].adds for slot in sector.slots_of[flow.name] if slot in sector.slots):
        return []  # "another soup" is more of what is ordered
    told = _told(said["what"], flow.name, message)
    if not told or not (_ADDS.search(message.said) or _for_whom(told, message)):
        return []
    day = flow.slots.get("date")
    if day and "time" in told and not _days(told, message):
        told["date"] = day
    fills = [FillSlot(slot, value, flow.name) for slot, value in told.items()]
    return [StartFlow(flow.name, later=True, another=True), *fills]


def with_another_of_it(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """'I need a table on Friday. And another one on Sunday': the second does not say of what."""
    together: list[Clause] = []
    for one in clauses:
        last = together[-1] if together else None
        both = f"{last.text} and {one.text}" if last else ""
        if last is None or not _is_more_of(last, one) or not each_of_them(last.intent, both, one.message):
            together.append(one)
        else:
            together[-1] = replace(last, text=both)
    return tuple(together)


def _is_more_of(wish: Clause, behind: Clause) -> bool:
    if not wish.is_wish or behind.is_question and behind.intent != wish.intent:
        return False
    is_another = behind.is_wish and behind.intent != wish.intent and behind.reading.by == "pattern"
    return not is_another and _AGAIN.match(behind.text) is not None


def _asks_whether(said: str) -> bool:
    """'Do you have another one at eleven?' is asked of what is offered."""
    return asks(said) and not _CAN_I.match(said)


def _parts(text: str, flow: str, message: Message) -> tuple[str, list[str]]:
    """What is said of all of them, and what of each."""
    parts, start = list[str](), 0
    for joint in _JOINT.finditer(text):
        before, behind = text[start : joint.start()].strip(), text[joint.end() :]
        if (
            before
            and not _A_SOUND.fullmatch(before)
            and _is_another(before, behind, joint, bool(parts), flow, message)
        ):
            parts.append(before)
            start = joint.end()
    parts.append(text[start:].strip())
    if len(parts) > _AT_MOST:
        return "", []
    if len(parts) > 2 and _SEVERAL.search(parts[0]) and _BEGINS.match(parts[1]):
        return parts[0], parts[1:]
    return "", parts


def _is_another(
    before: str, behind: str, joint: re.Match[str], has_parts: bool, flow: str, message: Message
) -> bool:
    own = _until_the_next(behind)
    told = _distinct(own, flow, message)
    if not told and not _AT_THE_SAME.search(own):
        return False
    if _IS_ANOTHER.match(behind):
        return True
    if _BEGINS.match(behind):  # "one for eight on Saturday"
        return _is_joined(joint) or has_parts or bool(_SEVERAL.search(before))
    if not _is_joined(joint) or has_cue(plain(own, message.language).text) or RATHER.search(own):
        return False
    known = _told(before, flow, message)
    differ = {slot for slot in known.keys() & told.keys() if known[slot] != told[slot]}
    if _OF_SOMEBODY.match(own):  # "and my husband at half past nine"
        return bool(differ) or _for_whom(told, message) and bool(known.keys() & told.keys())
    if differ and _MINE.search(before) and _for_whom(told, message):
        return True  # "Thursday at ten for me and eleven for my husband"
    if (named := _NAMED.match(own)) and _is_named_in(before, named["noun"]):
        return bool(differ)  # "a table for four on Friday and a table for six on Sunday"
    kinds, sector = message.turn.sector.slots, message.turn.sector
    days = [slot for slot in differ if kinds[slot].kind == "date"]
    if days and any(kinds[slot].kind == "time" for slot in known.keys() & told.keys()):
        return True
    is_of_what_stands = any(step.prove for step in sector.flows[flow].steps)
    is_which = bool(days) and is_of_what_stands and (named is not None or flow == sector.cancels)
    return is_which and not _BETWEEN.search(before)


def _is_joined(joint: re.Match[str]) -> bool:
    """By an "and", and not by a pause alone."""
    return _WORD.search(joint.group()) is not None


def _is_named_in(before: str, noun: str) -> bool:
    words = [word[:_A_STEM] for word in folded(before).split()]
    return any(word[:_A_STEM] in words for word in folded(noun).split())


def _until_the_next(behind: str) -> str:
    """Of what follows, the part before the next of them."""
    for joint in _JOINT.finditer(behind):
        if _BEGINS.match(behind, joint.end()):
            return behind[: joint.start()]
    return behind


def _heard(text: str, flow: str, message: Message) -> Sequence[Command]:
    """'My husband at nine' says for whom, once the wish is named."""
    text = text.strip()
    if _BEGINS.match(text):
        text = f"{_name_of(flow, message)} {_BEGINS.sub('', text, count=1).strip()}"
    if _OF_SOMEBODY.match(text) and not _FOR_THEM.match(text):
        text = f"{_FOR.get(message.language, _FOR['en'])}{text}"
    return message.hear(flow, text, with_question=False).commands


def _name_of(flow: str, message: Message) -> str:
    """What 'one' and 'another' stand for: the last word that names the wish; else the noun of its title."""
    name = name_of(flow, message)
    title = message.turn.sector.intents[flow].title.get(message.language, "").split() or [""]
    noun = title[0] if message.language == "de" else title[-1]
    return next((word for word in reversed(_WORD.findall(message.said)) if folded(word) in name), noun)


def _told(text: str, flow: str, message: Message) -> dict[str, str]:
    """By its number, where it has one: what else sounds like a name of it is none then."""
    kinds = message.turn.sector.slots
    told = {one.slot: one.value for one in _heard(text, flow, message) if isinstance(one, FillSlot)}
    has_number = any(kinds[slot].kind == "reference" and kinds[slot].entity for slot in told)
    return {slot: value for slot, value in told.items() if not has_number or _is_kept(kinds[slot])}


def _is_kept(spec: SlotSpec) -> bool:
    return spec.kind != "text" or bool(spec.of_another)


def _distinct(text: str, flow: str, message: Message) -> dict[str, str]:
    """What may tell one from the other, and not only who asks."""
    kinds = message.turn.sector.slots
    told = _told(text, flow, message)
    return {slot: value for slot, value in told.items() if kinds[slot].kind not in _WHOSE}


def _said_of_each(
    told: list[dict[str, str]], parts: Sequence[str], flow: str, message: Message
) -> list[dict[str, str]]:
    """The day and for whom it is stand until another is said; when they are is said last of all of them."""
    kinds = message.turn.sector.slots
    first = told[0]
    if not any(kinds[slot].kind in _WHEN for slot in first):
        last = {slot: value for slot, value in told[-1].items() if kinds[slot].kind in _WHEN}
        first.update(last if len(told) == 2 else {})
    if not (_BEGINS.match(parts[-1]) or _OF_SOMEBODY.match(parts[-1]) or _MINE.search(parts[0])):
        alike = {slot: value for slot, value in told[-1].items() if kinds[slot].kind not in _WHEN}
        told[0] = first = {**alike, **first}  # "Thursday at ten and Friday at eleven, with Dr Quist"
    for place in range(1, len(told)):
        before, own = told[place - 1], told[place]
        for slot, value in before.items():
            if slot in own:
                continue
            is_whom = bool(kinds[slot].of_another) and not _MINE.search(parts[place])
            is_day = slot == "date" and not _days(own, message)
            is_same = kinds[slot].kind in _WHEN and _AT_THE_SAME.search(parts[place])
            is_with = kinds[slot].kind == "resource" and is_day
            if is_whom or is_day or is_with or is_same:
                own[slot] = value
    return told


def _days(told: Mapping[str, str], message: Message) -> bool:
    kinds = message.turn.sector.slots
    return any(kinds[slot].kind in ("date", "date_range") for slot in told)


def _for_whom(told: Mapping[str, str], message: Message) -> bool:
    return any(message.turn.sector.slots[slot].of_another for slot in told)
