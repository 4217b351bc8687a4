"""Records of the customer who has proven who they are, and of nobody else."""

from collections.abc import Sequence

from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord


async def records_of(around: Surroundings, kind: str) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    return await around.ports.records.of_customer(kind, around.customer_id)


def text(record: StoredRecord, field: str) -> str:
    return str(record.data.get(field, ""))
