"""Words beside a wish that speak against it: "olvidad lo de la cita" books nothing.

For the languages that the trained head does not know; in English it objects itself.
"""

import re

from caly_app.agents.accents import forgiving

_WORDS = {
    "es": r"olvid\w+|anul\w+|cancel\w+|borr\w+|quit\w+|ya no|no (?:quiero|necesito|puedo|hace falta|voy)"
    r"|otra fecha|otro día|otra hora|en vez|cambi\w+|retras\w+|aplaz\w+",
    "fr": r"oubli\w+|annul\w+|supprim\w+|enlev\w+|retir\w+|laiss\w+ tomber|plus besoin|pas la peine"
    r"|veux plus|autre (?:date|jour|heure)|plutôt (?:que|un|une|à un|à une)|décal\w+|report\w+|chang\w+",
    "de": r"vergess\w*|vergiss|streich\w*|stornier\w*|absag\w*|lösch\w*|nicht mehr|doch nicht|kein\w* mehr"
    r"|anderes datum|anderen tag|anderer tag|andere zeit|verschieb\w*|verleg\w*",
}
_PATTERNS = {language: forgiving(rf"\b(?:{words})\b", re.IGNORECASE) for language, words in _WORDS.items()}


def speaks_against(unread: str, language: str) -> bool:
    """Whether it is among the words that the pattern of the wish left unread."""
    pattern = _PATTERNS.get(language)
    return bool(pattern and pattern.search(unread))
