"""A file of records on /records: imported with a preview, all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import reflex as rx

from caly_app import db
from caly_app.actor import Actor
from caly_app.agents.sector import Entity
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotSignedIn, Refused, Unavailable
from caly_app.queries import business as business_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.dialogues import in_words
from caly_app.services import record_imports
from caly_app.services.record_imports import Preview, RowError
from caly_app.services.records import NewRecord
from caly_app.state import schema_fields
from caly_app.state.signed_in import current_actor

BYTES_AT_MOST = 8_000_000
_PREVIEWED, _ERRORS_SHOWN = 6, 20


@dataclass(frozen=True)
class PreviewRow:
    number: int
    cells: list[str]


class FileOfRecords(rx.State, mixin=True):
    """The page says of which kind, and reads itself anew (`_reload`)."""

    kind: str = ""
    imports: bool = False
    file_name: str = ""
    file_problem: str = ""
    preview_columns: list[str] = []
    preview_rows: list[PreviewRow] = []
    preview_errors: list[str] = []
    would: str = ""
    may_store: bool = False
    _file: bytes = b""

    @rx.event
    def begin_import(self):
        self._forget_file()
        self.imports = True

    def _end_import(self) -> None:
        self.imports = False
        self._forget_file()

    def _forget_file(self) -> None:
        self.file_name = self.file_problem = self.would = ""
        self.preview_rows, self.preview_errors, self.preview_columns = [], [], []
        self.may_store, self._file = False, b""

    @rx.event
    async def read_file(self, files: list[rx.UploadFile]):
        if not files:
            return None
        self._forget_file()
        content = await files[0].read(BYTES_AT_MOST + 1)
        return await self._preview(str(files[0].filename or "")[:200], content)

    async def _preview(self, name: str, content: bytes):
        self.file_name = name
        if len(content) > BYTES_AT_MOST:
            self.file_problem = f"This file is too large. At most {BYTES_AT_MOST // 1_000_000} MB."
            return None
        self._file = content
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                entity, rows = await self._rows_of_file(session, actor)
                found = await record_imports.preview(session, actor, self.kind, rows)
        except (Refused, Unavailable) as refusal:
            return self._refuse(refusal)
        self._show_preview(entity, rows, found)

    async def _rows_of_file(self, session: Session, actor: Actor) -> tuple[Entity, Sequence[NewRecord]]:
        assert actor.workspace_id
        sector = all_sectors()[(await business_queries.of_workspace(session, actor.workspace_id)).sector]
        content = bytes(self._file)
        if self.file_name.lower().endswith(".json"):
            return sector.entities[self.kind], record_imports.from_json(content)
        return sector.entities[self.kind], record_imports.from_csv(sector.name, self.kind, content)

    def _show_preview(self, entity: Entity, rows: Sequence[NewRecord], found: Preview) -> None:
        columns = list(dict.fromkeys(name for row in rows[:_PREVIEWED] for name in row.data))
        self.preview_columns = ["Reference", "Customer", *(titled(entity, name) for name in columns)]
        self.preview_rows = [
            PreviewRow(
                number,
                [
                    row.reference,
                    str((row.customer or {}).get("name", "")),
                    *(schema_fields.shown(row.data.get(name)) for name in columns),
                ],
            )
            for number, row in enumerate(rows[:_PREVIEWED], start=1)
        ]
        errors = [_in_words(error) for error in found.errors]
        more = len(errors) - _ERRORS_SHOWN
        self.preview_errors = errors[:_ERRORS_SHOWN] + ([f"And {more} more."] if more > 0 else [])
        would = found.would
        self.would = f"{would.created} new, {would.changed} changed, {would.unchanged} as they are"
        self.may_store = bool(rows) and not errors
        if not rows:
            self.file_problem = "There is no record in this file."

    @rx.event
    async def store_file(self):
        if not self.may_store:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                _, rows = await self._rows_of_file(session, actor)
                stored = await record_imports.store(session, actor, self.kind, rows)
        except (Refused, Unavailable) as refusal:
            return self._refuse(refusal)
        self._end_import()
        await self._reload()
        return rx.toast.success(f"Stored: {stored.created} new, {stored.changed} changed.")

    def _refuse(self, refusal: Refused | Unavailable):
        if isinstance(refusal, NotSignedIn):
            return rx.redirect("/sign-in")
        self.file_problem, self.may_store = refusal.message, False
        return None

    async def _reload(self) -> Iterable[str]:
        raise NotImplementedError


def _in_words(error: RowError) -> str:
    field = in_words(error.field.removeprefix("data.").replace(".", " ")).lower()
    where = f"Row {error.row}, {field}" if field else f"Row {error.row}"
    return f"{where}: {schema_fields.plain(error.message).rstrip('.')}."


def titled(entity: Entity, field: str) -> str:
    spec = sector_queries.fields_of(entity.fields).get(field, {})
    return str(spec.get("title") or in_words(field))
