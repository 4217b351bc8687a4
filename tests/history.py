"""A made-up history: conversations of other days with how they came out, and what people said of turns."""

from datetime import UTC, datetime
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import ActorKind
from caly_app.models import Review, ReviewState, Turn
from tests.factories import Clinic, a_conversation


async def happened(
    admin: psycopg.Connection,
    clinic: Clinic,
    began: str,
    outcome: str | None = "contained",
    agents: tuple[str, ...] = (),
    disposition: str = "",
) -> UUID:
    """`began`: ISO, in UTC. Without an outcome it is still open."""
    conversation_id = (await a_conversation(clinic)).conversation_id
    at = datetime.fromisoformat(began).replace(tzinfo=UTC)
    admin.execute(
        "update conversation set started_at = %s, last_said_at = %s, ended_at = %s, outcome = %s, "
        "agents = %s, disposition = %s, has_escalated = %s where id = %s",
        (
            *(at, at, at if outcome else None, outcome, list(agents), disposition),
            *(outcome == "escalated", conversation_id),
        ),
    )
    return conversation_id


async def reviewed(
    clinic: Clinic,
    conversation_id: UUID,
    confidence: float | None,
    *,
    is_right: bool,
    understood: str = "book_appointment",
    agent: str = "appointment_booking",
    state: ReviewState = ReviewState.ACCEPTED,
) -> None:
    now, mine = clock.wall(), {"organization_id": clinic.organization_id}
    async with db.transaction(clinic.system()) as session:
        turn = Turn(
            **mine,
            conversation_id=conversation_id,
            seq=1000 + uuid7().int % 10**6,
            speaker=ActorKind.CUSTOMER,
            delivered="words",
            said_at=now,
        )
        session.add(turn)
        await session.flush()
        session.add(
            Review(
                **mine,
                workspace_id=clinic.workspace_id,
                conversation_id=conversation_id,
                turn_id=turn.id,
                understood=understood,
                confidence=confidence,
                agent=agent,
                language="en",
                meant=understood if is_right else "refill_prescription",
                is_right=is_right,
                state=state,
                proposed_by=uuid7(),
                proposed_at=now,
            )
        )
