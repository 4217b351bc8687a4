"""The settings of a business: each is kept as it is typed, and holds from the next message on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import Actor
from caly_app.agents import masks, next_time, wanted
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotSignedIn, Refused
from caly_app.models import Workspace
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import workspaces
from caly_app.services.branding import contrast
from caly_app.services.meanwhile import differing
from caly_app.services.workspaces import Part, WorkspaceChanges
from caly_app.state import live
from caly_app.state.business_form import BusinessForm, Option
from caly_app.state.fact_rows import FactsOfBusiness
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import uuid_of

_TYPED = {"name", "emergency_number"}
LOOKS = ("color", "logo_url", "welcome")
DEFAULT_COLOR = "#2b4a6f"  # the chat's own, assets/chat/colour.js


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


class WorkspaceState(BusinessForm, FactsOfBusiness, rx.State):
    is_loaded: bool = False
    holidays: list[HolidayRow] = []
    holiday_date: str = ""
    holiday_name: str = ""
    sites: str = ""  # one on each line
    _sites: list[str] = []  # those that this tab has shown or kept
    _looks: dict[str, str] = dict.fromkeys(LOOKS, "")
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
        """What is being typed is not taken away; all else is read at each ring."""
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            workspaces.must_be_allowed(actor)
            workspace = await workspace_queries.get(session, actor, actor.workspace_id)
            is_anew = self.workspace_id != str(actor.workspace_id) or not self.is_loaded
            if is_anew:
                self._begin()
            self._show(workspace, None if is_anew else _TYPED)
            await self._read_holidays(session, actor)
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    def _begin(self) -> None:
        self.errors, self.saved, self.workspace_id = {}, "", ""
        self.facts, self.sites, self._sites = [], "", []
        self.color, self.logo_url, self.welcome = "", "", ""
        self._looks = dict.fromkeys(LOOKS, "")

    async def _read_holidays(self, session: Session, actor: Actor) -> None:
        assert actor.workspace_id
        found = await workspace_queries.holidays(session, actor, actor.workspace_id)
        self.holidays = [HolidayRow(str(each.id), _day(each.on_date), each.name) for each in found]

    async def _change(
        self, session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges
    ) -> Workspace:
        return await workspaces.change(session, actor, workspace_id, changes)

    # --- sites and looks ---

    @rx.event
    async def set_sites(self, value: str):
        self.sites = value
        typed = [workspaces.host_of(written) for written in value.split()]
        changes = differing(dict.fromkeys(self._sites, True), dict.fromkeys(typed, True))
        told = await self._keep(WorkspaceChanges(allowed_domains=Part(changes)))
        if not told and "allowed_domains" not in self.errors:
            self._sites = typed
        return told

    def _show_sites(self, stored: Sequence[str]) -> None:
        """Those that others have named, unless something is typed that is not kept yet."""
        if [workspaces.host_of(written) for written in self.sites.split()] == self._sites != list(stored):
            self.sites, self._sites = "\n".join(stored), list(stored)

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
        return await self._keep(WorkspaceChanges(branding=Part(differing(self._looks, self._typed_looks()))))

    def _typed_looks(self) -> dict[str, str]:
        typed = (self.color.strip().lower(), self.logo_url.strip(), self.welcome.strip())
        return dict(zip(LOOKS, typed, strict=True))

    def _show_looks(self, stored: Mapping[str, object]) -> None:
        """As they are stored, but where something is typed that is not kept yet."""
        now, typed = {name: str(stored.get(name, "")) for name in LOOKS}, self._typed_looks()
        for name in LOOKS:
            if typed[name] == self._looks[name] != now[name]:
                setattr(self, name, now[name])
        self._looks, self.color_says = now, _seen(self.color)

    # --- personal data ---

    @rx.event
    async def hide_in(self, place: str, kind: str, is_hidden: bool):
        if place in masks.PLACES and kind in KINDS:
            return await self._choose(place, kind, is_hidden)

    @rx.event
    async def want(self, kind: str, is_wanted: bool):
        """To be held of each customer, or no more."""
        if kind in WANTED_KINDS:
            return await self._choose(wanted.CHOSEN, kind, is_wanted)

    @rx.event
    async def set_memory_days(self, days: str):
        if days in {each.value for each in self.memory_choices}:
            return await self._keep(WorkspaceChanges(privacy=Part({next_time.CHOSEN: int(days)})))

    @rx.event
    async def set_writes_notes(self, is_on: bool):
        return await self._keep(WorkspaceChanges(writes_notes=is_on))

    async def _choose(self, place: str, kind: str, is_chosen: bool):
        """This one kind: the others are as they are by now, whatever this tab shows of them."""
        return await self._keep_by(
            lambda session, actor: workspaces.choose_privacy(
                session, actor, UUID(self.workspace_id), place, kind, bool(is_chosen)
            ),
            {"privacy"},
        )

    @rx.event
    async def hide_as_the_sector_says(self):
        return await self._keep(WorkspaceChanges(privacy={}))

    def _show(self, workspace: Workspace, except_for: set[str] | None = None) -> None:
        super()._show(workspace, except_for)
        self._show_facts(workspace.facts)
        self._show_sites(workspace.allowed_domains)
        self._show_looks(workspace.branding)
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
