"""What a number counts: 'two boxes', asked for the weight or the hour, is neither a weight nor an hour."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.slots import Found, SlotContext, find

_HOUSE = re.compile(r"\b\d{1,4}[a-z]?,? ", re.IGNORECASE)
_NO_COUNT = re.compile(r"0\d+")  # 04988, 0211: digits of something
_WITH_UNIT = re.compile(r"[:h]|[ap]\.?m|o'?clock|uhr|heure|hora|noon|midday", re.IGNORECASE)


def of_this(
    ones: Sequence[Found],
    kind: str,
    text: str,
    own: Sequence[Found],
    others: Sequence[Found],
    at: SlotContext,
) -> list[Found]:
    """Without what another slot counts, a house number, and digits of a postcode or a phone.

    `own`: what this slot's own words announce; `others`: what those of other slots do.
    """
    if kind not in ("number", "time") or not ones:
        return [*ones]
    taken = [other for other in others if not any(_overlap(other, mine) for mine in own)]
    if kind == "number" and _HOUSE.search(text):
        taken += [one for one in find("address", text, at) if one.value]
    return [
        one
        for one in ones
        if not any(_overlap(one, other) for other in taken)
        and not (kind == "number" and _NO_COUNT.fullmatch(one.text.strip()))
        or kind == "time"
        and _WITH_UNIT.search(one.text)
    ]


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
