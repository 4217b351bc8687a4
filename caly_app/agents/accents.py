"""Patterns that also hear who writes without accents: "cuanto cuesta", "fuer", "ou en est mon dossier"."""

import re
from functools import lru_cache
from re import Pattern

_PLAIN = dict(zip("áàâéèêëíîïóôúùûñçäöüÁÉÍÓÚÑÀÈÇÄÖÜ", "aaaeeeeiiioouuuncaouAEIOUNAECAOU", strict=True))
_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe"}
# Where "que" may be a question: "a que hora", not "tengo que irme".
_BEFORE = ("a", "en", "de", "y", "o", "con", "por", "hasta", "hola", "sobre", "saber", "buenas", "decirme")
_ASKS = "|".join(("^", r"(?<=[¿?!.,:;])", r"(?<=[¿?!.,:;] )", *(rf"(?<=\b{word} )" for word in _BEFORE)))


@lru_cache(maxsize=8192)  # all sectors share most words, and compiling them is most of reading one
def forgiving(pattern: str, flags: int) -> Pattern[str]:
    """Each accented letter may be its plain one, and ä ö ü ß œ their two letters."""
    if pattern.isascii():
        return re.compile(pattern, flags)
    try:
        return re.compile(_loosened(pattern, with_two=True), flags)
    except re.error:  # two letters do not fit where the width is fixed: looking behind
        return re.compile(_loosened(pattern, with_two=False), flags)


def _loosened(pattern: str, with_two: bool) -> str:
    loose, is_in_set, is_escaped = [], False, False
    before, asking, after = pattern.partition("qué")
    if asking:
        either = f"(?:qué|(?:{_ASKS})que)"
        return f"{_loosened(before, with_two)}{either}{_loosened(after, with_two)}"
    for letter in pattern:
        if is_escaped or letter == "\\":
            is_escaped = not is_escaped
        elif letter in "[]":
            is_in_set = letter == "["
        loose.append(_one(letter, is_in_set, with_two))
    return "".join(loose)


def _one(letter: str, is_in_set: bool, with_two: bool) -> str:
    plain = _PLAIN.get(letter, "")
    if is_in_set:
        return letter + plain
    if with_two and letter in _TWO:
        return f"(?:{letter}|{_TWO[letter]}{'|' + plain if plain else ''})"
    return f"[{letter}{plain}]" if plain else letter
