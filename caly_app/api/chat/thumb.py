"""What a customer thinks of a reply."""

from uuid import UUID

from fastapi import APIRouter

from caly_app import db
from caly_app.api.chat.shapes import GivenThumb
from caly_app.api.chat.visitors import Customer
from caly_app.services import thumbs

router = APIRouter()


@router.post("/conversations/{conversation_id}/turns/{turn_id}/thumb")
async def thumb(customer: Customer, turn_id: UUID, body: GivenThumb) -> GivenThumb:
    """Of the agent's turn; in place of one given before, or taken back with `is_up` null."""
    where = (customer.conversation_id, turn_id)
    async with db.transaction(customer.actor) as session:
        if body.is_up is None:
            await thumbs.take_back(session, customer.actor, *where)
        else:
            await thumbs.give(session, customer.actor, *where, body.is_up, body.comment)
    return body
