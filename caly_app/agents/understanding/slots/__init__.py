"""Values in what a customer says: dates, times, names, phone numbers, references, choices and the like.

`find(kind, said, context)` -> what stands: of "Thursday, sorry, Friday" Friday, of "Thursday or Friday" both.
`refused(kind, said, context)` -> what was named to be excluded ("not Thursday").
`localize(date, time, zone)` -> the moment, or "no_such_time" in a daylight-saving gap.
Pure functions. Only the first LENGTH_READ characters are read.
Conventions: date_rules.py, hours.py, times.py.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from caly_app.agents.understanding.slots import corrections
from caly_app.agents.understanding.slots.addresses import find_addresses
from caly_app.agents.understanding.slots.births import find_births
from caly_app.agents.understanding.slots.choices import find_choices
from caly_app.agents.understanding.slots.dates import find_date_ranges, find_dates
from caly_app.agents.understanding.slots.durations import find_durations
from caly_app.agents.understanding.slots.emails import find_emails
from caly_app.agents.understanding.slots.found import Found, SlotContext, localize
from caly_app.agents.understanding.slots.identifiers import find_references
from caly_app.agents.understanding.slots.money import find_money
from caly_app.agents.understanding.slots.names import find_names
from caly_app.agents.understanding.slots.numbers import find_numbers
from caly_app.agents.understanding.slots.phones import find_phones
from caly_app.agents.understanding.slots.plain import LENGTH_READ, plain
from caly_app.agents.understanding.slots.times import find_parts_of_day, find_time_ranges, find_times

__all__ = ["KINDS", "LENGTH_READ", "Found", "SlotContext", "find", "localize", "refused"]

_SEARCHES: Mapping[str, Callable[[str, SlotContext], list[Found]]] = {
    "date": find_dates,
    "date_range": find_date_ranges,
    "time": find_times,
    "time_range": find_time_ranges,
    "part_of_day": find_parts_of_day,
    "duration": find_durations,
    "name": find_names,
    "phone": find_phones,
    "email": find_emails,
    "date_of_birth": find_births,
    "reference": find_references,
    "number": find_numbers,
    "money": find_money,
    "choice": find_choices,
    "address": find_addresses,
}
KINDS = tuple(_SEARCHES)


def find(kind: str, said: str, context: SlotContext) -> list[Found]:
    """What of the kind was said and stands, in the order said. KeyError for a kind that is not in KINDS."""
    said = said[:LENGTH_READ]
    return corrections.standing(_searched(kind, said, context), plain(said, context.language))


def refused(kind: str, said: str, context: SlotContext) -> list[Found]:
    """What of the kind was said to be excluded: "not Thursday", "Friday doesn't work"."""
    said = said[:LENGTH_READ]
    words = plain(said, context.language)
    return [one for one in _searched(kind, said, context) if corrections.refused(one, words)]


@lru_cache(maxsize=64)
def _searched(kind: str, said: str, context: SlotContext) -> tuple[Found, ...]:
    """Once for each message: the wishes that may be in it ask for the same."""
    return tuple(_SEARCHES[kind](said, context))
