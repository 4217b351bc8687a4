"""An operator's tab at a clinic's desk, without a browser."""

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import reflex as rx

from caly_app import clock, db, tokens
from caly_app.actor import Actor
from caly_app.models import Membership, SignIn
from caly_app.queries import members as member_queries
from caly_app.services import escalations
from tests.factories import Clinic, a_conversation
from tests.state.tabs import a_tab

State = TypeVar("State", bound=rx.State)


async def a_token(actor: Actor) -> str:
    """Signed in, in the workspace the actor is in."""
    token, now = tokens.new_secret(), clock.wall()
    async with db.transaction(actor) as session:
        member: Membership = await member_queries.membership(session, actor, actor.id)
        member.last_workspace_id = actor.workspace_id
        session.add(
            SignIn(
                organization_id=actor.organization_id,
                account_id=actor.id,
                token_hash=tokens.hash_of(token),
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    return token


async def opened(of: type[State], actor: Actor, path: str = "/") -> State:
    tab = a_tab(of, await a_token(actor), path)
    await tab._reload()
    return tab


async def waits(clinic: Clinic, reason: str = "requested", **new: Any) -> tuple[UUID, UUID]:
    """A customer in the queue: the conversation's id and the escalation's."""
    conversation_id = (await a_conversation(clinic, **new)).conversation_id
    async with db.transaction(clinic.customer()) as session:
        opening = escalations.open_escalation(session, clinic.customer(), conversation_id, reason)
        return conversation_id, (await opening).id
