"""Records that the business keeps on a server of its own, within a turn: fetched, copied, changed there.

A copy is as fresh as its `updated_at`. Whose it is says the record itself, by the phone number or e-mail
address in it: not the list it came in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from caly_app.errors import OnlyAPerson, OutsideAway, OutsideRefused, TooManyToRead, Unsure
from caly_app.models import PersonalKind, Record
from caly_app.ports import Outside, OutsideAnswer, OutsideRequest
from caly_app.queries import personal_values as value_queries
from caly_app.queries import records as record_queries
from caly_app.services import customers, personal_forms, personal_values, record_mapping
from caly_app.services.record_mapping import Mapped, RecordSource

FRESH = timedelta(seconds=30)
_GONE = (404, 410)
_PAGES_AT_MOST = 32
_COPIES_AT_MOST = 10  # that are asked for one by one
_NAMING = (PersonalKind.PHONE, PersonalKind.EMAIL)
_log = structlog.get_logger()


class OutsideOfTurn(Outside, Protocol):
    """The servers of one business, as a turn asks them."""

    def foresee(self, request: OutsideRequest) -> None:
        """It may be asked next, and is fetched side by side with what is."""
        ...

    def must_be_undoable(self) -> None:
        """Before what may be in vain, so that what was done of ours can be undone."""
        ...


@dataclass(frozen=True)
class _Listed:
    """A whole list. `misfits`: those that are not as our schema wants them."""

    fitting: Sequence[Mapped]
    misfits: Sequence[Mapped]


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
        if self._page(values, 1) is None:
            copies = await record_queries.of_customer(self.session, self.actor, self.kind, customer_id)
            found = [await self.by_reference(copy.reference) for copy in copies[-_COPIES_AT_MOST:]]
            return [one for one in found if one and one.customer_id == customer_id]
        listed = await self._list(values)
        theirs = [one for one in listed.fitting if self._is_theirs(one.customer, values)]
        if not theirs and (unread := self._may_be_theirs(listed.misfits, values)):
            raise self._not_understood(unread)
        return [await self._keep(one, customer_id) for one in theirs]

    async def all_of(self) -> None:
        """The copies of a kind that is about nobody, made fresh: what is gone there is gone here.

        What stands there and does not fit any more stays as it was. Raises OnlyAPerson where not all of them
        can be had: of a part nobody is told that there is none.
        """
        if not self._is_listed:
            raise OnlyAPerson
        newest = await self.session.scalar(
            select(Record.updated_at)
            .where(Record.workspace_id == self.actor.workspace_id, Record.kind == self.kind)
            .order_by(col(Record.updated_at).desc())
            .limit(1)
        )
        if newest and newest > clock.now() - FRESH:
            return
        listed = await self._list({})
        if listed.misfits and not listed.fitting:
            raise self._not_understood(listed.misfits[0])
        await self._keep_all(listed.fitting)
        there = {one.reference for one in (*listed.fitting, *listed.misfits)}
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
        record.data = self._said(answer, record.reference) or dict(merged)
        record.updated_at = self._looked_at()
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

    async def _list(self, values: Mapping[str, str]) -> _Listed:
        """All of its pages, until one brings nothing new. Raises TooManyToRead."""
        found: dict[str, Mapped] = {}
        for page in range(1, _PAGES_AT_MOST + 1):
            more = {one.reference: one for one in await self._mapped_page(values, page)}
            is_last = not self._has_pages or more.keys() <= found.keys()
            found = more | found
            if is_last and len(found) <= record_mapping.MOST_OF_A_LIST:
                return self._sorted(found.values())
            if is_last:
                break
        _log.warning("list_too_long", kind=self.kind, records=len(found))
        raise TooManyToRead

    def _sorted(self, found: Collection[Mapped]) -> _Listed:
        misfits = [one for one in found if one.wrong]
        if misfits:
            fields = sorted({field for one in misfits for field in one.wrong})
            _log.warning("records_not_understood", kind=self.kind, fields=fields, misfits=len(misfits))
        return _Listed([one for one in found if not one.wrong], misfits)

    async def _mapped_page(self, values: Mapping[str, str], page: int) -> Sequence[Mapped]:
        """Twice as many are fetched side by side each time: a turn goes outside a few times only."""
        request = self._page(values, page)
        assert request
        for later in range(page + 1, max(2, 1 << (page - 1).bit_length()) + 1) if self._has_pages else ():
            if foreseen := self._page(values, later):
                self.outside.foresee(foreseen)
        answer = await self.outside.call(request)
        if answer.status in _GONE:
            return []
        self._must_be_an_answer(answer)
        found = record_mapping.list_in(self.source, answer.body)
        if found is None:
            raise OutsideAway(f"{self.source.connection} gave no list.")
        return [record_mapping.mapped(self.source, self.sector, self.kind, one) for one in found]

    def _page(self, values: Mapping[str, str], page: int) -> OutsideRequest | None:
        """None: there is no list, or what it is asked for by is not known."""
        if not self.source.several:
            return None
        paged = {**values, record_mapping.PAGE: str(page)}
        return record_mapping.asked(self.source, self.source.several, paged)

    @property
    def _has_pages(self) -> bool:
        return record_mapping.PAGE in record_mapping.places_of(self.source.several)

    @property
    def _is_listed(self) -> bool:
        """All of this kind can be had at once: it is about nobody."""
        places = {*record_mapping.places_of(self.source.several)} - {record_mapping.PAGE}
        return bool(self.source.several) and not places

    def _looked_at(self) -> datetime:
        """One that was fetched by itself makes no list fresh that it stands in."""
        return clock.now() - FRESH if self._is_listed else clock.now()

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

    def _may_be_theirs(self, misfits: Sequence[Mapped], values: Mapping[str, str]) -> Mapped | None:
        """One that does not say that it is another's."""
        return next(
            (
                one
                for one in misfits
                if self._is_theirs(one.customer, values) or not {*_NAMING} & self._kept(one.customer).keys()
            ),
            None,
        )

    async def _keep(self, one: Mapped, customer_id: UUID | None) -> Record:
        """The copy of it, as fresh as can be."""
        kept = await self.session.scalars(
            _UPSERT.returning(Record),
            self._row(one, customer_id, self._looked_at()),
            execution_options={"populate_existing": True},
        )
        return kept.one()

    async def _keep_all(self, found: Sequence[Mapped]) -> None:
        """Of a whole list that is about nobody. In one order: two turns must not wait for each other."""
        if found:
            now, in_order = clock.now(), sorted(found, key=lambda one: one.reference)
            await self.session.execute(_UPSERT, [self._row(one, None, now) for one in in_order])

    def _row(self, one: Mapped, customer_id: UUID | None, looked_at: datetime) -> dict[str, Any]:
        assert self.actor.workspace_id
        return {
            "id": uuid7(),
            "organization_id": self.actor.organization_id,
            "workspace_id": self.actor.workspace_id,
            "kind": self.kind,
            "reference": one.reference,
            "customer_id": customer_id,
            "data": dict(one.data),
            "created_at": looked_at,
            "updated_at": looked_at,
        }


_NEW = insert(Record)
_UPSERT = _NEW.on_conflict_do_update(
    index_elements=["workspace_id", "kind", "reference"],
    set_={name: _NEW.excluded[name] for name in ("customer_id", "data", "updated_at")},
)


def _is_fresh(record: Record) -> bool:
    return record.updated_at > clock.now() - FRESH


def _same(one: str, other: str) -> bool:
    return bare_reference(one) == bare_reference(other)
