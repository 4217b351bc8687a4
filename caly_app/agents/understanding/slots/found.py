"""What a search for slots is told, and what it finds."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo


@dataclass(frozen=True)
class SlotContext:
    """What words may lean on. `expected` is the kind an open question asks for: then bare forms count."""

    now: datetime  # aware, in the workspace's zone
    region: str  # ISO 3166-1 alpha-2
    language: str = "en"
    options: tuple[str, ...] = ()  # labels of what was offered, in the order shown
    expected: str | None = None
    near: date | None = None  # a day that was spoken of: "the 19th" is of its month,
    is_behind: bool = False  # or comes after it, as a departure after an arrival
    is_stay: bool = False  # days are known from when to when: "no, 13 to 16" are days again
    clock: str = field(init=False, repr=False)  # one moment in two zones is equal, and yet two days

    def __post_init__(self) -> None:
        object.__setattr__(self, "clock", self.now.isoformat())

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True)
class Found:
    """One value. `start` and `end` index what was said, so that said[start:end] is `text`.

    value: normal form: date YYYY-MM-DD · time HH:MM · date_range and time_range FROM/TO (either side may be
    empty) · part_of_day morning | afternoon | evening · duration ISO 8601 · phone E.164 · email lower case ·
    money "12.50 GBP" · number decimal digits · choice a label of the options, or any | first | last. "" where
    there is no one value.
    problem: None, or no_such_date, no_such_time, past, future, ambiguous, range, incomplete, implausible,
    too_short, too_long, invalid, none_of_these.
    alternatives: other readings in normal form, likeliest first. With a value and no problem, the value was
    inferred ("at five" is 17:00, and could be 05:00): it is safe to use once it is read back.
    """

    kind: str
    value: str
    text: str
    start: int
    end: int
    problem: str | None = None
    alternatives: tuple[str, ...] = ()


def localize(on: date, at: time, zone: tzinfo) -> datetime | str:
    """The moment, aware; "no_such_time" where clocks jump over it. Of an hour that comes twice, the first."""
    moment = datetime.combine(on, at.replace(tzinfo=None), tzinfo=zone)
    first, second = moment.replace(fold=0).utcoffset(), moment.replace(fold=1).utcoffset()
    if first is not None and second is not None and second > first:  # inside a gap the later offset is larger
        return "no_such_time"
    return moment.replace(fold=0)
