"""Things tests need, one readable line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import PERMISSIONS_OF, Actor, ActorKind, Role
from caly_app.agents.config import default_document
from caly_app.models import (
    Account,
    Assistant,
    AssistantVersion,
    Membership,
    Organization,
    ProductType,
    Resource,
    Workspace,
)
from caly_app.ports import Ports
from caly_app.services.conversations.start import NewConversation, Started, start

OPEN_EVERY_DAY = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass(frozen=True)
class Clinic:
    """A workspace with its default assistants and one doctor."""

    organization_id: UUID
    workspace_id: UUID
    assistant_id: UUID
    slug: str
    resource_ids: list[UUID] = field(default_factory=list)

    def customer(self) -> Actor:
        return Actor(ActorKind.CUSTOMER, uuid7(), self.organization_id, self.workspace_id)

    def system(self) -> Actor:
        everything = PERMISSIONS_OF[Role.ADMIN]
        return Actor(ActorKind.SYSTEM, uuid7(), self.organization_id, self.workspace_id, everything)


async def a_clinic(
    slug: str = "",
    *,
    organization_id: UUID | None = None,
    doctors: tuple[str, ...] = ("Dr. Imre Halas",),
    **columns: object,
) -> Clinic:
    """In an organization of its own, unless one is given."""
    organization_id = organization_id or await an_organization()
    now = clock.wall()
    workspace = Workspace(
        organization_id=organization_id,
        slug=slug or f"clinic-{uuid7().hex[-12:]}",
        name="Elm Row Clinic",
        country="GB",
        timezone="Europe/London",
        emergency_number="999",
        created_at=now,
        **{
            "sector": "healthcare",
            "opening_hours": OPEN_EVERY_DAY,
            "facts": {"parking": "free for two hours behind the house"},
            **columns,
        },
    )
    async with db.tenant_transaction(organization_id) as session:
        session.add(workspace)
        await session.flush()
        assistants = []
        for product_type in ProductType:
            assistant = Assistant(
                organization_id=organization_id,
                workspace_id=workspace.id,
                name=product_type.value,
                product_type=product_type,
                is_default=True,
                created_at=now,
            )
            session.add(assistant)
            await session.flush()
            document = default_document("healthcare", product_type.value, workspace.name, "en")
            session.add(
                AssistantVersion(
                    organization_id=organization_id,
                    assistant_id=assistant.id,
                    number=1,
                    document=document.model_dump(mode="json"),
                    created_at=now,
                )
            )
            assistants.append(assistant)
        resources = [
            Resource(
                organization_id=organization_id,
                workspace_id=workspace.id,
                name=name,
                kind="provider",
                specialty="GP",
                created_at=now,
            )
            for name in doctors
        ]
        session.add_all(resources)
    return Clinic(
        organization_id, workspace.id, assistants[0].id, workspace.slug, [each.id for each in resources]
    )


async def an_organization(name: str = "Elm Row") -> UUID:
    organization = Organization(name=name, created_at=clock.wall())
    async with db.tenant_transaction(organization.id) as session:
        session.add(organization)
    return organization.id


async def a_member(clinic: Clinic, role: Role = Role.OPERATOR, name: str = "Mara Lind") -> Actor:
    """A person who signs in, with what their role may do."""
    account = Account(
        email=f"{uuid7().hex}@example.org",
        name=name,
        password_hash="not used here",
        email_verified_at=clock.wall(),
        created_at=clock.wall(),
    )
    membership = Membership(
        organization_id=clinic.organization_id, account_id=account.id, role=role, created_at=clock.wall()
    )
    async with db.tenant_transaction(clinic.organization_id) as session:
        session.add(account)
        await session.flush()
        session.add(membership)
    return Actor(
        ActorKind.OPERATOR,
        account.id,
        clinic.organization_id,
        clinic.workspace_id,
        PERMISSIONS_OF[role],
        name,
    )


async def a_conversation(clinic: Clinic, **new: object) -> Started:
    return await start(clinic.customer(), NewConversation(**new))


class NoEmbedder:
    """Every sentence is unlike every other."""

    async def embed(self, texts):
        return np.zeros((len(texts), 1152), np.float32)


class NoFeelings:
    def of(self, text: str, language: str) -> float | None:
        return None


DEAF = Ports(embedder=NoEmbedder(), sentiment=NoFeelings())  # understands by patterns alone


def values(**of_kind: str) -> Mapping[str, str]:
    return of_kind
