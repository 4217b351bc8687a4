"""Records of the business: a list for each kind, and one to change or add."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents.sector import Entity, Sector
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import ChangedMeanwhile, Invalid, NotFound, NotSignedIn, Refused, Unavailable
from caly_app.models import ON_THE_BOOKS, PersonalKind
from caly_app.queries import business as business_queries
from caly_app.queries import records as record_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.records import RecordFilter, RecordRow
from caly_app.services import customers, records
from caly_app.services.record_schemas import sector_of
from caly_app.services.records import NewRecord
from caly_app.state import live, paging, schema_fields, words
from caly_app.state.record_files import FileOfRecords, titled
from caly_app.state.schema_fields import SchemaField
from caly_app.state.signed_in import current_actor, onlooker
from caly_app.state.talk import uuid_of

ROWS = 50
BASE = "/records"
NEW = "new"


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    href: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    id: str
    href: str
    reference: str
    customer: str
    cells: list[str]
    in_short: str  # the cells in one line, on a phone
    changed_at: str
    changed: str


class RecordsState(FileOfRecords, rx.State):
    is_loaded: bool = False
    workspace_id: str = ""
    may_change: bool = False
    kinds: list[Kind] = []
    kind: str = ""
    title: str = ""
    columns: list[str] = []
    has_customer: bool = True
    rows: list[Row] = []
    words: str = ""
    base: str = BASE  # this kind, without what is filtered or open
    older: str = ""
    is_first_page: bool = True
    # one of them, open
    opened: str = ""  # id, or "new"
    heading: str = ""
    fields: list[SchemaField] = []
    errors: dict[str, str] = {}
    reference: str = ""
    customer: dict[str, str] = {}
    look: int = 0  # counts what was shown of it: a button that was pressed on an older look does nothing
    _seen: str = "{}"  # its data when it was read, as JSON
    _shown: dict[str, str] = {}  # and how that was shown
    _filled: str = ""

    @rx.var
    def export_csv(self) -> str:
        return self._export("csv")

    @rx.var
    def export_json(self) -> str:
        return self._export("json")

    def _export(self, format: str) -> str:
        asked = {"format": format, **({"words": self.words} if self.words else {})}
        return f"/api/v1/records/{self.kind}/export?{urlencode({**asked, 'workspace_id': self.workspace_id})}"

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            sector = all_sectors()[facts.sector]
            kind = asked.get("kind", "")
            self.kind = kind if kind in sector.entities else next(iter(sector.entities), "")
            self.workspace_id, self.may_change = str(actor.workspace_id), actor.may(Permission.CHANGE_RECORDS)
            self.words = asked.get("words", "")[:200].replace("\0", "")
            self.kinds = _kinds(sector, self.kind)
            if self.kind:
                with clock.offset(facts.clock_offset):
                    await self._read(session, actor, sector, asked.get("after", ""), facts.business.timezone)
                    await self._open(session, actor, sector.entities[self.kind], asked.get("record", ""))
        self.is_loaded = True
        return [doorbell.conversations_of(actor.workspace_id), doorbell.account(actor.id)]

    async def _read(self, session: Session, actor: Actor, sector: Sector, after: str, zone: ZoneInfo) -> None:
        entity = sector.entities[self.kind]
        wanted = RecordFilter(words=self.words)
        found = await record_queries.listed(
            session, actor, self.kind, wanted, after=paging.place(after), limit=ROWS + 1
        )
        ids = {row.customer_id for row in found if row.customer_id}
        names = await customers.values_of_many(session, actor, ids, (PersonalKind.NAME,))
        columns = entity.shows or tuple(sector_queries.fields_of(entity.fields))[:4]
        self.title, self.has_customer = entity.title["en"], not entity.about_nobody
        self.columns = [titled(entity, name) for name in columns]
        self.base = paging.address(BASE, {"kind": self.kind})
        here = {"kind": self.kind, "words": self.words, "after": after}
        self.rows = [_row(row, names, columns, here, zone) for row in found[:ROWS]]
        last = found[ROWS - 1] if len(found) > ROWS else None
        cursor = paging.cursor(last.created_at, last.id) if last else ""
        self.older = (
            paging.address(BASE, {"kind": self.kind, "words": self.words, "after": cursor}) if cursor else ""
        )
        self.is_first_page = not after

    async def _open(self, session: Session, actor: Actor, entity: Entity, wanted: str) -> None:
        """What is being typed is not taken away: a record is read when it is opened."""
        place = f"{actor.workspace_id} {self.kind} {wanted}"
        if place == self._filled:
            return
        self._filled, self.errors = place, {}
        self.opened, self.reference = "", ""
        self._end_import()  # a file was read as records of the place before
        self.customer = dict.fromkeys(map(str, ON_THE_BOOKS), "")
        if wanted == NEW and self.may_change:
            self.opened, self.heading = NEW, f"New: {entity.title['en'].lower()}"
            self.fields = schema_fields.fields_of(entity.fields, {})
        elif wanted:
            try:
                record = await record_queries.by_id(session, actor, self.kind, uuid_of(wanted))
            except NotFound:
                return
            self.opened, self.heading = str(record.id), f"{entity.title['en']} {record.reference}"
            self.reference = record.reference
            self.fields = []
            if record.customer_id:
                known = await customers.values_of_many(session, actor, {record.customer_id})
                self.customer = {**self.customer, **known.get(record.customer_id, {})}
            self._show_now(schema_fields.fields_of(entity.fields, record.data), record.data)

    def _show_now(self, now: list[SchemaField], data: Mapping[str, Any]) -> None:
        """What is typed stays, and is from now on meant to take the place of what is there now."""
        self.fields = schema_fields.with_now(list(self.fields), dict(self._shown), now)
        self._shown, self._seen, self.look = schema_fields.typed_in(now), json.dumps(data), self.look + 1

    # --- the list ---

    @rx.event
    def search(self, form: dict[str, str]):
        return rx.redirect(
            paging.address(BASE, {"kind": self.kind, "words": str(form.get("words", "")).strip()})
        )

    @rx.event
    def close(self):
        """Esc: what is open, back to the list as it was."""
        self._end_import()
        if not self.opened:
            return None
        self.opened = ""
        asked = self.router.url.query_parameters
        return rx.redirect(
            paging.address(BASE, {"kind": self.kind, "words": self.words, "after": asked.get("after", "")})
        )

    # --- one of them ---

    @rx.event
    def set_field(self, name: str, typed: str):
        self.fields = schema_fields.with_value(list(self.fields), name, typed)
        self.errors = {field: said for field, said in self.errors.items() if field != name}

    @rx.event
    def set_reference(self, typed: str):
        self.reference = typed[:80]

    @rx.event
    def set_customer(self, kind: str, typed: str):
        if kind in set(ON_THE_BOOKS):
            self.customer = {**self.customer, kind: typed[:500]}

    @rx.event
    async def save(self, look: int | None = None):
        """`look`: the one that was on the screen when the button was pressed."""
        if not self.opened or look not in (None, self.look):
            return None
        if self.opened == NEW:
            data, self.errors = schema_fields.data_of(list(self.fields))
        else:
            data, self.errors = schema_fields.changes_of(list(self.fields), dict(self._shown))
        if self.errors:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                reference = await self._stored(session, actor, data)
        except ChangedMeanwhile as refusal:
            self.errors = _by_field(refusal.fields)
            return await self._look_again()
        except Invalid as refusal:
            self.errors = _by_field(refusal.fields)
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        said = f"{self.title} {reference} is stored."
        await self._reload()
        return [self.close(), rx.toast.success(said)]

    async def _stored(self, session: Session, actor: Actor, data: Mapping[str, object]) -> str:
        if self.opened == NEW:
            given = {kind: value.strip() for kind, value in self.customer.items() if value.strip()}
            new = NewRecord(data, self.reference.strip(), customer=given or None)
            return (await records.create(session, actor, self.kind, new)).reference
        record_id, seen = uuid_of(self.opened), {**dict.fromkeys(data), **json.loads(self._seen)}
        return (await records.change(session, actor, self.kind, record_id, data, seen)).reference

    async def _look_again(self):
        """What others have changed is shown, but where something is typed: saved again, that holds."""
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            entity = all_sectors()[await sector_of(session, actor)].entities[self.kind]
            record = await record_queries.by_id(session, actor, self.kind, uuid_of(self.opened))
        self._show_now(schema_fields.fields_of(entity.fields, record.data), record.data)
        return rx.toast.warning("Changed meanwhile: nothing is stored yet. Save again to store yours.")


def _kinds(sector: Sector, here: str) -> list[Kind]:
    return [
        Kind(name, entity.title["en"], paging.address(BASE, {"kind": name}), name == here)
        for name, entity in sector.entities.items()
    ]


def _row(
    row: RecordRow,
    names: Mapping[UUID, Mapping[str, str]],
    columns: Sequence[str],
    here: Mapping[str, str],
    zone: ZoneInfo,
) -> Row:
    cells = [schema_fields.shown(row.data.get(name)) for name in columns]
    known = names.get(row.customer_id, {}) if row.customer_id else {}
    return Row(
        id=str(row.id),
        href=paging.address(BASE, {**here, "record": str(row.id)}),
        reference=row.reference,
        customer=known.get("name", ""),
        cells=cells,
        in_short=", ".join(cell for cell in cells if cell),
        changed_at=row.updated_at.isoformat(),
        changed=words.whole_time(row.updated_at, zone),
    )


def _by_field(fields: Mapping[str, str]) -> dict[str, str]:
    """Of the data by their names; those of the customer keep theirs, `customer.phone`."""
    return {
        name.removeprefix("data.").split(".")[0] if name.startswith("data.") else name: (
            schema_fields.in_sentence(said)
        )
        for name, said in fields.items()
    }
