"""Codes that were sent to customers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Mail, OneTimeCode

KEY = "one-time-code:"  # how the keys of the letters begin that carry one


async def locked(session: Session, actor: Actor, conversation_id: UUID) -> OneTimeCode | None:
    """The one that is open in this conversation."""
    found = await session.exec(
        select(OneTimeCode)
        .where(
            OneTimeCode.workspace_id == actor.workspace_id,
            OneTimeCode.conversation_id == conversation_id,
            col(OneTimeCode.closed_at).is_(None),
        )
        .with_for_update()
    )
    return found.one_or_none()


async def sent_in(session: Session, actor: Actor, conversation_id: UUID) -> int:
    count = await session.scalar(
        select(func.count()).where(
            OneTimeCode.workspace_id == actor.workspace_id, OneTimeCode.conversation_id == conversation_id
        )
    )
    return count or 0


async def sent_to(session: Session, actor: Actor, customer_id: UUID, since: datetime) -> int:
    count = await session.scalar(
        select(func.count()).where(
            OneTimeCode.workspace_id == actor.workspace_id,
            OneTimeCode.customer_id == customer_id,
            OneTimeCode.created_at > since,
        )
    )
    return count or 0


async def sent_to_address(session: Session, actor: Actor, address: str, since: datetime) -> int:
    """In the whole organization: by whichever of its businesses, to whomever of those who share it."""
    count = await session.scalar(
        select(func.count()).where(
            Mail.organization_id == actor.organization_id,
            Mail.created_at > since,
            Mail.to_address == address,
            col(Mail.key).startswith(KEY),
        )
    )
    return count or 0
