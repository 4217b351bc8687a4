"""What of a business is set up, and what is left to do."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select

from caly_app.actor import Actor, ActorKind
from caly_app.db import Session
from caly_app.models import Account, Conversation, Invitation, Membership, Turn, Workspace


@dataclass(frozen=True)
class SetUp:
    """Each is a claim of what has been done."""

    address_is_verified: bool
    agent_has_answered: bool
    facts_are_written: bool
    site_is_named: bool
    colleagues_are_invited: bool


async def so_far(session: Session, actor: Actor, workspace: Workspace) -> SetUp:
    """`actor`: whose address it is about."""
    tenant = actor.organization_id
    verified_at = await session.scalar(select(Account.email_verified_at).where(Account.id == actor.id))
    return SetUp(
        address_is_verified=verified_at is not None,
        agent_has_answered=await agent_has_answered(session, actor, workspace.id),
        facts_are_written=bool(workspace.facts),
        site_is_named=bool(workspace.allowed_domains),
        colleagues_are_invited=await _is_any(
            session,
            select(Membership.id).where(
                Membership.organization_id == tenant, Membership.account_id != actor.id
            ),
        )
        or await _is_any(
            session,
            select(Invitation.id).where(
                Invitation.organization_id == tenant, col(Invitation.revoked_at).is_(None)
            ),
        ),
    )


async def agent_has_answered(session: Session, actor: Actor, workspace_id: UUID) -> bool:
    return await _is_any(
        session,
        select(Turn.id).where(
            Turn.organization_id == actor.organization_id,
            Turn.conversation_id == Conversation.id,
            Conversation.workspace_id == workspace_id,
            Turn.speaker == ActorKind.AGENT,
            col(Turn.answers).is_not(None),
        ),
    )


async def _is_any(session: Session, query: "Select[UUID]") -> bool:
    return await session.scalar(query.limit(1)) is not None
