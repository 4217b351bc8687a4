"""Deployed agents. Their documents, read for each turn, are in business.py, which keeps them."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Assistant, AssistantVersion, ProductType
from caly_app.queries import business as business_queries


class AssistantNotFound(NotFound):
    """There is no such assistant."""


async def for_new_conversation(
    session: Session, actor: Actor, channel: Channel, assistant_id: UUID | None = None
) -> Assistant:
    """The one asked for, or the workspace's default of this channel."""
    product_type = ProductType.VOICE if channel is Channel.VOICE else ProductType.CHAT
    query = select(Assistant).where(
        Assistant.workspace_id == actor.workspace_id, Assistant.product_type == product_type
    )
    query = query.where(Assistant.id == assistant_id if assistant_id else col(Assistant.is_default))
    found = await session.exec(query)
    if assistant := found.first():
        return assistant
    raise AssistantNotFound


async def all_of(session: Session, actor: Actor) -> list[Assistant]:
    """Of the actor's workspace, the defaults first."""
    found = await session.exec(
        select(Assistant)
        .where(Assistant.workspace_id == actor.workspace_id)
        .order_by(col(Assistant.is_default).desc(), col(Assistant.product_type), col(Assistant.created_at))
    )
    return list(found)


async def locked(session: Session, actor: Actor, assistant_id: UUID) -> Assistant:
    """To change; held until this transaction ends."""
    found = await session.exec(
        select(Assistant)
        .where(Assistant.workspace_id == actor.workspace_id, Assistant.id == assistant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if assistant := found.one_or_none():
        return assistant
    raise AssistantNotFound


async def last_number(session: Session, assistant_id: UUID) -> int:
    """Of its versions, the newest: not always the live one."""
    return (
        await session.scalar(
            select(func.max(AssistantVersion.number)).where(AssistantVersion.assistant_id == assistant_id)
        )
        or 0
    )


async def document(session: Session, actor: Actor, assistant_id: UUID, number: int) -> AssistantDocument:
    """One version. Raises NotFound for another workspace's."""
    found = await session.exec(
        select(Assistant.id).where(Assistant.workspace_id == actor.workspace_id, Assistant.id == assistant_id)
    )
    if found.one_or_none() is None:
        raise AssistantNotFound
    return await business_queries.document(session, assistant_id, number)
