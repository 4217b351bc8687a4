"""Phone numbers, typed or dictated ("oh seven seven double four ..."), to E.164."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import dictated

_REPEATS = {"double": 2, "dobble": 2, "triple": 3, "treble": 3, "doble": 2, "doppel": 2, "dreifach": 3}
_REPEAT = "|".join(_REPEATS)
_PART = rf"(?:(?:{_REPEAT}) \d|\d+)"
_RUN = re.compile(
    rf"(?:(?<![\w+])(?P<plus>\+ ?|plus )|(?<![\w.,:/-]))\(?(?:{_PART})(?:(?:[ .()/,-]|, | - ){{0,3}}(?:{_PART}))*(?![\w/:]|\.\d)"
)
_TOKEN = re.compile(rf"({_REPEAT}) (\d)|(\d+)")
_EXTENSION = re.compile(r",? ?(?:ext\.?|extension|x) ?(\d{1,6})\b")
_NOT_A_PHONE = re.compile(
    r"(?:reference|ref|booking|order|policy|account|invoice|claim|case|tracking|prescription|card|number plate"
    r"|born|birth|dob)(?: (?:number|no\.?|id|code|is|was|on|of))*[ :#]*\Z"
)
_CUE = re.compile(
    r"phone|mobile|cell|telefon|telephone|portable|handy|movil|call me|reach me|\btel\b|number is|numero|nummer"
)
_DATE = re.compile(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}")
_LEAST = 7  # digits of a number that nobody asked for


def find_phones(said: str, context: SlotContext) -> list[Found]:
    """E.164. An impossible number keeps its text and is too_short, too_long or invalid."""
    words = dictated(said, context.language)
    asked = context.expected == "phone"
    found = []
    for match in _RUN.finditer(words.text):
        digits = _digits(match.group())
        if match["plus"]:
            digits = "+" + digits
        if _is_something_else(match, words.text, digits, context, asked):
            continue
        start, end = words.span(*match.span())
        found.append(_checked(digits, words.said[start:end], start, end, context))
    if any(one.problem is None for one in found):
        found = [one for one in found if one.problem is None]
    return found


def _digits(written: str) -> str:
    parts = []
    for repeat, repeated, plain_digits in _TOKEN.findall(written):
        parts.append(repeated * _REPEATS[repeat] if repeat else plain_digits)
    return "".join(parts)


def _is_something_else(
    match: re.Match[str], text: str, digits: str, context: SlotContext, asked: bool
) -> bool:
    count = len(digits.lstrip("+"))
    before = text[max(0, match.start() - 40) : match.start()]
    if _NOT_A_PHONE.search(before):
        return True
    if _DATE.fullmatch(match.group().strip()) and count <= 8:
        return True
    if asked:
        return count < 3
    has_cue = _CUE.search(before) is not None
    if has_cue:
        return count < 5
    return count < _LEAST + (0 if digits.startswith(("+", "0")) else 2) or bool(
        re.search(r"[£$€#]\s?\Z", before)
    )


def _checked(digits: str, text: str, start: int, end: int, context: SlotContext) -> Found:
    try:
        number = phonenumbers.parse(digits, context.region or None)
    except phonenumbers.NumberParseException:
        short = len(digits.lstrip("+")) < _LEAST
        return Found("phone", "", text, start, end, "too_short" if short else "invalid")
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return Found("phone", value, text, start, end)
    reasons = [
        phonenumbers.is_possible_number_for_type_with_reason(number, kind)
        for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    ]
    if ValidationResult.IS_POSSIBLE in reasons and not _breaks_the_region(digits, context.region):
        return Found(
            "phone", value, text, start, end
        )  # a range not given out yet, or reserved: still callable
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
