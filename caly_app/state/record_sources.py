"""Where records of one kind come from: kept here, or on a server of the business's own, field by field."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import reflex as rx

from caly_app import db, doorbell, wiring
from caly_app.agents.sector import Entity
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.services import record_mapping, record_sources
from caly_app.services.record_schemas import sector_of
from caly_app.state import live, mapping_rows
from caly_app.state.business_form import Option
from caly_app.state.json_text import read_object
from caly_app.state.mapping_rows import CREATES, WHERE, Key, Row, Way
from caly_app.state.schema_fields import in_sentence
from caly_app.state.signed_in import current_actor

BACK = "/settings/connections"
_MOST = 20_000
_WAY = {"when", "method", "path", "body", "theirs"}
_WAYS_AT_MOST = 20


class RecordSourcesState(rx.State):
    """What is typed stays until it is stored or begun anew, also where one looks at another page."""

    is_loaded: bool = False
    kind: str = ""
    heading: str = ""
    about_nobody: bool = False
    is_elsewhere: bool = False
    is_changed: bool = False
    servers: list[Option] = []
    where: dict[str, str] = {}
    rows: list[Row] = []
    ways: list[Way] = []
    wrong: dict[str, str] = {}  # part of the mapping -> words, where no row says it
    problem: str = ""
    as_text: bool = False
    text: str = ""
    which: str = ""  # the record to fetch as a sample
    keys: list[Key] = []
    picking: str = ""  # key of the row that a click on the sample fills
    _sample: str = ""  # as JSON: what a state hands out of lists and objects is no plain one
    _workspace: str = ""
    _sector: str = ""
    _names: list[str] = []

    @rx.var
    def picking_title(self) -> str:
        return next((row.title for row in self.rows if row.key == self.picking), "")

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            sector = await sector_of(session, actor)
            stored = await record_sources.all_of(session, actor)
            self._names = [each.name for each in await connection_queries.listed(session, actor)]
        entities = all_sectors()[sector].entities
        kind = self.router.url.query_parameters.get("kind", "")
        kind = kind if kind in entities else next(iter(entities))
        here = (str(actor.workspace_id), sector, kind)
        is_other = here != (self._workspace, self._sector, self.kind)
        self._workspace, self._sector, self.kind = here
        self.is_elsewhere = kind in stored
        entity = entities[kind]
        self.heading, self.about_nobody = entity.title["en"], entity.about_nobody
        if is_other or not self.is_changed:
            document = stored[kind].model_dump(mode="json", exclude_defaults=True) if kind in stored else {}
            self._begin(document, keeps_sample=not is_other)
        self.servers = mapping_rows.servers(self._names, self.where["connection"])
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    # --- what is typed ---

    @rx.event
    def set_where(self, name: str, value: str):
        if name in WHERE:
            self.where = {**self.where, name: value[:300]}
            self._typed()

    @rx.event
    def set_row(self, key: str, name: str, value: str):
        """`name`: path or words."""
        if name in ("path", "words"):
            change: dict[str, Any] = {name: value[:2000]}
            self.rows = [replace(row, **change) if row.key == key else row for row in self.rows]
            self._typed()

    @rx.event
    def set_way(self, key: str, name: str, value: str):
        if name in _WAY:
            change: dict[str, Any] = {name: value[:2000], "wrong": ""}
            self.ways = [replace(way, **change) if way.key == key else way for way in self.ways]
            self._typed()

    @rx.event
    def add_way(self, creates: bool):
        key = CREATES if creates else f"changes.{len(self.ways)}"
        if len(self.ways) < _WAYS_AT_MOST and not any(way.key == key for way in self.ways if creates):
            self.ways = mapping_rows.numbered([*self.ways, mapping_rows.new_way(key)])
            self._typed()

    @rx.event
    def drop_way(self, key: str):
        self.ways = mapping_rows.numbered([way for way in self.ways if way.key != key])
        self._typed()

    @rx.event
    def set_which(self, value: str):
        self.which = value[:120]

    @rx.event
    def set_text(self, text: str):
        self.text, self.is_changed, self.problem = text[:_MOST], True, ""

    @rx.event
    async def begin_anew(self):
        """What is stored is shown again."""
        self.is_changed = False
        try:
            await self._reload()
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        return None

    # --- the sample ---

    @rx.event
    async def fetch(self):
        """One record as their server has it. No transaction is open meanwhile; nothing is stored."""
        self.problem, self.wrong = "", {}
        try:
            actor = await current_actor(self)
            where = self._draft()
            if not where.connection:
                raise Invalid(fields={"connection": "Please choose a server."})
            async with db.transaction(actor) as session:
                connection_queries.may_see(actor)
                outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
            theirs = await record_sources.sample(outside, self._sector, self.kind, where, self.which.strip())
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self._is_wrong(refusal.fields or {"sample": refusal.message})
            return None
        except (Refused, Unavailable) as refusal:
            self._is_wrong({"sample": refusal.message})
            return None
        self._sample, self.keys = json.dumps(theirs), mapping_rows.keys_in(theirs)
        if not self.keys:
            self._is_wrong({"sample": "What came is no record: it has no fields."})
        self.picking = self.picking or self._next_open("")
        self._read_sample()
        return None

    @rx.event
    def pick_for(self, key: str):
        if any(row.key == key for row in self.rows):
            self.picking = key

    @rx.event
    def pick(self, path: str):
        """The click on a value of the sample fills a row, and the next empty one is meant then."""
        row = next((each for each in self.rows if each.key == self.picking), None)
        if row is None or not any(each.path == path for each in self.keys):
            return
        found = mapping_rows.path_within(self.rows, row, path)
        self.rows = [replace(each, path=found) if each.key == row.key else each for each in self.rows]
        self._typed()
        self.picking = self._next_open(row.key)

    # --- as text, and stored ---

    @rx.event
    def show_text(self):
        try:
            self.text = mapping_rows.as_text(self._document())
        except Invalid as refusal:
            self._is_wrong(refusal.fields)
            return
        self.as_text, self.problem = True, ""

    @rx.event
    def show_form(self):
        if self._has_taken_text():
            self.as_text = False

    @rx.event
    async def save(self):
        if self.as_text and not self._has_taken_text():
            return None
        self.problem, self.wrong = "", {}
        try:
            actor = await current_actor(self)
            if missing := mapping_rows.missing_in(self.where, self.rows):
                raise Invalid(fields=missing)
            source = record_sources.read(self._document())
            async with db.transaction(actor) as session:
                await record_sources.save(session, actor, self.kind, source)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self._is_wrong(refusal.fields or {"": refusal.message})
            return rx.toast.warning("Not stored yet: something is missing or wrong.")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self.is_changed = False
        return [rx.redirect(BACK), rx.toast.success(f"{self.heading}: from the next message on from there.")]

    @rx.event
    async def keep_here(self):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await record_sources.remove(session, actor, self.kind)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self.is_changed = False
        return [rx.redirect(BACK), rx.toast.success(f"{self.heading}: kept here again. Copies stay.")]

    # --- nobody outside calls these ---

    def _begin(self, document: Mapping[str, Any], *, keeps_sample: bool) -> None:
        self._take(document)
        self.where = {**self.where, "connection": self.where["connection"] or next(iter(self._names), "")}
        self.is_changed, self.as_text, self.problem, self.wrong = False, False, "", {}
        if not keeps_sample:
            self._sample, self.keys, self.which, self.picking = "", [], "", ""
        self._read_sample()

    def _take(self, document: Mapping[str, Any]) -> None:
        """Raises Invalid, by field."""
        draft = record_sources.draft(document)
        self.where = {
            **{name: getattr(draft, name) for name in WHERE},
            "one_at": mapping_rows.path_of(draft.one_at),
            "several_at": mapping_rows.path_of(draft.several_at),
        }
        self.rows = mapping_rows.rows_of(self._entity(), draft)
        self.ways = mapping_rows.ways_of(draft)

    def _has_taken_text(self) -> bool:
        try:
            self._take(read_object(self.text, "text"))
        except Invalid as refusal:
            self.problem = " ".join(
                words if part == "text" else f"{part}: {words}." for part, words in refusal.fields.items()
            )
            return False
        self.problem, self.wrong = "", {}
        self._read_sample()
        return True

    def _typed(self) -> None:
        self.is_changed, self.wrong, self.problem = True, {}, ""
        self.rows = mapping_rows.with_wrong(self.rows, {})
        self._read_sample()

    def _read_sample(self) -> None:
        """What the sample becomes as it is typed now; half a line is no reason to say anything."""
        if not self._sample:
            return
        try:
            draft = self._draft()
        except Invalid:
            return
        theirs = json.loads(self._sample)
        mapped = record_mapping.mapped(draft, self._sector, self.kind, theirs)
        self.rows = mapping_rows.with_sample(self.rows, mapped, theirs)

    def _document(self) -> dict[str, Any]:
        return mapping_rows.document_of(self._entity(), self.where, self.rows, self.ways)

    def _draft(self) -> record_mapping.Draft:
        return record_sources.draft(self._document())

    def _entity(self) -> Entity:
        return all_sectors()[self._sector].entities[self.kind]

    def _next_open(self, after: str) -> str:
        """The next row without a path; those above it come last."""
        keys = [row.key for row in self.rows]
        place = keys.index(after) + 1 if after in keys else 0
        turned = [*self.rows[place:], *self.rows[:place]]
        return next((row.key for row in turned if not row.path.strip()), after)

    def _is_wrong(self, wrong: Mapping[str, str]) -> None:
        """Each at its row; the rest above all."""
        self.rows = mapping_rows.with_wrong(self.rows, wrong)
        by_way = {way.key: _of_way(way.key, wrong) for way in self.ways}
        self.ways = [replace(way, wrong=by_way[way.key]) for way in self.ways]
        at_rows = {row.key for row in self.rows} | {
            key for key in wrong if any(key == way or key.startswith(f"{way}.") for way in by_way)
        }
        left = {key: words for key, words in wrong.items() if key not in at_rows}
        self.wrong = {key: _sentence(words) for key, words in left.items()}
        said = {"connection", "one", "several", "one_at", "several_at", "customer", "sample"}
        others = {key.replace("_", " "): words for key, words in left.items() if key not in said}
        self.problem = " ".join(
            _sentence(f"{key}: {words}" if key else words) for key, words in others.items()
        )


def _of_way(key: str, wrong: Mapping[str, str]) -> str:
    said = [_sentence(words) for at, words in wrong.items() if at == key or at.startswith(f"{key}.")]
    return " ".join(said)


def _sentence(words: str) -> str:
    return words if words.endswith(".") else in_sentence(words)
