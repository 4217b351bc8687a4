"""What is simply so about the business: its agent may state it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from caly_app.agents.understanding.own_words import NO_WORDS, OwnWords

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Business:
    name: str
    country: str  # ISO 3166-1 alpha-2: default region of phone numbers, money, emergency number
    timezone: ZoneInfo
    languages: tuple[str, ...]  # the first is the default
    emergency_number: str
    opening_hours: Mapping[str, Sequence[tuple[time, time]]]  # mon..sun; a missing day is closed
    holidays: Mapping[date, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)  # the sector's, by its schema
    record_sources: Mapping[str, object] = field(default_factory=dict)  # kind -> where they come from
    resources: tuple[str, ...] = ()  # names of those who can be booked, so that they are recognised
    specialties: Mapping[str, str] = field(default_factory=dict)  # name of one of them -> what they do
    privacy: Mapping[str, object] = field(default_factory=dict)  # what it chose to hide where
    own_words: OwnWords = NO_WORDS  # what its customers say, and what they mean by it

    def hours_on(self, day: date) -> Sequence[tuple[time, time]]:
        """Empty when closed: a holiday, or a day without hours."""
        if day in self.holidays:
            return ()
        return self.opening_hours.get(WEEKDAYS[day.weekday()], ())

    def is_open_at(self, moment: datetime) -> bool:
        return any(opens <= moment.time() < closes for opens, closes in self.hours_on(moment.date()))
