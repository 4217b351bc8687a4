"""What happened: read by people of the business."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import Conversation, TimelineEntry, TimelineKind
from caly_app.queries.conversations import may_read


async def of_conversation(
    session: Session, actor: Actor, conversation_id: UUID, limit: int = 200
) -> list[TimelineEntry]:
    """Oldest first; the last `limit` of them."""
    may_read(actor)
    found = await session.exec(
        select(TimelineEntry)
        .join(Conversation, col(Conversation.id) == col(TimelineEntry.conversation_id))
        .where(
            Conversation.workspace_id == actor.workspace_id, TimelineEntry.conversation_id == conversation_id
        )
        .order_by(col(TimelineEntry.happened_at).desc(), col(TimelineEntry.id).desc())
        .limit(limit)
    )
    return list(found)[::-1]


async def of_workspace(
    session: Session,
    actor: Actor,
    *,
    kind: TimelineKind | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[TimelineEntry]:
    """Newest first. Raises Forbidden."""
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can see what was changed.")
    query = select(TimelineEntry).where(TimelineEntry.workspace_id == actor.workspace_id)
    if kind:
        query = query.where(TimelineEntry.kind == kind)
    if after:
        query = query.where(tuple_(col(TimelineEntry.happened_at), col(TimelineEntry.id)) < after)
    newest = query.order_by(col(TimelineEntry.happened_at).desc(), col(TimelineEntry.id).desc())
    return list(await session.exec(newest.limit(limit)))
