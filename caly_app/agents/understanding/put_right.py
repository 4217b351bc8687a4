"""A number taken back: "three nights, no, make it four", "25 of us, sorry, 27", "it's 58 now, not fifty"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.became import has_become
from caly_app.agents.understanding.slots import Found, SlotContext, find, refused
from caly_app.agents.understanding.slots.corrections import (
    has_cue,
    is_taken_back,
    standing,
    takes_back,
)
from caly_app.agents.understanding.slots.corrections import (
    refused as is_refused,
)
from caly_app.agents.understanding.slots.plain import Plain, dictated, plain
from caly_app.agents.understanding.slots.taken_back import RUN, TAKES_BACK

_BESIDE = 3  # characters between what is said twice
_NEAR = 30  # characters between the two
_UNIT = re.compile(
    r"\W*(?:[ap]\.?m\b|o'?clock|:|/|th\b|st\b|nd\b|rd\b|uhr|heures?\b"
    r"|(?:night|day|week|month|hour|minute|noche|dia|semana|hora|nuit|jour|semaine|mois)s?\b"
    r"|(?:nacht|nachte|nächte|tage?|wochen?|monate?|stunden?)\b)"
)
_NO_IT_IS = rf"{RUN}(?:it'?s |number |es |c'est )?(?P<right>\d+[a-z]?)"
_HOUSE_NUMBER = re.compile(
    rf"(?P<main>.*?){_NO_IT_IS}(?:[, ]+(?:not|y no|no|pas|nicht) (?P<wrong>\d+[a-z]?))?\W*",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND_A_HOUSE = re.compile(rf"(?: now)?{_NO_IT_IS}(?=\W*(?:$|[,.;!?])|[, ]+not \d)", re.IGNORECASE)
_BEHIND_A_SUM = re.compile(
    rf"{_NO_IT_IS}(?![\w.,:/]*[\d£$€])(?! ?(?:k|thousand|[£$€])\b)(?! ?%)", re.IGNORECASE
)
_COUNTED = "one two three four five six seven eight nine ten".split()
_NIGHTS_BEHIND = re.compile(
    rf"(?:{RUN}|[.,;]?\s+oh[,. ]+)(?P<n>\d{{1,2}}|{'|'.join(_COUNTED)}) nights?\b",
    re.IGNORECASE,
)
_BEHIND_A_REFERENCE = re.compile(
    rf"{RUN}(?:(?:it'?s|it ends in|ends in|number|es|c'est) )?(?P<right>\d(?:[ -]?\d){{2,}})(?![\w:/]|[.,]\d)"
)
_LAST_DIGITS = re.compile(r"\d+\Z")
_HUNDREDS = re.compile(r"\d{1,3}(?=\D*\Z)")
_HOUSE = re.compile(r"\b\d+[a-z]?\b", re.IGNORECASE)
_STREET = re.compile(r"[ ,]+(?P<name>[^,.\d]{4,40})(?=[,.]|$)")
_IN_NUMBERS = frozenset({"number", "duration"})
_IN_WORDS = frozenset({"choice", "text", "reference"})
_OTHER_WORDS = re.compile(
    rf"(?:^|[\s,.;–-]+)(?:{TAKES_BACK}[\s,.;–-]+)+(?:it'?s |the |with |to |el |la |le |den |die |das |zu )*"
    r"(?P<right>(?!(?:i|i'm|we|you|it|that|this|is|are|can|could|do|does|what|how|when|why|but|not|no|yo"
    r"|quiero|que|je|j'|il|on|c'est|ich|wir|das|es|nicht|pas|please|problem|matter)\b)"
    r"[^\s,.;!?]+(?: [^\s,.;!?]+){0,3})"
    r"(?=\W*(?:$|[,.;!?\n]))",
    re.IGNORECASE,
)
_THE = r"(?:(?:the|el|la|los|las|le|les|den|die|das|der)\s+)?"
_NOT_THE = rf"(?:[\s,.;–-]+{TAKES_BACK})*[\s,]+(?:not|it's not|no|nicht|pas)\s+{_THE}"
_BUT_THE = rf"[\s,.;–-]+(?:(?:but|it's|sino|mais|sondern)\s+)?{_THE}(?P<right>(?!i\b|we\b)[^\W\d_][\w'-]+)"
_LEFT_HANGING = re.compile(
    rf"(?<=\w)(?:[\s,.;–-]+{TAKES_BACK})+(?:[\s,]+(?:not|it's not|nicht|pas))?\W*\Z", re.IGNORECASE
)
_HANGS_AT_THE_END = 60  # characters
_GOES_ON = re.compile(r"\s+\w")  # without a mark: a sentence that ends there is told as it was meant
_ANOTHER_ONE = re.compile(
    rf"(?: one| card| karte)?[\s,.;–-]+(?:{TAKES_BACK}[\s,.;–-]+)+"
    r"(?P<right>(?:the|el|la|le|der|die|das|den|celle|celui)(?: [^\s,.;!?]+){1,3})(?=\W*(?:$|[,.;!?\n]))",
    re.IGNORECASE,
)
_HAS_NONE = re.compile(r"\b(?:is|are|was|were|has|have|had|got|see|feel|with|there'?s)\Z", re.IGNORECASE)
_ANOTHER_THING = re.compile(r",|\b(?:and|y|et|und)\b", re.IGNORECASE)
_MARKS = frozenset(",;.–—-")
_ENDS = re.compile(r"\W*(?:\Z|[.,;!?–—\n]|(?:in all|altogether|please|now|en total|au total|insgesamt)\b)")
_COUNTED_IN = re.compile(
    r"\s(?:with|counting|including|if you count|con|contando|avec|en comptant|mit|inklusive)\s"
    r"(?:the|my|our|a|us|me|him|her|el|la|los|las|mi|un|una|le|les|mon|ma|notre|dem|der|den|meine[rm]?|unsere[rm]?)\b",
    re.IGNORECASE,
)
_A_NAME = 2  # words
_SOON = 90  # characters between what was said and what is meant instead


def last_said(
    ones: Sequence[Found], kind: str, text: str, context: SlotContext, own: Sequence[Found] = ()
) -> Sequence[Found]:
    """Of what was said for one slot, what was meant in the end stands first.

    `own`: what is this slot's by the words around it; "four nights" are no guests."""
    if kind == "address":
        return _last_address(ones, text, context) if ones else ones
    if kind == "resource":  # whoever is refused, and nobody instead, is nobody's wish
        return _left_standing(ones, plain(text, context.language))
    if kind == "choice" and len({one.value for one in ones}) == 1:
        return [] if _is_given_up(ones, text, context) else ones
    if kind == "text":  # of "LK2 1AA, no, LK9 9ZZ" each, and not all of it as well
        said = text.strip(" .!")
        ones = (
            [one for one in ones if one.text != said]
            if len({one.text for one in ones} - {said}) > 1
            else ones
        )
    if kind == "text":
        ones = [_but_the_cue(one, text) for one in ones]
    if kind in _IN_WORDS and len({one.value.casefold() for one in ones}) > 1:
        return _left_standing(ones, plain(text, context.language)) or ones
    if kind == "phone":
        return [_dialled_anew(one, text, context) for one in ones]
    if kind == "date_range":
        return [_as_long_as_said_last(one, text) for one in _told_twice(ones)]
    if kind == "reference":
        return [_with_the_right_digits(one, dictated(text, context.language)) for one in ones]
    if kind == "text":
        return [_other_words(one, text, context) for one in ones]
    if kind == "money":
        ones = (_left_standing(ones, plain(text, context.language)) or ones) if len(ones) > 1 else ones
        return [_of_the_same_size(one, text) for one in ones]
    if kind == "number":
        ones = _but_phones(ones, text, context)
    if kind not in _IN_NUMBERS or not ones:
        return ones
    words = plain(text, context.language)
    last = ones[0]
    for one in sorted(ones, key=lambda found: found.start):
        if kind == "number" and one not in own and _UNIT.match(text, one.end):
            continue
        if one.start < last.end:
            continue
        if is_taken_back(last, one, words) or _is_how_it_is_now(last, one, words):
            last = one
    if kind == "number" and last.problem is None:
        last = _bare(last, text, context) or last
    return ones if last is ones[0] else [last, *(one for one in ones if one is not last)]


def _dialled_anew(one: Found, text: str, context: SlotContext) -> Found:
    """'My new number is 020 7946 0377, no, 020 7946 0733': the first is nobody's, though it has the cue."""
    words = plain(text, context.language)
    for other in find("phone", text, context):
        between = words.text[words.at(one.end) : words.at(other.start)] if other.start >= one.end else ""
        if other.value and len(between) <= _NEAR and has_cue(between):
            return replace(other, start=one.start)
    return one


def _told_twice(ones: Sequence[Found]) -> Sequence[Found]:
    """'Saturday to Monday, the 24th to the 26th' are the same days, and the second says exactly which."""
    for one, other in zip(ones, ones[1:], strict=False):
        is_exact = any(sign.isdigit() for sign in other.text) and not any(c.isdigit() for c in one.text)
        if is_exact and 0 <= other.start - one.end <= _BESIDE:
            return [replace(other, start=one.start), *(it for it in ones if it not in (one, other))]
    return ones


def _as_long_as_said_last(one: Found, text: str) -> Found:
    """'Three nights from 4 December, no, make it four nights' ends a day later."""
    behind = _NIGHTS_BEHIND.match(text, one.end)
    first, _, last = one.value.partition("/")
    if behind is None or not last or one.problem:
        return one
    nights = behind["n"] if behind["n"].isdigit() else str(_COUNTED.index(behind["n"].casefold()) + 1)
    return replace(one, value=f"{first}/{date.fromisoformat(first) + timedelta(days=int(nights))}")


def _left_standing(ones: Sequence[Found], words: Plain) -> Sequence[Found]:
    """'Thursday, no wait, Thursday is choir, the Tuesday one': what was taken back or refused is no more."""
    once = {(one.value, one.start, one.end): one for one in ones}.values()
    in_order = sorted(once, key=lambda one: (one.start, -one.end))
    whole = [one for one in in_order if not any(o is not one and _is_inside(one, o) for o in in_order)]
    far = [
        n
        for n, (one, other) in enumerate(zip(whole, whole[1:], strict=False), 1)
        if other.start - one.end > _SOON
    ]
    cut = far[-1] if far else 0
    meant = [*whole[:cut], *standing(whole[cut:], words)]
    kept = {one.value for one in meant}
    gone = [one for one in whole if one.value not in kept]
    left = [one for one in ones if not any(one.value == no.value or _is_inside(one, no) for no in gone)]
    return left


def _is_given_up(ones: Sequence[Found], text: str, context: SlotContext) -> bool:
    """'The debit one, no, the travel one', 'not the debit one': whichever is meant, it is not this one."""
    words, last = plain(text, context.language), max(ones, key=lambda one: one.end)
    if is_refused(last, words):
        return True
    behind = _ANOTHER_ONE.match(text, last.end)
    return behind is not None and not any(sign.isdigit() for sign in behind["right"])


def _is_inside(one: Found, other: Found) -> bool:
    return other.start <= one.start and one.end <= other.end


def _other_words(one: Found, text: str, context: SlotContext) -> Found:
    """'Put me on Gale, no hang on, Storm': what stands for it in the end, with or without marks between. Not
    of a story, which is kept as it was told, nor of several things, of which one is put right."""
    if one.value != one.text or len(one.text) == len(text.strip()):
        return one
    if inside := _OTHER_WORDS.search(one.text):
        before, right = one.text[: inside.start()], inside["right"]
        told = _only_denies(inside, before, context) or _is_how_many(right, context)
        if before and not _ANOTHER_THING.search(before) and not told:
            return replace(one, value=right, text=right, start=one.start + inside.start("right"))
    if (behind := _OTHER_WORDS.match(text, one.end)) and not _ANOTHER_THING.search(one.text):
        if not _is_how_many(behind["right"], context):
            return replace(one, value=behind["right"], text=behind["right"], end=behind.end("right"))
    return one


def _but_the_cue(one: Found, text: str) -> Found:
    """'The kettle no sorry not', where what is meant comes later: what takes it back is none of its name.
    'Not the kettle the lamp' says it at once."""
    if one.value != one.text or not _GOES_ON.match(text, one.end):
        return one  # "tell her I'm sorry"
    cue = _LEFT_HANGING.search(one.text, max(0, len(one.text) - _HANGS_AT_THE_END))
    if cue is None:
        return one
    name = one.text[: cue.start()]
    rather = re.compile(rf"{_NOT_THE}{re.escape(name)}\b{_BUT_THE}", re.IGNORECASE)
    if behind := rather.match(text, one.start + len(name)):
        said, start = behind["right"], behind.start("right")
        return replace(one, value=said, text=said, start=start, end=start + len(said))
    return replace(one, value=name, text=name, end=one.start + len(name))


def _only_denies(found: re.Match[str], before: str, context: SlotContext) -> bool:
    """'The pills no longer help' in Spanish ("ya no"), 'there is no swelling', 'it went well, no fever': a no
    right before what it denies takes back nothing that was told."""
    cue = found.string[found.start() : found.start("right")].lstrip(" ,.;–-").rstrip(" ").casefold()
    is_told = context.language == "es" or len(before.split()) > _A_NAME or _HAS_NONE.search(before)
    return cue == "no" and bool(is_told)


def _is_how_many(right: str, context: SlotContext) -> bool:
    """'Two mugs, make that five': the mugs stay, and only their number is another."""
    return any(len(one.text) == len(right) for one in find("number", right, replace(context, expected=None)))


def _but_phones(ones: Sequence[Found], text: str, context: SlotContext) -> Sequence[Found]:
    """'020 7946 0211', asked how many come, is no answer to it."""
    phones = [one for one in find("phone", text, context) if one.problem is None] if ones else []
    return [one for one in ones if not any(one.start < it.end and it.start < one.end for it in phones)]


def _bare(one: Found, text: str, context: SlotContext) -> Found | None:
    """Only the number is said anew, soon, and it is no time and no day. Where it ends what is said, why may
    stand between: "sixty guests, oh wait, the Hendersons, sixty five"; "four of us, five with the baby"."""
    words = plain(text, context.language)
    taken = [other for kind in ("date", "time", "phone") for other in find(kind, text, context)]
    for other in find("number", text, context):
        between = words.text[words.at(one.end) : words.at(other.start)]
        if other.start < one.end or any(sign.isdigit() for sign in between) or _UNIT.match(text, other.end):
            continue
        is_soon = len(between) <= _NEAR and is_taken_back(one, other, words)
        is_last = takes_back(between) and between.rstrip()[-1:] in _MARKS and _ENDS.match(text, other.end)
        is_now = _is_how_it_is_now(one, other, words)
        if not (is_soon or is_last or is_now or _is_all_of_them(one, other, between, text)):
            continue
        if not any(other.start < t.end and t.start < other.end for t in taken):
            return replace(one, value=other.value, start=one.start, end=other.end)
    return None


def _is_how_it_is_now(one: Found, other: Found, words: Plain) -> bool:
    start, end = words.at(other.start), words.at(other.end)
    between = words.text[words.at(one.end) : start]
    return len(between) <= _SOON and has_become(between, words.text[end:])


def _is_all_of_them(one: Found, other: Found, between: str, text: str) -> bool:
    if len(between) > _NEAR or not _COUNTED_IN.match(text, other.end):
        return False
    return one.value.isdigit() and other.value.isdigit() and int(other.value) > int(one.value)


def _of_the_same_size(one: Found, text: str) -> Found:
    """'Up to 400 thousand, no, 380' is 380 thousand."""
    behind = _BEHIND_A_SUM.match(text, one.end)
    written = _HUNDREDS.search(one.text)
    if behind is None or written is None or one.problem:
        return one
    amount, currency = one.value.split(" ", 1)
    times = Decimal(amount) / Decimal(written.group())
    right = Decimal(behind["right"]) * times
    return replace(one, value=f"{right.quantize(Decimal(amount))} {currency}") if times > 1 else one


def _with_the_right_digits(one: Found, words: Plain) -> Found:
    """'It ends in 4417, no sorry, 4471', 'PL-3071, I mean 3017': as many digits, said anew right behind."""
    behind = _BEHIND_A_REFERENCE.match(words.text, words.at(one.end)) if one.value else None
    wrong = _LAST_DIGITS.search(one.value)
    right = re.sub(r"\D", "", behind["right"]) if behind else ""
    if behind is None or wrong is None or len(right) != len(wrong.group()):
        return one
    value, (_, end) = one.value[: wrong.start()] + right, words.span(*behind.span())
    return replace(one, value=value, end=end, alternatives=())


def _last_address(ones: Sequence[Found], text: str, context: SlotContext) -> Sequence[Found]:
    """'6 Mill Road now, sorry, 9 Mill Road, Leeds': the one that was not taken back."""
    ones = [_with_its_flat(ones[0], text, context), *ones[1:]]
    first = _with_house_number(ones[0])
    if first is ones[0] and has_cue(first.text.casefold()):
        inside = find("address", text, replace(context, expected=None))
        first = inside[-1] if inside else first
    behind = _BEHIND_A_HOUSE.match(text, first.end)
    return [_at_number(first, behind["right"]) if behind else first]


def _with_its_flat(one: Found, text: str, context: SlotContext) -> Found:
    """'Flat 3, 48 Orchard Street', where the words before an address announced only the house."""
    around = find("address", text, replace(context, expected=None))
    start = min((it.start for it in around if it.start < one.start < it.end), default=one.start)
    return one if start == one.start else replace(one, value=text[start : one.start] + one.value, start=start)


def _with_house_number(one: Found) -> Found:
    """'13 Mill Road, Leeds. Sorry, 31 not 13' is 31 Mill Road, Leeds."""
    said = _HOUSE_NUMBER.fullmatch(one.value)
    if said is None or not (first := _HOUSE.search(said["main"])):
        return one
    wrong = said["wrong"] or first.group()
    if not re.search(rf"\b{wrong}\b", said["main"]):
        return one
    return _at_number(replace(one, value=said["main"].removesuffix(" now")), said["right"], wrong)


def _at_number(one: Found, right: str, wrong: str = "") -> Found:
    """The same street, another house."""
    pattern = re.compile(rf"\b{wrong}\b") if wrong else _HOUSE
    return replace(one, value=pattern.sub(right, one.value, count=1))


def but_as_read_back(ones: Sequence[Found], slot: str, turn: TurnContext, language: str) -> Sequence[Found]:
    """'Mum works Saturday, can we do Monday instead', 'Saturday is choir. Could I come on Monday?': the
    Saturday is what was read back. Whoever agrees, or names it last, stays with it."""
    known = _without_s(turn.dialogue.values().get(slot, ""))
    others = [one for one in ones if one.value and _without_s(one.value) != known]
    same = [one for one in ones if one.value and _without_s(one.value) == known]
    if not others or not same:  # "next week" has no value, and is neither
        return ones
    is_behind = others[-1].start > max(one.start for one in same)
    agrees = turn.sector.is_marked("affirm", turn.said, language)
    is_meant = turn.sector.is_marked("change_of_mind", turn.said, language) or is_behind and not agrees
    return others if is_meant else [*same, *others]


def _without_s(value: str) -> str:
    """'Tuesdays' are the Tuesday that was read back."""
    return value.casefold().removesuffix("s")


def another_number(text: str, known: Mapping[str, str], context: SlotContext) -> tuple[str, Found] | None:
    """Which slot, and its new number: 'it is 58 now, not fifty' where one number known is fifty."""
    wrong = refused("number", text, context)
    if len(wrong) != 1:
        return None
    taken = [other for kind in ("date", "time", "money", "phone") for other in find(kind, text, context)]
    right = [
        one
        for one in find("number", text, context)
        if not any(one.start < other.end and other.start < one.end for other in taken)
    ]
    slots = [slot for slot, value in known.items() if value == wrong[0].value]
    return (slots[0], right[0]) if len(slots) == len(right) == 1 else None


def rest_of_it(said: str, known: str, context: SlotContext) -> str:
    """'16 Weavers Yard', where 6 Weavers Yard, Totmarsh, TQ9 4RS is known, is there as well."""
    new, old = (_HOUSE.search(one) for one in (said, known))
    if new is None or old is None:
        return said
    ahead, before = (one[: at.start()].strip(" ,").casefold() for one, at in ((said, new), (known, old)))
    if ahead and ahead == before and new.end() == len(said.rstrip(" .,")):  # "calle Olmo 3": it stands last
        return _HOUSE.sub(new.group(), known, count=1)
    if not (street := _STREET.match(said, new.end())):
        return said
    same = street["name"].strip().casefold()
    if not known[old.end() :].lstrip(" ,").casefold().startswith(same) or len(known) <= len(said):
        return said
    behind = said[street.end() :].strip(" ,.").casefold()
    numbers = find("number", behind, replace(context, expected="number"))
    is_once_more = any(one.value == new.group() and len(one.text) == len(behind) for one in numbers)
    is_the_same = behind in known.casefold() or is_once_more  # "... Close. Fourteen, not forty-one"
    return _HOUSE.sub(new.group(), known, count=1) if is_the_same else said
