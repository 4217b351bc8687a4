"""The first beat of a turn: what was said is written down, and from then on it is acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors as pg_errors
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell
from caly_app.actor import Actor
from caly_app.agents import masks
from caly_app.agents.channel import Channel
from caly_app.db import HotTransaction
from caly_app.errors import NotFound, Refused, Unavailable
from caly_app.models import ConversationEnded, Handler
from caly_app.ports import Message
from caly_app.queries import business as business_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.services import heartbeats
from caly_app.services.conversations import statements
from caly_app.services.conversations.letting_go import let_go_later

LAST_WORDS_SHOWN = 140
HELD_COLUMNS = 16


class SaidOtherwise(Refused):
    """A message with this client_turn_id was received before, with other words."""


@dataclass(frozen=True)
class Held:
    """A conversation, locked, as the turn needs it."""

    id: UUID
    channel: Channel
    sector: str
    assistant_id: UUID
    assistant_version: int
    customer_id: UUID | None
    language: str
    handled_by: Handler
    last_seq: int
    dialogue: dict[str, Any]
    instruction: str
    ended_at: datetime | None
    has_escalated: bool
    operator_name: str
    workspace_stamp: str
    has_pending: bool

    @property
    def agent_answers(self) -> bool:
        return self.handled_by is Handler.AGENT and self.ended_at is None


@dataclass(frozen=True)
class Received:
    """A turn of the customer that is committed."""

    turn_id: UUID
    conversation_id: UUID
    seq: int
    said: str
    client_turn_id: str
    sent_before: bool = False
    is_silent: bool = False  # an operator answers: the outcome is written already
    heard_badly: bool = False  # spoken, and the recogniser is not sure of the words
    waits: bool = False  # for the outcome of an earlier turn
    held: Held | None = None
    facts: WorkspaceFacts | None = None
    history: Sequence[Message] = ()
    answer_id: UUID = field(default_factory=uuid7)  # of the turn that will answer it here


async def receive(actor: Actor, conversation_id: UUID, client_turn_id: str, said: str) -> Received:
    """Write down what the customer said, once for each client_turn_id. Card numbers are not written down.

    Raises ConversationEnded, SaidOtherwise, NotFound, Unavailable. When it returns, the message is
    committed and will get exactly one outcome, whatever happens to this process.
    """
    said = masks.without_cards(said)
    try:
        return await _receive(actor, conversation_id, client_turn_id, said)
    except pg_errors.UniqueViolation:
        # The same message came twice at the same moment: the other one is committed now.
        return await _receive(actor, conversation_id, client_turn_id, said)


async def _receive(actor: Actor, conversation_id: UUID, client_turn_id: str, said: str) -> Received:
    turn_id = uuid7()
    arguments = (
        *(actor.organization_id, actor.workspace_id, conversation_id, turn_id, uuid7(), client_turn_id),
        *(said, said[:LAST_WORDS_SHOWN], clock.wall(), heartbeats.process_id()),
    )
    async with db.single_statements() as driver:
        try:
            rows = await driver.execute(statements.RECEIVE, arguments)
        except psycopg.OperationalError:
            if driver.closed:  # it may have been committed, and only the answer have been lost
                let_go_later(actor, conversation_id)
            raise
        row = await rows.fetchone()
    if row is None:
        raise NotFound("There is no such conversation.")
    held = as_held(row)
    sent_id, sent_seq, sent_words, words = row[HELD_COLUMNS:]
    if sent_id:
        if not masks.is_hidden_form(sent_words, said):
            raise SaidOtherwise
        return Received(sent_id, conversation_id, sent_seq, said, client_turn_id, sent_before=True)
    if held.ended_at:
        raise ConversationEnded
    db.ring_now(rings_of(actor, conversation_id))
    try:
        facts = await _facts(actor, held)
    except Unavailable:
        let_go_later(actor, conversation_id)
        raise
    return Received(
        turn_id,
        conversation_id,
        held.last_seq + 1,
        said,
        client_turn_id,
        is_silent=not held.agent_answers,
        waits=held.has_pending,
        held=replace(held, last_seq=held.last_seq + 1),
        facts=facts,
        history=history_of(words),
    )


def rings_of(actor: Actor, conversation_id: UUID) -> set[str]:
    assert actor.workspace_id
    return {doorbell.conversation(conversation_id), doorbell.conversations_of(actor.workspace_id)}


def as_held(row: Sequence[Any]) -> Held:
    """From the first columns of a row of statements.RECEIVE or LOOK_AGAIN."""
    (
        conversation_id,
        channel,
        sector,
        assistant_id,
        version,
        customer_id,
        language,
        handled_by,
        last_seq,
        dialogue,
        instruction,
        ended_at,
        has_escalated,
        operator_name,
        stamp,
        has_pending,
    ) = row[:HELD_COLUMNS]
    return Held(
        conversation_id,
        Channel(channel),
        sector,
        assistant_id,
        version,
        customer_id,
        language,
        Handler(handled_by),
        last_seq,
        dialogue,
        instruction,
        ended_at,
        has_escalated,
        operator_name,
        stamp,
        has_pending,
    )


def history_of(words: Sequence[tuple[str, str]]) -> list[Message]:
    return [Message("user" if speaker == "customer" else "assistant", said) for speaker, said in words]


async def _facts(actor: Actor, held: Held) -> WorkspaceFacts:
    assert actor.workspace_id
    if facts := business_queries.held(actor.workspace_id, held.workspace_stamp):
        return facts
    async with db.transaction(actor) as session:
        return await business_queries.of_workspace(session, actor.workspace_id)


async def facts_of(hot: HotTransaction, actor: Actor, held: Held) -> WorkspaceFacts:
    assert actor.workspace_id
    facts = business_queries.held(actor.workspace_id, held.workspace_stamp)
    return facts or await business_queries.of_workspace(hot.session, actor.workspace_id)
