"""How far customers are, the notes on them, and what is to be followed up."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import FollowUpKind, LeadStatus
from caly_app.api.authentication import require
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import FollowUp, LeadNote, TimelineEntry
from caly_app.queries import leads as lead_queries
from caly_app.services import leads
from caly_app.services.notes import LONGEST

router = APIRouter(tags=["customers"])

Reader = Annotated[Actor, require(Permission.READ_RECORDS)]
Writer = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS)]


class LeadChange(BaseModel):
    """One change of the status."""

    at: Utc
    before: LeadStatus
    status: LeadStatus
    why: str = Field(
        examples=["quote_made"],
        description="What an effect told, the flow that was begun, left_contact, or the reason a person was "
        "called for; by_hand and left_to_conversations where a person said so.",
    )
    by: str = Field(description="A person's name; empty: the note writer.")
    conversation_id: UUID | None

    @classmethod
    def of(cls, entry: TimelineEntry) -> Self:
        told = entry.details
        return cls.model_validate(
            {
                "at": entry.happened_at,
                "before": told["before"],
                "status": told["status"],
                "why": told["why"],
                "by": entry.actor_name,
                "conversation_id": entry.conversation_id,
            }
        )


class LeadOut(BaseModel):
    status: LeadStatus
    set_by: str = Field(description="The person who set it; empty: conversations say so.")
    set_at: Utc | None
    proposed: LeadStatus | None = Field(description="What conversations say since a person has set it.")
    history: list[LeadChange] = Field(description=f"Newest first, the last {lead_queries.HISTORY_AT_MOST}.")


class LeadBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: LeadStatus | None = Field(description="Null: as conversations say, from now on.")


class NoteOut(BaseModel):
    id: UUID
    conversation_id: UUID
    text: str
    language: str
    written_at: Utc
    edited_by: str = Field(description="The person who edited it; empty: nobody has.")
    edited_at: Utc | None
    proposed: str | None = Field(description="What would be written now, where a person has edited it.")

    @classmethod
    def of(cls, note: LeadNote) -> Self:
        return cls.model_validate({**note.model_dump(), "edited_by": note.edited_by_name})


class NoteBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Text = Field(max_length=LONGEST)


class FollowUpOut(BaseModel):
    id: UUID
    customer_id: UUID
    conversation_id: UUID
    kind: FollowUpKind
    what: str
    due_on: date
    created_at: Utc
    done_at: Utc | None
    done_by: str = Field(description="The person who did it; empty where it was settled by what happened.")

    @classmethod
    def of(cls, one: FollowUp) -> Self:
        return cls.model_validate({**one.model_dump(), "done_by": one.done_by_name})


class FollowUpBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    is_done: StrictBool


Done = Annotated[bool, Query(description="Those that are done, instead of those that are open.")]


@router.get("/follow-ups")
async def list_follow_ups(
    actor: Reader, window: Asked, due_by: date | None = None, is_done: Done = False
) -> Page[FollowUpOut]:
    """Of all customers, what is due first comes first."""
    return await _listed(actor, window, due_by=due_by, is_done=is_done)


@router.get("/customers/{customer_id}/lead")
async def get_lead(actor: Reader, customer_id: UUID) -> LeadOut:
    """How far a customer is, with who said so, when and why."""
    async with db.transaction(actor) as session:
        return await _lead(session, actor, customer_id)


@router.put("/customers/{customer_id}/lead")
async def set_lead(actor: Writer, customer_id: UUID, body: LeadBody) -> LeadOut:
    """What a person sets is not overwritten: what conversations say since is proposed."""
    async with db.transaction(actor) as session:
        await leads.set_status(session, actor, customer_id, body.status)
        await session.flush()
        return await _lead(session, actor, customer_id)


@router.get("/customers/{customer_id}/notes")
async def list_lead_notes(actor: Reader, customer_id: UUID, window: Asked) -> Page[NoteOut]:
    """Newest first; one for each conversation that left something to say."""
    async with db.transaction(actor) as session:
        rows = await lead_queries.notes(session, actor, customer_id, after=window.after, limit=window.rows)
    return page(window, rows, key=lambda note: (note.written_at, note.id), show=NoteOut.of)


@router.put("/customers/{customer_id}/notes/{note_id}")
async def edit_lead_note(actor: Writer, customer_id: UUID, note_id: UUID, body: NoteBody) -> NoteOut:
    """In a person's words from now on; what was proposed beside them is gone."""
    async with db.transaction(actor) as session:
        return NoteOut.of(await leads.edit_note(session, actor, customer_id, note_id, body.text))


@router.delete("/customers/{customer_id}/notes/{note_id}/proposed", status_code=204)
async def leave_lead_note(actor: Writer, customer_id: UUID, note_id: UUID) -> None:
    """What is proposed beside a person's words is put away; what is gone already is gone."""
    async with db.transaction(actor) as session:
        await leads.leave_note(session, actor, customer_id, note_id)


@router.get("/customers/{customer_id}/follow-ups")
async def list_follow_ups_of(
    actor: Reader, customer_id: UUID, window: Asked, is_done: Done = False
) -> Page[FollowUpOut]:
    """What is due first comes first."""
    return await _listed(actor, window, customer_id=customer_id, is_done=is_done)


@router.put("/customers/{customer_id}/follow-ups/{follow_up_id}")
async def finish_follow_up(
    actor: Writer, customer_id: UUID, follow_up_id: UUID, body: FollowUpBody
) -> FollowUpOut:
    """Done, or open again."""
    async with db.transaction(actor) as session:
        one = await leads.finish_follow_up(session, actor, customer_id, follow_up_id, body.is_done)
        return FollowUpOut.of(one)


async def _listed(
    actor: Actor,
    window: Asked,
    *,
    customer_id: UUID | None = None,
    due_by: date | None = None,
    is_done: bool,
) -> Page[FollowUpOut]:
    async with db.transaction(actor) as session:
        rows = await lead_queries.follow_ups(
            session,
            actor,
            customer_id=customer_id,
            due_by=due_by,
            is_done=is_done,
            after=window.after,
            limit=window.rows,
        )
    return page(window, rows, key=lead_queries.key_of, show=FollowUpOut.of)


async def _lead(session: Session, actor: Actor, customer_id: UUID) -> LeadOut:
    found = await lead_queries.of_customer(session, actor, customer_id)
    changes = await lead_queries.history(session, actor, customer_id)
    return LeadOut(
        status=found.status,
        set_by=found.set_by_name,
        set_at=found.set_at,
        proposed=found.proposed,
        history=[LeadChange.of(entry) for entry in changes],
    )
