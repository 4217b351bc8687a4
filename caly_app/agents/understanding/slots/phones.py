"""Phone numbers, typed or dictated ("oh seven seven double four ..."), to E.164."""

import re
from dataclasses import replace

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from caly_app.agents.understanding.slots import corrections
from caly_app.agents.understanding.slots.births import find_births
from caly_app.agents.understanding.slots.dates import find_dates
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import Plain, dictated, plain

_REPEATS = {"double": 2, "dobble": 2, "triple": 3, "treble": 3, "doble": 2, "doppel": 2, "dreifach": 3}
_REPEAT = "|".join(_REPEATS)
_PART = rf"(?:(?:{_REPEAT}) \d|\d+)"
_SOON = 40  # characters behind a number that its end is said anew
_LATER = 70  # where it is called its end
_RUN = re.compile(
    rf"(?:(?<![\w+])(?P<plus>\+ ?|plus )|(?<![\w.,:/-]))\(?(?:{_PART})(?:(?:[ .()/,-]|, "
    rf"| - ){{0,3}}(?:{_PART}))*(?![\w/:]|\.\d)"
)
_TOKEN = re.compile(rf"({_REPEAT}) (\d)|(\d+)")
_NOT_A_PHONE = re.compile(
    r"(?:reference|ref|booking|order|purchase|pin|zip|postcode|policy|account|invoice"
    r"|claim|case|tracking|prescription|card|number plate"
    r"|born|birth|dob)(?: (?:number|no\.?|id|code|is|was|on|of|as))*[ :#]*\Z"
)
_NUMBER_WORD = re.compile(rf"{_REPEAT}")
_CUE = re.compile(
    r"phone|mobile|cell|telefon|telephone|portable|handy|movil|call me|reach me|\btel\b"
    r"|number is|numero|nummer"
)
_DATE = re.compile(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}")
_PAIRS_FOLLOW = re.compile(r"(?:[ .-]?\d\d){4}(?!\d)")
_KINDS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
_PARTED = re.compile(r"[,/]| - |\. ")
_COUNTS_BEHIND = re.compile(r" \d{1,2}\Z")
_ENDS_SO = re.compile(  # "no sorry, that's the wife's, mine ends in"
    r"(?<!\w)(?:ends?|ending|finish(?:es|ing)?|termina|acaba|(?:se )?termine|finit|endet|am ende|hinten)"
    r"(?: (?:is|are|in|on|with|en|con|par|auf|mit|ist|sind))?[ ,:]+\Z"
    r"|(?<!\w)(?:last|ultim[oa]s|derniers|letzten)(?: \w+){0,2} (?:is|are|should be|son|sont|sind)[ ,:]+\Z"
)
_OF_NO_PHONE = re.compile(r"(?<!\w)(?:card|account|tarjeta|cuenta|carte|compte|karte|konto)(?!\w)")
_LEAST = 7  # digits of a number that nobody asked for


def find_phones(said: str, context: SlotContext) -> list[Found]:
    """E.164. An impossible number keeps its text and is too_short, too_long or invalid."""
    words = dictated(said, context.language)
    text = _without_dates(words, said, context)
    found: list[Found] = []
    for match in _RUN.finditer(text):
        found += _in_run(match, text, words, context)
    if any(one.problem is None for one in found):
        return [*(one for one in found if one.problem is None), *_mended(found, words, context)]
    return found


def speaks_of_phone(said: str, language: str) -> bool:
    """Whether the last of these words announce a number."""
    return _CUE.search(plain(said[-60:], language).text[-40:]) is not None


def _mended(found: list[Found], words: Plain, context: SlotContext) -> list[Found]:
    """ "... oh one two four, sorry, oh one two three": the end said anew replaces as many digits."""
    last = [one for one in found if one.problem is None][-1]
    behind = words.at(last.end)
    for match in _RUN.finditer(words.text, behind):
        digits = _digits(match.group())
        far = match.start() - behind
        if far > _LATER:
            break  # what is taken back there is something else
        is_anew = far <= _SOON and corrections.follows_a_cue(words.text, match.start())
        if 2 <= len(digits) <= 6 and (is_anew or _ends_otherwise(words.text[behind : match.start()])):
            start, end = words.span(*match.span())
            return [_checked(last.value[: -len(digits)] + digits, words.said[start:end], start, end, context)]
    return []


def _ends_otherwise(between: str) -> bool:
    """Whose it was may stand before the end of the right one."""
    ends = corrections.has_cue(between) and _ENDS_SO.search(between)
    return bool(ends) and not _OF_NO_PHONE.search(between)


def _without_dates(words: Plain, said: str, context: SlotContext) -> str:
    """Dates written as such give no digits to a number beside them: "3 March 1985, 020 7946 0123"."""
    text = words.text
    spoken = [*find_births(said, replace(context, expected="date_of_birth")), *find_dates(said, context)]
    for one in spoken:
        if re.search(r"[^\W\d_]|[/.-]", _NUMBER_WORD.sub("", plain(one.text, context.language).text)):
            start, end = words.at(one.start), words.at(one.end)
            if _PAIRS_FOLLOW.match(text, end):
                continue  # "c'est le 06 12 34 56 78"
            text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _in_run(match: re.Match[str], text: str, words: Plain, context: SlotContext) -> list[Found]:
    """The number of a run of digits, or those of its parts between marks where it is too much for one."""
    spans = [match.span()]
    whole = _candidate(*match.span(), match, text, words, context)
    if whole is not None and whole.problem is None:
        return [whole]
    if _PARTED.search(match.group()):
        cuts = [cut.span() for cut in _PARTED.finditer(text, *match.span())]
        starts = [match.start(), *(end for _, end in cuts)]
        spans = list(zip(starts, [*(start for start, _ in cuts), match.end()], strict=True))
        parts = [_candidate(start, end, match, text, words, context) for start, end in spans]
        if valid := [one for one in parts if one is not None and one.problem is None]:
            return valid
    if whole is not None and (last := _COUNTS_BEHIND.search(text, *match.span())):
        if text[match.end() : match.end() + 2].strip().isalpha():  # "... 0512 two of us"
            less = _candidate(match.start(), last.start(), match, text, words, context)
            whole = less if less is not None and less.problem is None else whole
    return [whole] if whole is not None else []


def _candidate(
    start: int, end: int, match: re.Match[str], text: str, words: Plain, context: SlotContext
) -> Found | None:
    digits = _digits(text[start:end])
    if match["plus"] and start == match.start():
        digits = "+" + digits
    if not digits or _is_something_else(start, text[start:end], text, digits, context):
        return None
    start, end = words.span(start, end)
    return _checked(digits, words.said[start:end], start, end, context)


def _digits(written: str) -> str:
    parts = []
    for repeat, repeated, plain_digits in _TOKEN.findall(written):
        parts.append(repeated * _REPEATS[repeat] if repeat else plain_digits)
    return "".join(parts)


def _is_something_else(start: int, run: str, text: str, digits: str, context: SlotContext) -> bool:
    count = len(digits.lstrip("+"))
    before = text[max(0, start - 40) : start]
    if _NOT_A_PHONE.search(before) or (_DATE.fullmatch(run.strip()) and count <= 8):
        return True
    if context.expected == "phone":
        return count < 3
    if _CUE.search(before) is not None:
        return count < 5
    if re.search(r"[£$€#]\s?\Z", before) or count < _LEAST:
        return True
    return not _is_surely_a_phone(digits, context)


def _is_surely_a_phone(digits: str, context: SlotContext) -> bool:
    """Whether digits that nobody asked for are a number that exists, or begin as all numbers here do."""
    try:
        number = phonenumbers.parse(digits, context.region or None)
    except phonenumbers.NumberParseException:
        return False
    begins_well = digits.startswith(("+", "0")) and not digits.startswith("000")
    return phonenumbers.is_valid_number(number) or (
        begins_well and _is_possible(number, digits, context.region)
    )


def _is_possible(number: phonenumbers.PhoneNumber, digits: str, region: str) -> bool:
    """Of the right length for a line or a mobile; its range may be reserved, or not given out yet."""
    reasons = [phonenumbers.is_possible_number_for_type_with_reason(number, kind) for kind in _KINDS]
    return ValidationResult.IS_POSSIBLE in reasons and not _breaks_the_region(digits, region)


def _checked(digits: str, text: str, start: int, end: int, context: SlotContext) -> Found:
    try:
        number = phonenumbers.parse(digits, context.region or None)
    except phonenumbers.NumberParseException:
        short = len(digits.lstrip("+")) < _LEAST
        return Found("phone", "", text, start, end, "too_short" if short else "invalid")
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return Found("phone", value, text, start, end)
    if _is_possible(number, digits, context.region):
        return Found("phone", value, text, start, end)
    reasons = [phonenumbers.is_possible_number_for_type_with_reason(number, kind) for kind in _KINDS]
    if ValidationResult.TOO_LONG in reasons and ValidationResult.TOO_SHORT not in reasons:
        return Found("phone", "", text, start, end, "too_long")
    if any(reason != ValidationResult.INVALID_LENGTH for reason in reasons):
        return Found("phone", "", text, start, end, "too_short")
    return Found("phone", "", text, start, end, "invalid")


def _breaks_the_region(digits: str, region: str) -> bool:
    """British numbers have ten digits behind the 0; only some that begin with 01 have nine."""
    national = digits.removeprefix("+44").removeprefix("0044").lstrip("0")
    is_british = digits.startswith(("+44", "0044")) or (region == "GB" and not digits.startswith(("+", "00")))
    return is_british and (len(national) < 9 or (len(national) == 9 and not national.startswith("1")))
