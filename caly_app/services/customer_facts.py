"""What a returning customer prefers and needs: kept with their own yes, told and forgotten when they ask.

Sealed with the organization's key, as personal values are. A business says how long it is kept
(agents/next_time.py); what is older is not used, and deleted by a job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.agents import masks, next_time
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import Customer, StoredFact, TimelineKind, Workspace
from caly_app.ports import CustomerFact, Remembered
from caly_app.queries import customer_facts as queries
from caly_app.queries import customers as customer_queries
from caly_app.queries.customer_facts import Key
from caly_app.services import personal_values, timeline

MOST = 20  # of one customer


@dataclass(frozen=True)
class HeldFact:
    """For people of the business."""

    id: UUID
    kind: str  # a slot of the sector
    title: str
    value: str
    conversation_id: UUID  # in which it was told, and the yes was said
    seq: int
    language: str
    consented_at: datetime


async def of_customer(
    session: Session, actor: Actor, customer_id: UUID, *, after: Key | None = None, limit: int = MOST
) -> list[HeldFact]:
    """Newest first. Raises Forbidden or CustomerNotFound."""
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see customers.")
    await customer_queries.by_id(session, actor, customer_id)
    stored = await queries.of_customer(session, actor, customer_id, after=after, limit=limit)
    values = await _opened(session, actor, stored)
    sector = await _sector(session, actor)
    return [
        HeldFact(
            id=one.id,
            kind=one.kind,
            title=next_time.title(one.kind, sector),
            value=next_time.in_words(one.kind, values[one.id], sector),
            conversation_id=one.conversation_id,
            seq=one.seq,
            language=one.language,
            consented_at=one.consented_at,
        )
        for one in stored
    ]


async def remove(session: Session, actor: Actor, customer_id: UUID, fact_id: UUID) -> None:
    """By a person of the business; one that is gone already is gone. Raises Forbidden or CustomerNotFound."""
    if not actor.may(Permission.CHANGE_RECORDS):
        raise Forbidden("Only an admin may delete what is remembered of a customer.")
    await customer_queries.by_id(session, actor, customer_id)
    gone = await session.scalars(
        delete(StoredFact)
        .where(
            col(StoredFact.id) == fact_id,
            col(StoredFact.customer_id) == customer_id,
            col(StoredFact.workspace_id) == actor.workspace_id,
        )
        .returning(col(StoredFact.kind))
    )
    if kind := gone.one_or_none():
        timeline.record(
            session, actor, TimelineKind.CUSTOMER_FACT_REMOVED, customer_id=str(customer_id), field=kind
        )


async def known(session: Session, actor: Actor, customer_id: UUID, days: int) -> Remembered:
    """Of a customer who has proven who they are. `days`: how long this business keeps it."""
    since = clock.wall() - timedelta(days=days)
    stored, is_refused = await queries.remembered(session, actor, customer_id, since)
    values = await _opened(session, actor, stored)
    facts = [CustomerFact(one.kind, values[one.id], one.seq, one.consented_at.date()) for one in stored]
    return Remembered(facts, is_refused)


@dataclass(frozen=True)
class FactsOfTurn:
    """The port of the tools, fulfilled within the turn's own transaction."""

    session: Session
    actor: Actor
    conversation_id: UUID
    days: int

    async def of(self, customer_id: UUID) -> Remembered:
        return await known(self.session, self.actor, customer_id, self.days)

    async def keep(self, customer_id: UUID, facts: Sequence[CustomerFact], language: str) -> None:
        for fact in facts[:MOST]:
            await self._put(customer_id, fact, language)
        await self._keep_to_the_newest(customer_id)
        await self._note_refusal(customer_id, None)
        kinds = ", ".join(fact.slot for fact in facts)
        self._tell(TimelineKind.CUSTOMER_REMEMBERED, customer_id, fields=kinds, language=language)

    async def refuse(self, customer_id: UUID) -> None:
        await self._note_refusal(customer_id, clock.wall())
        self._tell(TimelineKind.CUSTOMER_REFUSED_MEMORY, customer_id)

    async def forget(self, customer_id: UUID) -> None:
        await self.session.exec(
            delete(StoredFact).where(
                col(StoredFact.customer_id) == customer_id,
                col(StoredFact.workspace_id) == self.actor.workspace_id,
            )
        )
        await self._note_refusal(customer_id, clock.wall())
        self._tell(TimelineKind.CUSTOMER_FORGOTTEN, customer_id)

    async def _put(self, customer_id: UUID, fact: CustomerFact, language: str) -> None:
        """In the place of what was kept of this kind."""
        assert self.actor.workspace_id
        fact_id = uuid7()
        number, ciphertext = await personal_values.sealed(self.session, self.actor, fact_id, fact.value)
        new = {
            "id": fact_id,
            "key_number": number,
            "ciphertext": ciphertext,
            "conversation_id": self.conversation_id,
            "seq": fact.seq,
            "language": language,
            "consented_at": clock.wall(),
        }
        await self.session.exec(
            insert(StoredFact)
            .values(
                organization_id=self.actor.organization_id,
                workspace_id=self.actor.workspace_id,
                customer_id=customer_id,
                kind=fact.slot,
                **new,
            )
            .on_conflict_do_update(index_elements=["customer_id", "kind"], set_=new)
        )

    async def _keep_to_the_newest(self, customer_id: UUID) -> None:
        too_many = (
            select(StoredFact.id)
            .where(StoredFact.customer_id == customer_id)
            .order_by(col(StoredFact.id).desc())
            .offset(MOST)
        )
        await self.session.exec(delete(StoredFact).where(col(StoredFact.id).in_(too_many)))

    async def _note_refusal(self, customer_id: UUID, at: datetime | None) -> None:
        await self.session.exec(
            update(Customer)
            .where(col(Customer.id) == customer_id, col(Customer.workspace_id) == self.actor.workspace_id)
            .values(refused_memory_at=at)
        )

    def _tell(self, kind: TimelineKind, customer_id: UUID, fields: str = "", language: str = "") -> None:
        timeline.record(
            self.session,
            self.actor,
            kind,
            conversation_id=self.conversation_id,
            customer_id=str(customer_id),
            fields=fields,
            language=language,
        )


async def delete_old() -> int:
    """For a job that runs daily: what businesses keep no longer, of all tenants; how many rows."""
    async with db.admin_transaction() as session:
        found = await session.exec(
            select(Workspace.id, Workspace.sector, Workspace.settings, Workspace.privacy).where(
                col(Workspace.id).in_(select(StoredFact.workspace_id).distinct())
            )
        )
        businesses = found.all()
    gone = 0
    for workspace_id, sector, settings, privacy in businesses:
        await read_beside(sector)
        compliance = all_sectors()[sector].compliance
        days = next_time.days_kept(compliance, masks.in_force(compliance, settings, privacy))
        async with db.admin_transaction() as session:
            deleted = await session.exec(
                delete(StoredFact).where(
                    col(StoredFact.workspace_id) == workspace_id,
                    col(StoredFact.consented_at) <= clock.wall() - timedelta(days=days),
                )
            )
            gone += deleted.rowcount
    return gone


async def _opened(session: Session, actor: Actor, stored: Sequence[StoredFact]) -> dict[UUID, str]:
    sealed = [(one.id, one.key_number, one.ciphertext) for one in stored]
    return await personal_values.unsealed(session, actor, sealed)


async def _sector(session: Session, actor: Actor) -> Sector:
    name = await session.scalar(select(Workspace.sector).where(Workspace.id == actor.workspace_id))
    assert name
    return all_sectors()[name]
