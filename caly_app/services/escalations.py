"""The queue of customers who wait for an operator, and who answers them.

Whoever holds a conversation here first locks the conversation, then its escalation: always in this
order, as a turn of the customer does.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.business import Business
from caly_app.agents.commands import EscalationReason
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import (
    AlreadyClaimed,
    Conversation,
    ConversationOutcome,
    Disposition,
    EndedBy,
    Escalation,
    Handler,
    NotClaimed,
    Notification,
    TimelineKind,
    Urgency,
    WorkspaceKind,
)
from caly_app.models.escalation import REASONS
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import escalations as escalation_queries
from caly_app.queries import turns as turn_queries
from caly_app.queries.escalations import DeskMember
from caly_app.services import lead_notes, mail, notes, solved, timeline
from caly_app.settings import settings

WAIT_SECONDS = 300  # unless the workspace's setting escalation_wait_seconds says otherwise
MAIL_AGAIN_MINUTES = 15  # one mail tells of all that came meanwhile

_URGENCY = {
    EscalationReason.MEDICAL_EMERGENCY: Urgency.EMERGENCY,
    EscalationReason.URGENT_SYMPTOMS: Urgency.HIGH,
    EscalationReason.TURN_FAILED: Urgency.HIGH,
    EscalationReason.COMPLAINT: Urgency.HIGH,
    EscalationReason.SAFETY: Urgency.EMERGENCY,
    EscalationReason.FRAUD: Urgency.HIGH,
    EscalationReason.URGENT: Urgency.HIGH,
}


class NotYours(Refused):
    """Somebody else answers this conversation."""


class AgentAnswers(Refused):
    """The agent answers this conversation. Claim it first."""


async def open_escalation(
    session: Session, actor: Actor, conversation_id: UUID, reason: EscalationReason, *, summary: str = ""
) -> Escalation:
    """Put the customer into the queue, once: who asks again keeps the place, and may become more urgent.

    The agent goes on answering until somebody claims it. `summary`: codes in words, no customer's value.
    """
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    if already_open := await escalation_queries.open_of(session, actor, conversation_id):
        _press(session, already_open, reason)
        return already_open
    escalation = await _add(session, actor, conversation, reason, summary)
    await _call_people(session, actor, escalation)
    return escalation


async def claim(session: Session, actor: Actor, escalation_id: UUID) -> Escalation:
    """Take it from the queue: from here on this operator answers, and the agent is silent.

    Raises AlreadyClaimed with the name of whoever was first.
    """
    _may_claim(actor)
    conversation, escalation = await _locked(session, actor, escalation_id)
    await _claim(session, actor, conversation, escalation)
    return escalation


async def release(session: Session, actor: Actor, escalation_id: UUID) -> Escalation:
    """Back into the queue with its age; until the next claim the agent answers."""
    _may_claim(actor)
    conversation, escalation = await _locked(session, actor, escalation_id)
    _must_hold(actor, escalation)
    escalation.release()
    _let_agent_answer(conversation)
    await _tell(session, actor, escalation, TimelineKind.RELEASED, "escalation.released")
    return escalation


async def release_all_of(session: Session, actor: Actor, account_id: UUID) -> int:
    """Whatever this person has claimed, in all workspaces, for they will not answer any more. How many."""
    claims = await escalation_queries.claimed_by(session, actor, account_id)
    released = 0
    for escalation_id, workspace_id in claims:
        conversation, escalation = await _locked(session, actor.in_workspace(workspace_id), escalation_id)
        if escalation.claimed_by == account_id and escalation.resolved_at is None:
            escalation.release()
            _let_agent_answer(conversation)
            await _tell(session, actor, escalation, TimelineKind.RELEASED, "escalation.released")
            released += 1
    return released


async def resolve(
    session: Session, actor: Actor, escalation_id: UUID, disposition: str, note: str = ""
) -> Escalation:
    """It is done: the conversation ends, if the customer has not ended it already.

    `disposition`: one of Disposition. What nobody claimed can be resolved once its conversation has ended.
    """
    _may_claim(actor)
    chosen = _disposition(disposition)
    conversation, escalation = await _locked(session, actor, escalation_id)
    if escalation.claimed_by or not conversation.ended_at:
        _must_hold(actor, escalation)
    escalation.resolve(by=actor.id, disposition=chosen, at=clock.now())
    if note.strip():
        notes.write(session, actor, conversation.id, note)
    if conversation.ended_at:
        conversation.disposition = conversation.disposition or chosen
    else:
        await _end(session, actor, conversation, chosen)
    await lead_notes.due(session, conversation)
    await solved.due(session, conversation)
    await _tell(session, actor, escalation, TimelineKind.RESOLVED, "escalation.resolved", disposition=chosen)
    return escalation


async def take_over(session: Session, actor: Actor, conversation_id: UUID) -> Escalation:
    """Open and claim in one: for an operator who steps in without being asked."""
    _may_claim(actor)
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    conversation.must_be_open()
    escalation = await escalation_queries.open_of(session, actor, conversation_id)
    if not escalation:
        escalation = await _add(session, actor, conversation, EscalationReason.TAKEN_OVER, "")
    await _claim(session, actor, conversation, escalation)
    return escalation


async def hand_back(session: Session, actor: Actor, conversation_id: UUID, instruction: str) -> Conversation:
    """The agent answers again, and its next turn reads the instruction. The escalation is done with."""
    _may_claim(actor)
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    conversation.must_be_open()
    escalation = await escalation_queries.open_of(session, actor, conversation_id)
    if conversation.handled_by is not Handler.OPERATOR or not escalation:
        raise AgentAnswers("The agent answers this conversation already.")
    _must_hold(actor, escalation)
    instruction = instruction.strip()
    conversation.instruction = notes.plain_text(instruction, "instruction", 500) if instruction else ""
    _let_agent_answer(conversation)
    escalation.resolve(by=actor.id, disposition=Disposition.HANDED_BACK, at=clock.now())
    await _tell(session, actor, escalation, TimelineKind.HANDED_BACK, "escalation.handed_back")
    return conversation


# --- who may ---


def _may_claim(actor: Actor) -> None:
    if not actor.may(Permission.CLAIM_ESCALATIONS) or actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("Only an operator can do this.")


def _must_hold(actor: Actor, escalation: Escalation) -> None:
    """Whoever claimed it; or an admin, so that nothing stays with somebody who has gone home."""
    if escalation.claimed_by is None:
        raise NotClaimed
    if escalation.claimed_by != actor.id and not actor.may(Permission.CHANGE_MEMBERS):
        raise NotYours(f"{escalation.claimed_by_name or 'Somebody else'} answers this conversation.")


def _disposition(name: str) -> Disposition:
    choices = [choice for choice in Disposition if choice is not Disposition.HANDED_BACK]
    if name not in choices:
        raise Invalid("Choose how it came out.", {"disposition": "One of: " + ", ".join(choices)})
    return Disposition(name)


# --- what happens ---


async def _locked(session: Session, actor: Actor, escalation_id: UUID) -> tuple[Conversation, Escalation]:
    known = await escalation_queries.by_id(session, actor, escalation_id)
    conversation = await conversation_queries.locked(session, actor, known.conversation_id)
    return conversation, await escalation_queries.locked(session, actor, escalation_id)


async def _add(
    session: Session, actor: Actor, conversation: Conversation, reason: EscalationReason, summary: str
) -> Escalation:
    now, urgency = clock.now(), _URGENCY.get(reason, Urgency.NORMAL)
    facts = await business_queries.of_workspace(session, conversation.workspace_id)
    escalation = Escalation(
        organization_id=conversation.organization_id,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        reason=reason,
        urgency=urgency,
        summary=summary,
        opened_at=now,
        due_at=due_at(facts.business, now, urgency),
    )
    session.add(escalation)
    conversation.has_escalated = True
    await session.flush()
    await _tell(session, actor, escalation, TimelineKind.ESCALATED, "escalation.opened", reason=reason)
    return escalation


def _press(session: Session, escalation: Escalation, reason: EscalationReason) -> None:
    """Chest pain does not wait its turn because the customer had asked for a person before."""
    urgency = _URGENCY.get(reason, Urgency.NORMAL)
    if urgency < escalation.urgency:
        escalation.urgency, escalation.reason = urgency, reason
        escalation.due_at = min(escalation.due_at, clock.now() + timedelta(seconds=WAIT_SECONDS))
        doorbell.ring(session, doorbell.queue_of(escalation.workspace_id))


async def _claim(session: Session, actor: Actor, conversation: Conversation, escalation: Escalation) -> None:
    if escalation.claimed_by == actor.id and not escalation.resolved_at:
        return  # a double click
    if escalation.claimed_by and escalation.claimed_by_name == "":
        raise AlreadyClaimed
    escalation.claim(by=actor.id, name=actor.name, at=clock.now())
    if not conversation.ended_at:
        conversation.handled_by = Handler.OPERATOR
        conversation.operator_id, conversation.operator_name = actor.id, actor.name
    kind = TimelineKind.CLAIMED
    if escalation.reason is EscalationReason.TAKEN_OVER:
        kind = TimelineKind.TAKEN_OVER
    await _tell(session, actor, escalation, kind, "escalation.claimed")


def _let_agent_answer(conversation: Conversation) -> None:
    if not conversation.ended_at:
        conversation.handled_by = Handler.AGENT
        conversation.operator_id, conversation.operator_name = None, ""


async def _end(session: Session, actor: Actor, conversation: Conversation, disposition: Disposition) -> None:
    conversation.ended_at, conversation.ended_by = clock.now(), EndedBy.OPERATOR
    conversation.outcome, conversation.disposition = ConversationOutcome.ESCALATED, disposition
    conversation.agents = await turn_queries.agents_of(session, conversation)
    conversation.handled_by = Handler.AGENT
    timeline.record(
        session,
        actor,
        TimelineKind.ENDED,
        conversation_id=conversation.id,
        ended_by=EndedBy.OPERATOR,
        outcome=ConversationOutcome.ESCALATED,
    )
    await outbox.write(
        session, "conversation.ended", conversation.workspace_id, {"conversation_id": str(conversation.id)}
    )


async def _tell(
    session: Session, actor: Actor, escalation: Escalation, kind: TimelineKind, topic: str, **codes: Any
) -> None:
    conversation_id = escalation.conversation_id
    timeline.record(
        session, actor, kind, conversation_id=conversation_id, escalation=str(escalation.id), **codes
    )
    ids = {"escalation_id": str(escalation.id), "conversation_id": str(conversation_id)}
    await outbox.write(session, topic, escalation.workspace_id, {**ids, **codes})
    doorbell.ring(session, doorbell.queue_of(escalation.workspace_id))


# --- until when ---


def due_at(business: Business, opened_at: datetime, urgency: int = Urgency.NORMAL) -> datetime:
    """When somebody should have claimed it. The wait counts in business hours; an emergency's does not."""
    wait = timedelta(seconds=_wait_seconds(business))
    if urgency == Urgency.EMERGENCY or not business.opening_hours:
        return opened_at + wait
    local = opened_at.astimezone(business.timezone)
    for days in range(60):
        day = (local + timedelta(days=days)).date()
        for opens, closes in business.hours_on(day):
            begins = max(local, datetime.combine(day, opens, business.timezone))
            ends = datetime.combine(day, closes, business.timezone)
            left = ends.timestamp() - begins.timestamp()  # in real seconds, whatever clocks do at night
            if left <= 0:
                continue
            if wait.total_seconds() <= left:
                return (begins.astimezone(opened_at.tzinfo) + wait).astimezone(opened_at.tzinfo)
            wait -= timedelta(seconds=left)
    return opened_at + wait


def _wait_seconds(business: Business) -> int:
    seconds = business.settings.get("escalation_wait_seconds", WAIT_SECONDS)
    return seconds if isinstance(seconds, int) and seconds > 0 else WAIT_SECONDS


# --- who hears of it ---


async def _call_people(session: Session, actor: Actor, escalation: Escalation) -> None:
    """A notification for each operator and admin; a mail as well when nobody would see the queue."""
    hour_ago = clock.now() - timedelta(hours=1)
    if await escalation_queries.opened_since(session, actor, hour_ago) > settings.limit_escalations_per_hour:
        return  # it waits in the queue like the others: a flood must not become one of mail
    members = await escalation_queries.desk_members(session, actor)
    if not members:
        return
    await session.exec(insert(Notification).values([_notification(escalation, member) for member in members]))
    facts = await business_queries.of_workspace(session, escalation.workspace_id)
    is_open = facts.business.is_open_at(clock.now().astimezone(facts.business.timezone))
    is_seen = is_open and any(member.is_online for member in members)
    if facts.kind is WorkspaceKind.LIVE and not is_seen:
        for member in filter(lambda member: member.has_verified_email, members):
            await _mail(session, escalation, facts.business, member)


def _notification(escalation: Escalation, member: DeskMember) -> dict[str, object]:
    return {
        "id": uuid7(),
        "organization_id": escalation.organization_id,
        "account_id": member.account_id,
        "workspace_id": escalation.workspace_id,
        "kind": "escalated",
        "details": {
            "escalation_id": str(escalation.id),
            "conversation_id": str(escalation.conversation_id),
            "reason": escalation.reason,
        },
        "created_at": clock.now(),
    }


async def _mail(session: Session, escalation: Escalation, business: Business, member: DeskMember) -> None:
    """One for all that come within a quarter of an hour; each emergency has its own."""
    stretch = int(escalation.opened_at.timestamp()) // (MAIL_AGAIN_MINUTES * 60)
    which = escalation.id if escalation.urgency == Urgency.EMERGENCY else stretch
    await mail.write(
        session,
        organization_id=escalation.organization_id,
        key=f"escalated:{escalation.workspace_id}:{which}:{member.account_id}",
        to=member.email,
        subject=f"{business.name}: a customer waits for a person",
        text=(
            f"Hello {member.name},\n\n"
            f"a customer of {business.name} waits for a person. Why: {REASONS[escalation.reason]}.\n"
            "Nobody is at the desk just now.\n\n"
            f"The queue: {settings.address}/queue\n"
        ),
    )
