"""Card numbers and one-time codes: taken out of what a customer says before they are kept."""

import re
from collections.abc import Callable, Iterator, Sequence

from caly_app.agents.understanding.slots import numerals
from caly_app.agents.understanding.slots.plain import dictated

_LONG_RUN = re.compile(r"(?<!\d)\d(?:[ ,.-]{0,3}\d){12,}")
_CODE_RUN = re.compile(r"(?<!\d)\d(?:[ ,.-]{0,2}\d){3,7}(?!\d)")
_GROUP = re.compile(r"\d+")
_AS_ON_A_CARD = re.compile(r"\d{13,19}|(?:\d{4} ){3}\d{1,4}(?: \d{1,3})?|\d{4} \d{6} \d{4,5}")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}([.-])\d{1,2}\1(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)(?=[ ,.]*(?:,|\. | |$))")
_LONG_GROUP = 9  # digits: the number of a phone; a card's groups are shorter, or it is one
_NO_CARD = ("0", "89")  # 89: the number printed on a SIM card
_SHORTEST_CARD, _LONGEST_CARD = 13, 19
_FEWEST_WORDS = 4  # that thirteen digits are dictated in: no number word stands for more than four
_MOST_GROUPS = 5  # of one card, as _AS_ON_A_CARD has them: longer lists of numbers are not tried as one
CODE = "[code]"


def without_cards(said: str) -> str:
    """Card numbers, typed or dictated, but for their last four digits."""
    if not _may_hold_a_card(said):
        return said
    return _replaced(said, "en", _LONG_RUN, _without_card, from_words=_SHORTEST_CARD - 1)


def without_codes(said: str, language: str) -> str:
    """For the answer to "what is the code?": it is nobody's business any more, right or wrong."""
    masked = _replaced(said, language, _CODE_RUN, lambda _: CODE, from_words=4)
    is_doubtful = masked == said and any(letter.isdigit() for letter in said)
    return CODE if is_doubtful else masked


def is_card(digits: str) -> bool:
    """Thirteen to nineteen digits whose last one checks the others (Luhn)."""
    if (
        not _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD
        or not digits.isdigit()
        or digits.startswith(_NO_CARD)
    ):
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _may_hold_a_card(said: str) -> bool:
    """Cheap, and False for plain prose: this runs for every message. Signs of other scripts are in doubt."""
    return (
        not said.isascii()
        or _GROUP.search(said) is not None
        or numerals.how_many(said.lower(), "en") >= _FEWEST_WORDS
    )


def _without_card(run: str) -> str:
    """The run itself where no card is in it. A date beside other numbers is no part of one."""
    if day := _DATE.search(run):
        return _without_card(run[: day.start()]) + day.group() + _without_card(run[day.end() :])
    groups = list(_GROUP.finditer(run))
    written, done, next_group = "", 0, 0
    while card := _first_card(groups, next_group):
        first, last, digits = card
        written += f"{run[done : groups[first].start()]}[card ending in {digits[-4:]}]"
        done, next_group = groups[last].end(), last + 1
    return written + run[done:]


def _first_card(groups: Sequence[re.Match[str]], start: int) -> tuple[int, int, str] | None:
    for first, last in _candidates(groups, start):
        if is_card(digits := "".join(one.group() for one in groups[first : last + 1])):
            return first, last, digits
    return None


def _candidates(groups: Sequence[re.Match[str]], start: int) -> Iterator[tuple[int, int]]:
    """All of it, then what is grouped as on a card: its date and its check digits may stand behind."""
    left = groups[start:]
    is_beside_a_phone = len(left) > 1 and any(len(one.group()) >= _LONG_GROUP for one in left)
    if 0 < len(left) <= _LONGEST_CARD and not is_beside_a_phone:
        yield start, len(groups) - 1
    for first in range(start, len(groups)):
        for last in reversed(range(first, min(first + _MOST_GROUPS, len(groups)))):
            if _AS_ON_A_CARD.fullmatch(" ".join(one.group() for one in groups[first : last + 1])):
                yield first, last


def _replaced(
    said: str, language: str, runs: re.Pattern[str], instead: Callable[[str], str], *, from_words: int
) -> str:
    """First as written; what is left is read as it would be dictated, if it is long enough for that."""
    written = runs.sub(lambda run: instead(run.group()), said)
    if len(written.split()) < from_words:
        return written
    words = dictated(written, language)
    for run in reversed(list(runs.finditer(words.text))):
        if (by := instead(run.group())) != run.group():
            start, end = words.span(*run.span())
            written = written[:start] + by + written[end:]
    return written
