from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, TypeVar
from uuid import UUID

from sqlalchemy import func, intersect, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Customer, DataKey, PersonalKind, PersonalValue, StoredFact

# Said in passing: nobody was asked for it, and it may be somebody else's.
FOUND = "found"

# By somebody who has not proven who they are, or by the page around the chat: no proof of anything.
UNPROVEN = ("said", "host_page", FOUND)
_OWN = ("customer",)  # their owner has changed them: right, but nothing to look up others' things by


@dataclass(frozen=True)
class SealedValue:
    """A value as it is stored. `is_proven`: from the business's own books, or changed by its owner."""

    id: UUID
    kind: PersonalKind
    key_number: int
    ciphertext: bytes
    is_proven: bool
    in_passing: bool
    created_at: datetime


_SEALED: LiteralString = (
    "select id, kind, key_number, ciphertext, source <> all (%(unproven)s), source = %(found)s, created_at"
    " from personal_value"
)


@dataclass(frozen=True)
class Held:
    """Where a value comes from; not the value."""

    id: UUID
    customer_id: UUID
    kind: PersonalKind
    source: str
    conversation_id: UUID | None
    key_number: int
    created_at: datetime


async def held_of(session: Session, actor: Actor, customers: Collection[UUID]) -> list[Held]:
    """Newest first."""
    found = await session.exec(
        select(PersonalValue)
        .where(
            PersonalValue.workspace_id == actor.workspace_id, col(PersonalValue.customer_id).in_(customers)
        )
        .order_by(col(PersonalValue.id).desc())
    )
    return [
        Held(
            one.id, one.customer_id, one.kind, one.source, one.conversation_id, one.key_number, one.created_at
        )
        for one in found
        if one.customer_id
    ]


async def to_change(
    session: Session, actor: Actor, customer_id: UUID, value_id: UUID
) -> PersonalValue | None:
    """Held until the transaction ends. None where this customer has no such value."""
    found = await session.exec(
        select(PersonalValue)
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            PersonalValue.customer_id == customer_id,
            PersonalValue.id == value_id,
        )
        .with_for_update()
    )
    return found.one_or_none()


async def customers_with_any(
    session: Session, actor: Actor, fingerprints: Mapping[PersonalKind, bytes], limit: int = 200
) -> list[UUID]:
    """Of whom one of these is known, from whatever source."""
    found = await session.exec(
        select(PersonalValue.customer_id)
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            col(PersonalValue.customer_id).is_not(None),
            tuple_(col(PersonalValue.kind), col(PersonalValue.fingerprint)).in_(list(fingerprints.items())),
        )
        .distinct()
        .limit(limit)
    )
    return [customer_id for customer_id in found if customer_id]


async def visitors_in(session: Session, actor: Actor, conversation_id: UUID) -> list[UUID]:
    """Of whom something was said here, and who are not on the books."""
    found = await session.exec(
        select(PersonalValue.customer_id)
        .join(Customer, col(Customer.id) == PersonalValue.customer_id)
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            Customer.workspace_id == actor.workspace_id,
            PersonalValue.conversation_id == conversation_id,
            col(Customer.is_verified).is_(False),
        )
        .distinct()
    )
    return [customer_id for customer_id in found if customer_id]


async def by_ids(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[SealedValue]:
    """Those of the actor's workspace; what was erased is not among them."""
    return await _sealed(
        session,
        "id = any(%(ids)s)",
        {"ids": list(ids), "workspace": actor.workspace_id},
    )


async def of_customer(session: Session, actor: Actor, customer_id: UUID) -> list[SealedValue]:
    """Newest first."""
    return await _sealed(
        session,
        "customer_id = %(customer)s",
        {"customer": customer_id, "workspace": actor.workspace_id},
    )


async def said_in(session: Session, actor: Actor, conversation_id: UUID) -> list[SealedValue]:
    """Newest first."""
    return await _sealed(
        session,
        "conversation_id = %(conversation)s",
        {"conversation": conversation_id, "workspace": actor.workspace_id},
    )


async def ids_of(
    session: Session, actor: Actor, customers: Collection[UUID], kinds: Collection[PersonalKind]
) -> dict[tuple[UUID, PersonalKind], UUID]:
    """Which value holds this of that customer: the newest, what is proven before what was merely said."""
    if not customers:
        return {}
    is_unproven = col(PersonalValue.source).in_(UNPROVEN)
    found = await session.exec(
        select(PersonalValue.customer_id, PersonalValue.kind, PersonalValue.id)
        .distinct(col(PersonalValue.customer_id), col(PersonalValue.kind))
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            col(PersonalValue.kind).in_(kinds),
            col(PersonalValue.customer_id).in_(customers),
            PersonalValue.source != FOUND,
        )
        .order_by(
            col(PersonalValue.customer_id), col(PersonalValue.kind), is_unproven, col(PersonalValue.id).desc()
        )
    )
    return {
        (customer_id, PersonalKind(kind)): value_id for customer_id, kind, value_id in found if customer_id
    }


async def on_the_books(session: Session, actor: Actor, customer_id: UUID) -> dict[PersonalKind, UUID]:
    """Which value holds what the business itself has written down of them: the newest of each kind."""
    found = await session.exec(
        select(PersonalValue.kind, PersonalValue.id)
        .where(
            PersonalValue.workspace_id == actor.workspace_id,
            PersonalValue.customer_id == customer_id,
            col(PersonalValue.source).not_in((*UNPROVEN, *_OWN)),
        )
        .order_by(col(PersonalValue.id))
    )
    return {PersonalKind(kind): value_id for kind, value_id in found}


async def encrypted_with(
    session: Session, organization_id: UUID, numbers: Sequence[int], limit: int
) -> list[PersonalValue | StoredFact]:
    """To be encrypted anew, held until this transaction ends; what others hold is left to them."""
    return [
        *await _encrypted_with(PersonalValue, session, organization_id, numbers, limit),
        *await _encrypted_with(StoredFact, session, organization_id, numbers, limit),
    ]


Table = TypeVar("Table", PersonalValue, StoredFact)


async def _encrypted_with(
    table: type[Table], session: Session, organization_id: UUID, numbers: Sequence[int], limit: int
) -> Sequence[Table]:
    found = await session.exec(
        select(table)
        .where(table.organization_id == organization_id, col(table.key_number).in_(numbers))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def numbers_in_use(session: Session, organization_id: UUID) -> set[int]:
    by_values = await session.exec(
        select(PersonalValue.key_number).where(PersonalValue.organization_id == organization_id).distinct()
    )
    by_facts = await session.exec(
        select(StoredFact.key_number).where(StoredFact.organization_id == organization_id).distinct()
    )
    return {*by_values, *by_facts}


async def with_all(session: Session, actor: Actor, fingerprints: Mapping[PersonalKind, bytes]) -> list[UUID]:
    """Customers on the business's books of whom all of these are known; two are enough to know of."""
    having = [
        select(PersonalValue.customer_id).where(
            PersonalValue.workspace_id == actor.workspace_id,
            PersonalValue.kind == kind,
            PersonalValue.fingerprint == fingerprint,
            col(PersonalValue.source).not_in(UNPROVEN),
        )
        for kind, fingerprint in fingerprints.items()
    ]
    found = await session.exec(
        select(Customer.id)
        .where(
            Customer.workspace_id == actor.workspace_id,
            col(Customer.is_verified),
            col(Customer.id).in_(intersect(*having) if len(having) > 1 else having[0]),
        )
        .limit(2)
    )
    return list(found)


async def has(
    session: Session, actor: Actor, customer_id: UUID, kind: PersonalKind, fingerprint: bytes
) -> bool:
    """Whether this value is known of this customer, and was not only said in passing."""
    found = await session.exec(
        select(func.count()).where(
            PersonalValue.workspace_id == actor.workspace_id,
            PersonalValue.customer_id == customer_id,
            PersonalValue.kind == kind,
            PersonalValue.fingerprint == fingerprint,
            PersonalValue.source != FOUND,
        )
    )
    return found.one() > 0


async def lock_data_keys(session: Session, organization_id: UUID) -> None:
    """Whoever makes a key holds this until the transaction ends."""
    name = func.hashtextextended(f"data keys {organization_id}", 0)
    await session.exec(select(func.pg_advisory_xact_lock(name)))


async def data_keys(session: Session, organization_id: UUID) -> list[DataKey]:
    """All that still open something, oldest first."""
    found = await session.exec(
        select(DataKey)
        .where(DataKey.organization_id == organization_id, col(DataKey.retired_at).is_(None))
        .order_by(col(DataKey.number))
        .execution_options(populate_existing=True)
    )
    return list(found)


async def organizations_with_keys(session: Session) -> list[UUID]:
    """In an admin transaction."""
    return list(await session.exec(select(DataKey.organization_id).distinct()))


async def _sealed(session: Session, which: LiteralString, values: dict[str, object]) -> list[SealedValue]:
    await session.flush()
    driver = await session.driver()
    wanted = f"{_SEALED} where workspace_id = %(workspace)s and {which} order by id desc"
    rows = await (
        await driver.execute(wanted, {**values, "unproven": list(UNPROVEN), "found": FOUND})
    ).fetchall()
    return [
        SealedValue(
            value_id, PersonalKind(kind), number, bytes(ciphertext), is_proven, in_passing, created_at
        )
        for value_id, kind, number, ciphertext, is_proven, in_passing, created_at in rows
    ]
