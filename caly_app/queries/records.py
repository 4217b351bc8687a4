"""Things of the business's sector: one to change, a customer's, those with certain words, and the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import String, Text, cast, func, literal, or_, tuple_
from sqlalchemy.dialects.postgresql import JSONB, REGCONFIG, TSQUERY
from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound, TooManyToRead
from caly_app.models import Record
from caly_app.ports import ANY, FieldsWanted

READ_AT_MOST = 20_000  # of one kind in one turn: four whole imports
_log = structlog.get_logger()

Key = tuple[datetime, UUID]  # when it was created, and id: what the list is ordered by


class RecordNotFound(NotFound):
    """There is no such record."""


@dataclass(frozen=True)
class RecordFilter:
    """None leaves everything in."""

    customer_id: UUID | None = None
    reference: str | None = None
    words: str = ""


@dataclass(frozen=True)
class RecordRow:
    id: UUID
    kind: str
    reference: str
    customer_id: UUID | None
    data: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


_COLUMNS = [column.name for column in fields(RecordRow)]


def may_read(actor: Actor) -> None:
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see records.")


async def listed(
    session: Session,
    actor: Actor,
    kind: str,
    wanted: RecordFilter,
    *,
    after: Key | None = None,
    limit: int = 50,
) -> list[RecordRow]:
    """Newest first; `after` is creation and id of the last row one has seen."""
    may_read(actor)
    query = (
        select(Record)
        .where(Record.workspace_id == actor.workspace_id, Record.kind == kind)
        .order_by(col(Record.created_at).desc(), col(Record.id).desc())
        .limit(limit)
    )
    if wanted.customer_id:
        query = query.where(Record.customer_id == wanted.customer_id)
    if wanted.reference is not None:
        query = query.where(Record.reference == wanted.reference)
    if wanted.words:
        query = query.where(_text().contains(wanted.words.casefold(), autoescape=True))
    if after:
        query = query.where(tuple_(col(Record.created_at), col(Record.id)) < after)
    return [as_row(record) for record in await session.exec(query)]


async def by_id(session: Session, actor: Actor, kind: str, record_id: UUID) -> Record:
    may_read(actor)
    found = await session.exec(
        select(Record).where(
            Record.workspace_id == actor.workspace_id, Record.kind == kind, Record.id == record_id
        )
    )
    if record := found.one_or_none():
        return record
    raise RecordNotFound


async def locked(session: Session, actor: Actor, record_id: UUID) -> Record:
    """Held until this transaction ends."""
    found = await session.exec(
        select(Record)
        .where(Record.workspace_id == actor.workspace_id, Record.id == record_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if record := found.one_or_none():
        return record
    raise RecordNotFound


async def of_customer(session: Session, actor: Actor, kind: str, customer_id: UUID) -> list[Record]:
    """Oldest first."""
    found = await session.exec(
        select(Record)
        .where(
            Record.workspace_id == actor.workspace_id,
            Record.kind == kind,
            Record.customer_id == customer_id,
        )
        .order_by(col(Record.created_at), col(Record.id))
    )
    return list(found)


async def by_reference(session: Session, actor: Actor, kind: str, reference: str) -> Record | None:
    """However its letters are cased, and with or without blanks and hyphens.

    A number that is kept without letters is found with those that others of its kind have, too.
    """
    plain, *_ = spelt = spellings(reference)
    stored = func.lower(func.regexp_replace(col(Record.reference), "[^[:alnum:]]", "", "g"))
    found = await session.exec(
        select(Record)
        .where(
            Record.workspace_id == actor.workspace_id,
            Record.kind == kind,
            or_(
                col(Record.reference) == reference,
                stored.in_(spelt),
            ),
        )
        .order_by((col(Record.reference) == reference).desc(), (stored == plain).desc(), col(Record.id))
        .limit(1)
    )
    return found.first()


def spellings(reference: str) -> list[str]:
    """What a number may be kept as, but for its case, blanks and hyphens; the barest comes last."""
    plain = "".join(letter for letter in reference if letter.isalnum()).casefold()
    number = plain.lstrip("abcdefghijklmnopqrstuvwxyz")
    return [plain, number] if len(number) > 2 else [plain]


async def all_of(
    session: Session,
    actor: Actor,
    kind: str,
    where: FieldsWanted = ANY,
    since: Mapping[str, str] = ANY,
) -> list[RecordRow]:
    """By reference; `where` and `since` as the port of the tools says. Raises TooManyToRead.

    Only columns are read: five thousand rows are there in a fifth of the time that as many objects take.
    """
    query = (
        select(*(getattr(Record, column) for column in _COLUMNS))
        .where(Record.workspace_id == actor.workspace_id, Record.kind == kind)
        .order_by(col(Record.reference))
        .limit(READ_AT_MOST + 1)
    )
    for name, wanted in where.items():
        values = [wanted] if isinstance(wanted, str) else wanted
        query = query.where(func.lower(_field(name)).in_([func.lower(value) for value in values]))
    for name, least in since.items():
        query = query.where(_field(name).collate("C") >= least)
    found = [RecordRow(*row) for row in await session.execute(query)]
    if len(found) > READ_AT_MOST:
        _log.warning("too_many_records", kind=kind)
        raise TooManyToRead
    return found


async def with_words(session: Session, actor: Actor, kind: str, words: str, limit: int) -> list[Record]:
    """Those that have most of the words, in any form that English knows, best first."""
    english = cast(literal("english"), REGCONFIG)
    text = func.jsonb_to_tsvector(english, col(Record.data), cast(literal('["string"]', String), JSONB))
    all_of_them = cast(func.plainto_tsquery(english, words), Text)
    any_of_them = cast(func.replace(all_of_them, "&", "|"), TSQUERY)
    found = await session.exec(
        select(Record)
        .where(
            Record.workspace_id == actor.workspace_id,
            Record.kind == kind,
            text.bool_op("@@")(any_of_them),
        )
        .order_by(func.ts_rank(text, any_of_them).desc(), col(Record.id))
        .limit(limit)
    )
    return list(found)


async def references(session: Session, actor: Actor, kind: str, wanted: list[str]) -> dict[str, Record]:
    """Those that exist, by reference."""
    found = await session.exec(
        select(Record).where(
            Record.workspace_id == actor.workspace_id,
            Record.kind == kind,
            col(Record.reference).in_(wanted),
        )
    )
    return {record.reference: record for record in found}


def as_row(record: Record) -> RecordRow:
    return RecordRow(
        record.id,
        record.kind,
        record.reference,
        record.customer_id,
        record.data,
        record.created_at,
        record.updated_at,
    )


_NAMED = r"""
select said from unnest(%(said)s::text[]) said
where exists (
  select from record
  where workspace_id = %(workspace)s and kind = any(%(kinds)s)
    and strpos(concat(' ', regexp_replace(lower(data::text), '[^[:alnum:]]+', ' ', 'g'), ' '),
               concat(' ', regexp_replace(lower(said), '[^[:alnum:]]+', ' ', 'g'), ' ')) > 0)
"""


async def named(session: Session, actor: Actor, kinds: Sequence[str], said: Sequence[str]) -> frozenset[str]:
    """Which of these words stand, word by word, in a record of these kinds."""
    rows = await (await session.driver()).execute(
        _NAMED, {"workspace": actor.workspace_id, "kinds": list(kinds), "said": list(said)}
    )
    return frozenset(row[0] for row in await rows.fetchall())


def _field(name: str) -> Any:
    return func.jsonb_extract_path_text(col(Record.data), name)


def _text() -> Any:
    """What is searched for words: reference and values, in lower case."""
    return func.lower(col(Record.reference) + " " + cast(col(Record.data), Text))
