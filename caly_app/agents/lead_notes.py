"""What a conversation leaves behind on a customer: a note, how far they are, and what is to be followed up.

All of it is made from what came of its turns: effects that happened, wishes, who was called. No word of the
customer and no personal value is in it. A language model, where one is set, may put the note into sentences
(agents/lead_prose.py); what it says is what stands here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Dialogue, FactKind
from caly_app.agents.lead_rules import Came, FollowUpKind, LeadStatus, said_by
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.sector import LANGUAGES, Sector
from caly_app.agents.sector_checks import fields_of

CALL_BACK = "call_back"  # the disposition
_NAMES_AT_MOST = 8  # of a line
_KEEPS_SECRET = "private"  # what the ledger shows of a personal value
_COMPUTED = ("starts_at", "ends_at", "total")  # of arguments that are no slots


@dataclass(frozen=True)
class Effect:
    """Something that happened: a line of the ledger."""

    seq: int  # of the customer's turn
    tool: str
    tells: str
    arguments: Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """That somebody was called, and what came of it."""

    reason: EscalationReason
    is_waited_for: bool
    due_on: date
    disposition: str = ""


@dataclass(frozen=True)
class Ended:
    """What there is of a conversation that has ended."""

    id: str
    ended_on: date  # where the business is
    dialogue: Dialogue
    names: Sequence[str]  # flows that were begun and topics that were answered, in order
    effects: Sequence[Effect] = ()
    person: Person | None = None
    left_contact: bool = False
    fell_silent: bool = False


@dataclass(frozen=True)
class FollowUp:
    key: str  # the same thing has the same key
    kind: FollowUpKind
    what: str
    due_on: date


@dataclass(frozen=True)
class Written:
    """`lines`: what the note says. `settles`: beginnings of the keys of what is followed up no more."""

    lines: tuple[str, ...]
    says: LeadStatus
    why: str = ""  # it says so, as a code
    follow_ups: tuple[FollowUp, ...] = ()
    settles: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class _Course:
    """What is gathered while the conversation is gone through."""

    steps: list[tuple[LeadStatus, str]] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    settles: list[str] = field(default_factory=list)

    def settle(self, beginning: str) -> None:
        self.follow_ups = [one for one in self.follow_ups if not one.key.startswith(beginning)]
        self.settles.append(beginning)


def written(ended: Ended, phrasing: Phrasing) -> Written | None:
    """None where nothing was wanted, and nobody was called."""
    note = _Note(ended, phrasing)
    lines = tuple(note.lines())
    if not lines:
        return None
    course = _course(note)
    return Written(lines, *said_by(course.steps), tuple(course.follow_ups), tuple(course.settles))


def words_for(language: str) -> Mapping[str, Any]:
    return _words()[language if language in LANGUAGES else "en"]


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    source = resources.files("caly_app.agents.words").joinpath("notes.yaml")
    found: Mapping[str, Mapping[str, Any]] = YAML(typ="safe").load(source.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class _Note:
    ended: Ended
    phrasing: Phrasing

    @property
    def sector(self) -> Sector:
        return self.phrasing.sector

    @property
    def words(self) -> Mapping[str, Any]:
        return words_for(self.phrasing.language)

    def title(self, flow: str) -> str:
        own = {tool.name: tool.title for tool in self.phrasing.config.http_tools}
        return own.get(flow) or self.sector.title_of(flow, self.phrasing.language)

    def lines(self) -> Iterator[str]:
        """What came of it, in the order in which somebody reads it."""
        flows = [name for name in self.ended.names if self._is_wish(name)]
        yield from self._line("wanted", [self.title(name) for name in flows])
        yield from self._line("asked", self._asked())
        yield from self._line("done", [self.done(effect) for effect in self.ended.effects])
        yield from self._line("unfinished", [self.title(name) for name in self.unfinished()])
        yield from self._line("left", [self.title(name) for name in self._facts("left")])
        if unanswered := self._times("unanswered"):
            key = "unanswered_once" if unanswered == 1 else "unanswered"
            yield f"{self.words[key].format(count=unanswered)}."
        yield from self._of_person()
        if self.ended.left_contact:
            yield f"{self.words['contact']}."
        if self.ended.fell_silent and flows:
            yield f"{self.words['silent']}."

    def unfinished(self) -> list[str]:
        open_ones = (flow.name for flow in self.ended.dialogue.flows)
        return [name for name in dict.fromkeys(open_ones) if self._is_wish(name)]

    def flow_of(self, effect: Effect) -> str:
        """The wish it came of: as it was noted in its turn, else the first that can do it."""
        using = [
            name
            for name, flow in self.sector.flows.items()
            if any(step.use == effect.tool for step in flow.steps)
        ]
        noted = [fact.name for fact in self.ended.dialogue.facts if fact.seq == effect.seq]
        return next((name for name in noted if name in using), (using or [effect.tool])[0])

    def reference_of(self, effect: Effect) -> str:
        flow = self.flow_of(effect)
        facts = (fact for fact in self.ended.dialogue.facts if fact.kind == "done")
        return next((fact.reference for fact in facts if (fact.seq, fact.name) == (effect.seq, flow)), "")

    def done(self, effect: Effect) -> str:
        about = ", ".join(self._details(effect))
        named = f"{self.title(self.flow_of(effect))} {self.reference_of(effect)}".strip()
        return f"{named} ({about})" if about else named

    def says(self, key: str, **values: str) -> str:
        """With blanks where a value is missing taken away."""
        said = " ".join(str(self.words[key]).format(**values).split())
        return said if values.get("reference", "-") else said.replace(" :", ":", 1)

    def reason(self) -> str:
        assert self.ended.person
        return str(self.words["reasons"].get(self.ended.person.reason, self.ended.person.reason))

    def _is_wish(self, name: str) -> bool:
        own = any(tool.name == name for tool in self.phrasing.config.http_tools)
        return own or name in self.sector.flows and name in self.sector.intents

    def _line(self, key: str, found: Sequence[str]) -> Iterator[str]:
        names = list(dict.fromkeys(name for name in found if name))[:_NAMES_AT_MOST]
        if names:
            yield f"{self.words[key]}: {'; '.join(names)}."

    def _asked(self) -> list[str]:
        """Facts of the business that were told, and its hours."""
        told = [name for name in self._facts("told") if name not in self.sector.flows]
        known = {name.lower(): name for name in self.phrasing.business.facts}
        named = (str(self.words.get(name, "")) or known.get(name.lower(), "") for name in told)
        return [name for name in named if name]

    def _facts(self, kind: FactKind) -> list[str]:
        return [fact.name for fact in self.ended.dialogue.facts if fact.kind == kind]

    def _times(self, kind: FactKind) -> int:
        return sum(fact.times for fact in self.ended.dialogue.facts if fact.kind == kind)

    def _of_person(self) -> Iterator[str]:
        person = self.ended.person
        if person is None:
            return
        key = "person_waits" if person.is_waited_for else "person"
        yield f"{self.words[key].format(reason=self.reason())}."
        if disposition := self.words["dispositions"].get(person.disposition):
            yield f"{self.words['person_came'].format(disposition=disposition)}."

    def _details(self, effect: Effect) -> Iterator[str]:
        """Rows of what the customer said yes to, as far as their values are ordinary ones."""
        flow = self.sector.flows.get(self.flow_of(effect))
        step = next((step for step in flow.steps if step.rows), None) if flow else None
        given = {name: self._shown(name, value) for name, value in effect.arguments.items()}
        known = {name: value for name, value in given.items() if value}
        for label, form in step.rows.items() if step else ():
            if (fields := fields_of(form)) and fields <= known.keys():
                yield f"{self.phrasing.say(f'label_{label}')}: {self.phrasing.fill(form, known)}"

    def _shown(self, name: str, value: str) -> str:
        """'' for what is personal, and for what the customer put in their own words."""
        if value == _KEEPS_SECRET or not value:
            return ""
        if name not in self.sector.slots:
            return value if name in _COMPUTED else ""
        slot = self.sector.slots[name]
        if not slot.is_ordinary:
            return ""
        labels = slot.options.get(value, {})
        label = labels.get(self.phrasing.language) or labels.get("en")
        return label[0] if label else value


# --- how far they are, and what is to be followed up ---


def _course(note: _Note) -> _Course:
    ended, course, leads = note.ended, _Course(), note.sector.leads
    if ended.left_contact:
        course.steps.append((LeadStatus.NEW, "left_contact"))
    for name in ended.names:
        if name in leads.begun:
            course.steps.append((LeadStatus.INTERESTED, name))
        elif name in leads.asked:
            course.steps.append((LeadStatus.NEW, name))
    if ended.person and ended.person.reason is EscalationReason.SALES:
        course.steps.append((LeadStatus.INTERESTED, ended.person.reason))
    for name in note.unfinished():
        if name in leads.begun:
            what = note.says("follow_up_unfinished", title=note.title(name))
            _follow(course, note, FollowUpKind.UNFINISHED, name, what, _in_days(ended.ended_on, 1, note))
    for effect in ended.effects:
        course.settle(f"{FollowUpKind.UNFINISHED}:{note.flow_of(effect)}")
        if came := leads.came.get(effect.tells):
            _after(effect, came, note, course)
    _after_person(note, course)
    return course


def _after(effect: Effect, came: Came, note: _Note, course: _Course) -> None:
    """What an effect makes of a lead."""
    if came.status:
        course.steps.append((came.status, effect.tells))
    for kind in came.settles:
        course.settle(f"{kind}:")
    if came.follow_up:
        reference = note.reference_of(effect)
        title = note.title(note.flow_of(effect))
        what = note.says(f"follow_up_{came.follow_up}", title=title, reference=reference)
        begins = _date_of(effect.arguments.get(came.after, "")) if came.after else None
        due = _in_days(begins or note.ended.ended_on, came.in_days, note)
        _follow(course, note, came.follow_up, reference or f"{effect.tells}:{note.ended.id}", what, due)


def _after_person(note: _Note, course: _Course) -> None:
    """Who waits is called back, or answered by when it was due."""
    ended, person = note.ended, note.ended.person
    waits = person is not None and person.is_waited_for
    promised = person is not None and person.disposition == CALL_BACK
    if promised or ended.left_contact and (waits or person is None):
        what, due = note.says("follow_up_call_back"), _in_days(ended.ended_on, 1, note)
        _follow(course, note, FollowUpKind.CALL_BACK, ended.id, what, due)
    elif person and waits:
        what = note.says("follow_up_person", reason=note.reason())
        _follow(course, note, FollowUpKind.PERSON, ended.id, what, person.due_on)


def _follow(course: _Course, note: _Note, kind: FollowUpKind, about: str, what: str, due: date) -> None:
    course.follow_ups.append(FollowUp(f"{kind}:{about}"[:200], kind, what, due))


def _in_days(day: date, days: int, note: _Note) -> date:
    """The first day from then on on which the business is open; that day itself where it has no hours."""
    business, due = note.phrasing.business, day + timedelta(days=days)
    for later in range(14 if business.opening_hours else 0):
        if business.hours_on(due + timedelta(days=later)):
            return due + timedelta(days=later)
    return due


def _date_of(written_as: str) -> date | None:
    try:
        return datetime.fromisoformat(written_as).date()
    except ValueError:
        return None
