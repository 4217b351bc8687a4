"""One turn, from the customer's words to the reply."""

from dataclasses import replace
from uuid import UUID

from caly_app.actor import Actor
from caly_app.models import ConversationEnded
from caly_app.ports import Ports
from caly_app.services.conversations.answer import answer
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import Received, receive
from caly_app.services.conversations.start import successor


async def take_turn(
    actor: Actor,
    conversation_id: UUID,
    client_turn_id: str,
    said: str,
    ports: Ports,
    *,
    heard_badly: bool = False,
) -> TurnResult:
    """The agent's reply, or a result without one when an operator answers this conversation.

    Sent again with the same client_turn_id, nothing happens twice and the result is the same. What is
    said to a conversation that has ended is answered in the next one of the same customer: the result
    names it. `heard_badly`: of a call, where the recogniser of speech is not sure of the words.
    """
    received = await receive_here_or_next(actor, conversation_id, client_turn_id, said)
    return await answer_here_or_next(actor, replace(received, heard_badly=heard_badly), ports)


async def receive_here_or_next(
    actor: Actor, conversation_id: UUID, client_turn_id: str, said: str
) -> Received:
    """As receive(), in the first conversation after this one that has the message or has not ended."""
    try:
        return await receive(actor, conversation_id, client_turn_id, said)
    except ConversationEnded:
        following = await successor(actor, conversation_id)
        return await receive_here_or_next(actor, following, client_turn_id, said)


async def answer_here_or_next(actor: Actor, received: Received, ports: Ports) -> TurnResult:
    """As answer(). A message that waited behind a goodbye goes on in the next conversation."""
    result = await answer(actor, received, ports)
    if not result.continued:
        return result
    following = await successor(actor, received.conversation_id)
    again = await receive_here_or_next(actor, following, received.client_turn_id, received.said)
    return await answer(actor, replace(again, heard_badly=received.heard_badly), ports)
