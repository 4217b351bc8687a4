"""One time of day: where it stands in the plain form, and what it means.

An hour of 13 to 23, one with a leading zero, and one with am, pm or a part of the day stand as said. Any
other is taken for office hours: 1 to 6 is afternoon, 7 to 11 morning, 12 noon.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from caly_app.agents.understanding.slots import corrections, time_words
from caly_app.agents.understanding.slots.dates import said_days
from caly_app.agents.understanding.slots.found import SlotContext
from caly_app.agents.understanding.slots.plain import Plain

HALF_DAY = 12 * 60  # minutes
_ASKED_FOR_A_TIME = ("time", "time_range", "datetime", "part_of_day")
_MORNING = re.compile(r"a\.? ?m|morn|manana|madrugada|matin|morgen|fruh|vormittag|midnight")
_EVENING = re.compile(
    r"p\.? ?m|afternoon|evening|night|tarde|noche|mediodia|soir|apres|nachmittag|mittag|abend|nacht"
)


@dataclass(frozen=True)
class Hour:
    """minutes since midnight, or None where there is no such time. `sure`: the half of the day was said."""

    start: int
    end: int
    minutes: int | None
    sure: bool
    relative: bool = False  # "in an hour"
    cue: str = ""  # "after": what the words of the time begin with, where it limits


def said_hours(said: str, words: Plain, context: SlotContext) -> list[Hour]:
    days = [(day.start, day.end) for day in said_days(said, context)]
    found: list[Hour] = []
    if any(character.isdigit() for character in words.text) or _NAMED.search(words.text):
        for sort, pattern in time_words.patterns(context.language):
            for match in pattern.finditer(words.text):
                taken = any(match.start() < other.end and other.start < match.end() for other in found)
                if taken or _in_a_day(match, days, sort) or not _is_time(sort, match, words, days, context):
                    continue
                found.append(_read(sort, match, words, context))
    found += _bare_times(words, found, days, context)
    found += _only_minutes(words, found, context)
    return sorted(found, key=lambda one: one.start)


_NAMED = re.compile(
    r"noon|midday|midnight|mediodia|medianoche|midi|minuit|mittag|mitternacht|hour|heure|hora|stunde"
)


def _in_a_day(match: re.Match[str], days: list[tuple[int, int]], sort: str) -> bool:
    place = match.start("h") if "h" in match.re.groupindex and match["h"] else match.start()
    return any(start <= place < end for start, end in days)


def _is_time(
    sort: str, match: re.Match[str], words: Plain, days: list[tuple[int, int]], context: SlotContext
) -> bool:
    """Two numbers in a row ("nine thirty") are a time only where something else says so."""
    if sort == "at" and _counts_a_thing(match, words):
        return False
    if sort != "pair" or context.expected in _ASKED_FOR_A_TIME or context.language == "es":
        return True
    groups = match.groupdict()
    if groups.get("cue") or time_words.meridiem(context.language).match(words.text, match.end()):
        return True
    is_near_a_day = any(abs(match.start() - end) <= 6 or abs(start - match.end()) <= 6 for start, end in days)
    return (
        is_near_a_day
        or corrections.follows_a_cue(words.text, match.start())
        or match.group().strip() == words.text.strip(" .!?")
    )


_BEHIND_AN_HOUR = re.compile(
    r"\W*(?:\Z|[.,;!?]|(?:o'?clock|or|to|till|until|and|please|thanks|on|tomorrow|today"
    r"|this|next|onwards?|in|if|is|would"
    r"|works?|then|but|with|for|at|sharp|ish|[ap]\.?m|when|because|so|because|suits?|will|was|no|not|with)\b)"
)
_ROUGHLY = frozenset({"about", "around", "roughly", "circa"})


def _counts_a_thing(match: re.Match[str], words: Plain) -> bool:
    """ "from one account", "about 12 kilos": an hour only where no noun follows."""
    start, end = words.span(*match.span("h"))
    if match.groupdict().get("m"):
        return False
    if match.groupdict().get("cue") in _ROUGHLY and _COUNTS_THINGS.match(words.text, match.end()):
        return True
    is_one = words.said[start:end].lower() == "one"
    return is_one and _BEHIND_AN_HOUR.match(words.text, match.end()) is None


def _bare_times(
    words: Plain, found: list[Hour], days: list[tuple[int, int]], context: SlotContext
) -> list[Hour]:
    """Hours alone: asked for, right beside a day, or taking back a time ("half nine, no, eleven")."""
    more: list[Hour] = []
    for _ in range(2):  # the hour before "or four" counts once "four" does
        for match in time_words.bare(context.language).finditer(words.text):
            known = (*found, *more)
            place, end = match.span()
            taken = any(place < other.end and other.start < end for other in known)
            if taken or any(start < end and place < behind for start, behind in days):
                continue
            if _is_an_hour(place, end, known, days, words, context):
                more.append(_read("bare", match, words, context))
    return more


def _only_minutes(words: Plain, found: Sequence[Hour], context: SlotContext) -> list[Hour]:
    """ "Half past two, no sorry, at quarter past": the hour is the one that is taken back."""
    more: list[Hour] = []
    for match in time_words.only_minutes(context.language).finditer(words.text):
        start, end = match.span()
        earlier = [one for one in found if one.end <= start and one.minutes is not None]
        if not earlier or any(start < one.end and one.start < end for one in found):
            continue
        last = earlier[-1]
        if last.minutes is None or start - last.end > _SOON:
            continue
        if corrections.has_cue(words.text[last.end : start]):
            aside = _aside(match.groupdict())
            full = last.minutes // 60 + (aside < 0 and last.minutes % 60 > 0)
            more.append(Hour(start, end, (full * 60 + aside) % (24 * 60), last.sure))
    return more


_SOON = 50  # characters between a time and the minutes said instead
_BEFORE_A_DAY = re.compile(r"(?:\A|[,.;]|\b(?:or|and|say|maybe|then|please|no|make it|actually))\s*\Z")
COUNTS_PEOPLE = re.compile(  # "at 7, actually we're 6"
    r"\b(?:we'?re|we are|we'?ll be|we will be|there'?(?:s|re| are| is| will be)|party of|for|somos|seremos"
    r"|vamos a ser|para|on (?:est|sera)|nous (?:sommes|serons)|pour|wir (?:sind|werden)|sind wir|fur)"
    r"(?: (?:only|now|just|solo|ahora|que|plus|nur|jetzt|doch|zu))? \Z"
)
_COUNTS_THINGS = re.compile(  # "it's 3, no 4 boxes", "about 12 kilos"
    r" (?:kg|colis|people|paket\w*|kisten?|kartons?|gaste|personen|leute|mann|pfund|guests"
    r"|(?!thanks|this|works|suits|yes|does|was|is|(?:mon|tues|wednes|thurs|fri|satur|sun)days|always|unless"
    r"|mardis|heures|horas|gracias|lunes|martes|miercoles|jueves|viernes|apres|sans|mais)[a-z]{3,}s)\b"
)
_OPENS_A_SPAN = re.compile(r"(?:between|from|either|\A)\s*\Z")


def _is_an_hour(
    place: int,
    end: int,
    known: Sequence[Hour],
    days: list[tuple[int, int]],
    words: Plain,
    context: SlotContext,
) -> bool:
    text = words.text
    if context.expected in _ASKED_FOR_A_TIME:
        return _COUNTS_THINGS.match(text, end) is None  # "two vegetarians"
    if COUNTS_PEOPLE.search(text, max(0, place - 24), place):
        return False
    if any(_stands_beside(text, behind, place, ("at", "a", "um")) for _, behind in days):
        return True
    before = text[:place]
    if _BEFORE_A_DAY.search(before) and any(
        _stands_beside(text, end, start, ("on", "el", "am", "le")) for start, _ in days
    ):
        return True
    earlier = [one for one in known if one.end <= place]
    if earlier and _joins(text[earlier[-1].end : place], context.language):
        return True
    if earlier and corrections.follows_a_cue(text, place) and not _COUNTS_THINGS.match(text, end):
        return True
    with_minutes = any(not character.isdigit() for character in text[place:end].strip())
    if earlier and with_minutes and corrections.takes_back(text[earlier[-1].end : place]):
        return True
    later = min((one.start for one in known if one.start >= end), default=None)
    gap = text[end:later] if later is not None else ""
    is_joined = re.fullmatch(r"\s*(?:-|to|and|till|until|or)\s*", gap) is not None
    return is_joined and ("-" in gap or "or" in gap or _OPENS_A_SPAN.search(before) is not None)


def _stands_beside(text: str, end: int, start: int, links: tuple[str, ...]) -> bool:
    """Whether nothing, or one of the links, stands between two places."""
    return 0 <= start - end <= 4 and text[end:start].strip(" ,") in ("", *links)


def _joins(gap: str, language: str) -> bool:
    return len(gap) <= 16 and time_words.between(language).fullmatch(gap) is not None


_TWELVES = {"noon": HALF_DAY, "midnight": 0}


def _read(sort: str, match: re.Match[str], words: Plain, context: SlotContext) -> Hour:
    groups = match.groupdict()
    start, end = match.span()
    if sort == "relative":
        return _relative(match, context)
    for name, minutes in _TWELVES.items():
        if groups.get(name):
            return Hour(start, end, minutes, sure=True)
    if groups.get("named"):
        hour, minute, written = (0 if "midn" in groups["named"] else 12), 0, "12"
    else:
        written = groups["h"]
        hour, minute = int(written), int(groups.get("m") or groups.get("m1") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Hour(start, _past_meridiem(words, end, context)[1], None, sure=True)
    minutes = hour * 60 + minute + _aside(groups)
    half, end = _past_meridiem(words, end, context)
    if half is None and hour <= 12:
        half = _half_said_elsewhere(words, start, end, context)
    is_sure = half is not None or hour > 12 or hour == 0 or (written.startswith("0") and sort == "clock")
    settled = _settled(minutes, hour, half, is_sure) % (24 * 60)
    return Hour(start, end, settled, is_sure, cue=groups.get("cue") or "")


def _aside(groups: dict[str, str | None]) -> int:
    """Minutes to add for "half", "quarter to", "ten past", "fünf vor halb"."""
    sign = -1 if groups.get("side") in ("to", "till", "til", "before", "of", "menos", "moins", "vor") else 1
    total = 0
    if groups.get("half"):
        total += 30
    if groups.get("halfto"):
        total -= 30
    if groups.get("quarter"):
        total += sign * 15
    if groups.get("threequarter"):
        total -= 15
    if groups.get("quarterto"):
        total -= 45
    if groups.get("n"):
        total += sign * int(groups["n"] or 0)
    return total


def _past_meridiem(words: Plain, end: int, context: SlotContext) -> tuple[str | None, int]:
    found = time_words.meridiem(context.language).match(words.text, end)
    if found is None:
        return None, end
    return _half(found["ap"]), found.end()


def _half(words: str) -> str | None:
    if _EVENING.search(words) and not words.startswith(("a.m", "am ", "vormittag")) or "nachmittag" in words:
        return "pm"
    return "am" if _MORNING.search(words) else None


def _half_said_elsewhere(words: Plain, start: int, end: int, context: SlotContext) -> str | None:
    """ "tomorrow morning at seven", "this evening, eight": the nearest part of the day in the text."""
    nearest: tuple[int, str] | None = None
    for part, pattern in time_words.parts(context.language):
        for match in pattern.finditer(words.text):
            if is_greeting(words.text, match) or "lunch" in match.group():
                continue
            distance = start - match.end() if match.end() <= start else match.start() - end
            if 0 <= distance <= 30 and (nearest is None or distance < nearest[0]):
                between = (
                    words.text[match.end() : start]
                    if match.end() <= start
                    else words.text[end : match.start()]
                )
                if not corrections.has_cue(between):
                    nearest = (distance, "am" if part == "morning" else "pm")
    return nearest[1] if nearest else None


def _settled(minutes: int, hour: int, half: str | None, is_sure: bool) -> int:
    if half == "pm":
        if minutes < HALF_DAY and not (hour == 12 and minutes < 0):
            return minutes + HALF_DAY
        return minutes
    if half == "am":
        return minutes - HALF_DAY if hour == 12 and minutes >= HALF_DAY else minutes
    if is_sure:
        return minutes
    return minutes + HALF_DAY if minutes < 7 * 60 else minutes


def _relative(match: re.Match[str], context: SlotContext) -> Hour:
    groups = match.groupdict()
    word = groups["n"] or ""
    amount = float(word) if word.isdigit() else 0.5 if re.search("half|media|demi|halb", word) else 1.0
    if "quarter" in word:
        amount = 0.25
    if groups.get("half"):
        amount += 0.5
    minutes = amount if (groups["unit"] or "").startswith("min") else amount * 60
    moment = (context.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return Hour(match.start(), match.end(), moment.hour * 60 + moment.minute, sure=True, relative=True)


_GREETING = re.compile(r"(?:good|happy|buenas?|bonne?|guten?|schonen|lovely)\s\Z")


def is_greeting(text: str, match: re.Match[str]) -> bool:
    return _GREETING.search(text, max(0, match.start() - 8), match.start()) is not None


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
