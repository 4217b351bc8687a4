"""The servers of a business's own: for those who set them, and for whoever asks them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import StoredConnection
from caly_app.ports import Connection


@dataclass(frozen=True)
class ConnectionRow:
    """What may be shown of one: never its secret."""

    name: str
    url: str
    header: str
    has_secret: bool
    changed_at: datetime


def may_see(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not change this workspace.")


async def listed(session: Session, actor: Actor) -> list[ConnectionRow]:
    """By name. Raises Forbidden."""
    may_see(actor)
    return [as_row(stored) for stored in await _all(session, actor)]


async def to_ask(session: Session, actor: Actor) -> list[Connection]:
    """All of the workspace, as whoever calls them needs them."""
    return [as_connection(stored) for stored in await _all(session, actor)]


async def _all(session: Session, actor: Actor) -> list[StoredConnection]:
    found = await session.exec(
        select(StoredConnection)
        .where(StoredConnection.workspace_id == actor.workspace_id)
        .order_by(col(StoredConnection.name))
    )
    return list(found)


def as_row(stored: StoredConnection) -> ConnectionRow:
    return ConnectionRow(
        stored.name, stored.url, stored.header, bool(stored.sealed_secret), stored.changed_at
    )


def as_connection(stored: StoredConnection) -> Connection:
    return Connection(stored.id, stored.name, stored.url, stored.header, stored.sealed_secret)
