"""Who the business is, and a conversation with it."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from caly_app import clock, db, tokens
from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.agents.sectors import read_beside
from caly_app.api.authentication import SignedCustomer
from caly_app.api.chat.hours import hours_now
from caly_app.api.chat.say import must_fit, outcome
from caly_app.api.chat.shapes import Begun, ChatAnswer, ChatTurn, Greeting, Info, NewChat, NewMessage
from caly_app.api.chat.visitors import Business, token, visitor
from caly_app.api.idempotency import Once
from caly_app.queries import chat as chat_queries
from caly_app.services.conversations.start import NewConversation, begin, first_words, spoken_language
from caly_app.services.conversations.take_turn import receive_here_or_next
from caly_app.settings import settings

router = APIRouter()


@router.get("/{slug}/info")
async def info(
    business: Business,
    response: Response,
    slug: str,
    language: Annotated[str, Query(max_length=35)] = "",
    assistant_id: UUID | None = None,
) -> Info:
    """Name, colour, hours and first words: what the widget shows before anything is said."""
    actor = visitor(business)
    async with db.transaction(actor) as session:
        front = await chat_queries.front(session, actor, assistant_id)
    known = front.facts.business
    spoken = spoken_language(language, known.languages)
    with clock.offset(front.facts.clock_offset):
        hours = hours_now(known, clock.now())
        await read_beside(front.facts.sector)
        greeting = first_words(front.facts, front.document, Channel.CHAT, spoken)
    response.headers["Cache-Control"] = "private, max-age=30"
    return Info(
        slug=slug,
        name=known.name,
        assistant_name=front.document.persona.name,
        color=str(front.branding.get("color", "")),
        logo_url=str(front.branding.get("logo_url", "")),
        welcome=str(front.branding.get("welcome", "")),
        language=spoken,
        languages=known.languages,
        is_open=hours.is_open,
        closes_at=hours.closes_at,
        opens_at=hours.opens_at,
        timezone=known.timezone.key,
        privacy_url=known.facts.get("privacy_url", ""),
        privacy_note=known.facts.get("privacy_note", ""),
        message_limit=settings.limit_message_characters,
        greeting=Greeting.of(greeting),
    )


@router.post("/{slug}/conversations", status_code=201)
async def begin_conversation(business: Business, body: NewChat, once: Once) -> Begun:
    """Begins a conversation. Its token opens this one and no other; keep it as long as you like."""
    if body.initial_message is not None:
        must_fit(body.initial_message)
    actor = visitor(business)
    new = NewConversation(
        language=body.language or "",
        customer=body.customer.values(),
        context=body.context.values(),
        assistant_id=body.assistant_id,
    )
    begun = _as_begun(await once.run(actor, lambda session: _begin(session, actor, new)))
    if body.initial_message is None:
        return begun
    return begun.model_copy(update={"answer": await _first_answer(begun, actor, body.initial_message)})


async def _begin(session: db.Session, actor: Actor, new: NewConversation) -> Begun:
    started = await begin(session, actor, new)
    signed = token(actor, started.conversation_id, started.customer_id)
    return Begun(
        conversation_id=started.conversation_id, token=signed, greeting=ChatTurn.of(started.greeting)
    )


def _as_begun(answer: Begun | Response) -> Begun:
    """What was answered before comes as it was sent."""
    return Begun.model_validate_json(bytes(answer.body)) if isinstance(answer, Response) else answer


async def _first_answer(begun: Begun, visiting: Actor, text: str) -> ChatAnswer:
    opened = tokens.read_customer(begun.token)
    assert opened
    actor = replace(visiting, id=opened.customer_id)
    message = NewMessage(text=text, client_turn_id="initial")
    received = await receive_here_or_next(actor, begun.conversation_id, message.client_turn_id, text)
    return await outcome(SignedCustomer(actor, begun.conversation_id, actor.id), received, message)
