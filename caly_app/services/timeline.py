"""Write down what happened, for ever, and ring for whoever is watching."""

from uuid import UUID

from caly_app import clock, doorbell
from caly_app.actor import Actor, ActorKind
from caly_app.db import Session
from caly_app.models import TimelineEntry, TimelineKind


def record(
    session: Session,
    actor: Actor,
    kind: TimelineKind,
    *,
    conversation_id: UUID | None = None,
    workspace_id: UUID | None = None,
    **codes: str | int | float | bool | None,
) -> None:
    """`codes`: ids and codes only. What a customer said can be erased, and this cannot."""
    workspace_id = workspace_id or actor.workspace_id
    session.add(
        TimelineEntry(
            organization_id=actor.organization_id,
            workspace_id=workspace_id,
            conversation_id=conversation_id,
            kind=kind,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name="" if actor.kind is ActorKind.CUSTOMER else actor.name,
            details=codes,
            happened_at=clock.now(),
        )
    )
    if conversation_id:
        doorbell.ring(session, doorbell.conversation(conversation_id))
    if workspace_id:
        doorbell.ring(session, doorbell.conversations_of(workspace_id))
