"""What the customer's side shows: its turns, and how its conversation stands. Light: a thousand watch it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from sqlmodel import select

from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument
from caly_app.db import SET_TENANT, HotTransaction, Session
from caly_app.errors import NotFound
from caly_app.models import Workspace
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries.business import WorkspaceFacts

MOST = 100  # turns at once
EARLIER_CONVERSATIONS, EARLIER_TURNS = 5, 100  # how far back a customer sees what was said before


@dataclass(frozen=True)
class SpokenTurn:
    """One utterance as its customer may see it: nothing of why."""

    id: UUID
    seq: int
    speaker: str
    author_name: str
    text: str
    quick_replies: Sequence[Mapping[str, str]]
    card: Mapping[str, Any] | None
    said_at: datetime
    client_turn_id: str | None
    answers: UUID | None
    sources: Sequence[Mapping[str, str]]  # what its words rest on


@dataclass(frozen=True)
class Standing:
    """Who answers, who is at it just now, and whether it has ended."""

    handled_by: str
    operator_name: str
    escalated: bool  # waits for a person, or has one
    ended_at: datetime | None
    ended_by: str | None
    typing_name: str | None  # the operator who types just now
    agent_works: bool


@dataclass(frozen=True)
class Seen:
    turns: list[SpokenTurn]
    standing: Standing


@dataclass(frozen=True)
class Front:
    """What anybody who comes may know of a business."""

    facts: WorkspaceFacts
    branding: Mapping[str, Any]
    document: AssistantDocument  # of the assistant they would talk to


_COLUMNS = """
t.id, t.seq, t.speaker, t.author_name, t.delivered as text, t.quick_replies, t.card, t.said_at, t.answers,
case when t.speaker = 'customer' then t.client_turn_id end as client_turn_id,
coalesce(t.why->'sources', '[]') as sources
"""

_SEEN = "select * from seen_by_customer(%s, %s, %s, %s, %s)"

# A customer's conversations hang together by previous_id. Newest first, to stop anywhere.
_EARLIER = f"""
with recursive before as (
    select p.id, p.previous_id, p.customer_id, 1 as steps
    from conversation c join conversation p on p.id = c.previous_id and p.customer_id = c.customer_id
    where c.id = %s and c.workspace_id = %s
    union all
    select p.id, p.previous_id, p.customer_id, b.steps + 1
    from before b join conversation p on p.id = b.previous_id and p.customer_id = b.customer_id
    where b.steps < %s
)
select {_COLUMNS} from before b join turn t on t.conversation_id = b.id
where t.delivered is not null order by b.steps, t.seq desc limit %s
"""


async def seen(
    driver: psycopg.AsyncConnection[Any], actor: Actor, conversation_id: UUID, after: int, limit: int = MOST
) -> Seen:
    """The turns that follow `after`, oldest first, and how it stands: one statement. Raises NotFound.

    How it stands is read first: where that says that it has ended, no turn is missing. `driver`: of
    db.single_statements.
    """
    rows = await driver.execute(
        _SEEN, (actor.organization_id, actor.workspace_id, conversation_id, after, limit)
    )
    row = await rows.fetchone()
    if row is None:
        raise NotFound("There is no such conversation.")
    return Seen([_spoken(*columns) for columns in row[-1] or ()], Standing(*row[:-1]))


def _spoken(id: str, seq: int, speaker: str, author: str, text: str, *rest: Any) -> SpokenTurn:
    """From the JSON of seen_by_customer()."""
    quick_replies, card, said_at, client_turn_id, answers, sources = rest
    return SpokenTurn(
        *(UUID(id), seq, speaker, author, text, quick_replies, card),
        *(datetime.fromisoformat(said_at), client_turn_id, UUID(answers) if answers else None, sources or ()),
    )


async def earlier(hot: HotTransaction, actor: Actor, conversation_id: UUID) -> list[SpokenTurn]:
    """What the same customer said and heard in the conversations before this one, oldest first."""
    driver = hot.driver
    await driver.execute(SET_TENANT, (str(actor.organization_id),))
    async with driver.cursor(row_factory=class_row(SpokenTurn)) as cursor:
        await cursor.execute(
            _EARLIER, (conversation_id, actor.workspace_id, EARLIER_CONVERSATIONS, EARLIER_TURNS)
        )
        return (await cursor.fetchall())[::-1]


async def front(session: Session, actor: Actor, assistant_id: UUID | None = None) -> Front:
    """The business of the actor's workspace, as whoever comes to its chat meets it."""
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    branding = await session.scalar(select(Workspace.branding).where(Workspace.id == actor.workspace_id))
    assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT, assistant_id)
    document = await business_queries.document(session, assistant.id, assistant.live_version)
    return Front(facts, branding or {}, document)
