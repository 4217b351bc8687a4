"""Whoever can be booked: a list, and one of them to add or change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import reflex as rx
from reflex_components_sonner.toast import ToastAction

from caly_app import clock, db, doorbell
from caly_app.agents.business import WEEKDAYS
from caly_app.errors import ChangedMeanwhile, Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import business as business_queries
from caly_app.queries import resources as resource_queries
from caly_app.queries.resources import ResourceRow
from caly_app.services import opening_hours, resources, workspaces
from caly_app.services.resources import ResourceChanges
from caly_app.services.workspaces import Part
from caly_app.state import live
from caly_app.state.schema_fields import in_sentence
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import uuid_of

NEW = "new"
_TYPED = ("name", "specialty", "slot_minutes", *WEEKDAYS)
_SHORT = dict(zip(WEEKDAYS, "Mon Tue Wed Thu Fri Sat Sun".split(), strict=True))


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    about: str  # dermatologist, 20 minutes, Mon 09:00-13:00
    is_active: bool
    coming: str  # "3 appointments", or nothing


class ResourcesState(rx.State):
    is_loaded: bool = False
    rows: list[Row] = []
    opened: str = ""  # id, or "new"
    heading: str = ""
    typed: dict[str, str] = dict.fromkeys(_TYPED, "")
    errors: dict[str, str] = {}
    _known: list[ResourceRow] = []
    _shown: dict[str, str] = {}  # what is open, as it was when it was opened: only what is typed is changed

    @rx.var
    def has_hours(self) -> bool:
        """Of its own: on a day without, it is closed."""
        return any(self.typed[day].strip() for day in WEEKDAYS)

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            workspaces.must_be_allowed(actor)
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            with clock.offset(facts.clock_offset):
                self._known = await resource_queries.all_of(session, actor, clock.now())
        self.rows = [_row(each) for each in self._known]
        self.is_loaded = True
        topics = [doorbell.workspace(actor.workspace_id), doorbell.appointments_of(actor.workspace_id)]
        return [*topics, doorbell.account(actor.id)]

    @rx.event
    def begin(self):
        self._show(NEW, "Add somebody", dict.fromkeys(_TYPED, "") | {"slot_minutes": "30"})

    @rx.event
    def open(self, resource_id: str):
        found = next((each for each in self._known if str(each.id) == resource_id), None)
        if found:
            self._show(resource_id, found.name, resources.in_words(found))

    def _show(self, opened: str, heading: str, typed: dict[str, str]) -> None:
        self.opened, self.heading, self.typed, self.errors = opened, heading, typed, {}
        self._shown = {} if opened == NEW else {**typed}

    def _show_now(self, changed: Mapping[str, str]) -> None:
        """What others have changed is shown, but where something is typed: saved again, that holds."""
        found = next((each for each in self._known if str(each.id) == self.opened), None)
        if found:
            now = resources.in_words(found)
            typed = {name: value for name, value in self.typed.items() if value != self._shown.get(name)}
            self.typed, self._shown = {**now, **typed}, now
        said = [f"{_SHORT[day]} {changed[day]}" for day in WEEKDAYS if day in changed]
        hours = {"hours": in_sentence("; ".join(said))} if said else {}
        rest = {name: in_sentence(words) for name, words in changed.items() if name not in WEEKDAYS}
        self.errors = {**rest, **hours}

    @rx.event
    def close(self):
        self.opened = ""

    @rx.event
    def set_typed(self, name: str, value: str):
        if name in _TYPED:
            self.typed = {**self.typed, name: value[:200]}
            self.errors = {}

    @rx.event
    async def save(self):
        if not self.opened:
            return None
        minutes = self.typed["slot_minutes"].strip()
        if not minutes.isascii() or not minutes.isdigit() or len(minutes) > 4:
            self.errors = {"slot_minutes": "Please write a whole number."}
            return None
        typed = {name: value for name, value in self.typed.items() if value != self._shown.get(name)}
        days = {day: typed[day] for day in WEEKDAYS if day in typed}
        changes = ResourceChanges(
            name=typed.get("name"),
            specialty=typed.get("specialty"),
            slot_minutes=int(minutes) if "slot_minutes" in typed else None,
            hours=Part(days) if days else None,
        )
        said = await self._change(self.opened, changes, f"{self.typed['name'].strip()} is stored.")
        if not self.errors:
            self.opened = ""
        return said

    @rx.event
    async def switch(self, resource_id: str, is_active: bool):
        """Closed, or opened again."""
        found = next((each for each in self.rows if each.id == resource_id), None)
        if found is None:
            return None
        booked = f" What is booked stays: {found.coming}." if found.coming and not is_active else ""
        said = f"{found.name} {'can be booked' if is_active else 'offers no new times'}.{booked}"
        undo = ResourcesState.switch(resource_id, not is_active)
        return await self._change(resource_id, ResourceChanges(is_active=bool(is_active)), said, undo=undo)

    async def _change(self, resource_id: str, changes: ResourceChanges, said: str, undo: object = None):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                if resource_id == NEW:
                    await resources.add(session, actor, changes)
                else:
                    await resources.change(session, actor, uuid_of(resource_id), changes, dict(self._shown))
        except ChangedMeanwhile as refusal:
            await self._reload()
            self._show_now(refusal.fields)
            return None
        except Invalid as refusal:
            self.errors = dict(refusal.fields)
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success(said, action=ToastAction("Undo", undo)) if undo else rx.toast.success(said)


def _row(row: ResourceRow) -> Row:
    hours = opening_hours.in_words(row.hours)
    days = [f"{_SHORT[day]} {said}" for day, said in hours.items() if said]
    about = [row.specialty, f"{row.slot_minutes} minutes", *(days or ["hours of the business"])]
    coming = f"{row.coming} {'appointment' if row.coming == 1 else 'appointments'}" if row.coming else ""
    return Row(str(row.id), row.name, ", ".join(each for each in about if each), row.is_active, coming)
