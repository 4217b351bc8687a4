"""What happened: read by people of the business."""

from uuid import UUID

from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Conversation, TimelineEntry
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
