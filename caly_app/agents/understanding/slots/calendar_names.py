"""Names of weekdays and months, in any language Babel knows, plus how people shorten and misspell them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from caly_app.agents.understanding.slots.plain import folded

_WEEKDAYS_ALSO = {
    "en": {
        0: "mon monday's mondays", 1: "tue tues tuseday tuesay teusday tuesdays",
        2: "wed weds wednseday wensday wednsday wendsday wednesdays wednes",
        3: "thu thur thurs thrusday thurday thursdays thirsday",
        4: "fri firday fryday fridays", 5: "sat saterday satuday saturdays", 6: "sun sunaday sundays",
    },
    "es": {0: "lun", 2: "mie", 3: "jue", 4: "vie", 5: "sab", 6: "dom"},
    "fr": {0: "lun", 4: "ven", 5: "sam", 6: "dim"},
    "de": {5: "sonnabend"},
}  # fmt: skip
_MONTHS_ALSO = {
    "en": {
        1: "jan janurary", 2: "feb febuary", 3: "mar", 4: "apr", 6: "jun", 7: "jul", 8: "aug",
        9: "sep sept setember", 10: "oct", 11: "nov", 12: "dec",
    },
    "es": {
        1: "ene", 2: "feb", 3: "mar", 4: "abr", 6: "jun", 7: "jul", 8: "ago", 9: "sep sept setiembre",
        10: "oct", 11: "nov", 12: "dic",
    },
    "fr": {1: "janv", 2: "fev fevr", 4: "avr", 7: "juil", 9: "sept", 10: "oct", 11: "nov", 12: "dec"},
    "de": {1: "jan janner", 2: "feb feber", 3: "marz maerz", 4: "apr", 6: "juno", 7: "julei", 8: "aug",
           9: "sep sept", 10: "okt", 11: "nov", 12: "dez"},
}  # fmt: skip


@lru_cache(maxsize=32)
def weekdays(language: str) -> Mapping[str, int]:
    """Plain name -> 0 (Monday) to 6."""
    return _table(dict(_locale(language).days["format"]["wide"]), _WEEKDAYS_ALSO.get(language, {}))


@lru_cache(maxsize=32)
def months(language: str) -> Mapping[str, int]:
    """Plain name -> 1 to 12."""
    return _table(dict(_locale(language).months["format"]["wide"]), _MONTHS_ALSO.get(language, {}))


def weekday(name: str, language: str) -> int:
    """0 is Monday."""
    return weekdays(language)[name]


def month_number(name: str, language: str) -> int:
    return months(language)[name]


def either_of(names: Mapping[str, int]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _table(named: dict[int, str], also: Mapping[int, str]) -> Mapping[str, int]:
    table = {folded(name).rstrip("."): number for number, name in named.items()}
    for number, names in also.items():
        table |= dict.fromkeys(names.split(), number)
    return table
