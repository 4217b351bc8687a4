"""The queue, for programs that show it elsewhere. Reading needs a scope; claiming needs a person."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.agents import remarks
from caly_app.agents.channel import Channel
from caly_app.agents.commands import EscalationReason
from caly_app.agents.remarks import Remark
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import Disposition, Handler, Urgency
from caly_app.queries import escalations as escalation_queries
from caly_app.queries import turns as turn_queries
from caly_app.queries.escalations import EscalationStatus, QueueItem
from caly_app.services import escalations, notes, personal_values

router = APIRouter(prefix="/escalations", tags=["escalations"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Operator = Annotated[Actor, require(Permission.CLAIM_ESCALATIONS, of=PEOPLE)]

UrgencyName = Literal["emergency", "high", "normal"]

_URGENCIES: dict[Urgency, UrgencyName] = {
    Urgency.EMERGENCY: "emergency",
    Urgency.HIGH: "high",
    Urgency.NORMAL: "normal",
}


class Told(BaseModel):
    turn: int = Field(description="`seq` of the turn it was said in.")
    words: str


class EscalationView(BaseModel):
    id: UUID
    conversation_id: UUID
    status: EscalationStatus
    reason: EscalationReason
    urgency: UrgencyName
    summary: str = Field(description="What the agent was at: no value of the customer's.")
    told: list[Told] = Field(
        description="What the customer said of themselves, in their words as they are stored: personal values"
        " are hidden. Empty in lists."
    )
    opened_at: Utc
    due_at: Utc = Field(description="When somebody should have claimed it; waits count in business hours.")
    claimed_by: UUID | None
    claimed_by_name: str
    claimed_at: Utc | None
    resolved_at: Utc | None
    disposition: str = Field(examples=["solved"])
    channel: Channel
    customer_id: UUID | None
    customer_name: str = Field(description="Empty when nobody knows it.")
    handled_by: Handler
    sentiment: float | None = Field(description="Of the customer's last words, -1 to 1.")
    last_words: str

    @classmethod
    def of(cls, item: QueueItem, names: Mapping[str, str], told: Sequence[Remark] = ()) -> Self:
        return cls(
            id=item.id,
            conversation_id=item.conversation_id,
            status=item.status,
            reason=item.reason,
            urgency=_URGENCIES[Urgency(item.urgency)],
            summary=item.summary,
            told=[Told(turn=one.seq, words=one.words) for one in told],
            opened_at=item.opened_at,
            due_at=item.due_at,
            claimed_by=item.claimed_by,
            claimed_by_name=item.claimed_by_name,
            claimed_at=item.claimed_at,
            resolved_at=item.resolved_at,
            disposition=item.disposition,
            channel=item.channel,
            customer_id=item.customer_id,
            customer_name=names.get(item.name_reference, ""),
            handled_by=item.handled_by,
            sentiment=item.sentiment,
            last_words=item.last_words,
        )


class Resolution(BaseModel):
    disposition: Literal[
        "solved", "booked", "answered", "call_back", "referred", "emergency", "no_reply", "misuse", "other"
    ]
    note: Text = Field(default="", max_length=notes.LONGEST, description="For colleagues only.")


@router.get("")
async def list_escalations(
    actor: Reader, window: Asked, status: EscalationStatus | None = None
) -> Page[EscalationView]:
    """Newest first. `status=waiting` is the queue."""
    async with db.transaction(actor) as session:
        rows = await escalation_queries.listed(session, actor, status, after=window.after, limit=window.rows)
        names = await _names(session, actor, *rows)
    return page(
        window,
        rows,
        key=lambda item: (item.opened_at, item.id),
        show=lambda item: EscalationView.of(item, names),
    )


@router.get("/{escalation_id}")
async def get_escalation(actor: Reader, escalation_id: UUID) -> EscalationView:
    async with db.transaction(actor) as session:
        return await shown(session, actor, escalation_id)


@router.put("/{escalation_id}/claim")
async def claim_escalation(actor: Operator, escalation_id: UUID) -> EscalationView:
    """From here on this operator answers. 409 with who was first, if somebody was."""
    async with db.transaction(actor) as session:
        await escalations.claim(session, actor, escalation_id)
        return await shown(session, actor, escalation_id)


@router.put("/{escalation_id}/release")
async def release_escalation(actor: Operator, escalation_id: UUID) -> EscalationView:
    """Back into the queue; the agent answers."""
    async with db.transaction(actor) as session:
        await escalations.release(session, actor, escalation_id)
        return await shown(session, actor, escalation_id)


@router.put("/{escalation_id}/resolve")
async def resolve_escalation(actor: Operator, escalation_id: UUID, body: Resolution) -> EscalationView:
    """It is done, and the conversation ends."""
    async with db.transaction(actor) as session:
        await escalations.resolve(session, actor, escalation_id, Disposition(body.disposition), body.note)
        return await shown(session, actor, escalation_id)


async def shown(session: Session, actor: Actor, escalation_id: UUID) -> EscalationView:
    """As it is now, in this transaction."""
    await session.flush()
    item = await escalation_queries.item(session, actor, escalation_id)
    said = await turn_queries.of_customer(session, actor, item.conversation_id)
    told = remarks.chosen(said)
    return EscalationView.of(item, await _names(session, actor, item), told)


async def _names(session: Session, actor: Actor, *items: QueueItem) -> dict[str, str]:
    references = [item.name_reference for item in items if item.name_reference]
    return await personal_values.reveal(session, actor, references)
