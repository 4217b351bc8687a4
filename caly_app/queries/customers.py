"""Who contacts the business. Their names and numbers are personal values: see services/personal_values."""

from uuid import UUID

from sqlmodel import select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Conversation, Customer


class CustomerNotFound(NotFound):
    """There is no such customer."""


async def by_id(session: Session, actor: Actor, customer_id: UUID) -> Customer:
    found = await session.exec(
        select(Customer).where(Customer.workspace_id == actor.workspace_id, Customer.id == customer_id)
    )
    if customer := found.one_or_none():
        return customer
    raise CustomerNotFound


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> Customer | None:
    """Whose conversation it is; None when nobody is known."""
    found = await session.exec(
        select(Customer).where(
            Customer.workspace_id == actor.workspace_id,
            Conversation.workspace_id == actor.workspace_id,
            Conversation.id == conversation_id,
            Conversation.customer_id == Customer.id,
        )
    )
    return found.one_or_none()
