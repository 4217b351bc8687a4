"""Records: the things of the business's sector, with the sector's schema."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.agents.sectors import all_sectors
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Document, Text, Utc
from caly_app.db import Session
from caly_app.models import Record
from caly_app.queries import records as record_queries
from caly_app.queries.records import RecordFilter, RecordRow
from caly_app.services import record_exports, record_imports, record_schemas, records
from caly_app.services.record_imports import Imported
from caly_app.services.record_schemas import sector_of
from caly_app.services.records import NewRecord

router = APIRouter(prefix="/records", tags=["records"])

Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Reference = Annotated[Text, Field(max_length=80)]
Reader = Annotated[Actor, require(Permission.READ_RECORDS)]
Changer = Annotated[Actor, require(Permission.CHANGE_RECORDS)]


class CustomerBody(BaseModel):
    """Whom a record is about, as on the business's own books: found again by phone and date of birth."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(max_length=200)] = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    email: Annotated[Text, Field(max_length=320)] = ""
    date_of_birth: Annotated[Text, Field(max_length=10, examples=["1984-02-29"])] = ""
    address: Annotated[Text, Field(max_length=500)] = ""


class NewRecordBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    data: Document
    reference: Reference = Field("", description="Yours, to find it again by; empty: one is made.")
    customer_id: UUID | None = None
    customer: CustomerBody | None = None

    def as_new(self) -> NewRecord:
        customer = self.customer.model_dump() if self.customer else None
        return NewRecord(self.data, self.reference.strip(), self.customer_id, customer)


class ChangeBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    data: Document = Field(description="Merged into what is there; a field that is null goes.")
    seen: Document | None = Field(
        None,
        description="What these fields were when you read them; null: there was none. Where one is something "
        "else now, nothing is changed (409), and `errors` says what it is.",
    )
    customer_id: UUID | None = Field(None, description="Whose it is, where it is nobody's yet (else 409).")


class ImportBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[NewRecordBody], Field(max_length=record_imports.ROWS_AT_MOST)]


class RecordView(BaseModel):
    id: UUID
    kind: str
    reference: str
    customer_id: UUID | None
    data: dict[str, Any]
    created_at: Utc
    updated_at: Utc

    @classmethod
    def of(cls, row: RecordRow) -> Self:
        return cls(
            id=row.id,
            kind=row.kind,
            reference=row.reference,
            customer_id=row.customer_id,
            data=dict(row.data),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class KindView(BaseModel):
    kind: str
    title: str
    data_schema: dict[str, Any] = Field(description="JSON Schema of `data`.")
    shows: list[str] = Field(description="The fields that a list shows.")


class ImportedView(BaseModel):
    created: int
    changed: int
    unchanged: int


@router.get("")
async def list_kinds(actor: Reader) -> list[KindView]:
    """The kinds of records there are in this workspace's sector."""
    async with db.transaction(actor) as session:
        sector = all_sectors()[await sector_of(session, actor)]
    return [
        KindView(
            kind=kind,
            title=entity.title.get("en", kind),
            data_schema=entity.fields,
            shows=list(entity.shows),
        )
        for kind, entity in sector.entities.items()
    ]


@router.get("/{kind}")
async def list_records(
    kind: Kind,
    actor: Reader,
    window: Asked,
    customer_id: UUID | None = None,
    reference: Annotated[Reference | None, Query()] = None,
    words: Annotated[Text, Query(max_length=200, description="Anywhere in it.")] = "",
) -> Page[RecordView]:
    """Newest first."""
    async with db.transaction(actor) as session:
        record_schemas.entity(await sector_of(session, actor), kind)
        wanted = RecordFilter(customer_id, reference, words)
        rows = await record_queries.listed(
            session, actor, kind, wanted, after=window.after, limit=window.rows
        )
    return page(window, rows, key=lambda row: (row.created_at, row.id), show=RecordView.of)


@router.post("/{kind}", status_code=201, response_model=RecordView)
async def create_record(kind: Kind, body: NewRecordBody, actor: Changer, once: Once) -> Any:
    """Stores one record, checked against the schema of its kind."""
    return await once.run(actor, lambda session: _create(session, actor, kind, body))


_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "All records of the kind, as an import takes them.",
        "content": {"text/csv": {"schema": {"type": "string"}}, "application/json": {}},
    }
}


@router.get("/{kind}/export", response_class=StreamingResponse, responses=_EXPORT)
async def export_records(
    kind: Kind,
    actor: Changer,
    format: Literal["csv", "json"] = "csv",
    words: Annotated[Text, Query(max_length=200, description="Anywhere in it.")] = "",
) -> StreamingResponse:
    """Newest first, with what identifies their customers: only for who may change records."""
    async with db.transaction(actor) as session:
        await record_exports.check(session, actor, kind)
    write = record_exports.as_csv if format == "csv" else record_exports.as_json
    return StreamingResponse(
        write(actor, kind, RecordFilter(words=words)),
        media_type="text/csv" if format == "csv" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="{kind}.{format}"'},
    )


@router.get("/{kind}/{record_id:uuid}")
async def get_record(kind: Kind, record_id: UUID, actor: Reader) -> RecordView:
    async with db.transaction(actor) as session:
        return _view(await record_queries.by_id(session, actor, kind, record_id))


@router.patch("/{kind}/{record_id:uuid}")
async def change_record(kind: Kind, record_id: UUID, body: ChangeBody, actor: Changer) -> RecordView:
    """Changes fields of a record's data; the whole must be as the schema says."""
    async with db.transaction(actor) as session:
        changed = await records.change(
            session, actor, kind, record_id, body.data, body.seen, body.customer_id
        )
        return _view(changed)


_IMPORT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ImportBody"}},
            "text/csv": {
                "schema": {"type": "string"},
                "example": "reference,customer_phone,status\nR-1,020 7946 0123,ready\n",
            },
        },
    }
}


@router.post("/{kind}/import", response_model=ImportedView, openapi_extra=_IMPORT_BODY)
async def import_records(
    kind: Kind,
    request: Request,
    actor: Changer,
    once: Once,
    dry_run: Annotated[bool, Query(description="Only say what would happen: nothing is stored.")] = False,
) -> Any:
    """Stores all rows, or none if one is not right: then `errors` names row (from 1) and field.

    A record is known by its reference: imported again, it is changed or left as it is, never doubled.
    CSV (UTF-8) has a header with fields of the data, `reference`, `customer_name`, `customer_phone`,
    `customer_email`, `customer_date_of_birth`, `customer_address`.
    """
    content = await request.body()
    is_csv = request.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/csv"
    body = None if is_csv else _import_body(content)
    return await once.run(actor, lambda session: _import(session, actor, kind, body, content, dry_run))


async def _create(session: Session, actor: Actor, kind: str, body: NewRecordBody) -> RecordView:
    return _view(await records.create(session, actor, kind, body.as_new()))


async def _import(
    session: Session, actor: Actor, kind: str, body: ImportBody | None, content: bytes, is_dry: bool
) -> ImportedView:
    if body is None:
        rows = record_imports.from_csv(await sector_of(session, actor), kind, content)
    else:
        rows = [row.as_new() for row in body.rows]
    if is_dry:
        imported = await _would(session, actor, kind, rows)
    else:
        imported = await record_imports.store(session, actor, kind, rows)
    return ImportedView(created=imported.created, changed=imported.changed, unchanged=imported.unchanged)


async def _would(session: Session, actor: Actor, kind: str, rows: list[NewRecord]) -> Imported:
    found = await record_imports.preview(session, actor, kind, rows)
    if found.errors:
        raise record_imports.invalid(found.errors)
    return found.would


def _import_body(content: bytes) -> ImportBody:
    try:
        return TypeAdapter(ImportBody).validate_json(content)
    except ValidationError as error:
        raise RequestValidationError(
            [{**found, "loc": ("body", *found["loc"])} for found in error.errors(include_url=False)]
        ) from None


def _view(record: Record) -> RecordView:
    return RecordView.of(record_queries.as_row(record))
