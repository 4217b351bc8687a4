"""Dates of birth: a full date in the past, with the century guessed where two digits are said."""

import re
from datetime import date
from functools import lru_cache

from caly_app.agents.understanding.slots.calendar_names import either_of, month_number, months
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import plain

OLDEST = 120  # years
_SURELY_PAST = 10 * 366  # days: an unasked date that lies further back is taken for one of birth

_YEAR = r"(?P<y>(?:18|19|20) ?\d\d|(?:19|20) 0 \d|'?\d\d|19 100|20 100)"
_NAMED = (
    r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?(?: day)?(?:,| of| de| d'|)? "
    r"?(?P<mon>{mon})\.?(?:,? (?:in |of |del? |del ano )?{year}(?!\d|:\d))?",
    r"(?P<mon>{mon})\.?,? (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?:in )?{year}(?!\d|:\d))?",
)
_NUMERIC = (
    r"(?P<y>(?:18|19|20)\d\d)[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})(?!\d)",
    r"(?<!\d)(?P<a>\d{1,2}) ?[-/.] ?(?P<b>\d{1,2}) ?[-/.] ?(?P<y>\d{4}|\d\d)(?!\d)",
    r"(?P<a>\d{1,2})(?:st|nd|rd|th)? (?:of the |the )(?P<b>\d{1,2})(?:st|nd|rd|th)?,? (?:of )?{year}(?!\d)",
)
_ASKED = (
    r"(?<!\d)(?<!\d )(?P<a>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<b>\d{1,2})(?:st|nd|rd|th)?[ "
    r",]+{year}(?![\d]| \d)",
    r"(?<!\d)(?P<a>0 \d)[ ,]+(?P<b>0 \d|\d\d)[ ,]+{year}(?![\d]| \d)",
    r"(?<!\d)(?P<a>[0-3]\d)(?P<b>[01]\d)(?P<y>(?:19|20)\d\d)(?!\d)",
    r"(?<!\d)(?P<a>[0-3]\d)(?P<b>[01]\d)(?P<y>\d\d)(?!\d)",
)
_ONLY_A_YEAR = re.compile(r"(?<![\d/.-])(?<!\d )(?:(?:19|20) ?\d\d|[2-9]\d)(?![\d/.-]| \d)")
_CUE = re.compile(
    r"\bborn\b|birth|\bdob\b|d\.o\.b|nacid|\bnaci\b|nacimiento|\bnee? (?:le|en)\b|naissance|geboren|geburt"
)


@lru_cache(maxsize=32)
def _patterns(language: str, asked: bool) -> tuple[re.Pattern[str], ...]:
    names = either_of(months(language))
    written = _NUMERIC[:2] + _NAMED + _NUMERIC[2:] + (_ASKED if asked else ())
    return tuple(
        re.compile(r"(?<![\w/-])(?:" + one.replace("{mon}", names).replace("{year}", _YEAR) + ")")
        for one in written
    )


def find_births(said: str, context: SlotContext) -> list[Found]:
    """YYYY-MM-DD. Without a question or a word about birth only a full date over ten years ago counts."""
    words = plain(said, context.language)
    if not any(character.isdigit() for character in words.text):
        return []
    asked = context.expected == "date_of_birth"
    certain = asked or _CUE.search(words.text) is not None
    found: list[Found] = []
    taken: list[tuple[int, int]] = []
    for pattern in _patterns(context.language, certain):
        for match in pattern.finditer(words.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            start, end = words.span(*match.span())
            one = _read(match, words.said[start:end], start, end, context)
            is_old = bool(one.value) and (context.today - date.fromisoformat(one.value)).days > _SURELY_PAST
            if certain or (is_old and _has_whole_year(match)):
                taken.append(match.span())
                found.append(one)
    if asked and not found and (year := _ONLY_A_YEAR.search(words.text)) is not None:
        start, end = words.span(*year.span())
        found.append(Found("date_of_birth", "", words.said[start:end], start, end, "incomplete"))
    return sorted(found, key=lambda one: one.start)


def speaks_of_birth(said: str, language: str) -> bool:
    return _CUE.search(plain(said, language).text) is not None


def _has_whole_year(match: re.Match[str]) -> bool:
    return len(re.sub(r"\D", "", match.groupdict().get("y") or "")) == 4


def _read(match: re.Match[str], text: str, start: int, end: int, context: SlotContext) -> Found:
    groups = {name: (value or "").replace(" ", "") for name, value in match.groupdict().items()}
    others: tuple[date, ...] = ()
    if not groups.get("y"):
        return Found("date_of_birth", "", text, start, end, "incomplete")
    if groups.get("mon"):
        day, month = int(groups["d"]), month_number(groups["mon"], context.language)
    elif groups.get("m"):
        day, month = int(groups["d"]), int(groups["m"])
    else:
        day, month = int(groups["a"]), int(groups["b"])
        if context.region == "US":
            day, month = month, day
        if month > 12 >= day:
            day, month = month, day
        elif day <= 12 and day != month:
            others = tuple(filter(None, (_dated(groups["y"], day, month, context),)))
    born = _dated(groups["y"], month, day, context)
    if born is None:
        return Found("date_of_birth", "", text, start, end, "no_such_date")
    problem = None
    if born > context.today:
        problem = "future"
    elif context.today.year - born.year > OLDEST:
        problem = "implausible"
    return Found("date_of_birth", str(born), text, start, end, problem, tuple(str(one) for one in others))


def _dated(year: str, month: int, day: int, context: SlotContext) -> date | None:
    """Two digits: the latest such year that is not in the future."""
    digits = re.sub(r"\D", "", year)
    if digits in ("19100", "20100"):
        digits = digits[:2] + "00"
    if len(digits) == 3:  # "19 0 5"
        digits = digits[:2] + "0" + digits[2]
    number = int(digits)
    try:
        if len(digits) > 2:
            return date(number, month, day)
        recent = date(2000 + number, month, day) if _leaps(2000 + number, month, day) else None
        if recent is not None and recent <= context.today:
            return recent
        return date(1900 + number, month, day)
    except ValueError:
        return None


def _leaps(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
