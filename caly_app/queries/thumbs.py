"""What customers thought of replies."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from caly_app.actor import Actor, ActorKind
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Thumb, Turn
from caly_app.queries.conversations import may_read


class ReplyNotFound(NotFound):
    """There is no such reply in this conversation."""


@dataclass(frozen=True)
class ThumbRow:
    """One of a list, with the reply it is about and what the customer had said before it, both as stored."""

    id: UUID
    conversation_id: UUID
    turn_id: UUID
    is_up: bool
    comment: str
    asked: str
    reply: str
    given_at: datetime


async def reply(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID) -> Turn:
    """Words of the agent that answered something. Raises ReplyNotFound."""
    found = await session.exec(
        select(Turn).where(
            Turn.organization_id == actor.organization_id,
            Turn.conversation_id == conversation_id,
            Turn.id == turn_id,
            Turn.speaker == ActorKind.AGENT,
            col(Turn.answers).is_not(None),
            col(Turn.delivered).is_not(None),
        )
    )
    if turn := found.one_or_none():
        return turn
    raise ReplyNotFound


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> list[Thumb]:
    found = await session.exec(
        select(Thumb).where(
            Thumb.workspace_id == actor.workspace_id, Thumb.conversation_id == conversation_id
        )
    )
    return list(found)


async def listed(
    session: Session,
    actor: Actor,
    *,
    is_up: bool | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ThumbRow]:
    """Of the actor's workspace, the newest first; `after`: id of the last one of the page before."""
    may_read(actor)
    said = aliased(Turn)
    query = (
        select(Thumb, said.delivered, Turn.delivered)
        .join(Turn, col(Turn.id) == col(Thumb.turn_id))
        .join(said, col(said.id) == col(Turn.answers), isouter=True)
        .where(Thumb.workspace_id == actor.workspace_id)
        .order_by(col(Thumb.id).desc())
        .limit(limit)
    )
    if is_up is not None:
        query = query.where(Thumb.is_up == is_up)
    if after:
        query = query.where(Thumb.id < after)
    return [
        ThumbRow(
            *(thumb.id, thumb.conversation_id, thumb.turn_id, thumb.is_up, thumb.comment),
            *(asked or "", words or "", thumb.given_at),
        )
        for thumb, asked, words in await session.exec(query)
    ]
