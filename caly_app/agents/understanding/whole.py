"""A whole answer as a value, and whether a value may be one of its slot."""

from collections.abc import Iterator

from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.slots import Found


def within(value: str, spec: SlotSpec) -> bool:
    least, most = spec.minimum, spec.maximum
    return (least is None or float(value) >= least) and (most is None or float(value) <= most)


def all_of(text: str) -> Iterator[Found]:
    if stripped := text.strip(" .!"):
        start = text.index(stripped)
        yield Found("text", stripped, stripped, start, start + len(stripped))
