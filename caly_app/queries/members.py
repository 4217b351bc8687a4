"""Who belongs to the organization, and who is invited to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import Actor, Permission, Role
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import Account, Invitation, Membership


class MemberNotFound(NotFound):
    """There is no such member."""


class InvitationNotFound(NotFound):
    """There is no such invitation."""


@dataclass(frozen=True)
class Member:
    """A row of the list of members."""

    account_id: UUID
    name: str
    email: str
    role: Role
    is_verified: bool
    joined_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True)
class OpenInvitation:
    id: UUID
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    has_expired: bool


@dataclass(frozen=True)
class FoundInvitation:
    """What a mailed invitation opens, whatever has become of it."""

    id: UUID
    organization_id: UUID
    organization_name: str
    email: str
    role: str
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


async def all_of(session: Session, actor: Actor) -> list[Member]:
    """By name. For whoever belongs to the organization."""
    found = await session.exec(
        select(Membership, Account)
        .where(Membership.account_id == Account.id, Membership.organization_id == actor.organization_id)
        .order_by(col(Account.name), col(Account.id))
    )
    return [
        Member(
            account_id=account.id,
            name=account.name,
            email=account.email,
            role=membership.role,
            is_verified=account.email_verified_at is not None,
            joined_at=membership.created_at,
            seen_at=membership.seen_at,
        )
        for membership, account in found
    ]


async def invitations(session: Session, actor: Actor) -> list[OpenInvitation]:
    """Neither accepted nor revoked, newest first."""
    if not actor.may(Permission.CHANGE_MEMBERS):
        raise Forbidden("Only an admin sees invitations.")
    found = await session.exec(
        select(Invitation)
        .where(
            Invitation.organization_id == actor.organization_id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .order_by(col(Invitation.created_at).desc())
    )
    now = clock.wall()
    return [
        OpenInvitation(row.id, row.email, row.role, row.created_at, row.expires_at, row.expires_at <= now)
        for row in found
    ]


async def membership(session: Session, actor: Actor, account_id: UUID) -> Membership:
    """Held until this transaction ends."""
    found = await session.exec(
        select(Membership)
        .where(Membership.organization_id == actor.organization_id, Membership.account_id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if member := found.one_or_none():
        return member
    raise MemberNotFound


async def admins(session: Session, actor: Actor) -> list[Membership]:
    """All of them, held until this transaction ends: so the last two cannot both go at once."""
    found = await session.exec(
        select(Membership)
        .where(Membership.organization_id == actor.organization_id, Membership.role == Role.ADMIN)
        .order_by(col(Membership.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def is_member(session: Session, actor: Actor, email: str) -> bool:
    found = await session.exec(
        select(Membership.id).where(
            Membership.account_id == Account.id,
            Membership.organization_id == actor.organization_id,
            Account.email == email,
        )
    )
    return found.first() is not None


async def invitation(session: Session, actor: Actor, invitation_id: UUID) -> Invitation:
    """Held until this transaction ends."""
    found = await session.exec(
        select(Invitation)
        .where(Invitation.organization_id == actor.organization_id, Invitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if invited := found.one_or_none():
        return invited
    raise InvitationNotFound


async def find_invitation(session: Session, token_hash: bytes) -> FoundInvitation | None:
    """Needs no tenant."""
    driver = await session.driver()
    async with driver.cursor(row_factory=class_row(FoundInvitation)) as cursor:
        await cursor.execute("select * from find_invitation(%s)", (token_hash,))
        return await cursor.fetchone()
