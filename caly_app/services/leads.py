"""What people of the business say of a customer: how far they are, the notes, and what is done with.

What they set or write stays so: the note writer proposes beside it (services/lead_notes.py).
"""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from uuid_utils.compat import uuid7

from caly_app import clock
from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import LeadStatus
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import FollowUp, Lead, LeadNote, TimelineKind
from caly_app.queries import customers as customer_queries
from caly_app.queries import leads as lead_queries
from caly_app.services import timeline
from caly_app.services.notes import LONGEST, plain_text


async def set_status(session: Session, actor: Actor, customer_id: UUID, status: LeadStatus | None) -> Lead:
    """As a person says; None: as conversations say, from now on and what they have said meanwhile."""
    lead = await _lead(session, actor, customer_id)
    before, proposed = lead.status, lead.proposed
    lead.status = (proposed or before) if status is None else status
    lead.proposed = None
    lead.set_by, lead.set_by_name = (None, "") if status is None else (actor.id, actor.name)
    lead.set_at = clock.now()
    session.add(lead)
    timeline.record(
        session,
        actor,
        TimelineKind.LEAD_CHANGED,
        customer_id=str(customer_id),
        before=before.value,
        status=lead.status.value,
        why="left_to_conversations" if status is None else "by_hand",
    )
    return lead


async def edit_note(session: Session, actor: Actor, customer_id: UUID, note_id: UUID, text: str) -> LeadNote:
    """In the person's words from now on; what was proposed beside them is gone. Raises Invalid."""
    _must_be_allowed(actor)
    note = await lead_queries.locked_note(session, actor, customer_id, note_id)
    note.text = plain_text(text, "text", LONGEST)
    note.proposed = None
    note.edited_by, note.edited_by_name, note.edited_at = actor.id, actor.name, clock.now()
    session.add(note)
    timeline.record(session, actor, TimelineKind.NOTE_EDITED, customer_id=str(customer_id), note=str(note_id))
    return note


async def leave_note(session: Session, actor: Actor, customer_id: UUID, note_id: UUID) -> LeadNote:
    """What was proposed beside a person's words is put away."""
    _must_be_allowed(actor)
    note = await lead_queries.locked_note(session, actor, customer_id, note_id)
    if note.proposed is not None:
        note.proposed = None
        session.add(note)
        timeline.record(
            session, actor, TimelineKind.NOTE_EDITED, customer_id=str(customer_id), note=str(note_id)
        )
    return note


async def finish_follow_up(
    session: Session, actor: Actor, customer_id: UUID, follow_up_id: UUID, is_done: bool
) -> FollowUp:
    """Done, or open again; what is so already stays as it is."""
    _must_be_allowed(actor)
    one = await lead_queries.locked_follow_up(session, actor, customer_id, follow_up_id)
    if (one.done_at is not None) is is_done:
        return one
    one.done_at = clock.now() if is_done else None
    one.done_by, one.done_by_name = (actor.id, actor.name) if is_done else (None, "")
    session.add(one)
    kind = TimelineKind.FOLLOW_UP_DONE if is_done else TimelineKind.FOLLOW_UP_REOPENED
    timeline.record(session, actor, kind, customer_id=str(customer_id), follow_up=str(follow_up_id))
    return one


def _must_be_allowed(actor: Actor) -> None:
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("Only operators and admins can change what is noted of a customer.")


async def _lead(session: Session, actor: Actor, customer_id: UUID) -> Lead:
    """Locked; made where there is none. Raises Forbidden or CustomerNotFound."""
    _must_be_allowed(actor)
    await customer_queries.by_id(session, actor, customer_id)
    await session.exec(
        insert(Lead)
        .values(
            id=uuid7(),
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            customer_id=customer_id,
            status=LeadStatus.NONE,
            set_by_name="",
            set_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["customer_id"])
    )
    found = await session.exec(
        select(Lead)
        .where(Lead.workspace_id == actor.workspace_id, Lead.customer_id == customer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()
