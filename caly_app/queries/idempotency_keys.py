from sqlalchemy import func
from sqlmodel import select

from caly_app import clock
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import IdempotencyKey


async def is_ours_alone(session: Session, actor: Actor, key: str) -> bool:
    """Until this transaction ends nobody else works on this key; False if somebody does just now."""
    name = f"idempotency {actor.organization_id} {actor.id} {key}"
    lock = select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))
    return bool((await session.exec(lock)).one())


async def answered(session: Session, actor: Actor, key: str) -> IdempotencyKey | None:
    """What this actor was answered under this key; what has expired may be overwritten."""
    found = await session.exec(
        select(IdempotencyKey).where(
            IdempotencyKey.organization_id == actor.organization_id,
            IdempotencyKey.actor_id == actor.id,
            IdempotencyKey.key == key,
        )
    )
    return found.one_or_none()


def has_expired(kept: IdempotencyKey) -> bool:
    return kept.expires_at <= clock.wall()
