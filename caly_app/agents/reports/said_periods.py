"""Days of a report in words: 'last week', 'in March', 'since Monday', '3 to 10 November'."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from caly_app.agents.reports.periods import LAST_DAYS, LONGEST_DAYS, NoSuchPeriod, Period, between, month_of
from caly_app.agents.reports.words import Words
from caly_app.agents.understanding.past_days import day_behind
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.calendar_names import either_of, month_number, months
from caly_app.agents.understanding.slots.plain import Plain

TAKEN = "\t"  # stands for letters that are understood: no pattern reaches over it
_TO = re.compile(r" ?(?:to|until|till|through|-|a|hasta|au|jusqu'en|jusqu'a|bis(?: zum)?)(?: |\Z)")
_A_YEAR = re.compile(r"\b20\d\d\b")
_DAYS_OF = {"d": 1, "j": 1, "t": 1, "w": 7, "s": 7, "f": 14, "y": 365}  # by the first letter of a unit


@dataclass(frozen=True)
class SaidPeriod:
    start: int
    end: int
    period: Period


def take(text: str, start: int, end: int) -> str:
    return text[:start] + TAKEN * (end - start) + text[end:]


def periods_in(text: str, said: Plain, words: Words, context: SlotContext) -> tuple[list[SaidPeriod], str]:
    """In the order said, and the text without them. `text`: the plain form, some of it taken."""
    if _day_of_a_month(context.language).search(text):
        days, text = _in_days(text, said, words, context)
        if days:
            return days, text
    found: list[SaidPeriod] = []
    today, whole = context.now.date(), text
    for name, pattern in words.periods.items():
        for match in pattern.finditer(text):
            found.append(SaidPeriod(*match.span(), Period(name)))
            text = take(text, *match.span())
    for pattern, read in (
        (words.last, _last),
        (words.quarter, _quarter),
        (words.named, _named),
        (words.year, _year),
    ):
        for match in pattern.finditer(text):
            if (period := read(match, context)) is not None:
                found.append(SaidPeriod(*match.span(), period))
                text = take(text, *match.span())
    found = _spans(sorted(found, key=lambda one: one.start), whole, today)
    return (found, text) if found else _in_days(text, said, words, context)


@cache
def _day_of_a_month(language: str) -> re.Pattern[str]:
    names = either_of(months(language))
    return re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?: de| of)? ?(?:{names})\b"
        rf"|\b(?:{names}) (?:the )?\d{{1,2}}(?!\d)|\b\d{{1,4}}[./-]\d{{1,2}}\b"
    )


def _last(match: re.Match[str], context: SlotContext) -> Period | None:
    count, unit = _group(match, "n"), _group(match, "unit")
    if not count and unit.endswith(("s", "e")) and unit[0] in "djt":  # 'the last days': how many?
        return None
    number = int(count or 1)
    if unit.startswith(("mo", "me")):
        days = round(number * 365 / 12) if number > 1 else 30
    else:
        days = number * _DAYS_OF[unit[0]]
    return Period(LAST_DAYS, days) if 1 <= days <= LONGEST_DAYS else None


def _named(match: re.Match[str], context: SlotContext) -> Period | None:
    """The last one of this name; this month where it is that."""
    today = context.now.date()
    number, year = month_number(_group(match, "mon"), context.language), _group(match, "y")
    if not year and number == today.month:
        return Period("this_month")
    first = date(int(year) if year else today.year - (number > today.month), number, 1)
    return month_of(first)


def _quarter(match: re.Match[str], context: SlotContext) -> Period | None:
    today = context.now.date()
    number, year = int(_group(match, "q")), _group(match, "y")
    month = 3 * number - 2
    first = date(int(year) if year else today.year - (month > today.month), month, 1)
    return between(first, month_of(date(first.year, month + 2, 1)).last or first)


def _year(match: re.Match[str], context: SlotContext) -> Period | None:
    year = int(_group(match, "y"))
    return between(date(year, 1, 1), date(year, 12, 31))


def _group(match: re.Match[str], name: str) -> str:
    """Of the ways to say it, the one that was said."""
    groups = match.groupdict()
    return next((value for key, value in groups.items() if key.rstrip("23") == name and value), "")


def _spans(found: list[SaidPeriod], text: str, today: date) -> list[SaidPeriod]:
    """'January to March' is one."""
    joined: list[SaidPeriod] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and (to := _TO.match(text, before.end)) and one.start <= to.end() + 1:
            first, last = before.period.as_of(today).first, one.period.as_of(today).last
            if 0 < (last - first).days < LONGEST_DAYS:
                joined[-1] = SaidPeriod(before.start, one.end, between(first, last))
                continue
        joined.append(one)
    return joined


# --- single days, and from one to another ---


def _in_days(text: str, said: Plain, words: Words, context: SlotContext) -> tuple[list[SaidPeriod], str]:
    """As customers say days, but of what lies behind."""
    today = context.now.date()
    names_a_month = bool(_day_of_a_month(context.language).search(text))
    past = context if _A_YEAR.search(text) or not names_a_month else _before_this_year(context)
    for one in find("date_range", said.said, past):
        first, _, last = one.value.partition("/")
        if last:
            begins, ends = _latest(
                date.fromisoformat(first), date.fromisoformat(last), today, past is context
            )
            return _one(text, said, one.start, one.end, begins, ends)
    for one in find("date", said.said, past):
        if not (value := one.value if names_a_month else day_behind(one, context)):
            continue
        day, _ = _latest(date.fromisoformat(value), date.fromisoformat(value), today, past is context)
        start = said.at(one.start)
        if since := next((m for m in words.since.finditer(text) if 0 <= start - m.end() <= 1), None):
            text = take(text, *since.span())
            return _one(text, said, one.start, one.end, day, max(day, today))
        return _one(text, said, one.start, one.end, day, day)
    return [], text


def _before_this_year(context: SlotContext) -> SlotContext:
    """Words mean the next such day: asked then, that is one of this year."""
    return replace(context, now=context.now.replace(year=context.now.year - 1, month=12, day=17))


def _latest(first: date, last: date, today: date, is_exact: bool) -> tuple[date, date]:
    """The last such days that are not still to come."""
    if is_exact:
        return first, last
    years = ((_in_year(first, first.year + by), _in_year(last, last.year + by)) for by in (1, 0, -1))
    return next((span for span in years if span[1] <= today), (first, last))


def _one(
    text: str, said: Plain, start: int, end: int, first: date, last: date
) -> tuple[list[SaidPeriod], str]:
    begins, ends = said.at(start), said.at(end)
    try:
        period = between(first, last)
    except NoSuchPeriod:
        return [], text
    return [SaidPeriod(begins, ends, period)], take(text, begins, ends)


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
