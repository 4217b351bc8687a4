"""Servers of a business's own: where they are, and whether they answer."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.text import Text, Utc
from caly_app.errors import Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.queries.connections import ConnectionRow
from caly_app.services import connections
from caly_app.services.connections import NAME, Given

router = APIRouter(prefix="/connections", tags=["connections"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]
Name = Annotated[str, Path(pattern=f"^{NAME}$", description="As mappings and tools speak of it.")]


class ConnectionIn(BaseModel):
    url: Annotated[Text, Field(max_length=300, examples=["https://shop.example.org/api"])]
    header: Annotated[Text, Field(max_length=60)] = Field(
        default="Authorization", description="In which the secret goes along."
    )
    secret: Annotated[Text, Field(max_length=2000)] | None = Field(
        default=None,
        description="The header's value; for Authorization a bare token is sent as a bearer's. Left out: the "
        "one that is kept. Empty: none. Never shown again.",
    )


class ConnectionView(BaseModel):
    name: str
    url: str
    header: str
    has_secret: bool
    changed_at: Utc


class Connections(BaseModel):
    items: list[ConnectionView]
    next: None = Field(default=None, description="There are twenty at most, and all are here.")


class TryIn(BaseModel):
    path: Annotated[Text, Field(max_length=300, examples=["/orders/1001"])] = "/"


class TriedView(BaseModel):
    answers: bool
    status: int | None = None
    is_json: bool = False
    milliseconds: float | None = None
    problem: str = ""


@router.get("")
async def list_connections(actor: Admin) -> Connections:
    """By name; secrets are never shown."""
    async with db.transaction(actor) as session:
        return Connections(items=[_view(row) for row in await connection_queries.listed(session, actor)])


@router.get("/{connection}")
async def get_connection(actor: Admin, connection: Name) -> ConnectionView:
    async with db.transaction(actor) as session:
        return _view(await connections.one(session, actor, connection))


@router.put("/{connection}")
async def put_connection(actor: Admin, connection: Name, body: ConnectionIn) -> ConnectionView:
    """A new one, or this one changed, from the next message on."""
    async with db.transaction(actor) as session:
        given = Given(body.url, body.header, body.secret)
        return _view(await connections.save(session, actor, connection, given))


@router.delete("/{connection}", status_code=204)
async def delete_connection(actor: Admin, connection: Name) -> None:
    """Whatever asked it hears that there is none any more."""
    async with db.transaction(actor) as session:
        await connections.remove(session, actor, connection)


@router.post("/{connection}/try")
async def try_connection(actor: Admin, connection: Name, body: TryIn | None = None) -> TriedView:
    """One GET, with its secret: what came back, and how long it took. Nothing is stored."""
    async with db.transaction(actor) as session:
        await connections.one(session, actor, connection)
        outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
    try:
        tried = await connections.tried(outside, connection, body.path if body else "/")
    except Unavailable as error:
        return TriedView(answers=False, problem=error.message)
    return TriedView(
        answers=True, status=tried.status, is_json=tried.is_json, milliseconds=tried.milliseconds
    )


def _view(row: ConnectionRow) -> ConnectionView:
    return ConnectionView(
        name=row.name, url=row.url, header=row.header, has_secret=row.has_secret, changed_at=row.changed_at
    )
