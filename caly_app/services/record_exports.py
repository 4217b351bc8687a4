"""All records of a kind, as an import takes them: exported, changed elsewhere, and imported again."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from caly_app import db
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import ON_THE_BOOKS
from caly_app.queries import records as record_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.records import Key, RecordFilter, RecordRow
from caly_app.services import customers, record_schemas, records
from caly_app.services.record_imports import FORMULAS
from caly_app.services.record_schemas import sector_of

ROWS_AT_ONCE = 500

_Customer = Mapping[str, str]


async def check(session: Session, actor: Actor, kind: str) -> None:
    """Raises Forbidden or UnknownKind. Whoever may change records may take all of them away."""
    records.may_change(actor)
    record_schemas.entity(await sector_of(session, actor), kind)


async def as_csv(actor: Actor, kind: str, wanted: RecordFilter) -> AsyncIterator[str]:
    """Piece by piece, newest first. A cell that a spreadsheet takes for a formula gets an apostrophe."""
    async with db.transaction(actor) as session:
        entity = record_schemas.entity(await sector_of(session, actor), kind)
    fields = list(sector_queries.fields_of(entity.fields))
    of_customer = [] if entity.about_nobody else [each.value for each in ON_THE_BOOKS]
    yield _line(["reference", *(f"customer_{each}" for each in of_customer), *fields])
    async for page in _pages(actor, kind, wanted):
        yield "".join(
            _line(
                [
                    row.reference,
                    *(customer.get(each, "") for each in of_customer),
                    *(_cell(row.data.get(field)) for field in fields),
                ]
            )
            for row, customer in page
        )


async def as_json(actor: Actor, kind: str, wanted: RecordFilter) -> AsyncIterator[str]:
    """{"rows": [{"reference", "data", "customer"}, ...]}, piece by piece."""
    yield '{"rows": ['
    before = "\n"
    async for page in _pages(actor, kind, wanted):
        for row, customer in page:
            shown = {"reference": row.reference, "data": row.data, "customer": customer or None}
            yield before + json.dumps(shown, ensure_ascii=False)
            before = ",\n"
    yield "\n]}\n"


async def _pages(
    actor: Actor, kind: str, wanted: RecordFilter
) -> AsyncIterator[Sequence[tuple[RecordRow, _Customer]]]:
    after: Key | None = None
    while True:
        async with db.transaction(actor) as session:
            rows = await record_queries.listed(session, actor, kind, wanted, after=after, limit=ROWS_AT_ONCE)
            ids = {row.customer_id for row in rows if row.customer_id}
            known = await customers.values_of_many(session, actor, ids)
        yield [(row, known.get(row.customer_id, {}) if row.customer_id else {}) for row in rows]
        if len(rows) < ROWS_AT_ONCE:
            return
        after = rows[-1].created_at, rows[-1].id


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in cells])
    return out.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
