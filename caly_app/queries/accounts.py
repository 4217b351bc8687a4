"""People, before and after there is an organization to look into."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from sqlmodel import select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Account


class AccountNotFound(NotFound):
    """There is no such person in this organization."""


@dataclass(frozen=True)
class FoundAccount:
    id: UUID
    email: str
    name: str
    password_hash: str
    email_verified_at: datetime | None
    last_organization_id: UUID | None


@dataclass(frozen=True)
class FoundMembership:
    """An organization that somebody belongs to."""

    organization_id: UUID
    organization_name: str
    role: str


@dataclass(frozen=True)
class FoundToken:
    """A mailed link. `organization_id`: one the person belongs to, None when there is none left."""

    id: UUID
    account_id: UUID
    kind: str
    expires_at: datetime
    used_at: datetime | None
    organization_id: UUID | None


async def find(session: Session, email: str) -> FoundAccount | None:
    """By the normal form of an address. Needs no tenant."""
    driver = await session.driver()
    async with driver.cursor(row_factory=class_row(FoundAccount)) as cursor:
        await cursor.execute("select * from find_account(%s)", (email,))
        return await cursor.fetchone()


async def memberships(session: Session, account_id: UUID) -> list[FoundMembership]:
    """Oldest first. Needs no tenant."""
    driver = await session.driver()
    async with driver.cursor(row_factory=class_row(FoundMembership)) as cursor:
        await cursor.execute("select * from memberships_of(%s)", (account_id,))
        return await cursor.fetchall()


async def find_token(session: Session, token_hash: bytes) -> FoundToken | None:
    """Used and expired ones, too. Needs no tenant."""
    driver = await session.driver()
    async with driver.cursor(row_factory=class_row(FoundToken)) as cursor:
        await cursor.execute("select * from find_account_token(%s)", (token_hash,))
        return await cursor.fetchone()


async def own(session: Session, actor: Actor) -> Account:
    """The account of whoever is signed in, to change."""
    return await locked(session, actor.id)


async def locked(session: Session, account_id: UUID) -> Account:
    """A member of the transaction's tenant, held until it ends."""
    found = await session.exec(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if account := found.one_or_none():
        return account
    raise AccountNotFound
