"""The organization of the demo, its people and its workspaces."""

import asyncio
import secrets
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import KEY_SCOPES, PERMISSIONS_OF, Actor, ActorKind, Permission, Role
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.models import Account, ApiKey, Membership, Organization
from caly_app.queries import accounts as account_queries
from caly_app.queries import sign_ins as sign_in_queries
from caly_app.queries.accounts import FoundAccount
from caly_app.services import api_keys, passwords
from caly_app.services.demo import business
from caly_app.services.demo.credentials import DemoCredentials, DemoPerson, DemoScenarios, DemoWorkspace

ORGANIZATION = "Caly Demo"
ADMIN, OPERATOR = "admin@demo.example.org", "operator@demo.example.org"
_NAMES = {ADMIN: "Ada Quist", OPERATOR: "Mara Lind"}
_ROLES = {ADMIN: Role.ADMIN, OPERATOR: Role.OPERATOR}
_KEY_NAME, _SCENARIOS_KEY_NAME = "Demo", "Demo: scenarios"
_FIRST = "demo-healthcare"


async def make(held: DemoCredentials | None = None) -> DemoCredentials:
    """Makes the demo, or puts right what is there: nothing is doubled, what people changed stays.

    `held`: what was given last time, and is true again afterwards; whatever is not in it is new.
    Opens its own transactions.
    """
    admin = held.admin if held else _new_person(ADMIN)
    operator = held.operator if held else _new_person(OPERATOR)
    async with db.lookup() as alone:
        # Whoever makes the demo at the same time waits here, and then finds it. The lock is held idle for as
        # long as the slowest machine needs.
        await alone.exec(select(func.set_config("idle_in_transaction_session_timeout", "0", True)))
        await alone.exec(select(func.pg_advisory_xact_lock(func.hashtextextended("demo", 0))))
        known = {email: await account_queries.find(alone, email) for email in _NAMES}
        hashes = await asyncio.gather(_hash(admin, known[ADMIN]), _hash(operator, known[OPERATOR]))
        organization_id = await _organization_of(alone, known[ADMIN])
        async with db.tenant_transaction(organization_id or uuid7()) as session:
            organization = await _organization(session, organization_id)
            for email, password_hash in zip(_NAMES, hashes, strict=True):
                await _member(session, organization, email, password_hash, known[email])
            actor = await _admin(session, organization)
            made = DemoCredentials(admin=admin, operator=operator)
            for sector in all_sectors().values():
                await _add_workspace(session, actor, sector, held, made)
            made.scenarios = await _scenarios(session, actor, held, made)
            if held is None:
                await _begin_at(session, organization, made.workspaces[_FIRST])
    return made


def _new_person(email: str) -> DemoPerson:
    return DemoPerson(email=email, password=secrets.token_urlsafe(12))


async def _hash(person: DemoPerson, known: FoundAccount | None) -> str:
    if known and await passwords.fits(person.password, known.password_hash):
        return known.password_hash
    return await passwords.hash_of(person.password)


async def _organization_of(session: Session, admin: FoundAccount | None) -> UUID | None:
    memberships = await account_queries.memberships(session, admin.id) if admin else []
    return memberships[0].organization_id if memberships else None


async def _organization(session: Session, organization_id: UUID | None) -> UUID:
    if organization_id:
        return organization_id
    tenant = UUID(await session.scalar(select(func.current_setting("app.org_id"))))
    session.add(Organization(id=tenant, name=ORGANIZATION, is_demo=True, created_at=clock.wall()))
    await session.flush()
    return tenant


async def _member(
    session: Session, organization_id: UUID, email: str, password_hash: str, known: FoundAccount | None
) -> None:
    if known:
        account = await session.get_one(Account, known.id)
        account.password_hash, account.email_verified_at = password_hash, clock.wall()
        return
    account = Account(
        email=email,
        name=_NAMES[email],
        password_hash=password_hash,
        email_verified_at=clock.wall(),
        last_organization_id=organization_id,
        created_at=clock.wall(),
    )
    session.add(account)
    await session.flush()
    session.add(
        Membership(
            organization_id=organization_id,
            account_id=account.id,
            role=_ROLES[email],
            created_at=clock.wall(),
        )
    )
    await session.flush()


async def _begin_at(session: Session, organization_id: UUID, workspace: DemoWorkspace) -> None:
    """Where its people are when they sign in for the first time: what the README goes through."""
    await session.exec(
        update(Membership)
        .where(col(Membership.organization_id) == organization_id)
        .values(last_workspace_id=UUID(workspace.id))
    )


async def _admin(session: Session, organization_id: UUID) -> Actor:
    account = (await session.exec(select(Account).where(Account.email == ADMIN))).one()
    may = PERMISSIONS_OF[Role.ADMIN]
    return Actor(ActorKind.OPERATOR, account.id, organization_id, None, may, account.name)


async def _add_workspace(
    session: Session, admin: Actor, sector: Sector, held: DemoCredentials | None, made: DemoCredentials
) -> None:
    workspace = await business.workspace(session, admin, sector)
    inside = admin.in_workspace(workspace.id)
    made.customers += await business.fill(session, inside, sector, workspace)
    before = held.workspaces.get(workspace.slug) if held else None
    kept = before.api_key if before else ""
    made.workspaces[workspace.slug] = DemoWorkspace(
        id=str(workspace.id),
        api_key=await _key(session, inside, _KEY_NAME, KEY_SCOPES, kept),
        sector=sector.name,
        name=workspace.name,
        try_saying=list(sector.demo.try_saying) if sector.demo else [],
    )


async def _scenarios(
    session: Session, admin: Actor, held: DemoCredentials | None, made: DemoCredentials
) -> DemoScenarios:
    """A key belongs to a workspace; what is played does not touch it."""
    inside = admin.in_workspace(UUID(made.workspaces[_FIRST].id))
    kept = held.scenarios.api_key if held else ""
    scopes = {Permission.PLAY_SCENARIOS}
    return DemoScenarios(api_key=await _key(session, inside, _SCENARIOS_KEY_NAME, scopes, kept))


async def _key(session: Session, inside: Actor, name: str, scopes: Collection[Permission], kept: str) -> str:
    """The one that was given before, if it still opens this workspace; else a new one, and no older one."""
    if kept:
        holder = await sign_in_queries.by_api_key(await session.driver(), tokens.hash_of(kept))
        if holder and holder.actor.workspace_id == inside.workspace_id:
            return kept
    lost = update(ApiKey).where(col(ApiKey.workspace_id) == inside.workspace_id, col(ApiKey.name) == name)
    await session.exec(lost.values(revoked_at=clock.wall()))
    return (await api_keys.create(session, inside, name, [scope.value for scope in scopes])).key
