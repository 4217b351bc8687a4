"""Where records come from that the business keeps on a server of its own."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.text import Text
from caly_app.errors import Invalid, NotFound, Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.services import record_sources
from caly_app.services.record_mapping import RecordSource
from caly_app.services.record_schemas import sector_of

router = APIRouter(prefix="/record-sources", tags=["record sources"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]
Kind = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["order"])]


class SourceView(BaseModel):
    kind: str
    source: RecordSource


class Sources(BaseModel):
    items: list[SourceView]
    next: None = Field(default=None, description="There is one for each kind at most, and all are here.")


class TryIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reference: Annotated[Text, Field(min_length=1, max_length=80, examples=["1001"])]
    source: RecordSource | None = Field(default=None, description="Left out: the one that is kept.")


class TriedView(BaseModel):
    """The record as it would become ours; or what is wrong with it, field by field."""

    answers: bool
    reference: str = ""
    data: Mapping[str, Any] = {}
    customer: Mapping[str, str] = {}
    wrong: Mapping[str, str] = {}
    problem: str = ""


@router.get("")
async def list_sources(actor: Admin) -> Sources:
    """By kind. Kinds that are not here are kept by Caly itself."""
    async with db.transaction(actor) as session:
        found = await record_sources.all_of(session, actor)
    return Sources(items=[SourceView(kind=kind, source=source) for kind, source in found.items()])


@router.get("/{kind}")
async def get_source(actor: Admin, kind: Kind) -> SourceView:
    async with db.transaction(actor) as session:
        return SourceView(kind=kind, source=await record_sources.one(session, actor, kind))


@router.put("/{kind}")
async def put_source(actor: Admin, kind: Kind, body: RecordSource) -> SourceView:
    """Records of this kind come from there, from the next message on."""
    async with db.transaction(actor) as session:
        await record_sources.save(session, actor, kind, body)
    return SourceView(kind=kind, source=body)


@router.delete("/{kind}", status_code=204)
async def delete_source(actor: Admin, kind: Kind) -> None:
    """Records of this kind are kept here again; copies stay."""
    async with db.transaction(actor) as session:
        await record_sources.remove(session, actor, kind)


@router.post("/{kind}/try")
async def try_source(actor: Admin, kind: Kind, body: TryIn) -> TriedView:
    """One record, as it would become ours. Nothing is stored."""
    async with db.transaction(actor) as session:
        source = body.source or await record_sources.one(session, actor, kind)
        sector = await sector_of(session, actor)
        record_sources.must_fit(sector, kind, source)
        outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
    try:
        tried = await record_sources.tried(outside, sector, kind, source, body.reference)
    except (Unavailable, NotFound) as error:
        return TriedView(answers=False, problem=error.message)
    except Invalid as error:
        return TriedView(answers=False, wrong=error.fields, problem=error.message)
    return TriedView(
        answers=True, reference=tried.reference, data=tried.data, customer=tried.customer, wrong=tried.wrong
    )
