"""The settings of a business: each is kept as it is typed, and holds from the next message on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import Actor
from caly_app.agents import next_time, wanted
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotSignedIn, Refused
from caly_app.models import Workspace
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import workspaces
from caly_app.services.branding import contrast
from caly_app.services.workspaces import WorkspaceChanges
from caly_app.state import live
from caly_app.state.business_form import BusinessForm, Option
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import uuid_of

DEFAULT_COLOR = "#2b4a6f"  # the chat's own, assets/chat/colour.js


@dataclass(frozen=True)
class Fact:
    index: int
    name: str
    value: str


@dataclass(frozen=True)
class HolidayRow:
    id: str
    on: str  # Fri 25 Dec 2026
    name: str


@dataclass(frozen=True)
class HiddenKind:
    """A kind of personal value, and where it is hidden."""

    kind: str
    name: str
    in_transcript: bool
    in_prompt: bool


@dataclass(frozen=True)
class WantedKind:
    """A kind of personal value that may be wanted of each customer."""

    kind: str
    name: str
    is_wanted: bool
    is_for_proof: bool  # cannot be dropped


WANTED_KINDS = {
    "name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "date_of_birth": "Date of birth",
    "address": "Address",
}
KEPT_FOR = {0: "Not at all", 30: "For 30 days", 90: "For 90 days", 365: "For a year", 730: "For two years"}
KINDS = {
    "phone": "Phone numbers",
    "email": "E-mail addresses",
    "date_of_birth": "Dates of birth",
    "address": "Postal addresses",
    "account": "Bank accounts",
    "identity_number": "Identity numbers",
}


class WorkspaceState(BusinessForm, rx.State):
    is_loaded: bool = False
    facts: list[Fact] = []
    holidays: list[HolidayRow] = []
    holiday_date: str = ""
    holiday_name: str = ""
    sites: str = ""  # one on each line
    color: str = ""
    color_says: str = ""
    logo_url: str = ""
    remembers: str = ""  # what the sector remembers of customers, in words
    memory_days: str = ""
    memory_choices: list[Option] = []
    welcome: str = ""
    hidden: list[HiddenKind] = []
    wanted: list[WantedKind] = []
    writes_notes: bool = True  # on customers, when a conversation has ended
    has_chosen: bool = False  # what is hidden; else it is as the sector says

    @rx.event(background=True)
    async def watch(self):
        async with self:
            self.is_loaded = False
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        """What is being typed is not taken away: fields are read once, lists at each ring."""
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            if self.workspace_id != str(actor.workspace_id) or not self.is_loaded:
                workspaces.must_be_allowed(actor)
                self._fill(await workspace_queries.get(session, actor, actor.workspace_id))
            await self._read_holidays(session, actor)
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    def _fill(self, workspace: Workspace) -> None:
        self.errors, self.saved = {}, ""
        self._show(workspace)
        self.facts = [
            Fact(index, name, str(value)) for index, (name, value) in enumerate(workspace.facts.items())
        ]
        self.sites = "\n".join(workspace.allowed_domains)
        self.color = str(workspace.branding.get("color", ""))
        self.logo_url = str(workspace.branding.get("logo_url", ""))
        self.welcome = str(workspace.branding.get("welcome", ""))
        self.color_says = _seen(self.color)

    async def _read_holidays(self, session: Session, actor: Actor) -> None:
        assert actor.workspace_id
        found = await workspace_queries.holidays(session, actor, actor.workspace_id)
        self.holidays = [HolidayRow(str(each.id), _day(each.on_date), each.name) for each in found]

    async def _change(
        self, session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges
    ) -> Workspace:
        return await workspaces.change(session, actor, workspace_id, changes)

    # --- facts ---

    @rx.event
    def add_fact(self):
        self.facts = [*self.facts, Fact(len(self.facts), "", "")]

    @rx.event
    async def set_fact_name(self, index: int, name: str):
        return await self._set_fact(index, name=name)

    @rx.event
    async def set_fact_value(self, index: int, value: str):
        return await self._set_fact(index, value=value)

    @rx.event
    async def remove_fact(self, index: int):
        kept = [each for each in self.facts if each.index != index]
        self.facts = [Fact(at, each.name, each.value) for at, each in enumerate(kept)]
        return await self._keep_facts()

    async def _set_fact(self, index: int, *, name: str | None = None, value: str | None = None):
        self.facts = [
            Fact(
                each.index,
                name if name is not None and each.index == index else each.name,
                value if value is not None and each.index == index else each.value,
            )
            for each in self.facts
        ]
        return await self._keep_facts()

    async def _keep_facts(self):
        """One whose other half is not written yet waits for it."""
        written = [(each.name.strip(), each.value.strip()) for each in self.facts]
        whole = {name: value for name, value in written if name and value}
        return await self._keep(WorkspaceChanges(facts=whole))

    # --- sites and looks ---

    @rx.event
    async def set_sites(self, value: str):
        self.sites = value
        return await self._keep(WorkspaceChanges(allowed_domains=value.split()))

    @rx.event
    async def set_color(self, value: str):
        self.color, self.color_says = value, _seen(value)
        return await self._keep_branding()

    @rx.event
    async def set_logo_url(self, value: str):
        self.logo_url = value
        return await self._keep_branding()

    @rx.event
    async def set_welcome(self, value: str):
        self.welcome = value
        return await self._keep_branding()

    async def _keep_branding(self):
        return await self._keep(
            WorkspaceChanges(
                branding={"color": self.color, "logo_url": self.logo_url, "welcome": self.welcome}
            )
        )

    # --- personal data ---

    @rx.event
    async def hide_in(self, place: str, kind: str, is_hidden: bool):
        hidden = self._hidden_now()
        if place in hidden and kind in KINDS:
            kept = [each for each in hidden[place] if each != kind]
            hidden[place] = [*kept, kind] if is_hidden else kept
            return await self._keep_privacy(hidden, self.memory_days)

    @rx.event
    async def want(self, kind: str, is_wanted: bool):
        """To be held of each customer, or no more."""
        if kind in WANTED_KINDS:
            kinds = [each for each in self._wanted_now() if each != kind]
            return await self._keep_privacy(
                self._hidden_now(), self.memory_days, [*kinds, kind] if is_wanted else kinds
            )

    @rx.event
    async def set_memory_days(self, days: str):
        if days in {each.value for each in self.memory_choices}:
            return await self._keep_privacy(self._hidden_now(), days)

    @rx.event
    async def set_writes_notes(self, is_on: bool):
        return await self._keep(WorkspaceChanges(writes_notes=is_on))

    def _hidden_now(self) -> dict[str, list[str]]:
        return {
            "transcript": [each.kind for each in self.hidden if each.in_transcript],
            "prompt": [each.kind for each in self.hidden if each.in_prompt],
        }

    def _wanted_now(self) -> list[str]:
        return [each.kind for each in self.wanted if each.is_wanted]

    async def _keep_privacy(
        self, hidden: dict[str, list[str]], memory_days: str, kinds: list[str] | None = None
    ):
        kept = self._wanted_now() if kinds is None else kinds
        chosen = {**hidden, wanted.CHOSEN: kept, next_time.CHOSEN: int(memory_days)}
        return await self._keep(WorkspaceChanges(privacy=chosen))

    @rx.event
    async def hide_as_the_sector_says(self):
        return await self._keep(WorkspaceChanges(privacy={}))

    def _show(self, workspace: Workspace, except_for: set[str] | None = None) -> None:
        super()._show(workspace, except_for)
        self._show_hidden(workspace)

    def _show_hidden(self, workspace: Workspace) -> None:
        hidden = workspace_queries.hidden(workspace)
        self.hidden = [
            HiddenKind(kind, name, kind in hidden["transcript"], kind in hidden["prompt"])
            for kind, name in KINDS.items()
        ]
        self.has_chosen = bool(workspace.privacy)
        self.writes_notes = workspace.writes_notes
        sector, days = all_sectors()[workspace.sector], workspace_queries.memory_days(workspace)
        for_proof, kinds = wanted.for_proof(sector), workspace_queries.wanted_of(workspace)
        self.wanted = [
            WantedKind(kind, name, kind in kinds, kind in for_proof) for kind, name in WANTED_KINDS.items()
        ]
        self.remembers = ", ".join(next_time.title(slot, sector).lower() for slot in sector.remembers)
        offered = {**KEPT_FOR, days: KEPT_FOR.get(days, f"For {days} days")}
        self.memory_choices = [Option(str(each), words) for each, words in sorted(offered.items())]
        self.memory_days = str(days)

    # --- holidays ---

    @rx.event
    def set_holiday_date(self, value: str):
        self.holiday_date = value

    @rx.event
    def set_holiday_name(self, value: str):
        self.holiday_name = value

    @rx.event
    async def add_holiday(self):
        try:
            on = date.fromisoformat(self.holiday_date)
        except ValueError:
            return rx.toast.warning("Please choose a date.")
        name = self.holiday_name
        self.holiday_date = self.holiday_name = ""
        return await self._do(
            lambda session, actor: workspaces.add_holiday(session, actor, actor.workspace_id, on, name)
        )

    @rx.event
    async def add_public_holidays(self):
        return await self._do(
            lambda session, actor: workspaces.add_public_holidays(session, actor, actor.workspace_id)
        )

    @rx.event
    async def remove_holiday(self, holiday_id: str):
        return await self._do(
            lambda session, actor: workspaces.remove_holiday(
                session, actor, actor.workspace_id, uuid_of(holiday_id)
            )
        )

    async def _do(self, change):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await change(session, actor)
                await self._read_holidays(session, actor)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Refused as refusal:
            return rx.toast.warning(refusal.message)


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b %Y}"


def _seen(color: str) -> str:
    """How well a colour is seen on the white chat, in words."""
    try:
        seen = contrast(color or DEFAULT_COLOR, "#ffffff")
    except ValueError:
        return ""
    return f"Contrast on white: {seen:.1f} to 1."
