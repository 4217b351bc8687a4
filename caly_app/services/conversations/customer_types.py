"""That the customer is typing: for the operator who answers, or might."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from caly_app import clock, doorbell
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Typing

TYPING_SECONDS = 6


async def customer_types(session: Session, actor: Actor, conversation_id: UUID) -> None:
    """For a few seconds from now."""
    until = clock.wall() + timedelta(seconds=TYPING_SECONDS)
    row = insert(Typing).values(
        organization_id=actor.organization_id,
        conversation_id=conversation_id,
        party="customer",
        name="",
        until=until,
    )
    await session.exec(
        row.on_conflict_do_update(index_elements=["conversation_id", "party"], set_={"until": until})
    )
    doorbell.ring(session, doorbell.conversation(conversation_id))
