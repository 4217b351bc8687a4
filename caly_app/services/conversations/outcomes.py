"""The outcome of a turn: written once, and read again by whoever asks twice."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.agents.reply import Reply, Source, ToolRun
from caly_app.db import HotTransaction
from caly_app.models import Handler, ToolRunState, TurnOutcome
from caly_app.queries.turns import TurnView
from caly_app.services.conversations import statements
from caly_app.services.conversations.receive import LAST_WORDS_SHOWN, Held, Received, rings_of

CONTINUED = "continued"  # what a silent turn tells when its conversation had ended before it


@dataclass(frozen=True)
class TurnResult:
    """What came of a turn. `reply` is None when the agent stayed silent."""

    turn_id: UUID
    conversation_id: UUID
    seq: int
    reply: TurnView | None
    handled_by: Handler
    escalated: bool
    ended: bool
    continued: bool = False  # it had ended before this turn: the next conversation answers it


async def write(
    driver: psycopg.AsyncConnection[Any],
    actor: Actor,
    received: Received,
    reply: Reply,
    feeling: float | None,
    saved: Mapping[str, str],
    now: datetime,
    outcome: TurnOutcome = TurnOutcome.ANSWERED,
) -> int | None:
    """The reply's place in the conversation; None when the turn is not the agent's any more.

    `saved`: references of the personal values that the dialogue has come to know.
    """
    for run in reply.tool_runs:
        await driver.execute(statements.TOOL_RUN, _ledger_line(actor, received, run, now))
    rows = await driver.execute(
        statements.ANSWER,
        (
            *(actor.organization_id, actor.workspace_id, received.conversation_id, received.answer_id),
            *(received.turn_id, received.seq, outcome.value, reply.text),
            *(list(reply.asks), list(reply.offers), list(reply.tells)),
            *(Jsonb(_choices(reply)), Jsonb(_card(reply)) if reply.card else None),
            *(Jsonb(reply.why.as_json()), reply.confidence, reply.language, now, feeling),
            *(reply.text[:LAST_WORDS_SHOWN], Jsonb(reply.dialogue.dump(saved))),
        ),
    )
    row = await rows.fetchone()
    assert row
    seq: int | None = row[0]
    return seq


def result(received: Received, reply: Reply, seq: int, now: datetime, escalated: bool = False) -> TurnResult:
    """Of a reply that is committed, or will be with the caller's transaction."""
    held = received.held
    assert held
    view = TurnView(
        id=received.answer_id,
        seq=seq,
        speaker=ActorKind.AGENT,
        text=reply.text,
        said_at=now,
        answers=received.turn_id,
        outcome=TurnOutcome.ANSWERED,
        quick_replies=_choices(reply),
        card=_card(reply),
        asks=reply.asks,
        offers=reply.offers,
        tells=reply.tells,
        why=reply.why.as_json(),
        confidence=reply.confidence,
        language=reply.language,
    )
    escalated = escalated or held.has_escalated or reply.escalation is not None
    return TurnResult(received.turn_id, held.id, received.seq, view, Handler.AGENT, escalated, reply.ends)


async def write_silence(
    hot: HotTransaction,
    actor: Actor,
    received: Received,
    held: Held,
    outcome: TurnOutcome = TurnOutcome.SILENT,
) -> TurnResult:
    """The outcome of a turn that is not the agent's to answer (any more). `held` is locked."""
    ended = held.ended_at is not None
    seq, now = held.last_seq + 1, clock.now()
    await hot.driver.execute(
        statements.SILENCE,
        (
            *(uuid7(), actor.organization_id, held.id, seq, received.turn_id, outcome.value),
            *([CONTINUED] if ended else [], held.language, now, now),
        ),
    )
    await hot.driver.execute(statements.SILENT, (seq, held.id))
    await hot.driver.execute(statements.SETTLE, (held.id,))
    hot.rings |= rings_of(actor, held.id)
    return TurnResult(
        *(received.turn_id, held.id, received.seq, None, held.handled_by, held.has_escalated, ended),
        continued=ended,
    )


async def write_what_left(
    driver: psycopg.AsyncConnection[Any], received: Received, words: str, sources: Sequence[Source]
) -> None:
    """An operator took over while the agent's words were leaving: they are what was said."""
    why = Jsonb({"sources": [asdict(source) for source in sources]})
    await driver.execute(statements.WHAT_LEFT, {"words": words, "why": why, "turn": received.turn_id})


async def written(actor: Actor, received: Received) -> TurnResult:
    """The outcome that this turn has got."""
    async with db.transaction(actor) as session:
        return await read(await session.driver(), received)


async def read(driver: psycopg.AsyncConnection[Any], received: Received) -> TurnResult:
    """As written(), in the caller's transaction."""
    rows = await driver.execute(statements.OUTCOME_OF, (received.turn_id, received.conversation_id))
    row = await rows.fetchone()
    assert row, "every answered turn has its outcome"
    handled_by, has_escalated, ended_at = row[-3:]
    return TurnResult(
        *(received.turn_id, received.conversation_id, received.seq, _view(received, row)),
        *(Handler(handled_by), has_escalated, ended_at is not None),
        continued=CONTINUED in row[8],
    )


def _view(received: Received, row: Sequence[Any]) -> TurnView | None:
    _, seq, text, outcome, quick_replies, card, asks, offers, tells, why, confidence, language, said_at = row[
        :13
    ]
    if text is None:
        return None
    return TurnView(
        id=row[0],
        seq=seq,
        speaker=ActorKind.AGENT,
        text=text,
        said_at=said_at,
        answers=received.turn_id,
        outcome=TurnOutcome(outcome),
        quick_replies=quick_replies,
        card=card,
        asks=asks,
        offers=offers,
        tells=tells,
        why=why,
        confidence=confidence,
        language=language,
    )


def _choices(reply: Reply) -> list[dict[str, str]]:
    return [{"label": choice.label, "text": choice.text} for choice in reply.quick_replies]


def _card(reply: Reply) -> dict[str, Any] | None:
    return asdict(reply.card) if reply.card else None


def _ledger_line(actor: Actor, received: Received, run: ToolRun, now: datetime) -> tuple[Any, ...]:
    state = ToolRunState.DONE if run.done or not run.writes else ToolRunState.REFUSED
    return (
        *(uuid7(), actor.organization_id, received.conversation_id, received.turn_id, run.step, run.tool),
        *(run.writes, run.key, state.value, Jsonb(dict(run.arguments)), run.tells, run.milliseconds, now),
    )
