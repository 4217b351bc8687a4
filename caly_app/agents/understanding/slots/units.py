"""What is measured and is no money, by the names that Unicode's CLDR has for it in each language."""

import re
from functools import lru_cache
from typing import Literal

from babel.units import format_unit

from caly_app.agents.understanding.slots.plain import folded

_WAYS = tuple(
    """
    length-mile length-kilometer length-meter length-foot speed-mile-per-hour speed-kilometer-per-hour
    """.split()
)
_OTHERS = tuple(
    """
    area-square-meter area-square-foot area-hectare area-acre volume-liter
    volume-cubic-centimeter power-horsepower mass-kilogram mass-tonne digital-gigabyte
    duration-year duration-month duration-week duration-day duration-hour duration-minute duration-night
    """.split()
)
_LANGUAGES = frozenset({"es", "fr", "de"})
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")


def is_a_measure(plain_behind: str, language: str) -> bool:
    """Whether a unit follows a figure: of "10000 miles" " miles" does. `plain_behind`: from the figure on."""
    return _measures(language, _WAYS + _OTHERS).match(plain_behind) is not None


def is_a_way(plain_behind: str, language: str) -> bool:
    """Whether it is how far or how fast: no number that we ask for is."""
    return _measures(language, _WAYS).match(plain_behind) is not None


@lru_cache(maxsize=8)
def _measures(language: str, units: tuple[str, ...]) -> re.Pattern[str]:
    names: set[str] = set()
    for locale in ("en_GB", "en", language if language in _LANGUAGES else "en"):
        for unit in units:
            written = (format_unit(n, unit, length, locale=locale) for n in (1, 2) for length in _LENGTHS)
            names |= {re.sub(r"\d", "", folded(one), count=1).strip() for one in written}
    words = sorted((re.escape(name) for name in names if len(name) > 1), key=len, reverse=True)
    return re.compile(rf" ?(?:{'|'.join(words)})[ns]?(?!\w)")  # "Kilometern", "kms"
