"""Many records at once. Sent again, nothing is doubled: a record is known by its reference."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from caly_app import card_numbers, clock, outbox
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Invalid, Refused
from caly_app.models import Record, TimelineKind
from caly_app.queries import records as record_queries
from caly_app.services import record_schemas, records, timeline
from caly_app.services.record_schemas import sector_of
from caly_app.services.records import NewRecord
from caly_app.storable import storable_document

ROWS_AT_MOST = 5000
ERRORS_SHOWN = 100
FORMULAS = ("=", "+", "-", "@")  # a cell that begins so is one to a spreadsheet
_TOO_WIDE = "has more cells than there are columns"
_OF_CUSTOMER = "customer_"


class ImportedMeanwhile(Refused):
    """Somebody else stored one of these records at the same moment. Please send it again."""


@dataclass(frozen=True)
class RowError:
    """`row` counts from 1, without the header."""

    row: int
    field: str
    message: str


@dataclass(frozen=True)
class Imported:
    created: int
    changed: int
    unchanged: int


async def store(session: Session, actor: Actor, kind: str, rows: Sequence[NewRecord]) -> Imported:
    """All of them, or none: raises Invalid with the field of each row that is not right (`3.data.status`).

    A row without a reference gets one made from its content.
    """
    records.may_change(actor)
    await records.must_be_kept_here(session, actor, kind)
    sector = await sector_of(session, actor)
    record_schemas.entity(sector, kind)
    if len(rows) > ROWS_AT_MOST:
        raise Invalid(f"Please import at most {ROWS_AT_MOST} records at once.")
    errors = list(_wrong_rows(sector, kind, rows))
    if errors:
        raise invalid(errors)
    imported, errors = await _put_all(session, actor, kind, rows)
    if errors:
        raise invalid(errors)
    try:
        await session.flush()
    except IntegrityError:
        raise ImportedMeanwhile from None
    if not imported.created + imported.changed:
        return imported
    timeline.record(
        session,
        actor,
        TimelineKind.RECORDS_IMPORTED,
        record_kind=kind,
        created=imported.created,
        changed=imported.changed,
    )
    payload = {"kind": kind, **asdict(imported)}
    await outbox.write(session, "records.imported", actor.workspace_id, payload)
    return imported


@dataclass(frozen=True)
class Preview:
    """What an import would do. With errors it would do nothing."""

    would: Imported
    errors: Sequence[RowError]


async def preview(session: Session, actor: Actor, kind: str, rows: Sequence[NewRecord]) -> Preview:
    """Tries all of it and leaves nothing behind."""
    records.may_change(actor)
    await records.must_be_kept_here(session, actor, kind)
    sector = await sector_of(session, actor)
    record_schemas.entity(sector, kind)
    if len(rows) > ROWS_AT_MOST:
        raise Invalid(f"Please import at most {ROWS_AT_MOST} records at once.")
    wrong = list(_wrong_rows(sector, kind, rows))
    trial = await session.begin_nested()
    would, of_customers = await _put_all(session, actor, kind, rows)
    await trial.rollback()
    found = {(error.row, error.field): error for error in (*of_customers, *wrong)}
    return Preview(would, [found[place] for place in sorted(found)])


async def _put_all(
    session: Session, actor: Actor, kind: str, rows: Sequence[NewRecord]
) -> tuple[Imported, list[RowError]]:
    counted = {"created": 0, "changed": 0, "unchanged": 0}
    errors: list[RowError] = []
    known = await record_queries.references(session, actor, kind, [_reference(row) for row in rows])
    for number, row in enumerate(rows, start=1):
        try:
            customer_id = await records.customer_of(session, actor, row)
        except Invalid as error:
            errors += (RowError(number, field, words) for field, words in error.fields.items())
            continue
        counted[_put(session, actor, kind, row, customer_id, known)] += 1
    return Imported(**counted), errors


def invalid(errors: Sequence[RowError]) -> Invalid:
    shown = {f"{error.row}.{error.field}".rstrip("."): error.message for error in errors[:ERRORS_SHOWN]}
    rows = len({error.row for error in errors})
    return Invalid(f"{rows} of the rows {'is' if rows == 1 else 'are'} not right; nothing was stored.", shown)


def from_csv(sector: str, kind: str, content: bytes) -> list[NewRecord]:
    """One record a row. The header names fields of the data, `reference`, `customer_phone`...

    Comma, semicolon or tab; UTF-8. Cells are read as the schema says: numbers, yes or no, JSON for lists.
    An empty cell is no value. A row with more cells than there are columns says so. Raises Invalid.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("This file is not UTF-8 text.") from None
    if "\x00" in text:
        raise Invalid("This file is not text.")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return [_from_cells(sector, kind, row) for row in rows]
    except csv.Error as error:
        raise Invalid(f"This is not CSV: {error}.") from None


def from_json(content: bytes) -> list[NewRecord]:
    """A list of records as an export writes them: {"rows": [{"reference", "data", "customer"}, ...]}.

    A plain list of data does, too. Raises Invalid.
    """
    try:
        found = storable_document(json.loads(content))
    except (ValueError, RecursionError):
        raise Invalid("This file is not JSON.") from None
    rows = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid("This file holds no list of records.")
    return [_from_object(row) for row in rows]


def _from_object(row: Mapping[str, Any]) -> NewRecord:
    if not isinstance(row.get("data"), dict):
        return NewRecord(data=row)
    customer = row.get("customer")
    return NewRecord(
        data=row["data"],
        reference=str(row.get("reference") or "").strip()[:80],
        customer={str(kind): str(value) for kind, value in customer.items() if value}
        if isinstance(customer, dict)
        else None,
    )


def _from_cells(sector: str, kind: str, row: Mapping[str | None, Any]) -> NewRecord:
    named = {str(name): value for name, value in row.items() if name is not None}
    cells = {name.strip(): _plain(value) for name, value in named.items() if value and value.strip()}
    of_customer = {name: value for name, value in cells.items() if name.startswith(_OF_CUSTOMER)}
    own = {name: value for name, value in cells.items() if name not in of_customer and name != "reference"}
    return NewRecord(
        data={name: _typed(record_schemas.type_of(sector, kind, name), value) for name, value in own.items()},
        reference=cells.get("reference", ""),
        customer={name.removeprefix(_OF_CUSTOMER): value for name, value in of_customer.items()} or None,
        misfit=_TOO_WIDE if None in row else "",
    )


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from taking a cell for a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULAS else cell


def _typed(json_type: str, cell: str) -> Any:
    """As it is where it cannot be read so: the schema then says what is wrong."""
    if json_type == "boolean":
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            cell.lower(), cell
        )
    if json_type in ("integer", "number", "array", "object"):
        try:
            return storable_document(json.loads(cell))
        except (ValueError, RecursionError):
            return [part.strip() for part in cell.split(";")] if json_type == "array" else cell
    return cell


def _delimiter(text: str) -> str:
    header = text.splitlines()[0] if text else ""
    return max(",;\t", key=header.count)


def _wrong_rows(sector: str, kind: str, rows: Sequence[NewRecord]) -> Iterator[RowError]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if row.misfit:
            yield RowError(number, "", row.misfit)
        for field, words in record_schemas.wrong_fields(sector, kind, row.data).items():
            yield RowError(number, f"data.{field}".rstrip("."), words)
        if card_numbers.find(row.reference):
            yield RowError(number, "reference", records.NO_CARD)
        if row.reference and (first := seen.setdefault(row.reference, number)) != number:
            yield RowError(number, "reference", f"is also that of row {first}")


def _put(
    session: Session,
    actor: Actor,
    kind: str,
    row: NewRecord,
    customer_id: UUID | None,
    known: dict[str, Record],
) -> str:
    """What happened: created, changed or unchanged."""
    assert actor.workspace_id
    reference, now = _reference(row), clock.now()
    record = known.get(reference)
    if record is None:
        known[reference] = Record(
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            kind=kind,
            reference=reference,
            customer_id=customer_id,
            data=dict(row.data),
            created_at=now,
            updated_at=now,
        )
        session.add(known[reference])
        return "created"
    about = customer_id or record.customer_id
    if (record.data, record.customer_id) == (row.data, about):
        return "unchanged"
    record.data, record.customer_id, record.updated_at = dict(row.data), about, now
    return "changed"


def _reference(row: NewRecord) -> str:
    if row.reference:
        return row.reference
    content = json.dumps([row.data, row.customer, str(row.customer_id)], sort_keys=True, ensure_ascii=True)
    return f"row-{sha256(content.encode()).hexdigest()[:16]}"
