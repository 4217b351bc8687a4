"""A whole answer as a value, and whether a value may be one of its slot."""

import re
from collections.abc import Iterator

from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.slots import Found

_ONLY_YES = re.compile(
    r"\W*(?:yes|yeah|yep|yup|sure|ok|okay|s[ií]|oui|ja)(?: please| por favor| bitte)?\W*", re.IGNORECASE
)


def within(value: str, spec: SlotSpec) -> bool:
    least, most = spec.minimum, spec.maximum
    return (least is None or float(value) >= least) and (most is None or float(value) <= most)


def all_of(text: str) -> Iterator[Found]:
    """Whatever was said, but for a mere yes: that names nothing."""
    if _ONLY_YES.fullmatch(text):
        return
    if stripped := text.strip(" .!"):
        start = text.index(stripped)
        yield Found("text", stripped, stripped, start, start + len(stripped))
