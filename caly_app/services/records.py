"""Things of the business's sector: prescriptions, orders, parcels. Their schema is the sector's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from uuid_utils.compat import uuid7

from caly_app import card_numbers, clock, outbox
from caly_app.actor import Actor, Permission
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import Record, TimelineKind
from caly_app.models.appointment import new_reference, shown_reference
from caly_app.ports import ANY, FieldsWanted, StoredRecord
from caly_app.queries import business as business_queries
from caly_app.queries import customers as customer_queries
from caly_app.queries import records as record_queries
from caly_app.queries.records import RecordRow
from caly_app.services import customers, meanwhile, record_schemas, timeline
from caly_app.services.record_schemas import sector_of
from caly_app.services.record_sources import source_of
from caly_app.services.records_outside import OutsideOfTurn, RecordsOutside

NO_CARD = "looks like the number of a payment card, which is not stored"


class RecordExists(Refused):
    """There is a record with this reference already."""


class NotSearchable(Refused):
    """Records of this kind are about people, and are not searched by words."""


class HasCustomer(Refused):
    """This record is somebody's already."""


class KeptElsewhere(Refused):
    """Records of this kind come from a server of yours: please change them there."""


@dataclass(frozen=True)
class NewRecord:
    """`customer`: whom it is about, kind -> value, as on the business's books; or by id.

    Without a reference it is given one. `misfit`: what is wrong with how it was written, in a file.
    """

    data: Mapping[str, Any]
    reference: str = ""
    customer_id: UUID | None = None
    customer: Mapping[str, str] | None = None
    misfit: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", card_numbers.document_without_cards(self.data))


async def create(session: Session, actor: Actor, kind: str, new: NewRecord) -> Record:
    """For the business. Raises Forbidden, UnknownKind, KeptElsewhere, Invalid (by field) or RecordExists."""
    may_change(actor)
    await must_be_kept_here(session, actor, kind)
    sector = await sector_of(session, actor)
    must_be_right(sector, kind, new.data)
    if card_numbers.find(new.reference):
        raise Invalid(fields={"reference": NO_CARD})
    customer_id = await customer_of(session, actor, new)
    return await _create(session, actor, kind, new.data, new.reference, customer_id)


async def change(
    session: Session,
    actor: Actor,
    kind: str,
    record_id: UUID,
    data: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    customer_id: UUID | None = None,
) -> Record:
    """`data` is merged into what is there; a field set to None goes. `customer_id`: whose it is from now on,
    where it is nobody's yet.

    `seen`: what these fields were to whoever changes them. Raises Forbidden, NotFound, KeptElsewhere,
    Invalid, HasCustomer, or ChangedMeanwhile where one is something else now: then nothing is changed.
    """
    may_change(actor)
    await must_be_kept_here(session, actor, kind)
    record = await record_queries.locked(session, actor, record_id)
    if record.kind != kind:
        raise record_queries.RecordNotFound
    if customer_id and record.customer_id not in (None, customer_id):
        raise HasCustomer
    about = await customer_of(session, actor, NewRecord({}, customer_id=customer_id))
    return await _change(session, actor, record, _merged(record, data, seen), customer_id=about)


def may_change(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_RECORDS):
        raise Forbidden("You may not change records.")


async def must_be_kept_here(session: Session, actor: Actor, kind: str) -> None:
    """What is changed in a copy would be gone with the next look. Raises KeptElsewhere."""
    assert actor.workspace_id
    business = (await business_queries.of_workspace(session, actor.workspace_id)).business
    if source := source_of(business, kind):
        raise KeptElsewhere(f"These come from the server {source.connection}: please change them there.")


def must_be_right(sector: str, kind: str, data: Mapping[str, Any]) -> None:
    """Raises UnknownKind, or Invalid with each field of `data` that is not as the schema says."""
    record_schemas.entity(sector, kind)
    if wrong := record_schemas.wrong_fields(sector, kind, data):
        raise Invalid(fields={f"data.{field}" if field else "data": words for field, words in wrong.items()})


async def customer_of(session: Session, actor: Actor, new: NewRecord) -> UUID | None:
    """Whom a record is about. Raises Invalid for an id that is not there, or values that are not right."""
    if new.customer_id:
        try:
            return (await customer_queries.by_id(session, actor, new.customer_id)).id
        except customer_queries.CustomerNotFound as error:
            raise Invalid(fields={"customer_id": error.message}) from None
    if not new.customer:
        return None
    try:
        return await customers.on_the_books(session, actor, new.customer, source="imported")
    except Invalid as error:
        raise Invalid(fields={f"customer.{kind}": words for kind, words in error.fields.items()}) from None


async def _create(
    session: Session,
    actor: Actor,
    kind: str,
    data: Mapping[str, Any],
    reference: str,
    customer_id: UUID | None,
    conversation_id: UUID | None = None,
) -> Record:
    assert actor.workspace_id
    now = clock.now()
    record = Record(
        id=uuid7(),
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        kind=kind,
        reference=reference or shown_reference(new_reference()),
        customer_id=customer_id,
        data=dict(data),
        created_at=now,
        updated_at=now,
    )
    stored = await session.execute(
        insert(Record)
        .values(record.model_dump())
        .on_conflict_do_nothing(index_elements=["workspace_id", "kind", "reference"])
        .returning(col(Record.id))
    )
    if stored.first() is None:
        raise RecordExists
    await _tell(session, actor, record, TimelineKind.RECORD_CREATED, conversation_id)
    return record


async def _change(
    session: Session,
    actor: Actor,
    record: Record,
    merged: Mapping[str, Any],
    conversation_id: UUID | None = None,
    customer_id: UUID | None = None,
) -> Record:
    must_be_right(await sector_of(session, actor), record.kind, merged)
    about = customer_id or record.customer_id
    if (merged, about) != (record.data, record.customer_id):
        record.data, record.customer_id, record.updated_at = dict(merged), about, clock.now()
        await session.flush()
        await _tell(session, actor, record, TimelineKind.RECORD_CHANGED, conversation_id)
    return record


def _merged(record: Record, data: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> dict[str, Any]:
    merged = meanwhile.merged(record.data, data, seen, at="data.")
    return dict(card_numbers.document_without_cards(merged))


async def _tell(
    session: Session, actor: Actor, record: Record, kind: TimelineKind, conversation_id: UUID | None
) -> None:
    timeline.record(
        session,
        actor,
        kind,
        conversation_id=conversation_id,
        record_id=str(record.id),
        record_kind=record.kind,
    )
    topic = kind.value.replace("_", ".", 1)
    await outbox.write(
        session, topic, record.workspace_id, {"record_id": str(record.id), "kind": record.kind}
    )


@dataclass(frozen=True)
class RecordsOfTurn:
    """The port of the tools, fulfilled within the turn's own transaction: the gate has asked who it is."""

    session: Session
    actor: Actor
    conversation_id: UUID
    business: Business
    outside: OutsideOfTurn | None = None

    async def of_customer(self, kind: str, customer_id: UUID) -> Sequence[StoredRecord]:
        if elsewhere := await self._elsewhere(kind):
            return [_as_stored(record) for record in await elsewhere.of_customer(customer_id)]
        found = await record_queries.of_customer(self.session, self.actor, kind, customer_id)
        return [_as_stored(record) for record in found]

    async def by_reference(self, kind: str, reference: str) -> StoredRecord | None:
        if elsewhere := await self._elsewhere(kind):
            found = await elsewhere.by_reference(reference)
        else:
            found = await record_queries.by_reference(self.session, self.actor, kind, reference)
        return _as_stored(found) if found else None

    async def find(self, kind: str, words: str, limit: int = 3) -> Sequence[StoredRecord]:
        sector = await sector_of(self.session, self.actor)
        if not record_schemas.entity(sector, kind).about_nobody:
            raise NotSearchable
        if elsewhere := await self._elsewhere(kind):
            await elsewhere.all_of()
        found = await record_queries.with_words(self.session, self.actor, kind, words, limit)
        return [_as_stored(record) for record in found]

    async def all_of(
        self, kind: str, where: FieldsWanted = ANY, since: Mapping[str, str] = ANY
    ) -> Sequence[StoredRecord]:
        sector = await sector_of(self.session, self.actor)
        if not record_schemas.entity(sector, kind).about_nobody:
            raise NotSearchable
        if elsewhere := await self._elsewhere(kind):
            await elsewhere.all_of()
        found = await record_queries.all_of(self.session, self.actor, kind, where, since)
        return [_as_stored(record) for record in found]

    async def hold(self, record_id: UUID) -> StoredRecord:
        record = await record_queries.locked(self.session, self.actor, record_id)
        if elsewhere := await self._elsewhere(record.kind):
            record = await elsewhere.hold(record)
        return _as_stored(record)

    async def create(self, kind: str, data: Mapping[str, object], customer_id: UUID | None) -> StoredRecord:
        must_be_right(await sector_of(self.session, self.actor), kind, data)
        if elsewhere := await self._elsewhere(kind):
            record = await elsewhere.create(data, customer_id)
            await self._tell(record, TimelineKind.RECORD_CREATED)
            return _as_stored(record)
        made = await _create(self.session, self.actor, kind, data, "", customer_id, self.conversation_id)
        return _as_stored(made)

    async def change(self, record_id: UUID, data: Mapping[str, object]) -> StoredRecord:
        record = await record_queries.locked(self.session, self.actor, record_id)
        merged = _merged(record, data)
        if elsewhere := await self._elsewhere(record.kind):
            must_be_right(elsewhere.sector, record.kind, merged)
            record = await elsewhere.change(record, data, merged)
            await self._tell(record, TimelineKind.RECORD_CHANGED)
            return _as_stored(record)
        return _as_stored(await _change(self.session, self.actor, record, merged, self.conversation_id))

    async def _tell(self, record: Record, kind: TimelineKind) -> None:
        await _tell(self.session, self.actor, record, kind, self.conversation_id)

    async def _elsewhere(self, kind: str) -> RecordsOutside | None:
        """None: records of this kind are kept here."""
        if self.outside is None or (source := source_of(self.business, kind)) is None:
            return None
        sector, country = await sector_of(self.session, self.actor), self.business.country
        return RecordsOutside(self.session, self.actor, self.outside, sector, country, kind, source)


def _as_stored(record: Record | RecordRow) -> StoredRecord:
    return StoredRecord(record.id, record.kind, record.reference, record.data, record.customer_id)
