"""Days and spans of days."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from caly_app.agents.understanding.slots import (
    corrections,
    date_span_rules,
    date_words,
    spans_put_right,
    years_said,
)
from caly_app.agents.understanding.slots.calendar_days import Reading, one_day
from caly_app.agents.understanding.slots.date_rules import agreeing_day, day_of_month
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import Plain, plain

_ASKED_FOR_A_DAY = ("date", "date_range", "datetime")
_BETWEEN = {
    "en": r"\s*(?:to|until|till|til|through|thru|-|and)\s+(?:the )?",
    "es": r"\s*(?:al?|hasta|-|y)\s+(?:el )?",
    "fr": r"\s*(?:au?|jusqu'au?|-|et)\s+(?:le )?",
    "de": r"\s*(?:bis(?: zum)?|-|und)\s+",
}
_FROM = re.compile(r"(?:from|between|del?|desde|entre|du|de|von|vom|zwischen)(?: the| el| le| dem)?\s*\Z")
_ONLY_DAYS = re.compile(
    r"(?<![\w:.,/-])(?P<from>(?:from|between|del?|desde el|du|vom)(?: the)? )?(?P<d1>\d{1,2})(?P<dot>\.)?"
    r" ?(?:to|-|until|till|through|thru|and|al?|hasta el|au|bis(?: zum)?) ?(?:the )?(?P<d2>\d{1,2})\.?"
    r"(?=\W*(?:$|[,.;!?]|(?:please|instead|then|then please|mejor|plutot|bitte|lieber)\b))"
)
_AND = re.compile(r"\s*(?:and|y|et|und)\s")
_ROUGHLY = re.compile(
    r"\b(?:week(?:end)?s?|month|semana|finde|mes|semaine|week-end|mois|woche|wochenende|monat)\W*\Z",
    re.IGNORECASE,
)
_BESIDE = 24  # characters between the two
_THERE = 40  # characters, with the first of two days
_WEEKEND = re.compile(r"week-?end|wochenende|finde|fin de semana")
_WEEKDAY = re.compile(
    r"(?:(?:on|the|el|le|am|den) )*(?!today|midi|mi?ttag)(?:\w+day|lunes|martes|miercoles|jueves|viernes"
    r"|sabado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+tag|mittwoch|sonnabend)"
)
_OR_NOT = re.compile(  # "next week or Tuesday", "next week I'm in Rome, so Thursday", "next week. Thursday"
    r"\b(?:or|o|ou|oder|i'?m|we'?re|away|busy|bad|full|off|leave|before|impossible|not|\w+n't|can'?t|cannot"
    r"|won'?t|estoy|estamos|puedo|imposible|antes|suis|sommes|avant|pas|bin|sind|habe?|unmoglich|nicht|vor|gone"
    r"|abroad|holidays?|fuera|vacaciones|vacances|verreist|weg|unterwegs|urlaub)\b"
    r"|\.\s"
)
_NOT_IN = re.compile(  # before that week: "my husband's away next week"
    r"\b(?:(?:away|off|out|gone|abroad|busy|bad|full|booked|leave|holidays?|(?<!not )before"
    r"|(?<!why )not(?! (?:before|until|till))|\w+n't"
    r"|can'?t|cannot|fuera|ocupad\w+|viaje|vacaciones|(?<!no )antes|absente?s?|occupee?s?|deplacement"
    r"|vacances|(?<!pas )avant|pas(?! avant)|weg"
    r"|verreist|unterwegs|urlaub|nicht(?! vor)|(?<!nicht )vor|(?:i'?m|we'?re|s?he'?s) (?:in|at|with)"
    r"|than|sooner|earlier|(?<!not )(?:until|till?)|hasta|plus tot|jusqu'?a|d'ici|fruher|bis)"
    r"(?: (?!but|pero|mais|aber|sondern)\w+){0,3}"
    r"|(?:mejor|pronto|temprano) que|plutot que|als) *\Z"
)
_FROM_THEN = re.compile(  # "could it wait until next week", "no puedo hasta la semana que viene"
    r"\b(?:(?:wait\w*|leave (?:it|that|this)|(?:put|push|move)\w* (?:\w+ )?(?:off|back)|postpone\w*"
    r"|esper\w+|aplaz\w+|dej\w+|attend\w+|report\w+|repouss\w+|wart\w*|verschieb\w*)(?: \w+){0,3}"
    r"|(?:\w+n't|can'?t|cannot)(?: (?:come|come in|do (?:it|that)|make (?:it|that)|be (?:there|in)))?"
    r"|no (?:\w+ )?(?:pued\w+|podr\w+)(?: \w+)?|peux pas(?: \w+)?|nicht|erst)"
    r" (?:until|till?|hasta|jusqu'?a|bis) *\Z"
)
_WAITS = re.compile(r" (?:warten|verschieben)\b")  # "bis nächste Woche warten"
_DIGIT = re.compile(r"\d")
_OR = re.compile(r"\b(?:or|o|ou|oder|not)\b")
_A_DAY, _A_FEW_DAYS, _A_WEEK = timedelta(days=1), timedelta(days=2), timedelta(days=7)
_STAYED = (
    r"(?P<unit>night|noche|nuit|nacht|nachte|day|dia|jour|tag|week|semana|semaine|woche"
    r"|fortnight|quincena|quinzaine)(?:s|es|e|n)?\b"
)
_NIGHTS = re.compile(
    r"[ ,]{0,2}(?:for|por|pour|fur|during)?\s?(?P<n>\d{1,3}|an?|una?|une|eine) "
    rf"{_STAYED}"
)
_STARTING = re.compile(
    rf"\b(?P<n>\d{{1,3}}|an?|una?|une|eine) {_STAYED} (?:from|starting(?: on)?|beginning(?: on)?"
    r"|a partir del?|desde(?: el)?|des|a compter du|ab|von|vom)(?: the| el| le| dem)? ?\Z"
)
_WEEKS_FROM = re.compile(r"(?P<n>\d{1,2}|an?) (?P<unit>week|fortnight)s? from ")
_FOR = re.compile(r"\bfor \Z")
_LODGING = re.compile(
    r"\b(?:rooms?|stay\w*|suites?|beds?|doubles?|twins?|singles?|cottage|cabin|apartment|flat|lodge"
    r"|guests?|adults?|nights?)\b"
)
_BIRTH = re.compile(
    r"\b(?:born|birth|(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )(?<!for my )(?<!for our )(?<!for her )"
    r"(?<!for his )birthday(?! (?:party|dinner|lunch|meal|do|bash|tea|brunch|drinks|buffet|event"
    r"|celebrations?|catering|reception)\b)|dob|d\.o\.b\.?|naci\w*|nacimiento|nee?(?= le| en|\Z)"
    r"|naissance|geboren|geburts(?!tags)\w*)\b[^;?!]{0,25}\Z"
)


@dataclass(frozen=True)
class Said:
    """A reading and where it stands in the plain form."""

    start: int
    end: int
    reading: Reading
    by: re.Match[str] | None = None  # of a day whose month was not said


@lru_cache(maxsize=32)
def said_days(said: str, context: SlotContext) -> tuple[Said, ...]:
    """Every day or span of days in the order said. Of overlapping readings the first rule's stands."""
    words = plain(said, context.language)
    if not date_words.trigger(context.language).search(words.text):
        return ()
    rules = date_words.rules(context.language)
    if context.expected in _ASKED_FOR_A_DAY:
        first, *others = date_words.bare_rules(context.language)
        rules = (rules[0], first, *rules[1:], *others)  # "friday 11 to sunday 13" is more than its end
    found: list[Said] = []
    for pattern, handler in rules:
        for match in pattern.finditer(words.text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            reading = handler(match, context)
            if reading is not None:
                by = match if handler in (day_of_month, agreeing_day) else None
                found.append(Said(match.start(), match.end(), reading, by))
    found.sort(key=lambda one: one.start)
    for place in range(1, len(found)):
        found[place] = _of_that_month(found[place], found[place - 1], words, context)
    in_weekends = [_of_that_weekend(one, found[:place], words) for place, one in enumerate(found)]
    in_weekends = [_of_that_week(one, in_weekends[:place], words) for place, one in enumerate(in_weekends)]
    in_years = (years_said.moved(one.reading, one.start, one.end, words, context) for one in in_weekends)
    return tuple(replace(one, reading=moved) for one, moved in zip(in_weekends, in_years, strict=True))


def _of_that_month(one: Said, before: Said, words: Plain, context: SlotContext) -> Said:
    """ "12 November, no, the 19th": of the month that was just said; "to the 2nd" comes behind it."""
    day = before.reading.first
    if one.by is None or day is None or before.reading.problem or len(_between(before, one, words)) > _THERE:
        return one
    is_behind = bool(_joins(before, one, words, context))
    reading = day_of_month(one.by, replace(context, near=day, is_behind=is_behind))
    return one if reading is None or reading.problem else Said(one.start, one.end, reading, one.by)


def _joins(first: Said, second: Said, words: Plain, context: SlotContext) -> re.Match[str] | None:
    """ "8 October to the 10th" is a span of days."""
    pattern = _BETWEEN.get(context.language, _BETWEEN["en"])
    number = _DIGIT.search(words.text, second.start, second.end) if second.by else None
    ends = (second.start, number.start()) if number else (second.start,)  # "to the 2nd" is one match
    tried = (re.fullmatch(pattern, words.text[first.end : end].rstrip() + " ") for end in ends)
    return next((joint for joint in tried if joint), None)


def _between(first: Said, second: Said, words: Plain) -> str:
    return words.text[first.end : second.start]


def _of_that_weekend(one: Said, before: list[Said], words: Plain) -> Said:
    """ "Next weekend, Friday to Sunday": the days are that weekend's, not the coming ones."""
    day = one.reading.first
    if day is None or day != one.reading.last or one.reading.problem:
        return one
    if any(sign.isdigit() for sign in words.text[one.start : one.end]):
        return one
    for other in before:
        first, last = other.reading.first, other.reading.last
        if first is None or last is None or not _WEEKEND.search(words.text, other.start, other.end):
            continue
        between = words.text[other.end : one.start]
        near = len(between) <= _THERE and not corrections.has_cue(between) and not _OR.search(between)
        if near and day < first - _A_FEW_DAYS and first - _A_FEW_DAYS <= day + _A_WEEK <= last + _A_DAY:
            return Said(one.start, one.end, one_day(day + _A_WEEK))
    return one


def _of_that_week(one: Said, before: list[Said], words: Plain) -> Said:
    """ "Some time next week, maybe Tuesday": not the coming one."""
    day, week = one.reading.first, before[-1].reading if before else None
    if day is None or week is None or week.first is None or week.last != week.first + _A_WEEK - _A_DAY:
        return one
    between = _between(before[-1], one, words)
    is_bare = _WEEKDAY.fullmatch(words.text[one.start : one.end]) and not one.reading.problem
    start = before[-1].start
    is_from_then = _FROM_THEN.search(words.text, 0, start) or _WAITS.match(between)
    is_out = _OR_NOT.search(between) or not is_from_then and _NOT_IN.search(words.text, 0, start)
    is_apart = len(between) > _THERE or corrections.has_cue(between) or is_out
    behind = day + _A_WEEK
    if not is_bare or is_apart or not day < week.first <= behind <= week.last:
        return one
    return Said(one.start, one.end, one_day(behind))


def find_dates(said: str, context: SlotContext) -> list[Found]:
    """Days. A week or a month is an "ambiguous" day. Days somebody was born are not among them."""
    words = plain(said, context.language)
    days = said_days(said, context)
    return [
        _as_date(one, words)
        for one in days
        if context.expected in _ASKED_FOR_A_DAY
        or not _BIRTH.search(words.text, max(0, one.start - 40), one.start)
    ]


def find_date_ranges(said: str, context: SlotContext) -> list[Found]:
    """Spans of days, FROM/TO both included: "8 to 10 October", "next week", "Friday for three nights"."""
    words = plain(said, context.language)
    days = list(said_days(said, context))
    ranges: list[Found] = []
    place = 0
    while place < len(days):
        joined = _joined(days, place, words, context)
        if joined is not None:
            ranges.append(_put_right(joined, days[place + 2 :], words, context))
            place += 2
            continue
        one = days[place]
        if one.reading.first is not None and one.reading.first != one.reading.last:
            ranges.append(_put_right(_as_range(one, words), days[place + 1 :], words, context))
        elif one.reading.first is not None and (stay := _NIGHTS.match(words.text, one.end)):
            ranges.append(_as_stay(one, stay, words))
        elif one.reading.first is not None and (stay := _STARTING.search(words.text, 0, one.start)):
            ranges.append(_as_stay(one, stay, words))
        elif (begun := _stay_within(one, words)) is not None:
            ranges.append(begun)
        place += 1
    if not ranges and context.is_stay:
        ranges = _anew(words, context)
    return [one for one in ranges if not _is_told_closer(one, ranges) and not _is_its_month(one, days)]


def _is_its_month(one: Found, days: list[Said]) -> bool:
    """ "We would like to come in May, the two of us, on Friday the 14th": nobody stays all of May."""
    first, _, last = one.value.partition("/")
    if not (first.endswith("-01") and first[:7] == last[:7] and last[8:] >= "28"):
        return False
    said = [day.reading.first for day in days if day.reading.first == day.reading.last]
    return any(first <= str(day) <= last for day in said if day)


def _anew(words: Plain, context: SlotContext) -> list[Found]:
    """ "No, 13 to 16", "from 13 to 16", where the days are known: without the month, but announced."""
    for match in _ONLY_DAYS.finditer(words.text):
        is_announced = match["from"] or match["dot"] or corrections.follows_a_cue(words.text, match.start())
        reading = date_span_rules.days_of_month(match, context) if is_announced else None
        if reading is not None and reading.first is not None:
            return [_as_range(Said(match.start(), match.end(), reading), words)]
    return []


def _is_told_closer(one: Found, ranges: list[Found]) -> bool:
    """ "This weekend, Friday 13th to Sunday 15th": what only roughly says when gives way to what says it."""
    if _ROUGHLY.search(one.text) is None:
        return False
    first, _, last = one.value.partition("/")
    return any(
        other is not one
        and _ROUGHLY.search(other.text) is None
        and min(abs(other.start - one.end), abs(one.start - other.end)) <= _BESIDE
        and other.value.partition("/")[0] <= last
        and first <= other.value.partition("/")[2]
        for other in ranges
        if one.value and other.value
    )


def _joined(days: list[Said], place: int, words: Plain, context: SlotContext) -> Found | None:
    if place + 1 >= len(days):
        return None
    first, second = days[place], days[place + 1]
    between = _between(first, second, words)
    if _joins(first, second, words, context) is None:
        return None
    opened = _FROM.search(words.text, max(0, first.start - 20), first.start)
    if (_AND.match(between) and not opened) or corrections.moves(words.text, first.end, second.end):
        return None
    begin, finish = first.reading.first, second.reading.last
    if begin is None or finish is None:
        return None
    if finish < begin and (begin - finish).days < 7:
        finish += timedelta(days=7)
    start, end = words.span(opened.start() if opened else first.start, second.end)
    problem = first.reading.problem or second.reading.problem
    if problem == "ambiguous" and first.reading.first == first.reading.last:
        problem = None
    if finish < begin:
        return Found("date_range", "", words.said[start:end], start, end, "no_such_date")
    return Found("date_range", f"{begin}/{finish}", words.said[start:end], start, end, problem)


def _put_right(one: Found, behind: list[Said], words: Plain, context: SlotContext) -> Found:
    """ "From Friday to Monday, no, she works on Monday, so till Sunday": one end of it is another day."""
    alone: list[spans_put_right.Later] = []
    for place, other in enumerate(behind):
        if _joined(behind, place, words, context) is not None:
            break  # the whole span is said anew
        alone.append((other.start, other.end, other.reading))
    return spans_put_right.put_right(one, alone, words)


def _as_range(one: Said, words: Plain) -> Found:
    start, end = words.span(one.start, one.end)
    problem = "past" if one.reading.problem == "past" else None
    return Found(
        "date_range", f"{one.reading.first}/{one.reading.last}", words.said[start:end], start, end, problem
    )


def _as_stay(one: Said, stay: re.Match[str], words: Plain) -> Found:
    """Three nights from Friday: the last day is the day of leaving."""
    start, end = words.span(min(one.start, stay.start()), max(one.end, stay.end()))
    first = one.reading.first
    assert first is not None
    value = f"{first}/{first + timedelta(days=_length(stay))}"
    return Found("date_range", value, words.said[start:end], start, end, one.reading.problem)


def _stay_within(one: Said, words: Plain) -> Found | None:
    """ "A room for a week from Monday" is a stay; "for a week from Monday", of a visit, is a day."""
    weeks = _WEEKS_FROM.match(words.text, one.start, one.end)
    last = one.reading.first
    is_stay = weeks and last and _FOR.search(words.text, 0, one.start) and _LODGING.search(words.text)
    if weeks is None or last is None or not is_stay:
        return None
    start, end = words.span(one.start, one.end)
    value = f"{last - timedelta(days=_length(weeks))}/{last}"
    return Found("date_range", value, words.said[start:end], start, end, one.reading.problem)


def _length(stay: re.Match[str]) -> int:
    """Days."""
    days = int(stay["n"]) if stay["n"].isdigit() else 1
    if stay["unit"].startswith(("fortnight", "quin")):
        return days * 14
    return days * 7 if stay["unit"].startswith(("week", "sem", "woch")) else days


def _as_date(one: Said, words: Plain) -> Found:
    start, end = words.span(one.start, one.end)
    reading = one.reading
    value = str(reading.first) if reading.first is not None and reading.first == reading.last else ""
    if reading.problem == "ambiguous" and reading.alternatives and not value:
        value = ""
    alternatives = tuple(str(day) for day in reading.alternatives)
    return Found("date", value, words.said[start:end], start, end, reading.problem, alternatives)
