"""Things of the business's sector, as tools look them up and change them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class StoredRecord:
    id: UUID
    kind: str
    reference: str
    data: Mapping[str, object]
    customer_id: UUID | None = None


FieldsWanted = Mapping[str, str | Collection[str]]  # field of a record -> value, or values, as text
ANY: Mapping[str, str] = MappingProxyType({})


class Records(Protocol):
    async def of_customer(self, kind: str, customer_id: UUID) -> Sequence[StoredRecord]: ...

    async def by_reference(self, kind: str, reference: str) -> StoredRecord | None: ...

    async def find(self, kind: str, words: str, limit: int = 3) -> Sequence[StoredRecord]:
        """Those whose text has these words. Only for kinds that are about nobody (FAQ, menu...)."""
        ...

    async def all_of(
        self, kind: str, where: FieldsWanted = ANY, since: Mapping[str, str] = ANY
    ) -> Sequence[StoredRecord]:
        """Whole, by reference; raises TooManyToRead. Only for kinds that are about nobody.

        `where`: those whose field is this, or one of these, whatever the case of its letters. `since`: those
        whose field, a day or a time, is not before this.
        """
        ...

    async def hold(self, record_id: UUID) -> StoredRecord:
        """As it stands now; nobody else changes it until this turn is done: the last one is sold once."""
        ...

    async def create(
        self, kind: str, data: Mapping[str, object], customer_id: UUID | None
    ) -> StoredRecord: ...

    async def change(self, record_id: UUID, data: Mapping[str, object]) -> StoredRecord:
        """`data` is merged into what is there; checked against the sector's schema."""
        ...
