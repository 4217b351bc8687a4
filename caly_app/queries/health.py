from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from caly_app import clock
from caly_app.db import Session
from caly_app.models import Heartbeat

ALIVE_WITHIN = timedelta(seconds=30)


async def living(session: Session) -> dict[str, int]:
    """How many processes of each kind have beaten lately. Nobody's data: any session will do."""
    found = await session.exec(
        select(Heartbeat.kind, func.count())
        .where(col(Heartbeat.beat_at) > clock.wall() - ALIVE_WITHIN)
        .group_by(Heartbeat.kind)
    )
    return dict(found.all())
