"""From words to a report, without a language model: what is understood, and what is not, is told.

Nothing is guessed: without a figure there is no report, and a word that nobody understood is named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from caly_app.agents.reports.periods import LAST_DAYS, Period
from caly_app.agents.reports.report import GROUPINGS, MEASURES, Report, Vocabulary
from caly_app.agents.reports.said_periods import TAKEN, SaidPeriod, periods_in, take
from caly_app.agents.reports.said_things import meant, words_in
from caly_app.agents.reports.words import Words, words_of
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.understanding.slots import SlotContext
from caly_app.agents.understanding.slots.plain import plain

USUAL = Period(LAST_DAYS, 30)
CHARACTERS_READ = 500
_STOPS = re.compile(r"[?!;:\"“”„«»()¿¡]")
_UNKNOWN_SHOWN = 6


@dataclass(frozen=True)
class Reading:
    """`report` None: no figure was understood. `offers`: what may be meant. `unknown`: words left over."""

    report: Report | None
    language: str = "en"
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    offers: tuple[Report, ...] = ()
    parts: int = 0  # how much of it was understood

    @property
    def is_whole(self) -> bool:
        return self.report is not None and not self.unknown and not self.notes


def read(said: str, vocabulary: Vocabulary, context: SlotContext) -> Reading:
    """In whichever language it makes the most sense; English first where several do."""
    said = said[:CHARACTERS_READ]
    readings = [_InLanguage(said, vocabulary, replace(context, language=each)).read() for each in LANGUAGES]
    return min(readings, key=lambda one: (one.report is None, not one.offers, len(one.unknown), -one.parts))


class _InLanguage:
    """One reading: `rest` is what of the words is not understood yet."""

    def __init__(self, said: str, vocabulary: Vocabulary, context: SlotContext) -> None:
        self.vocabulary, self.context, self.language = vocabulary, context, context.language
        self.words: Words = words_of(self.language)
        self.plain = plain(said, self.language)
        self.rest = _STOPS.sub(" ", self.plain.text)
        self.notes: list[str] = []
        self.parts = 0
        self.filters: dict[str, str] = {}

    @property
    def today(self) -> date:
        return self.context.now.date()

    def read(self) -> Reading:
        marker = self.words.compare.search(self.rest)
        period, compare = self._days(marker)
        measure, offers = self._measure()
        if measure is None:
            return self._nothing(offers, period, compare)
        by = self._by(measure)
        self._narrow(measure)
        for pattern in self.words.weak.values():
            self.rest = pattern.sub(_taken, self.rest)
        unknown = self._unknown()
        if self.words.negation.search(self.rest):
            self.notes.append("A report counts what happened: “not” and “without” are not understood.")
            return replace(self._nothing((), period, compare), notes=tuple(self.notes))
        if len(unknown) > 2 * self.parts:
            return self._nothing((), period, compare)
        if period is None:
            self.notes.append("No time was understood: it is about the last 30 days.")
        report = Report(measure, period or USUAL, by, self.filters, compare)
        return Reading(report, self.language, tuple(self.notes), unknown, (), self.parts)

    def _nothing(self, offers: Sequence[Report], period: Period | None, compare: str) -> Reading:
        shown = tuple(replace(each, period=period or USUAL, compare=compare) for each in offers)
        return Reading(None, self.language, (), self._unknown(), shown, self.parts)

    # --- days ---

    def _days(self, marker: re.Match[str] | None) -> tuple[Period | None, str]:
        if marker is None:
            found, self.rest = periods_in(self.rest, self.plain, self.words, self.context)
            return self._first(found), ""
        self.rest = take(self.rest, *marker.span())
        self.parts += 1
        told = self._told_comparison(marker)
        found, self.rest = periods_in(self.rest, self.plain, self.words, self.context)
        if told:
            return self._first(found), told
        if len(found) > 1:
            return self._first(found[:1]), self._compared(found[0].period, found[1].period)
        if found and found[0].start >= marker.end() and marker.start() > 0:
            return self._compared_alone(found[0].period)
        return self._first(found), "before"

    def _first(self, found: Sequence[SaidPeriod]) -> Period | None:
        if not found:
            return None
        self.parts += 1
        if len(found) > 1:
            self.notes.append("Only the first of the times is used.")
        if found[0].period.as_of(self.today).first > self.today:
            self.notes.append("These days are still to come.")
        return found[0].period

    def _told_comparison(self, marker: re.Match[str]) -> str:
        """'Compared with the week before'; with 'last year' only where no year was said in front."""
        for name, pattern in (("year_before", self.words.year_before), ("before", self.words.before)):
            match = pattern.search(self.rest, marker.end())
            if match and self._stands_behind_a_period(match.start()):
                self.rest = take(self.rest, *match.span())
                return name
        return ""

    def _stands_behind_a_period(self, place: int) -> bool:
        front = self.rest[:place] + " " * (len(self.rest) - place)
        found, _ = periods_in(front, plain("", self.language), self.words, self.context)
        return bool(found) and not any(one.period.name.endswith("_year") for one in found)

    def _compared(self, period: Period, other: Period) -> str:
        for name, days in (
            ("before", period.before(self.today)),
            ("year_before", period.year_before(self.today)),
        ):
            if other.as_of(self.today).first == days.first:
                return name
        self.notes.append("It can be compared with the period before, or with the same a year before.")
        return ""

    def _compared_alone(self, other: Period) -> tuple[Period | None, str]:
        """'Compared with last month': this month."""
        self.parts += 1
        which, _, unit = other.name.partition("_")
        if which == "last" and unit != "days":
            return Period(f"this_{unit}"), "before"
        if other.name == "yesterday":
            return Period("today"), "before"
        self.notes.append("What is compared with it was not understood.")
        return other, ""

    # --- the figure ---

    def _measure(self) -> tuple[str | None, tuple[Report, ...]]:
        """The longest words win; a thing of the business before a mere 'conversations'."""
        deeds = self.vocabulary.of("deed")
        patterns: list[tuple[str, str, re.Pattern[str]]] = [
            *(("measure", name, pattern) for name, pattern in self.words.measures.items()),
            *(("deed", name, pattern) for name, pattern in self.words.deeds.items() if name in deeds),
        ]
        found = [
            (match.end() - match.start(), -place, what, name, match)
            for place, (what, name, pattern) in enumerate(patterns)
            for match in pattern.finditer(self.rest)
        ]
        if found:
            _, _, what, name, match = max(found, key=lambda one: one[:2])
            self.rest = take(self.rest, *match.span())
            others = {one[3] for one in found if one[2] == "measure" and self._is_left(one[4])}
            self._note_others(others - {name})
            return self._chosen(what, name)
        if things := self._things():
            return things
        for name, pattern in self.words.weak.items():
            if pattern.search(self.rest):
                return self._chosen("measure", name)
        return None, ()

    def _chosen(self, what: str, name: str) -> tuple[str, tuple[Report, ...]]:
        self.parts += 1
        if what == "deed":
            self.filters["deed"] = name
            return "done", ()
        return name, ()

    def _is_left(self, match: re.Match[str]) -> bool:
        return self.rest[match.start() : match.end()] == match.group()

    def _note_others(self, others: set[str]) -> None:
        if others:
            self.notes.append("A report shows one figure: ask for the other by itself.")

    def _things(self) -> tuple[str | None, tuple[Report, ...]] | None:
        """What agents have done, or records they have made. None: nothing of the kind was said."""
        said = self._content()
        made = [("kind", each) for each in meant(said, self._titles("kind"))]
        done = [("deed", each) for each in meant(said, self._titles("deed"))]
        both = [*made, *done]
        if not both:
            return None
        best = max((len(each.words), each.is_whole) for _, each in both)
        fits = [(what, each) for what, each in both if (len(each.words), each.is_whole) == best]
        kinds = [each for what, each in fits if what == "kind"]
        if len(fits) > 1 and len(kinds) != 1:
            reports = (
                Report("done" if what == "deed" else "made", USUAL, "", {what: each.value})
                for what, each in fits
            )
            return None, tuple(reports)
        what, one = ("kind", kinds[0]) if kinds else fits[0]
        self._forget(one.words)
        self._chosen("thing", one.value)
        self.filters[what] = one.value
        return ("made" if what == "kind" else "done"), ()

    def _titles(self, name: str) -> Mapping[str, str]:
        sector = self.vocabulary.sector
        if name == "deed":
            return self.vocabulary.deeds(self.language)
        titles = {
            "kind": {key: entity.title for key, entity in sector.entities.items()},
            "agent": {key: agent.title for key, agent in sector.agents.items()},
            "intent": {key: intent.title for key, intent in sector.intents.items()},
        }[name]
        return {key: title.get(self.language, "") for key, title in titles.items()}

    # --- how it is split and narrowed ---

    def _by(self, measure: str) -> str:
        known, chosen, refused = MEASURES[measure], "", ""
        found = [
            (match.start(), -len(match.group()), name, match)
            for name, pattern in self.words.by.items()
            for match in pattern.finditer(self.rest)
        ]
        for _, _, name, match in sorted(found, key=lambda one: (one[1], one[0])):
            if not self._is_left(match):
                continue
            name = "deed" if (name, measure) == ("kind", "done") else name
            if name in known.by and not chosen:
                chosen = name
                self.parts += 1
            elif name in known.by:
                self.notes.append("A report is split once.")
            else:
                refused = name
            self.rest = take(self.rest, *match.span())
        if refused and not chosen:
            self.notes.append(f"“{known.title}” cannot be split by {GROUPINGS[refused]}.")
        return chosen

    def _narrow(self, measure: str) -> None:
        allowed = MEASURES[measure].filters
        for name, patterns in (("channel", self.words.channels), ("language", self.words.languages)):
            for value, pattern in patterns.items():
                match = pattern.search(self.rest)
                if match and name in allowed and value in self.vocabulary.of(name):
                    self._filter(name, value)
                    self.rest = take(self.rest, *match.span())
        if "outcome" in allowed and (match := self.words.open.search(self.rest)):
            self._filter("outcome", "open")
            self.rest = take(self.rest, *match.span())
        for name in ("agent", "intent"):
            fits = meant(self._content(), self._titles(name)) if name in allowed else []
            if len(fits) == 1 and fits[0].is_whole:
                self._filter(name, fits[0].value)
                self._forget(fits[0].words)

    def _filter(self, name: str, value: str) -> None:
        self.filters[name] = value
        self.parts += 1

    # --- what is left ---

    def _content(self) -> list[str]:
        return [word for word in words_in(self.rest) if word not in self.words.fillers]

    def _forget(self, said: frozenset[str]) -> None:
        for word in said:
            self.rest = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _taken, self.rest)

    def _unknown(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._content()))[:_UNKNOWN_SHOWN]


def _taken(match: re.Match[str]) -> str:
    return TAKEN * len(match.group())
