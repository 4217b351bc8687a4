"""Keys that open a workspace to a program."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import ApiKey


class KeyNotFound(NotFound):
    """There is no such API key."""


@dataclass(frozen=True)
class KeyRow:
    """A key as it is listed. The key itself is shown once, when it is made, and never again."""

    id: UUID
    name: str
    start: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None


async def all_of(session: Session, actor: Actor) -> list[KeyRow]:
    """Those of the actor's workspace that open it, newest first."""
    if not actor.may(Permission.CHANGE_KEYS):
        raise Forbidden("Only an admin sees API keys.")
    found = await session.exec(
        select(ApiKey)
        .where(ApiKey.workspace_id == actor.workspace_id, col(ApiKey.revoked_at).is_(None))
        .order_by(col(ApiKey.created_at).desc(), col(ApiKey.id).desc())
    )
    return [
        KeyRow(key.id, key.name, key.start, tuple(key.scopes), key.created_at, key.last_used_at)
        for key in found
    ]


async def locked(session: Session, actor: Actor, key_id: UUID) -> ApiKey:
    """Of the actor's workspace, or of any of the organization where the actor has named none."""
    query = select(ApiKey).where(ApiKey.organization_id == actor.organization_id, ApiKey.id == key_id)
    if actor.workspace_id:
        query = query.where(ApiKey.workspace_id == actor.workspace_id)
    found = await session.exec(query.with_for_update().execution_options(populate_existing=True))
    if key := found.one_or_none():
        return key
    raise KeyNotFound
