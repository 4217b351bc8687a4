"""Text messages that are one: within the alphabet of GSM 03.38, and not longer than it carries at once.

One letter outside of it makes a message twice as dear, and cuts what fits into one by more than half.
"""

import unicodedata

SEPTETS = 160
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")  # with an escape before them
_WRITTEN_AS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ł": "l"}
)


def septets(text: str) -> int | None:
    """How long it is for the network; None where a letter is not in its alphabet."""
    if not set(text) <= _PLAIN | _DOUBLE:
        return None
    return len(text) + sum(letter in _DOUBLE for letter in text)


def in_one_segment(text: str, at_most: int = SEPTETS) -> str:
    """Letters that the alphabet has not lose their accents, or are left out; what is too long is cut."""
    fitting, length = "", 0
    for letter in "".join(_in_the_alphabet(one) for one in text.translate(_WRITTEN_AS)):
        length += 2 if letter in _DOUBLE else 1
        if length > at_most:
            break
        fitting += letter
    return " ".join(fitting.split()) if "\n" not in fitting else fitting.strip()


def _in_the_alphabet(letter: str) -> str:
    if letter in _PLAIN or letter in _DOUBLE:
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in plain if one in _PLAIN)
