"""What customers think of replies: given by them, changed as often as they like, read by the business."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from uuid_utils.compat import uuid7

from caly_app import clock, doorbell
from caly_app.actor import Actor
from caly_app.agents.masks import without_cards
from caly_app.db import Session
from caly_app.models import Thumb
from caly_app.queries import thumbs as thumb_queries

COMMENT_AT_MOST = 500


async def give(
    session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID, is_up: bool, comment: str = ""
) -> None:
    """In place of one given before. Raises ReplyNotFound."""
    await thumb_queries.reply(session, actor, conversation_id, turn_id)
    said = {
        "is_up": is_up,
        "comment": without_cards(comment.strip())[:COMMENT_AT_MOST],
        "given_at": clock.now(),
    }
    row = insert(Thumb).values(
        id=uuid7(),
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        conversation_id=conversation_id,
        turn_id=turn_id,
        **said,
    )
    await session.exec(row.on_conflict_do_update(index_elements=["turn_id"], set_=said))
    _ring(session, actor, conversation_id)


async def take_back(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID) -> None:
    """None is there any more. Raises ReplyNotFound."""
    await thumb_queries.reply(session, actor, conversation_id, turn_id)
    await session.exec(delete(Thumb).where(col(Thumb.turn_id) == turn_id))
    _ring(session, actor, conversation_id)


def _ring(session: Session, actor: Actor, conversation_id: UUID) -> None:
    assert actor.workspace_id
    doorbell.ring(session, doorbell.conversation(conversation_id))
    doorbell.ring(session, doorbell.learning_of(actor.workspace_id))
