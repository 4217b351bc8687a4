"""Who began a conversation unknown, and has proven in it who they are: it is the customer's from then on."""

from uuid import UUID

from sqlalchemy import delete, exists, or_, update
from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Appointment, Conversation, Customer, PersonalValue, Record, StoredFact


async def is_known_as(
    session: Session, actor: Actor, conversation_id: UUID, visitor_id: UUID | None, customer_id: UUID
) -> None:
    """The conversation, and what was said in it, are this customer's; a visitor of whom nothing is left goes.

    Where another has proven it before (two people on one phone) the conversation stays theirs.
    """
    visitor = await session.get(Customer, visitor_id) if visitor_id else None
    is_unknown = visitor is None or not visitor.is_verified
    await session.exec(
        update(PersonalValue)
        .where(
            col(PersonalValue.workspace_id) == actor.workspace_id,
            col(PersonalValue.conversation_id) == conversation_id,
            or_(
                col(PersonalValue.customer_id).is_(None),
                col(PersonalValue.customer_id) == (visitor_id if is_unknown else None),
            ),
        )
        .values(customer_id=customer_id)
    )
    await session.exec(
        update(Customer)
        .where(col(Customer.workspace_id) == actor.workspace_id, col(Customer.id) == customer_id)
        .values(last_seen_at=clock.now())
    )
    if is_unknown:
        await session.exec(
            update(Conversation)
            .where(
                col(Conversation.workspace_id) == actor.workspace_id,
                col(Conversation.id) == conversation_id,
            )
            .values(customer_id=customer_id)
        )
    if visitor and is_unknown:
        await _let_go(session, actor, visitor.id)


async def owner(session: Session, visitor_id: UUID | None, proven_id: UUID | None) -> UUID | None:
    """Whose a value is that is told now: until it is proven anew, nobody's on the books."""
    if proven_id or visitor_id is None:
        return proven_id
    visitor = await session.get(Customer, visitor_id)
    return None if visitor and visitor.is_verified else visitor_id


async def _let_go(session: Session, actor: Actor, visitor_id: UUID) -> None:
    held_elsewhere = [
        exists(select(table.id).where(col(table.customer_id) == visitor_id))
        for table in (Conversation, Appointment, Record, PersonalValue, StoredFact)
    ]
    if not await session.scalar(select(or_(*held_elsewhere))):
        await session.exec(
            delete(Customer).where(
                col(Customer.workspace_id) == actor.workspace_id,
                col(Customer.id) == visitor_id,
                col(Customer.is_verified).is_(False),
            )
        )
