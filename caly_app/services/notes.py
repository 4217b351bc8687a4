"""What operators tell one another about a conversation. The customer never sees it."""

from uuid import UUID

from caly_app import clock
from caly_app.actor import Actor
from caly_app.card_numbers import without_cards
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import Note, TimelineKind
from caly_app.services import timeline
from caly_app.storable import storable

LONGEST = 4000


def write(session: Session, actor: Actor, conversation_id: UUID, text: str) -> Note:
    """The caller has found the conversation, in the actor's workspace."""
    note = Note(
        organization_id=actor.organization_id,
        conversation_id=conversation_id,
        author_id=actor.id,
        author_name=actor.name,
        text=plain_text(text, "text", LONGEST),
        written_at=clock.now(),
    )
    session.add(note)
    timeline.record(session, actor, TimelineKind.NOTED, conversation_id=conversation_id, note=str(note.id))
    return note


def plain_text(text: str, field: str, longest: int) -> str:
    """Without blanks around it, and without numbers of cards.

    Raises Invalid for nothing, for too much, and for what cannot be stored.
    """
    text = text.strip()
    if not text:
        raise Invalid("Write something first.", {field: "This is empty."})
    if len(text) > longest:
        raise Invalid(f"That is too long: {longest} characters at most.", {field: "Too long."})
    try:
        return without_cards(storable(text))
    except ValueError as error:
        raise Invalid("This cannot be stored.", {field: str(error)}) from None
