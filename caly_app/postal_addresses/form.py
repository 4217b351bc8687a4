"""How a language writes a house and its street, and what all of them share."""

import re
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")

CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŒ]"
HOUSE = r"(?<![\w£$€#.,:/+-])"  # before its number: no sum, no time, no part of a longer number

# No town, though it may stand where one does, with a capital: days, months, and how sentences begin.
_NO_TOWN = (
    r"(?!(?i:mon|tues|wednes|thurs|fri|satur|sun)day|(?i:january|february|march|april|may|june|july|august"
    r"|september|october|november|december|please|thanks?|thank|cheers|sorry|yes|no|not|and|or|but|so|the"
    r"|i|i'm|i'll|i've|i’m|we|we're|you|he|she|they|it|it's|my|our|his|her|their|your|is|was|are|can|could|do"
    r"|that|this|what|when|where|who|how|why|if|then|there|also|ok|okay|hello|hi"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|por|gracias|perdón|sí|y|o|pero|yo|mi|el|la|los"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|merci|oui|non|et|ou|mais|je|nous|vous|mon|ma|le"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|uhr|bitte|danke|ja|nein|und|oder|aber"
    r"|ich|wir|sie|mein|meine|der|die|das|euro|personen|minuten|stunden)\b)"
)
TOWN_WORD = rf"{_NO_TOWN}{CAPITAL}[\w'’-]*"
_TOWNS = rf"{TOWN_WORD}(?:(?: |, ){TOWN_WORD}){{0,3}}(?: \d{{1,2}}e\b)?"
TOWN = re.compile(rf"(?:,?| (?:à|en|in)) {_TOWNS}")
TOWN_BEHIND_A_COMMA = re.compile(rf", ?{_TOWNS}")
CODE_AND_TOWN = re.compile(
    rf",? (?:[A-Z]{{1,2}}-)?\d{{4,5}}(?: {TOWN_WORD}(?:[ -]{TOWN_WORD}){{0,3}}|(?!\w))"
)


@dataclass(frozen=True)
class Form:
    """`shape` has the groups `name`, where the street is written as names are, or `typed`, where it is not;
    and in `kind` the word for a street. What `strong` matches is hardly anything but one.

    `is_by_code`: it counts with a post code only. `counts_nouns`: a capital behind the number begins a noun.
    """

    shape: re.Pattern[str]
    code: re.Pattern[str]  # the post code, with the town in front or behind
    strong: re.Pattern[str] = NEVER
    unit: re.Pattern[str] = NEVER  # the flat, the floor
    cue: re.Pattern[str] = NEVER  # right before it: somebody lives there, or something is to be sent there
    is_by_code: bool = False
    is_number_last: bool = False
    counts_nouns: bool = False
