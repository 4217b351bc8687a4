"""Where records of each kind come from: kept here, or on a server of the business's own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from caly_app import db, doorbell, wiring
from caly_app.agents.sector import Entity
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.queries import sectors as sector_queries
from caly_app.services import record_sources
from caly_app.services.record_mapping import RecordSource
from caly_app.services.record_schemas import sector_of
from caly_app.state import live
from caly_app.state.signed_in import current_actor

_MOST = 20_000


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    about: str
    is_elsewhere: bool


@dataclass(frozen=True)
class Said:
    """A line of what came of trying: a field, and its value or what is wrong with it."""

    name: str
    words: str
    is_wrong: bool


class RecordSourcesState(rx.State):
    is_loaded: bool = False
    kinds: list[Kind] = []
    opened: str = ""
    heading: str = ""
    is_elsewhere: bool = False
    text: str = ""  # the mapping as JSON
    reference: str = ""
    said: list[Said] = []
    problem: str = ""
    _servers: list[str] = []
    _sources: dict[str, dict[str, Any]] = {}
    _sector: str = ""

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            self._sector = await sector_of(session, actor)
            sources = await record_sources.all_of(session, actor)
            self._servers = [each.name for each in await connection_queries.listed(session, actor)]
        self._sources = {kind: _written(source) for kind, source in sources.items()}
        entities = all_sectors()[self._sector].entities
        self.kinds = [_kind(name, entity, sources.get(name)) for name, entity in entities.items()]
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    @rx.event
    def open(self, kind: str):
        entity = all_sectors()[self._sector].entities.get(kind) if self._sector else None
        if entity is None:
            return
        self.opened, self.heading = kind, entity.title["en"]
        self.is_elsewhere = kind in self._sources
        written = self._sources.get(kind) or _sketch(entity, self._servers)
        self.text = json.dumps(written, indent=2, ensure_ascii=False)
        self.reference, self.said, self.problem = "", [], ""

    @rx.event
    def close(self):
        self.opened = ""

    @rx.event
    def set_text(self, text: str):
        self.text = text[:_MOST]

    @rx.event
    def set_reference(self, reference: str):
        self.reference = reference[:80]

    @rx.event
    async def try_it(self):
        """One record, as it would become ours. No transaction is open meanwhile."""
        self.said, self.problem = [], ""
        try:
            actor = await current_actor(self)
            source = _read(self.text)
            async with db.transaction(actor) as session:
                connection_queries.may_see(actor)
                record_sources.must_fit(self._sector, self.opened, source)
                outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
            reference = self.reference.strip()
            if not reference:
                raise Invalid(fields={"reference": "Please give one to try."})
            one = await record_sources.tried(outside, self._sector, self.opened, source, reference)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self._is_wrong(refusal)
            return None
        except (Refused, Unavailable) as refusal:
            self.problem = refusal.message
            return None
        found = {"reference": one.reference, **one.data, **one.customer}
        shown = [Said(name, _in_words(value), False) for name, value in found.items()]
        self.said = [*(Said(name, words, True) for name, words in one.wrong.items()), *shown]
        return None

    @rx.event
    async def save(self):
        self.said, self.problem = [], ""
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await record_sources.save(session, actor, self.opened, _read(self.text))
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self._is_wrong(refusal)
            return None
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        return await self._done("come from there from the next message on.")

    @rx.event
    async def keep_here(self):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await record_sources.remove(session, actor, self.opened)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        return await self._done("are kept here again. Copies stay.")

    async def _done(self, words: str):
        heading, self.opened = self.heading, ""
        await self._reload()
        return rx.toast.success(f"{heading}: they {words}")

    def _is_wrong(self, refusal: Invalid) -> None:
        self.said = [Said(name, words, True) for name, words in refusal.fields.items()]
        self.problem = "" if self.said else refusal.message


def _read(text: str) -> RecordSource:
    """Raises Invalid, by field."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Invalid(f"This is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise Invalid("This is not an object in JSON.")
    return record_sources.read(given)


def _written(source: RecordSource) -> dict[str, Any]:
    """Without what is empty."""
    return source.model_dump(mode="json", exclude_defaults=True)


def _kind(name: str, entity: Entity, source: RecordSource | None) -> Kind:
    about = f"from {source.connection}" if source else "kept here"
    if source and not source.changes and not source.creates:
        about += ", only read"
    return Kind(name, entity.title["en"], about, source is not None)


def _sketch(entity: Entity, servers: list[str]) -> dict[str, Any]:
    """What there is to fill in, for a kind that is kept here so far."""
    fields = {name: f"/{name}" for name in sector_queries.fields_of(entity.fields)}
    where = {"connection": servers[0] if servers else "shop", "reference": "/reference"}
    if entity.about_nobody:
        return {**where, "several": "/all", "fields": fields}
    return {**where, "one": "/one/{reference}", "customer": {"email": "/customer/email"}, "fields": fields}


def _in_words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
