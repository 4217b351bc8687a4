"""A message and its answer: as JSON once it is there, or as a stream while it comes."""

import asyncio
import json
import re
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from time import monotonic
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, Request
from sse_starlette import ServerSentEvent

from caly_app import clock, db, wiring
from caly_app.actor import Actor
from caly_app.agents.commands import EscalationReason
from caly_app.api import problems, rate_limits
from caly_app.api.authentication import SignedCustomer
from caly_app.api.chat.quick import QuickMessage
from caly_app.api.chat.shapes import ChatAnswer, ChatTurn, NewMessage
from caly_app.api.chat.streams import event, stream
from caly_app.api.chat.visitors import Customer, new_token
from caly_app.errors import CalyError, Invalid
from caly_app.services import escalations
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import Received
from caly_app.services.conversations.take_turn import answer_here_or_next, receive_here_or_next
from caly_app.settings import settings

router = APIRouter(route_class=QuickMessage)

WORKING_AFTER_SECONDS = 0.8
ONE_MOMENT_AFTER_SECONDS = 2.5  # the customer reads something within three
PIECE_CHARACTERS = 60

_log = structlog.get_logger(__name__)
_answering: set[asyncio.Task[TurnResult]] = set()


Leave = Callable[[str], None] | None


class TooLong(Invalid):
    """This message is too long."""


@router.post(
    "/conversations/{conversation_id}/messages",
    response_model=ChatAnswer,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def say(
    request: Request,
    customer: Customer,
    body: NewMessage,
    accept: Annotated[str, Header(description="`text/event-stream` for the answer as it comes")] = "",
) -> Any:
    """Say something. Once it is accepted it gets exactly one outcome, whatever happens to this request.

    As a stream: `accepted` {turn, conversation_id, token?}, `working` {what: thinking, then one_moment where
    it takes long}, `piece` {text}, then `done` with the same object as JSON gives, or `error` with a problem.
    Pieces may come while the rest of the answer is still being found: it holds when it is done.
    """
    must_fit(body.text)
    rate_limits.count(request, f"messages {customer.conversation_id}", settings.limit_messages_per_minute)
    received = await receive_here_or_next(
        customer.actor, customer.conversation_id, body.client_turn_id, body.text
    )
    if "text/event-stream" in accept:
        return stream(_told(customer, received, body))
    return await outcome(customer, received, body)


def must_fit(text: str) -> None:
    most = settings.limit_message_characters
    if len(text) > most:
        raise TooLong(
            f"A message may have at most {most:,} characters; this one has {len(text):,}.",
            {"text": f"has {len(text):,} characters; {most:,} are the most"},
        )


async def outcome(customer: SignedCustomer, received: Received, body: NewMessage) -> ChatAnswer:
    """Its one outcome; somebody who hangs up does not cancel it."""
    return _as_answer(customer, await asyncio.shield(_begun(customer, received, body)))


def _begun(
    customer: SignedCustomer, received: Received, body: NewMessage, leave: Leave = None
) -> asyncio.Task[TurnResult]:
    task = asyncio.create_task(_answer(customer.actor, received, body, leave))
    _answering.add(task)
    task.add_done_callback(_answering.discard)
    return task


async def _answer(actor: Actor, received: Received, body: NewMessage, leave: Leave) -> TurnResult:
    result = await answer_here_or_next(actor, received, replace(wiring.ports(), leave=leave))
    if body.wants_person and not result.escalated and not result.ended:
        async with db.transaction(actor) as session:
            await escalations.open_escalation(
                session, actor, result.conversation_id, EscalationReason.REQUESTED
            )
        result = replace(result, escalated=True)
    return result


async def _told(
    customer: SignedCustomer, received: Received, body: NewMessage
) -> AsyncIterator[ServerSentEvent]:
    words: asyncio.Queue[str] = asyncio.Queue()
    task = _begun(customer, received, body, words.put_nowait)
    accepted: dict[str, Any] = {
        "turn": ChatTurn.received(received, clock.now()).model_dump(mode="json"),
        "conversation_id": str(received.conversation_id),
    }
    if token := new_token(customer, received.conversation_id):
        accepted["token"] = token
    yield event("accepted", accepted)
    said = ""
    try:
        async for name, text in _meanwhile(task, words):
            said += text
            yield event(name, {"text": text}) if text else event("working", {"what": name})
        answer = _as_answer(customer, await asyncio.shield(task))
        for piece in _pieces(_rest(answer.reply.text if answer.reply else "", said)):
            yield event("piece", {"text": piece})
        yield event("done", answer.model_dump(mode="json"))
    except CalyError as error:
        yield event("error", _problem(error))
    except Exception as error:  # noqa: BLE001 (the door: the answer has begun, so the problem is an event)
        _log.error("turn_crashed", error=type(error).__name__)
        yield event("error", _problem(problems.Unexpected()))


async def _meanwhile(
    task: asyncio.Task[TurnResult], words: asyncio.Queue[str]
) -> AsyncIterator[tuple[str, str]]:
    """Until there is an outcome: words that leave before it, and that somebody is at work, and still is."""
    began, has_said = monotonic(), False
    signs = [(WORKING_AFTER_SECONDS, "thinking"), (ONE_MOMENT_AFTER_SECONDS, "one_moment")]
    while not (task.done() and words.empty()):
        if not words.empty():
            has_said = True
            yield "piece", words.get_nowait()
            continue
        due = max(0.0, began + signs[0][0] - monotonic()) if signs and not has_said else None
        next_words = asyncio.ensure_future(words.get())
        try:
            done, _ = await asyncio.wait({task, next_words}, timeout=due, return_when=FIRST_COMPLETED)
        finally:
            next_words.cancel()  # of one that is done nothing is lost
        if next_words in done:
            has_said = True
            yield "piece", next_words.result()
        elif not done and signs:
            yield signs.pop(0)[1], ""


def _rest(text: str, said: str) -> str:
    """What is left to be said. Where something else was said in the end, `done` has it."""
    return text.removeprefix(said) if text.startswith(said) else ""


def _problem(error: CalyError) -> Any:
    return json.loads(bytes(problems.answer(error).body))


def _pieces(text: str) -> list[str]:
    """Words in handfuls, so that a reader can begin."""
    pieces, piece = [], ""
    for word in re.findall(r"\s*\S+\s*", text):
        piece += word
        if len(piece) >= PIECE_CHARACTERS:
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def _as_answer(customer: SignedCustomer, result: TurnResult) -> ChatAnswer:
    return ChatAnswer(
        turn_id=result.turn_id,
        conversation_id=result.conversation_id,
        token=new_token(customer, result.conversation_id),
        reply=ChatTurn.of(result.reply) if result.reply else None,
        handled_by=result.handled_by.value,
        escalated=result.escalated,
        ended=result.ended,
    )
