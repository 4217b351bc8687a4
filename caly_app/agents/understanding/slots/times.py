"""Times of day, spans of them, and parts of the day.

Conventions: an hour of 13 to 23, one with a leading zero, and one with am, pm or a part of the day stand as said.
Any other is taken for office hours: 1 to 6 is afternoon, 7 to 11 morning, 12 noon; the other reading is an
alternative. "Half nine" is 9:30 in English, "halb neun" 8:30 in German. A limit ("after three", "between two and
four") is a time_range; as a time it has the problem "range", with the ends as alternatives.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from caly_app.agents.understanding.slots import corrections, time_words
from caly_app.agents.understanding.slots.dates import said_days
from caly_app.agents.understanding.slots.found import Found, SlotContext, localize
from caly_app.agents.understanding.slots.plain import Plain, plain

_ASKED_FOR_A_TIME = ("time", "time_range", "datetime", "part_of_day")
_MORNING = re.compile(r"a\.? ?m|morn|manana|madrugada|matin|morgen|fruh|vormittag|midnight")
_EVENING = re.compile(
    r"p\.? ?m|afternoon|evening|night|tarde|noche|mediodia|soir|apres|nachmittag|mittag|abend|nacht"
)
_HALF_DAY = 12 * 60


@dataclass(frozen=True)
class _Said:
    """minutes since midnight, or None where there is no such time. `sure`: the half of the day was said."""

    start: int
    end: int
    minutes: int | None
    sure: bool
    on_a_day: datetime | None = None  # "in an hour": known with its date
    cue: str = ""  # "after": what the words of the time begin with, where it limits


@dataclass(frozen=True)
class _Limits:
    start: int
    end: int
    first: int | None  # minutes since midnight
    last: int | None


def find_times(said: str, context: SlotContext) -> list[Found]:
    """Single times; a limit or span has the problem "range"."""
    words = plain(said, context.language)
    times = _times(said, words, context)
    ranges = _ranges(times, words, context)
    found = [
        _as_time(one, words, said, context)
        for one in times
        if not any(limits.start < one.end and one.start < limits.end for limits in ranges)
    ]
    for limits in ranges:
        span = _as_range(limits, words)
        ends = tuple(end for end in span.value.split("/") if end)
        found.append(replace(span, kind="time", value="", problem=span.problem or "range", alternatives=ends))
    return sorted(found, key=lambda one: one.start)


def find_time_ranges(said: str, context: SlotContext) -> list[Found]:
    """FROM/TO, either of which may be empty: "14:00/16:00", "15:00/", "/12:00"."""
    words = plain(said, context.language)
    return [_as_range(limits, words) for limits in _ranges(_times(said, words, context), words, context)]


def find_parts_of_day(said: str, context: SlotContext) -> list[Found]:
    """morning | afternoon | evening. Greetings ("good morning") are not."""
    words = plain(said, context.language)
    found = []
    for part, pattern in time_words.parts(context.language):
        for match in pattern.finditer(words.text):
            if _is_greeting(words.text, match) or _belongs_to_a_time(words.text, match, context.language):
                continue
            start, end = words.span(match.start(), match.end())
            found.append(Found("part_of_day", part, words.said[start:end], start, end))
    return sorted(found, key=lambda one: one.start)


_GREETING = re.compile(r"(?:good|happy|buenas?|bonne?|guten?|schonen|lovely)\s\Z")


def _is_greeting(text: str, match: re.Match[str]) -> bool:
    return _GREETING.search(text, max(0, match.start() - 8), match.start()) is not None


def _belongs_to_a_time(text: str, match: re.Match[str], language: str) -> bool:
    """ "9 pm" is a time, not a part of the day."""
    return bool(re.match(r"[ap]\.?m", match.group())) and text[: match.start()].rstrip()[-1:].isdigit()


def _times(said: str, words: Plain, context: SlotContext) -> list[_Said]:
    days = [(day.start, day.end) for day in said_days(said, context)]
    found: list[_Said] = []
    if any(character.isdigit() for character in words.text) or _NAMED.search(words.text):
        for sort, pattern in time_words.patterns(context.language):
            for match in pattern.finditer(words.text):
                taken = any(match.start() < other.end and other.start < match.end() for other in found)
                if taken or _in_a_day(match, days, sort) or not _is_time(sort, match, words, days, context):
                    continue
                found.append(_read(sort, match, words, context))
    found += _bare_times(words, found, days, context)
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


def _bare_times(
    words: Plain, found: list[_Said], days: list[tuple[int, int]], context: SlotContext
) -> list[_Said]:
    """Hours alone: asked for, right beside a day, or taking back a time ("half nine, no, eleven")."""
    more: list[_Said] = []
    asked = context.expected in _ASKED_FOR_A_TIME
    for match in time_words.bare(context.language).finditer(words.text):
        place, end = match.span()
        if any(place < other.end and other.start < end for other in (*found, *more)):
            continue
        if any(start < end and place < behind for start, behind in days):
            continue
        beside = any(
            words.text[behind:place].strip(" ,") in ("", "at", "a", "um") and place - behind <= 4
            for _, behind in days
        )
        before_day = any(
            0 <= start - end <= 4 and words.text[end:start].strip(" ,") in ("", "on", "el", "am", "le")
            for start, _ in days
        )
        earlier = [one for one in (*found, *more) if one.end <= place]
        joins = bool(earlier) and _joins(words.text[earlier[-1].end : place], context.language)
        later = [one for one in found if one.start >= end]
        opens_range = bool(later) and bool(
            re.fullmatch(r"\s*(?:-|to|and|till|until|or)\s*", words.text[end : later[0].start])
        )
        opens_range = opens_range and bool(
            re.search(r"(?:between|from|either|\A)\s*\Z", words.text[:place])
            or "-" in words.text[end : later[0].start]
            or asked
        )
        corrects = bool(earlier) and corrections.follows_a_cue(words.text, place)
        if asked or beside or joins or corrects or opens_range or (before_day and place < 4):
            more.append(_read("bare", match, words, context))
    return more


def _joins(gap: str, language: str) -> bool:
    return len(gap) <= 16 and time_words.between(language).fullmatch(gap) is not None


_TWELVES = {"noon": _HALF_DAY, "midnight": 0}


def _read(sort: str, match: re.Match[str], words: Plain, context: SlotContext) -> _Said:
    groups = match.groupdict()
    start, end = match.span()
    if sort == "relative":
        return _relative(match, context)
    for name, minutes in _TWELVES.items():
        if groups.get(name):
            return _Said(start, end, minutes, sure=True)
    if groups.get("named"):
        hour, minute, written = (0 if "midn" in groups["named"] else 12), 0, "12"
    else:
        written = groups["h"]
        hour, minute = int(written), int(groups.get("m") or groups.get("m1") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return _Said(start, _past_meridiem(words, end, context)[1], None, sure=True)
    minutes = hour * 60 + minute + _aside(groups)
    half, end = _past_meridiem(words, end, context)
    if half is None and hour <= 12:
        half = _half_said_elsewhere(words, start, end, context)
    is_sure = half is not None or hour > 12 or hour == 0 or (written.startswith("0") and sort == "clock")
    settled = _settled(minutes, hour, half, is_sure) % (24 * 60)
    return _Said(start, end, settled, is_sure, cue=groups.get("cue") or "")


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
            if _is_greeting(words.text, match) or "lunch" in match.group():
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
        if minutes < _HALF_DAY and not (hour == 12 and minutes < 0):
            return minutes + _HALF_DAY
        return minutes
    if half == "am":
        return minutes - _HALF_DAY if hour == 12 and minutes >= _HALF_DAY else minutes
    if is_sure:
        return minutes
    return minutes + _HALF_DAY if minutes < 7 * 60 else minutes


def _relative(match: re.Match[str], context: SlotContext) -> _Said:
    groups = match.groupdict()
    word = groups["n"] or ""
    amount = float(word) if word.isdigit() else 0.5 if re.search("half|media|demi|halb", word) else 1.0
    if "quarter" in word:
        amount = 0.25
    if groups.get("half"):
        amount += 0.5
    minutes = amount if (groups["unit"] or "").startswith("min") else amount * 60
    moment = (context.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return _Said(match.start(), match.end(), moment.hour * 60 + moment.minute, sure=True, on_a_day=moment)


def _ranges(times: list[_Said], words: Plain, context: SlotContext) -> list[_Limits]:
    found: list[_Limits] = []
    place = 0
    while place < len(times):
        one = times[place]
        other = times[place + 1] if place + 1 < len(times) else None
        if other is not None and (opened := _spans(one, other, words, context)) is not None:
            found.append(_span(one, other, opened))
            place += 2
            continue
        if (limit := _limit(one, words, context)) is not None:
            found.append(limit)
        place += 1
    return found


_BETWEEN_OPENS = re.compile(
    r"(?:between|from|anywhere from|entre(?: las)?|de(?: las)?|desde(?: las)?|von|zwischen)\s*\Z"
)


def _spans(one: _Said, other: _Said, words: Plain, context: SlotContext) -> int | None:
    """Where a span of two times begins, if they are one."""
    gap = words.text[one.end : other.start]
    if (
        one.minutes is None
        or other.minutes is None
        or not time_words.between(context.language).fullmatch(gap)
    ):
        return None
    opened = _BETWEEN_OPENS.search(words.text, max(0, one.start - 16), one.start)
    inside = _BETWEEN_OPENS.match(words.text[one.start : one.start + 8].split(" ")[0])
    if gap.strip() in ("and", "y", "et", "und") and not opened and not inside:
        return None
    if gap.strip() == "or":
        return None
    return opened.start() if opened else one.start


def _span(one: _Said, other: _Said, opened: int) -> _Limits:
    first, last = one.minutes or 0, other.minutes or 0
    if other.sure and not one.sure:  # "between 9 and 11 pm", "2 to 4 pm"
        first = first % _HALF_DAY + (_HALF_DAY if last >= _HALF_DAY else 0)
        if first > last:
            first -= _HALF_DAY
    if not other.sure and last <= first and last + _HALF_DAY < 24 * 60:
        last += _HALF_DAY
    return _Limits(opened, other.end, first, last)


def _limit(one: _Said, words: Plain, context: SlotContext) -> _Limits | None:
    if one.minutes is None:
        return None
    begin = max(0, one.start - 24)
    before = words.text[begin : one.start] + one.cue
    opened = [
        (found.start(), side)
        for side in ("from", "until")
        if (found := time_words.opens(context.language, side).search(before))
    ]
    if not opened:
        return None
    place, side = min(opened)  # "not before", "no later than": the longer words decide
    first, last = (one.minutes, None) if side == "from" else (None, one.minutes)
    return _Limits(begin + place, one.end, first, last)


def _as_range(limits: _Limits, words: Plain) -> Found:
    start, end = words.span(limits.start, limits.end)
    first = "" if limits.first is None else _clock(limits.first)
    last = "" if limits.last is None else _clock(limits.last)
    if first and last and last < first:
        return Found("time_range", "", words.said[start:end], start, end, "no_such_time")
    return Found("time_range", f"{first}/{last}", words.said[start:end], start, end)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _as_time(one: _Said, words: Plain, said: str, context: SlotContext) -> Found:
    start, end = words.span(one.start, one.end)
    text = words.said[start:end]
    if one.minutes is None:
        return Found("time", "", text, start, end, "no_such_time")
    other = (one.minutes + _HALF_DAY) % (24 * 60)
    minutes, alternatives = one.minutes, (() if one.sure else (other,))
    days = [day.reading.first for day in said_days(said, context) if day.reading.first == day.reading.last]
    problem = None
    if one.on_a_day is None and len(days) == 1 and days[0] is not None:
        moments = [
            localize(
                days[0], time(value // 60, value % 60), context.now.tzinfo or context.now.astimezone().tzinfo
            )
            for value in (minutes, *alternatives)
        ]
        if isinstance(moments[0], str):
            problem = "no_such_time"
        elif moments[0] < context.now and days[0] == context.today:
            later = len(moments) > 1 and not isinstance(moments[1], str) and moments[1] > context.now
            if later and other < 22 * 60:
                minutes, alternatives = other, (minutes,)
            else:
                problem = "past"
    return Found(
        "time", _clock(minutes), text, start, end, problem, tuple(_clock(value) for value in alternatives)
    )
