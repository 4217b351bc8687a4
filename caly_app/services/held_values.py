"""What is held about a customer, for people of the business: masked, shown one by one and on record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caly_app.actor import Actor, Permission
from caly_app.agents import wanted
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import PersonalKind, TimelineKind
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import customers as customer_queries
from caly_app.queries import personal_values as value_queries
from caly_app.services import customers, personal_forms, personal_values, timeline

_SEARCHED = (PersonalKind.PHONE, PersonalKind.EMAIL, PersonalKind.NAME)

SAID = "said"

# Where a value comes from says why it is held.
WHY = {
    SAID: "Told your agent in a conversation",
    "found": "Said in a conversation, without being asked for",
    "imported": "From records that were imported",
    "operator": "Entered by a person of the team",
    "customer": "Changed by the customer, after proof",
    "host_page": "Passed by the page around the chat",
    "demo": "Example data",
}


class ValueNotFound(NotFound):
    """This is not held any more."""


@dataclass(frozen=True)
class HeldValue:
    id: UUID
    kind: PersonalKind
    masked: str  # a name is not: it is how people call a customer
    source: str  # said, found, imported, demo, operator, customer, host_page
    is_proven: bool
    conversation_id: UUID | None  # in which it was said
    created_at: datetime


@dataclass(frozen=True)
class Completeness:
    """Which kinds this business wants to hold of a customer, and which of them are not there."""

    wanted: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def held(self) -> int:
        return len(self.wanted) - len(self.missing)


@dataclass(frozen=True)
class Encryption:
    """What values are encrypted with. `older`: how many of them wait to be encrypted with the newest key."""

    key_number: int
    key_made_at: datetime
    replaced_by: datetime
    values: int
    older: int


async def completeness(
    session: Session, actor: Actor, customer_ids: Sequence[UUID]
) -> dict[UUID, Completeness]:
    """Of each of them. What was said in passing may be somebody else's, and does not count."""
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    kinds = wanted.wanted(all_sectors()[facts.sector], facts.business.privacy)
    held = await value_queries.ids_of(session, actor, customer_ids, [PersonalKind(kind) for kind in kinds])
    return {
        customer_id: Completeness(
            kinds, tuple(kind for kind in kinds if (customer_id, PersonalKind(kind)) not in held)
        )
        for customer_id in customer_ids
    }


async def encryption(session: Session, actor: Actor, customer_id: UUID) -> Encryption | None:
    """None where nothing is held. Raises Forbidden."""
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see customers.")
    held = await value_queries.held_of(session, actor, [customer_id])
    keys = await value_queries.data_keys(session, actor.organization_id)
    if not held or not keys:
        return None
    newest = keys[-1]
    return Encryption(
        key_number=newest.number,
        key_made_at=newest.created_at,
        replaced_by=newest.created_at + personal_values.ROTATE_AFTER,
        values=len(held),
        older=sum(one.key_number != newest.number for one in held),
    )


async def of_customer(session: Session, actor: Actor, customer_id: UUID) -> list[HeldValue]:
    """What is proven first, then newest first. Raises Forbidden or CustomerNotFound."""
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see customers.")
    await customer_queries.by_id(session, actor, customer_id)
    about = {one.id: one for one in await value_queries.held_of(session, actor, [customer_id])}
    known = await personal_values.of_customer(session, actor, customer_id)
    return [
        HeldValue(
            id=where.id,
            kind=one.kind,
            masked=masked(one.kind, one.value),
            source=where.source,
            is_proven=one.is_proven,
            conversation_id=where.conversation_id,
            created_at=where.created_at,
        )
        for one in known
        if (where := about.get(UUID(one.reference.removeprefix("pv:"))))
    ]


async def names_of(session: Session, actor: Actor, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What they are called, as far as anybody knows."""
    known = await customers.values_of_many(session, actor, customer_ids, [PersonalKind.NAME])
    return {customer_id: values[PersonalKind.NAME] for customer_id, values in known.items()}


async def show(session: Session, actor: Actor, customer_id: UUID, value_id: UUID) -> str:
    """The value in the clear. Who looked, and at what, is written down. Raises Forbidden or ValueNotFound."""
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("You may not see this.")
    for one in await personal_values.of_customer(session, actor, customer_id):
        if one.reference == f"pv:{value_id}":
            timeline.record(
                session,
                actor,
                TimelineKind.PERSONAL_VALUE_SHOWN,
                customer_id=str(customer_id),
                field=one.kind.value,
            )
            return one.value
    raise ValueNotFound


async def show_said(session: Session, actor: Actor, conversation_id: UUID, value_id: UUID) -> str:
    """As show(), of what was said in this conversation. Raises Forbidden or ValueNotFound."""
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("You may not see this.")
    await conversation_queries.by_id(session, actor, conversation_id)
    for one in await personal_values.said_in(session, actor, conversation_id):
        if one.reference == f"pv:{value_id}":
            timeline.record(
                session,
                actor,
                TimelineKind.PERSONAL_VALUE_SHOWN,
                conversation_id=conversation_id,
                field=one.kind.value,
            )
            return one.value
    raise ValueNotFound


async def take_over(session: Session, actor: Actor, customer_id: UUID, value_id: UUID) -> None:
    """What was said in passing is theirs, says a person of the team: from now on it counts as told. It proves
    nothing. Twice is no more. Raises Forbidden, CustomerNotFound or ValueNotFound."""
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("You may not change customers.")
    await customer_queries.by_id(session, actor, customer_id)
    value = await value_queries.to_change(session, actor, customer_id, value_id)
    if value is None:
        raise ValueNotFound
    if value.source == value_queries.FOUND:
        value.source = SAID
        timeline.record(
            session,
            actor,
            TimelineKind.CUSTOMER_CHANGED,
            customer_id=str(customer_id),
            field=value.kind.value,
        )


async def looked_for(session: Session, actor: Actor, words: str) -> list[UUID]:
    """Customers with this phone number, e-mail address or whole name: values are not searched by parts."""
    assert actor.workspace_id
    country = (await business_queries.of_workspace(session, actor.workspace_id)).business.country
    wanted: dict[PersonalKind, bytes] = {}
    for kind in _SEARCHED:
        if kept := personal_forms.kept(kind, words, country):
            wanted[kind] = await personal_values.fingerprint(session, actor, kind, kept)
    return await value_queries.customers_with_any(session, actor, wanted) if wanted else []


def missing_for_proof(held: Sequence[PersonalKind], proof: Sequence[str]) -> list[str]:
    """Kinds of `proof` that are not held: whoever lacks one cannot prove who they are to the agent."""
    kinds = {kind.value for kind in held}
    return [kind for kind in proof if kind in set(PersonalKind) and kind not in kinds]


def masked(kind: PersonalKind, value: str) -> str:
    """Enough to recognise, not enough to use."""
    match kind:
        case PersonalKind.NAME:
            return value
        case PersonalKind.EMAIL:
            name, _, host = value.partition("@")
            return f"{name[:1]}•••@{host}"
        case PersonalKind.DATE_OF_BIRTH:
            return f"{value[:4]}-••-••"
        case PersonalKind.PHONE:
            return f"••• {value[-3:]}"
        case PersonalKind.ADDRESS:
            return re.sub(r"\d", "•", value.split(",")[-1].strip()) or "•••"
        case PersonalKind.ACCOUNT | PersonalKind.IDENTITY_NUMBER:
            return f"••• {value[-2:]}"
