"""Servers of the business's own: a list, one of them to add or change, and whether each answers."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import db, doorbell, wiring
from caly_app.agents.sector import Entity
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.queries.connections import ConnectionRow
from caly_app.services import connections, record_sources
from caly_app.services.connections import Given
from caly_app.services.record_mapping import RecordSource
from caly_app.services.record_schemas import sector_of
from caly_app.state import live
from caly_app.state.signed_in import current_actor

NEW = "+"  # no name begins with it
_AT_MOST = {"name": 40, "url": 300, "header": 60, "secret": 2000}


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    about: str  # in which header its secret goes


@dataclass(frozen=True)
class Kind:
    """Records of one kind, and where they come from."""

    name: str
    title: str
    about: str


class ConnectionsState(rx.State):
    is_loaded: bool = False
    rows: list[Row] = []
    kinds: list[Kind] = []
    opened: str = ""  # name, or NEW
    is_new: bool = False
    heading: str = ""
    url: str = ""
    header: str = ""
    has_secret: bool = False
    errors: dict[str, str] = {}
    said: dict[str, str] = {}  # name -> what came of trying it
    asked: str = ""  # which is about to be removed
    _known: list[ConnectionRow] = []

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            self._known = await connection_queries.listed(session, actor)
            sources = await record_sources.all_of(session, actor)
            entities = all_sectors()[await sector_of(session, actor)].entities
        self.kinds = [_kind(name, entity, sources.get(name)) for name, entity in entities.items()]
        self.rows = [_row(each) for each in self._known]
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    @rx.event
    def begin(self):
        self.opened, self.is_new, self.heading = NEW, True, "Add a server"
        self.url, self.header, self.has_secret, self.errors = "", "Authorization", False, {}

    @rx.event
    def open(self, name: str):
        found = next((each for each in self._known if each.name == name), None)
        if found:
            self.opened, self.is_new, self.heading = name, False, name
            self.url, self.header, self.has_secret, self.errors = (
                *(found.url, found.header, found.has_secret, {}),
            )

    @rx.event
    def close(self):
        self.opened = ""

    @rx.event
    async def save(self, form: dict[str, str]):
        """A secret that is left empty is the one that is kept, or none."""
        if not self.opened:
            return None
        typed = {name: str(form.get(name, ""))[:most] for name, most in _AT_MOST.items()}
        name = typed["name"].strip() if self.is_new else self.opened
        given = Given(typed["url"], typed["header"], typed["secret"] or None)
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                if self.is_new and any(each.name == name for each in self._known):
                    raise Invalid(fields={"name": "There is one of this name already."})
                await connections.save(session, actor, name, given)
        except Invalid as refusal:
            self.errors = dict(refusal.fields)
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self.opened = ""
        await self._reload()
        return rx.toast.success(f"{name} is stored.")

    @rx.event
    async def try_it(self, name: str):
        """No transaction is open meanwhile."""
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                connection_queries.may_see(actor)
                outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
            tried = await connections.tried(outside, name, "/")
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            self.said = {**self.said, name: refusal.message}
            return None
        is_json = "JSON" if tried.is_json else "without JSON"
        self.said = {
            **self.said,
            name: f"It answers: {tried.status}, {is_json}, {tried.milliseconds:.0f} ms.",
        }
        return None

    @rx.event
    def ask_to_remove(self, name: str):
        self.asked = name if any(each.name == name for each in self._known) else ""

    @rx.event
    def keep(self):
        self.asked = ""

    @rx.event
    async def remove(self):
        name, self.asked = self.asked, ""
        if not name:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await connections.remove(session, actor, name)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success(f"{name} is asked no more.")


def _row(row: ConnectionRow) -> Row:
    return Row(row.name, row.url, f"secret in {row.header}" if row.has_secret else "without a secret")


def _kind(name: str, entity: Entity, source: RecordSource | None) -> Kind:
    about = f"from {source.connection}" if source else "kept here"
    if source and not source.changes and not source.creates:
        about += ", only read"
    return Kind(name, entity.title["en"], about)
