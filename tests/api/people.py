"""Businesses and who comes to their API, one readable line each."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import KEY_SCOPES, PERMISSIONS_OF, Actor, ActorKind, Permission, Role
from caly_app.models import Account, ApiKey, Membership, Organization, SignIn, Workspace

HOURS = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True)
class Business:
    organization_id: UUID
    workspace_id: UUID

    @property
    def admin(self) -> Actor:
        return Actor(
            ActorKind.OPERATOR,
            uuid7(),
            self.organization_id,
            self.workspace_id,
            PERMISSIONS_OF[Role.ADMIN],
            name="Ada Admin",
        )


async def a_business(sector: str = "healthcare", timezone: str = "Europe/London") -> Business:
    organization = Organization(name="Elm Row", created_at=clock.wall())
    async with db.tenant_transaction(organization.id) as session:
        session.add(organization)
    return Business(organization.id, await a_workspace(organization.id, sector, timezone))


async def a_workspace(
    organization_id: UUID, sector: str = "healthcare", timezone: str = "Europe/London"
) -> UUID:
    workspace = Workspace(
        organization_id=organization_id,
        slug=f"w-{uuid7()}",
        name="Elm Row Clinic",
        sector=sector,
        country="GB",
        timezone=timezone,
        opening_hours=HOURS,
        created_at=clock.wall(),
    )
    async with db.tenant_transaction(organization_id) as session:
        session.add(workspace)
    return workspace.id


async def a_token(business: Business, role: Role = Role.ADMIN, *, revoked: bool = False) -> str:
    """The token of a new member with that role."""
    token, now = tokens.new_secret(), clock.wall()
    account = Account(
        email=f"{uuid7()}@elm-row.example",
        name="Ada",
        password_hash="-",
        email_verified_at=now,
        created_at=now,
    )
    async with db.tenant_transaction(business.organization_id) as session:
        session.add(account)
        await session.flush()
        session.add(
            Membership(
                organization_id=business.organization_id, account_id=account.id, role=role, created_at=now
            )
        )
        session.add(
            SignIn(
                organization_id=business.organization_id,
                account_id=account.id,
                token_hash=tokens.hash_of(token),
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(days=1),
                revoked_at=now if revoked else None,
            )
        )
    return token


async def a_key(
    business: Business, scopes: frozenset[Permission] = KEY_SCOPES, *, revoked: bool = False
) -> str:
    key, now = tokens.new_secret(tokens.KEY_PREFIX), clock.wall()
    async with db.tenant_transaction(business.organization_id) as session:
        session.add(
            ApiKey(
                organization_id=business.organization_id,
                workspace_id=business.workspace_id,
                name="Test",
                start=key[:12],
                token_hash=tokens.hash_of(key),
                scopes=sorted(scopes),
                created_by=uuid7(),
                created_at=now,
                revoked_at=now if revoked else None,
            )
        )
    return key


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
