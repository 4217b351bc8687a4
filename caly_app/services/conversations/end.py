"""How a conversation ends."""

from uuid import UUID

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Conversation, ConversationOutcome, EndedBy, Handler, TimelineKind
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import turns as turn_queries
from caly_app.services import lead_notes, timeline


async def end(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    ended_by: EndedBy,
    outcome: ConversationOutcome | None = None,
    disposition: str = "",
) -> Conversation:
    """Once: a conversation that has ended stays as it is. An open escalation stays in the queue."""
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    if conversation.ended_at:
        return conversation
    if outcome is None:
        outcome = _outcome(conversation, ended_by)
    conversation.ended_at, conversation.ended_by = clock.now(), ended_by
    conversation.outcome, conversation.disposition = outcome, disposition
    conversation.agents = await turn_queries.agents_of(session, conversation)
    conversation.handled_by = Handler.AGENT
    session.add(conversation)
    timeline.record(
        session, actor, TimelineKind.ENDED, conversation_id=conversation_id, outcome=outcome, by=ended_by
    )
    await outbox.write(
        session,
        "conversation.ended",
        conversation.workspace_id,
        {"conversation_id": str(conversation_id), "outcome": outcome},
    )
    await lead_notes.due(session, conversation)
    doorbell.ring(session, doorbell.queue_of(conversation.workspace_id))
    return conversation


def _outcome(conversation: Conversation, ended_by: EndedBy) -> ConversationOutcome:
    if conversation.has_escalated:
        return ConversationOutcome.ESCALATED
    if ended_by is EndedBy.SILENCE:
        return ConversationOutcome.ABANDONED
    return ConversationOutcome.CONTAINED
