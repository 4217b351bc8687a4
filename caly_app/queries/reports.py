"""Reports that a business keeps."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Account, KeptReport, Membership
from caly_app.queries.conversations import may_read


class ReportNotFound(NotFound):
    """There is no such report."""


async def listed(
    session: Session, actor: Actor, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[KeptReport]:
    """The newest first; `after`: behind this one."""
    may_read(actor)
    query = (
        select(KeptReport)
        .where(KeptReport.workspace_id == actor.workspace_id)
        .order_by(col(KeptReport.created_at).desc(), col(KeptReport.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(tuple_(col(KeptReport.created_at), col(KeptReport.id)) < after)
    return list(await session.exec(query))


async def get(session: Session, actor: Actor, report_id: UUID, *, is_locked: bool = False) -> KeptReport:
    """`is_locked`: held until this transaction ends."""
    may_read(actor)
    query = select(KeptReport).where(
        KeptReport.workspace_id == actor.workspace_id, KeptReport.id == report_id
    )
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    if found := (await session.exec(query)).one_or_none():
        return found
    raise ReportNotFound


async def is_named(session: Session, actor: Actor, name: str, but: UUID | None = None) -> bool:
    """Whether another one has this name."""
    found = await session.exec(
        select(KeptReport.id).where(KeptReport.workspace_id == actor.workspace_id, KeptReport.name == name)
    )
    return any(report_id != but for report_id in found)


async def count(session: Session, actor: Actor) -> int:
    found = await session.exec(select(func.count()).where(col(KeptReport.workspace_id) == actor.workspace_id))
    return found.one()


async def locked_if_due(session: Session, report_id: UUID, now: datetime) -> KeptReport | None:
    """None where somebody else has sent it, or does so now."""
    found = await session.exec(
        select(KeptReport)
        .where(KeptReport.id == report_id, col(KeptReport.due_at) <= now)
        .with_for_update(skip_locked=True)
    )
    return found.one_or_none()


async def recipients(session: Session, organization_id: UUID, members: list[UUID]) -> dict[UUID, str]:
    """Addresses of those who still belong to the organization, and have proven theirs."""
    found = await session.exec(
        select(Account.id, Account.email)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(
            Membership.organization_id == organization_id,
            col(Account.id).in_(members),
            col(Account.email_verified_at).is_not(None),
        )
        .order_by(col(Account.email))
    )
    return {account_id: email for account_id, email in found}
