"""What happens in a conversation, as it happens, and what a customer does but say."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from caly_app import db, doorbell
from caly_app.api.authentication import SignedCustomer
from caly_app.api.chat.shapes import ChatTurn, Messages, Status, TurnThumb
from caly_app.api.chat.streams import event, stream
from caly_app.api.chat.visitors import Customer
from caly_app.errors import Unavailable
from caly_app.models import EndedBy, Thumb
from caly_app.queries import chat as chat_queries
from caly_app.queries import thumbs as thumb_queries
from caly_app.queries.chat import Seen, SpokenTurn
from caly_app.services.conversations.customer_types import customer_types
from caly_app.services.conversations.end import end

router = APIRouter()

DATABASE_AWAY_SECONDS = 3


@router.get("/conversations/{conversation_id}/messages")
async def messages(
    customer: Customer,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=chat_queries.MOST)] = chat_queries.MOST,
) -> Messages:
    """What was said after `after` (a seq), oldest first."""
    seen = await _look(customer, after, limit)
    before: list[SpokenTurn] = []
    thought: list[Thumb] = []
    if not after:
        async with db.hot_transaction(customer.actor.organization_id) as hot:
            before = await chat_queries.earlier(hot, customer.actor, customer.conversation_id)
            thought = await thumb_queries.of_conversation(
                hot.session, customer.actor, customer.conversation_id
            )
    is_full = len(seen.turns) == limit
    return Messages(
        items=[ChatTurn.of(turn) for turn in seen.turns],
        next=seen.turns[-1].seq if is_full else None,
        earlier=[ChatTurn.of(turn) for turn in before],
        thumbs=[TurnThumb(turn_id=one.turn_id, is_up=one.is_up, comment=one.comment) for one in thought],
        status=Status.of(seen.standing),
    )


@router.get(
    "/conversations/{conversation_id}/events",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    customer: Customer,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    last_event_id: Annotated[str | None, Header(description="seq of the last turn that came")] = None,
) -> EventSourceResponse:
    """What happens from there on, as it happens: `turn` (its id is the turn's seq) and `status`.

    Ends when the conversation has ended.
    """
    heard = last_event_id or ""
    start = int(heard) if heard.isdecimal() and len(heard) < 10 else after
    happenings = _happenings(customer, start)
    first = await anext(happenings)  # whatever is wrong is said before the stream begins
    return stream(_with_first(first, happenings))


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(customer: Customer) -> None:
    """The customer is typing: the operator sees it for a few seconds."""
    async with db.transaction(customer.actor) as session:
        await customer_types(session, customer.actor, customer.conversation_id)


@router.post("/conversations/{conversation_id}/end")
async def end_conversation(customer: Customer) -> Status:
    """The customer has done. A later message begins another conversation."""
    async with db.transaction(customer.actor) as session:
        await end(session, customer.actor, customer.conversation_id, EndedBy.CUSTOMER)
    return Status.of((await _look(customer, 2**31 - 1)).standing)


async def _look(customer: SignedCustomer, after: int, limit: int = chat_queries.MOST) -> Seen:
    async with db.single_statements() as driver:
        return await chat_queries.seen(driver, customer.actor, customer.conversation_id, after, limit)


async def _with_first(
    first: ServerSentEvent, others: AsyncIterator[ServerSentEvent]
) -> AsyncIterator[ServerSentEvent]:
    yield first
    async for each in others:
        yield each


async def _happenings(customer: SignedCustomer, seq: int) -> AsyncIterator[ServerSentEvent]:
    """Reads at each ring, and every half minute in case one was lost; holds nothing in between."""
    told: Status | None = None
    has_looked = False
    async with doorbell.listening(doorbell.conversation(customer.conversation_id)) as heard:
        while True:
            try:
                # A reader who leaves must not cost us the connection to the database.
                seen = await asyncio.shield(_look(customer, seq))
                has_looked = True
            except Unavailable:
                if not has_looked:
                    raise
                await asyncio.sleep(DATABASE_AWAY_SECONDS)
                continue
            for turn in seen.turns:
                seq = turn.seq
                yield event("turn", ChatTurn.of(turn).model_dump(mode="json"), turn.seq)
            if len(seen.turns) == chat_queries.MOST:
                continue
            status = Status.of(seen.standing)
            if status != told:
                told = status
                yield event("status", status.model_dump(mode="json"))
            if status.ended:
                return
            await doorbell.next_ring(heard)
