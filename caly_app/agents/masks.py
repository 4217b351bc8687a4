"""What must never be written down, taken out of a customer's words before they are."""

import re
from collections.abc import Callable, Iterator

from caly_app.agents.understanding.slots.plain import dictated

_LONG_RUN = re.compile(r"(?<!\d)\d(?:[ ,.-]{0,3}\d){12,}")
_CODE_RUN = re.compile(r"(?<!\d)\d(?:[ ,.-]{0,2}\d){3,7}(?!\d)")
_GROUP = re.compile(r"\d+")
_AS_ON_A_CARD = re.compile(r"\d{13,19}|(?:\d{4} ){3}\d{1,4}(?: \d{1,3})?|\d{4} \d{6} \d{4,5}")
_NO_CARD = ("0", "89")  # 89: the number printed on a SIM card
_SHORTEST_CARD = 13
CODE = "[code]"


def without_cards(said: str) -> str:
    """Card numbers, typed or dictated, but for their last four digits."""
    return _replaced(said, "en", _LONG_RUN, _without_card, from_words=_SHORTEST_CARD - 1)


def without_codes(said: str, language: str) -> str:
    """For the answer to "what is the code?": it is nobody's business any more, right or wrong."""
    masked = _replaced(said, language, _CODE_RUN, lambda _: CODE, from_words=4)
    is_doubtful = masked == said and any(letter.isdigit() for letter in said)
    return CODE if is_doubtful else masked


def is_card(digits: str) -> bool:
    """Thirteen to nineteen digits whose last one checks the others (Luhn)."""
    if not _SHORTEST_CARD <= len(digits) <= 19 or not digits.isdigit() or digits.startswith(_NO_CARD):
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _without_card(run: str) -> str:
    """The run itself where no card is in it."""
    for start, end in _candidates(run):
        if is_card(digits := re.sub(r"\D", "", run[start:end])):
            return f"{run[:start]}[card ending in {digits[-4:]}]{_without_card(run[end:])}"
    return run


def _candidates(run: str) -> Iterator[tuple[int, int]]:
    """All of it, then what is grouped as on a card: its date and its check digits may stand behind."""
    groups = list(_GROUP.finditer(run))
    if groups:
        yield groups[0].start(), groups[-1].end()
    for first, group in enumerate(groups):
        for last in range(len(groups) - 1, first - 1, -1):
            if _AS_ON_A_CARD.fullmatch(" ".join(one.group() for one in groups[first : last + 1])):
                yield group.start(), groups[last].end()


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
