"""What the setup and the settings know of a business, kept as it is typed.

A mixin, so that each page stays one flat class. The page says how a change is made (`_change`).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import clock, countries, db
from caly_app.actor import Actor
from caly_app.agents.business import WEEKDAYS
from caly_app.agents.sector import LANGUAGES
from caly_app.db import Session
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.models import Workspace
from caly_app.services.opening_hours import DAYS
from caly_app.services.workspaces import Part, WorkspaceChanges
from caly_app.state import words
from caly_app.state.signed_in import current_person

STRETCHES_AT_MOST = 3
_WEEKDAYS_AT_WORK = WEEKDAYS[:5]


@dataclass(frozen=True)
class Stretch:
    index: int
    opens: str  # 08:00
    closes: str


@dataclass(frozen=True)
class Day:
    day: str  # mon
    name: str
    is_open: bool
    stretches: list[Stretch]


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Language:
    """One that customers may be greeted in besides the main one."""

    code: str
    name: str
    is_spoken: bool


Change = Callable[[Session, Actor, UUID, WorkspaceChanges], Awaitable[Workspace]]


class BusinessForm(rx.State, mixin=True):
    workspace_id: str = ""
    name: str = ""
    slug: str = ""
    country: str = ""
    timezone: str = ""
    language: str = ""  # the main one
    languages: list[Option] = []  # which of them may be
    others: list[Language] = []
    emergency_number: str = ""
    zones: list[Option] = []
    hours: list[Day] = []
    _hours: dict[str, list[list[str]]] = {}  # as they are stored
    open_words: str = ""  # for the preview
    errors: dict[str, str] = {}
    saved: str = ""

    @rx.event
    async def set_name(self, value: str):
        self.name = value
        return await self._keep(WorkspaceChanges(name=value))

    @rx.event
    async def set_country(self, value: str):
        return await self._keep(WorkspaceChanges(country=value))

    @rx.event
    async def set_timezone(self, value: str):
        return await self._keep(WorkspaceChanges(timezone=value))

    @rx.event
    async def set_language(self, value: str):
        return await self._keep(WorkspaceChanges(language=value))

    @rx.event
    async def speak(self, language: str, is_spoken: bool):
        return await self._keep(WorkspaceChanges(languages=Part({language: is_spoken or None})))

    @rx.event
    async def set_emergency_number(self, value: str):
        self.emergency_number = value
        return await self._keep(WorkspaceChanges(emergency_number=value))

    @rx.event
    async def open_day(self, day: str, is_open: bool):
        usual = next((each.stretches for each in self.hours if each.is_open), [Stretch(0, "09:00", "18:00")])
        return await self._set_day(day, list(usual) if is_open else [])

    @rx.event
    async def set_opens(self, day: str, index: int, value: str):
        return await self._set_stretch(day, index, opens=value)

    @rx.event
    async def set_closes(self, day: str, index: int, value: str):
        return await self._set_stretch(day, index, closes=value)

    @rx.event
    async def add_stretch(self, day: str):
        stretches = self._stretches(day)
        if stretches and len(stretches) < STRETCHES_AT_MOST:
            return await self._set_day(day, _with_a_break(stretches))

    @rx.event
    async def remove_stretch(self, day: str, index: int):
        return await self._set_day(day, [each for each in self._stretches(day) if each.index != index])

    @rx.event
    async def copy_to_weekdays(self, day: str):
        stretches = self._stretches(day)
        self.hours = [
            _day(each.day, stretches) if each.day in _WEEKDAYS_AT_WORK else each for each in self.hours
        ]
        return await self._keep_hours()

    def _stretches(self, day: str) -> list[Stretch]:
        return [replace(s) for each in self.hours if each.day == day for s in each.stretches]

    async def _set_stretch(self, day: str, index: int, **times: str):
        stretches = [replace(each, **times) if each.index == index else each for each in self._stretches(day)]
        return await self._set_day(day, stretches)

    async def _set_day(self, day: str, stretches: Sequence[Stretch]):
        self.hours = [_day(day, stretches) if each.day == day else each for each in self.hours]
        return await self._keep_hours()

    async def _keep_hours(self):
        """Days that were changed. A time that is being typed is empty: its day is kept once it is there."""
        written = {each.day: times_of(each) for each in self.hours}
        whole = {day: times for day, times in written.items() if all(all(each) for each in times)}
        changed = {day: times for day, times in whole.items() if times != self._hours.get(day, [])}
        if changed or len(whole) == len(written):
            return await self._keep(WorkspaceChanges(opening_hours=Part(changed)))

    async def _change(
        self, session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges
    ) -> Workspace:
        raise NotImplementedError

    async def _keep(self, changes: WorkspaceChanges):
        named = {name for name, value in vars(changes).items() if value is not None}
        return await self._keep_by(
            lambda session, actor: self._change(session, actor, UUID(self.workspace_id), changes), named
        )

    async def _keep_by(self, change: Callable[[Session, Actor], Awaitable[Workspace]], named: set[str]):
        """Once it is kept, what is shown is what is stored; what is wrong is said beside its field."""
        self.errors = {
            field: words for field, words in self.errors.items() if field.split(".")[0] not in named
        }
        try:
            actor = (await current_person(self)).actor
            async with db.transaction(actor) as session:
                workspace = await change(session, actor)
                await session.flush()
        except Invalid as refusal:
            self.saved = ""
            self.errors = {**self.errors, **refusal.fields}
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            self.saved = ""
            return rx.toast.warning(refusal.message)
        else:
            self._show(workspace, except_for=named)
            self.saved = f"Saved {words.time_of_day(clock.now(), ZoneInfo(workspace.timezone))}"

    def _show(self, workspace: Workspace, except_for: set[str] | None = None) -> None:
        """`except_for`: what is being typed is left as it was typed."""
        typed = except_for or set()
        if self.workspace_id != str(workspace.id):
            self.hours, self._hours = [], {}
        self.workspace_id, self.slug = str(workspace.id), workspace.slug
        if "name" not in typed:
            self.name = workspace.name
        if "emergency_number" not in typed:
            self.emergency_number = workspace.emergency_number
        self._show_hours(workspace.opening_hours)
        self._show_languages(workspace.languages)
        self.country, self.timezone = workspace.country, workspace.timezone
        zones = dict.fromkeys((workspace.timezone, *countries.zones_of(workspace.country)))
        self.zones = sorted((Option(zone, zone.replace("_", " ")) for zone in zones), key=lambda o: o.label)
        self.open_words = _in_words(self.hours)

    def _show_languages(self, spoken: Sequence[str]) -> None:
        """Those that the agent speaks, and what else was set over REST."""
        self.language = spoken[0]
        known = dict.fromkeys((*LANGUAGES, *spoken))
        self.languages = [Option(code, countries.name_of_language(code)) for code in known]
        self.others = [
            Language(each.value, each.label, each.value in spoken)
            for each in self.languages
            if each.value != spoken[0]
        ]

    def _show_hours(self, stored: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """A day on which something is typed that is not kept yet stays as it is typed."""
        now = {day: [list(each) for each in stored.get(day, ())] for day in WEEKDAYS}
        typed = {each.day: each for each in self.hours if times_of(each) != self._hours.get(each.day, [])}
        self.hours = [typed.get(day) or _stored_day(day, now[day]) for day in WEEKDAYS]
        self._hours = now


def times_of(day: Day) -> list[list[str]]:
    return [[each.opens, each.closes] for each in day.stretches]


def _day(day: str, stretches: Sequence[Stretch]) -> Day:
    numbered = [Stretch(index, each.opens, each.closes) for index, each in enumerate(stretches)]
    return Day(day, DAYS[day], bool(numbered), numbered)


def _stored_day(day: str, stretches: Sequence[Sequence[str]]) -> Day:
    return _day(day, [Stretch(0, opens, closes) for opens, closes in stretches])


def _with_a_break(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The last stretch gets a break at noon, or in its middle; a short one is followed by an hour more."""
    *before, last = stretches
    opens, closes = _minutes(last.opens), _minutes(last.closes)
    if opens < 12 * 60 and closes > 13 * 60:
        begins, ends = 12 * 60, 13 * 60
    elif closes - opens >= 90:
        begins = (opens + closes) // 2 // 30 * 30
        ends = begins + 30
    else:
        begins, ends = closes, closes + 60
        return [*stretches, Stretch(0, _clock(min(ends, 1320)), _clock(min(ends + 60, 1380)))]
    return [*before, replace(last, closes=_clock(begins)), Stretch(0, _clock(ends), last.closes)]


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours or 0) * 60 + int(minutes or 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _in_words(hours: Sequence[Day]) -> str:
    """As "We are open Monday to Friday 09:00-18:00, Saturday 10:00-12:00."."""
    groups: list[list[Day]] = []
    for day in hours:
        if groups and groups[-1][-1].stretches == day.stretches:
            groups[-1].append(day)
        else:
            groups.append([day])
    said = [_group_in_words(group) for group in groups if group[0].is_open]
    return f"We are open {', '.join(said)}." if said else "We are closed."


def _group_in_words(days: Sequence[Day]) -> str:
    first, last = days[0].name, days[-1].name
    names = first if len(days) == 1 else f"{first} {'to' if len(days) > 2 else 'and'} {last}"
    return f"{names} {' and '.join(f'{each.opens}-{each.closes}' for each in days[0].stretches)}"
