"""Records that the business keeps on a server of its own, within a turn: fetched, copied, changed there.

A copy is as fresh as its `updated_at`. Whose it is says the record itself, by the phone number or e-mail
address in it: not the list it came in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.picking import bare_reference
from caly_app.db import Session
from caly_app.errors import OnlyAPerson, OutsideAway, OutsideRefused, Unsure
from caly_app.models import PersonalKind, Record
from caly_app.ports import Outside, OutsideAnswer, OutsideRequest
from caly_app.queries import personal_values as value_queries
from caly_app.queries import records as record_queries
from caly_app.services import customers, personal_forms, personal_values, record_mapping
from caly_app.services.record_mapping import Mapped, RecordSource

FRESH = timedelta(seconds=30)
_GONE = (404, 410)
_COPIES_AT_MOST = 10  # that are asked for one by one
_NAMING = (PersonalKind.PHONE, PersonalKind.EMAIL)
_log = structlog.get_logger()


class OutsideOfTurn(Outside, Protocol):
    """The servers of one business, as a turn asks them."""

    def must_be_undoable(self) -> None:
        """Before what may be in vain, so that what was done of ours can be undone."""
        ...


@dataclass(frozen=True)
class RecordsOutside:
    """Of one kind, in one turn."""

    session: Session
    actor: Actor
    outside: OutsideOfTurn
    sector: str
    country: str
    kind: str
    source: RecordSource

    async def by_reference(self, reference: str) -> Record | None:
        """As it is there now, or was half a minute ago. None: there is none there."""
        known = await record_queries.by_reference(self.session, self.actor, self.kind, reference)
        if known and _is_fresh(known) or not self.source.one:
            return known
        return await self._one(known.reference if known else reference.strip())

    async def of_customer(self, customer_id: UUID) -> list[Record]:
        values = await self._on_the_books(customer_id)
        request = self._several(values)
        if request is None:
            copies = await record_queries.of_customer(self.session, self.actor, self.kind, customer_id)
            found = [await self.by_reference(copy.reference) for copy in copies[-_COPIES_AT_MOST:]]
            return [one for one in found if one and one.customer_id == customer_id]
        kept = []
        for one in await self._list(request):
            if self._is_theirs(one.customer, values):
                kept.append(await self._keep(one, customer_id))
        return kept

    async def all_of(self) -> None:
        """The copies of a kind that is about nobody, made fresh: what is gone there is gone here."""
        newest = await self.session.scalar(
            select(Record.updated_at)
            .where(Record.workspace_id == self.actor.workspace_id, Record.kind == self.kind)
            .order_by(col(Record.updated_at).desc())
            .limit(1)
        )
        request = self._several({})
        if request is None or newest and newest > clock.now() - FRESH:
            return
        there = {(await self._keep(one, None)).reference for one in await self._list(request)}
        gone = delete(Record).where(
            col(Record.workspace_id) == self.actor.workspace_id,
            col(Record.kind) == self.kind,
            col(Record.reference).not_in(there),
        )
        await self.session.execute(gone)

    async def hold(self, record: Record) -> Record:
        """As it stands there now."""
        if _is_fresh(record) or not self.source.one:
            return record
        return await self._one(record.reference) or record

    async def change(self, record: Record, data: Mapping[str, Any], merged: Mapping[str, Any]) -> Record:
        """Raises OnlyAPerson where no way leads there, OutsideRefused where it says no."""
        self.outside.must_be_undoable()
        changed = {name: value for name, value in data.items() if record.data.get(name) != value}
        if not changed:
            return record
        request = record_mapping.write_for(self.source, self.source.changes, changed, record.reference)
        if request is None:
            raise OnlyAPerson
        answer = await self._written(request)
        record.data, record.updated_at = self._said(answer, record.reference) or dict(merged), clock.now()
        await self.session.flush()
        return record

    async def create(self, data: Mapping[str, Any], customer_id: UUID | None) -> Record:
        """Its number is the one that it has there."""
        self.outside.must_be_undoable()
        way = self.source.creates
        request = record_mapping.write_for(self.source, [way], data, "") if way else None
        if request is None:
            raise OnlyAPerson
        answer = await self._written(request)
        made = self._mapped(answer.body)
        if "reference" in made.wrong:
            raise Unsure(f"{self.source.connection} did not say which number it gave.")
        whole = Mapped(made.reference, made.data if not made.wrong else dict(data), {}, {})
        return await self._keep(whole, customer_id)

    async def _one(self, reference: str) -> Record | None:
        request = record_mapping.asked(self.source, self.source.one, {"reference": reference})
        if request is None:
            return None
        answer = await self.outside.call(request)
        if answer.status in _GONE:
            return None
        self._must_be_an_answer(answer)
        one = self._mapped(answer.body)
        if one.wrong or not _same(one.reference, reference):
            raise self._not_understood(one)
        return await self._keep(one, await self._whose(one))

    async def _list(self, request: OutsideRequest) -> Sequence[Mapped]:
        answer = await self.outside.call(request)
        if answer.status in _GONE:
            return []
        self._must_be_an_answer(answer)
        found = record_mapping.list_in(self.source, answer.body)
        if found is None:
            raise OutsideAway(f"{self.source.connection} gave no list.")
        mapped = [record_mapping.mapped(self.source, self.sector, self.kind, one) for one in found]
        if wrong := next((one for one in mapped if one.wrong), None):
            raise self._not_understood(wrong)
        return mapped

    def _several(self, values: Mapping[str, str]) -> OutsideRequest | None:
        if not self.source.several:
            return None
        return record_mapping.asked(self.source, self.source.several, values)

    async def _written(self, request: OutsideRequest) -> OutsideAnswer:
        answer = await self.outside.call(request)
        if answer.status >= 400:
            raise OutsideRefused(f"{self.source.connection} said {answer.status}.")
        return answer

    def _mapped(self, body: object) -> Mapped:
        theirs = record_mapping.one_in(self.source, body)
        return record_mapping.mapped(self.source, self.sector, self.kind, theirs)

    def _said(self, answer: OutsideAnswer, reference: str) -> dict[str, Any] | None:
        """The record as the answer to a change tells it, where it does."""
        one = self._mapped(answer.body)
        return dict(one.data) if not one.wrong and _same(one.reference, reference) else None

    def _must_be_an_answer(self, answer: OutsideAnswer) -> None:
        if answer.status >= 400:
            _log.warning("record_not_given", kind=self.kind, status=answer.status)
            raise OutsideAway(f"{self.source.connection} said {answer.status}.")

    def _not_understood(self, one: Mapped) -> OutsideAway:
        """Values are not logged: some are private."""
        _log.warning("record_not_understood", kind=self.kind, fields=sorted(one.wrong))
        return OutsideAway(f"{self.source.connection} gave a record that is not as it should be.")

    async def _whose(self, one: Mapped) -> UUID | None:
        """The customer whose values the record has, on the books from now on; None where it names nobody."""
        said = self._kept(one.customer)
        if not any(kind.value in said for kind in _NAMING):
            return None
        known = await record_queries.by_reference(self.session, self.actor, self.kind, one.reference)
        if known and known.customer_id:
            if self._is_theirs(said, await self._on_the_books(known.customer_id)):
                return known.customer_id
        found = await customers.find_verified(self.session, self.actor, said)
        return found or await customers.on_the_books(self.session, self.actor, said, source="imported")

    async def _on_the_books(self, customer_id: UUID) -> dict[str, str]:
        """What the business itself knows of them: not what they have said, nor what they have changed."""
        held = await value_queries.on_the_books(self.session, self.actor, customer_id)
        references = {kind: f"pv:{value_id}" for kind, value_id in held.items()}
        clear = await personal_values.reveal(self.session, self.actor, [*references.values()])
        return {kind.value: clear[one] for kind, one in references.items() if one in clear}

    def _kept(self, said: Mapping[str, str]) -> dict[str, str]:
        kept = {
            kind: personal_forms.kept(PersonalKind(kind), one, self.country) for kind, one in said.items()
        }
        return {kind: value for kind, value in kept.items() if value}

    def _is_theirs(self, said: Mapping[str, str], values: Mapping[str, str]) -> bool:
        """It has the customer's own phone number or e-mail address in it."""
        kept = self._kept(said)
        return any(
            kind.value in kept
            and kind.value in values
            and personal_forms.compared(kind, kept[kind.value], self.country)
            == personal_forms.compared(kind, values[kind.value], self.country)
            for kind in _NAMING
        )

    async def _keep(self, one: Mapped, customer_id: UUID | None) -> Record:
        """The copy of it, as fresh as can be."""
        assert self.actor.workspace_id
        now = clock.now()
        copy = {"customer_id": customer_id, "data": dict(one.data), "updated_at": now}
        row = insert(Record).values(
            id=uuid7(),
            organization_id=self.actor.organization_id,
            workspace_id=self.actor.workspace_id,
            kind=self.kind,
            reference=one.reference,
            created_at=now,
            **copy,
        )
        kept = await self.session.scalars(
            row.on_conflict_do_update(
                index_elements=["workspace_id", "kind", "reference"], set_=copy
            ).returning(Record),
            execution_options={"populate_existing": True},
        )
        return kept.one()


def _is_fresh(record: Record) -> bool:
    return record.updated_at > clock.now() - FRESH


def _same(one: str, other: str) -> bool:
    return bare_reference(one) == bare_reference(other)
