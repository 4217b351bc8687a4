"""A conversation in which nobody has said anything for a day has ended."""

from datetime import timedelta
from uuid import UUID

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.models import EndedBy
from caly_app.services.conversations import statements
from caly_app.services.conversations.end import end
from caly_app.settings import settings

AT_ONCE = 200


async def end_all() -> int:
    """Those of all tenants; how many ended. An open escalation stays in the queue."""
    ended = 0
    while silent := await _silent():
        for organization_id, workspace_id, conversation_id in silent:
            actor = Actor(ActorKind.SYSTEM, conversation_id, organization_id, workspace_id)
            async with db.transaction(actor) as session:
                await end(session, actor, conversation_id, EndedBy.SILENCE)
        ended += len(silent)
    return ended


async def _silent() -> list[tuple[UUID, UUID, UUID]]:
    async with db.admin_transaction() as session:
        driver = await session.driver()
        before = clock.wall() - timedelta(hours=settings.conversation_silence_hours)
        rows = await driver.execute(statements.FALLEN_SILENT, (before, AT_ONCE))
        return await rows.fetchall()
