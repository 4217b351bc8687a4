"""Who works here changes: whatever somebody had in hand goes back into the queue before they go."""

from uuid import UUID

from caly_app.actor import PERMISSIONS_OF, Actor, Permission, Role
from caly_app.db import Session
from caly_app.services import escalations, members


async def change_role(session: Session, actor: Actor, account_id: UUID, role: Role) -> None:
    """Who may not answer any more answers nobody from here on. Raises LastAdmin, Forbidden."""
    await members.change_role(session, actor, account_id, role)
    if Permission.CLAIM_ESCALATIONS not in PERMISSIONS_OF[role]:
        await escalations.release_all_of(session, actor, account_id)


async def remove(session: Session, actor: Actor, account_id: UUID) -> None:
    """Their sign-ins here end. Raises LastAdmin, Forbidden."""
    await members.remove(session, actor, account_id)
    await escalations.release_all_of(session, actor, account_id)


async def leave(session: Session, actor: Actor) -> None:
    """By oneself. Raises LastAdmin."""
    await remove(session, actor, actor.id)
