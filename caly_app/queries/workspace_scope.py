"""Which workspaces an actor may choose from, before one is chosen."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Workspace


@dataclass(frozen=True)
class WorkspaceScope:
    id: UUID
    clock_offset: timedelta


async def seen_by(session: Session, actor: Actor, workspace_id: UUID | None) -> list[WorkspaceScope]:
    """That one, if it is given and theirs; else the first two: enough to know if there is a choice."""
    wanted = select(Workspace.id, Workspace.clock_offset_seconds).where(
        Workspace.organization_id == actor.organization_id
    )
    if workspace_id:
        wanted = wanted.where(Workspace.id == workspace_id)
    found = await session.exec(wanted.order_by(col(Workspace.id)).limit(2))
    return [WorkspaceScope(found_id, timedelta(seconds=offset)) for found_id, offset in found]
