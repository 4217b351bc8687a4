"""Card numbers and one-time codes: taken out of what a customer says before they are kept."""

import re

from caly_app import card_numbers
from caly_app.agents.understanding.slots import told_digits
from caly_app.agents.understanding.slots.plain import dictated, plain
from caly_app.card_numbers import is_card

__all__ = ["is_card", "without_cards", "without_codes"]

_CODE_RUN = re.compile(r"(?<!\d)\d(?:[ ,.-]{0,2}\d){3,7}(?!\d)")
_FEWEST_WORDS_OF_A_CODE = 4
_REPEATED = re.compile(r"(double|triple|treble|doble|doppel|dreifach) (\d)(?!\d)")
_THRICE = ("triple", "treble", "dreifach")
CODE = "[code]"


def without_cards(said: str) -> str:
    """Card numbers, typed or dictated in any of our languages, but for their last four digits.

    Typed ones are known wherever something is written (db.py): what is spoken needs the ear for it.
    """
    said = card_numbers.without_cards(said)
    for language in told_digits.languages_of(said, card_numbers.SHORTEST):
        for heard in (dictated, plain):  # "four two", and "four thousand two hundred forty two"
            words = heard(said, language)
            for card in reversed(card_numbers.find(_REPEATED.sub(_repeated, words.text))):
                start, end = words.span(card.start, card.end)
                said = f"{said[:start]}{card.hint}{said[end:]}"
    return said


def without_codes(said: str, language: str) -> str:
    """For the answer to "what is the code?": it is nobody's business any more, right or wrong."""
    masked = _CODE_RUN.sub(CODE, said)
    if len(masked.split()) >= _FEWEST_WORDS_OF_A_CODE:
        words = dictated(masked, language)
        for run in reversed(list(_CODE_RUN.finditer(words.text))):
            start, end = words.span(*run.span())
            masked = f"{masked[:start]}{CODE}{masked[end:]}"
    is_doubtful = masked == said and any(letter.isdigit() for letter in said)
    return CODE if is_doubtful else masked


def _repeated(found: re.Match[str]) -> str:
    """ "double 4" with its digits in the places of its first and its last sign: "4      4"."""
    digits = found[2] * (2 if found[1] in _THRICE else 1)
    return f"{digits:<{len(found.group()) - 1}}{found[2]}"
