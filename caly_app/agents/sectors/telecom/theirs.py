"""Records of the customer who has proven who they are, and of nobody else."""

from collections.abc import Sequence
from uuid import UUID

from caly_app.agents.picking import Asking, Which, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_ASKING = Asking("line", "choice_name", none="no_lines", offers=("person",), forgets=("line_kind",))


async def records_of(around: Surroundings, kind: str) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    return await around.ports.records.of_customer(kind, around.customer_id)


async def record_of(around: Surroundings, kind: str, record_id: UUID) -> StoredRecord | None:
    """As it stands now, if it is theirs."""
    return next((one for one in await records_of(around, kind) if one.id == record_id), None)


async def one_line(line: str, kind: str, around: Surroundings) -> StoredRecord | Outcome:
    """`kind`: mobile | broadband, '' for any."""
    theirs = [one for one in await records_of(around, "line") if kind in ("", text(one, "kind"))]
    return one_of(theirs, Which(line), _ASKING)


def text(record: StoredRecord, field: str) -> str:
    return str(record.data.get(field, ""))


def number(around: Surroundings, setting: str, default: int) -> int:
    value = around.business.settings.get(setting, default)
    return value if isinstance(value, int) else default
