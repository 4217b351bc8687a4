"""Who holds a token: a person who is signed in, or a program with a key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from sqlmodel import col, select

from caly_app import clock
from caly_app.actor import KEY_SCOPES, PERMISSIONS_OF, Actor, ActorKind, Role
from caly_app.db import Session
from caly_app.models import SignIn

Driver = AsyncConnection[Any]


@dataclass(frozen=True)
class SignedIn:
    """A person with a sign-in that holds. Read anew for each request and each reload of a page."""

    sign_in_id: UUID
    actor: Actor  # in no workspace yet
    membership_id: UUID
    role: Role
    email: str
    email_verified_at: datetime | None
    last_workspace_id: UUID | None
    last_seen_at: datetime


@dataclass(frozen=True)
class KeyHolder:
    """A program with an API key, which opens one workspace."""

    actor: Actor
    last_used_at: datetime | None


def person(account_id: UUID, organization_id: UUID, role: Role, name: str) -> Actor:
    """A member, with what their role may do, before they have said which workspace they mean."""
    return Actor(ActorKind.OPERATOR, account_id, organization_id, None, PERMISSIONS_OF[role], name)


async def by_token(driver: Driver, token_hash: bytes) -> SignedIn | None:
    """Needs no tenant: ask it by db.single_statements(). None when the sign-in has ended, however it did."""
    found = await _one(driver, "select * from find_sign_in(%s)", token_hash)
    if found is None:
        return None
    role = Role(found["role"])
    return SignedIn(
        sign_in_id=found["id"],
        actor=person(found["account_id"], found["organization_id"], role, found["name"]),
        membership_id=found["membership_id"],
        role=role,
        email=found["email"],
        email_verified_at=found["email_verified_at"],
        last_workspace_id=found["last_workspace_id"],
        last_seen_at=found["last_seen_at"],
    )


async def by_api_key(driver: Driver, token_hash: bytes) -> KeyHolder | None:
    """Needs no tenant: ask it by db.single_statements(). None when the key has been revoked."""
    found = await _one(driver, "select * from find_api_key(%s)", token_hash)
    if found is None:
        return None
    may = frozenset(scope for scope in KEY_SCOPES if scope.value in found["scopes"])
    actor = Actor(
        ActorKind.API_KEY, found["id"], found["organization_id"], found["workspace_id"], may, found["name"]
    )
    return KeyHolder(actor, found["last_used_at"])


async def _one(driver: Driver, query: str, token_hash: bytes) -> dict[str, Any] | None:
    async with driver.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), (token_hash,))
        return await cursor.fetchone()


@dataclass(frozen=True)
class OpenSignIn:
    """A browser or client somebody is signed in with, as they see it themselves."""

    id: UUID
    user_agent: str
    created_at: datetime
    last_seen_at: datetime


async def open_ones(session: Session, actor: Actor) -> list[OpenSignIn]:
    """The actor's own, in this organization, last used first."""
    found = await session.exec(
        select(SignIn)
        .where(
            SignIn.organization_id == actor.organization_id,
            SignIn.account_id == actor.id,
            col(SignIn.revoked_at).is_(None),
            SignIn.expires_at > clock.wall(),
        )
        .order_by(col(SignIn.last_seen_at).desc())
        .limit(50)
    )
    return [OpenSignIn(row.id, row.user_agent, row.created_at, row.last_seen_at) for row in found]
