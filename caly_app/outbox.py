"""Tell others (webhooks, rules, notifications) what happened, if and only if it did.

A row is written in the transaction of the change itself; a job delivers it afterwards, at least once.
The payload holds ids and codes only: whoever gets it reads the rest as themselves. answer_turn() writes
"turn.answered" in the same way, with what was asked, told and offered.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from caly_app.db import Session

WRITE = (
    "insert into outbox (organization_id, workspace_id, topic, payload) "
    "values (nullif(current_setting('app.org_id', true), '')::uuid, %s, %s, %s)"
)


async def write(session: Session, topic: str, workspace_id: UUID | None, payload: Mapping[str, Any]) -> None:
    """`topic`: noun and past tense, as "appointment.booked"."""
    await (await session.driver()).execute(WRITE, (workspace_id, topic, Jsonb(dict(payload))))
