"""What customers agreed to be remembered by; sealed, as personal values are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Customer, StoredFact

Key = tuple[datetime, UUID]  # when they said yes, and id: what the list is ordered by


async def of_customer(
    session: Session, actor: Actor, customer_id: UUID, *, after: Key | None = None, limit: int = 50
) -> list[StoredFact]:
    """Newest first."""
    query = (
        select(StoredFact)
        .where(StoredFact.workspace_id == actor.workspace_id, StoredFact.customer_id == customer_id)
        .order_by(col(StoredFact.consented_at).desc(), col(StoredFact.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(tuple_(col(StoredFact.consented_at), col(StoredFact.id)) < after)
    return list(await session.exec(query))


async def remembered(
    session: Session, actor: Actor, customer_id: UUID, since: datetime
) -> tuple[list[StoredFact], bool]:
    """What they said yes to since then, the oldest first; and whether they have said no to being asked."""
    found = await session.exec(
        select(Customer.refused_memory_at, StoredFact)
        .outerjoin(
            StoredFact,
            and_(col(StoredFact.customer_id) == Customer.id, col(StoredFact.consented_at) > since),
        )
        .where(Customer.workspace_id == actor.workspace_id, Customer.id == customer_id)
        .order_by(col(StoredFact.id))
        .execution_options(populate_existing=True)
    )
    rows = found.all()
    return [fact for _, fact in rows if fact], any(refused for refused, _ in rows)
