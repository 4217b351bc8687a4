"""What operators say: words for the customer, notes for one another, and that they are typing."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import Conversation, Handler, Note, Turn, Typing
from caly_app.queries import conversations as conversation_queries
from caly_app.services import notes
from caly_app.services.escalations import AgentAnswers, NotYours

LONGEST_MESSAGE = 4000
TYPING_SECONDS = 6
_LAST_WORDS = 160


class SaidOtherwise(Refused):
    """A message with this client_turn_id was sent before, with other words."""


async def say(session: Session, actor: Actor, conversation_id: UUID, text: str, client_turn_id: str) -> Turn:
    """The operator's words. Sent again with the same client_turn_id, they are said once.

    Only whoever claimed the conversation speaks in it; a key speaks for whichever operator that is.
    """
    _may_answer(actor)
    text = notes.plain_text(text, "text", LONGEST_MESSAGE)
    if not client_turn_id or len(client_turn_id) > 100:
        raise Invalid("client_turn_id is missing or too long.", {"client_turn_id": "1 to 100 characters."})
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    if sent_before := await _sent_as(session, conversation, client_turn_id):
        if sent_before.delivered != text or sent_before.speaker is not ActorKind.OPERATOR:
            raise SaidOtherwise
        return sent_before
    conversation.must_be_open()
    _must_hold(actor, conversation)
    turn = _say(session, actor, conversation, text, client_turn_id)
    await outbox.write(
        session,
        "turn.said",
        conversation.workspace_id,
        {"conversation_id": str(conversation.id), "turn_id": str(turn.id), "speaker": ActorKind.OPERATOR},
    )
    return turn


async def note(session: Session, actor: Actor, conversation_id: UUID, text: str) -> Note:
    """For operators only: the customer never sees it. Also when the conversation has ended."""
    _may_answer(actor)
    conversation = await conversation_queries.locked(session, actor, conversation_id)
    return notes.write(session, actor, conversation.id, text)


async def typing(session: Session, actor: Actor, conversation_id: UUID) -> None:
    """The customer sees that somebody writes, for a few seconds."""
    _may_answer(actor)
    conversation = await conversation_queries.by_id(session, actor, conversation_id)
    if conversation.ended_at or conversation.operator_id != actor.id:
        return
    until = clock.wall() + timedelta(seconds=TYPING_SECONDS)
    new = insert(Typing).values(
        organization_id=actor.organization_id,
        conversation_id=conversation_id,
        party="operator",
        name=actor.name,
        until=until,
    )
    await session.exec(
        new.on_conflict_do_update(
            index_elements=["conversation_id", "party"], set_={"until": until, "name": actor.name}
        )
    )
    doorbell.ring(session, doorbell.conversation(conversation_id))


def _may_answer(actor: Actor) -> None:
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("You may read conversations, but not answer them.")


def _must_hold(actor: Actor, conversation: Conversation) -> None:
    if conversation.handled_by is not Handler.OPERATOR:
        raise AgentAnswers
    if actor.kind is ActorKind.OPERATOR and conversation.operator_id != actor.id:
        raise NotYours(f"{conversation.operator_name or 'Somebody else'} answers this conversation.")


async def _sent_as(session: Session, conversation: Conversation, client_turn_id: str) -> Turn | None:
    found = await session.exec(
        select(Turn).where(Turn.conversation_id == conversation.id, Turn.client_turn_id == client_turn_id)
    )
    return found.one_or_none()


def _say(session: Session, actor: Actor, conversation: Conversation, text: str, client_turn_id: str) -> Turn:
    now = clock.now()
    turn = Turn(
        organization_id=conversation.organization_id,
        conversation_id=conversation.id,
        seq=conversation.next_seq(),
        speaker=ActorKind.OPERATOR,
        author_name=conversation.operator_name,
        delivered=text,
        client_turn_id=client_turn_id,
        language=conversation.language,
        said_at=now,
        finished_at=now,
    )
    session.add(turn)
    conversation.last_said_at, conversation.last_words = now, text[:_LAST_WORDS]
    for topic in (
        doorbell.conversation(conversation.id),
        doorbell.conversations_of(conversation.workspace_id),
    ):  # not the queue: nothing in it is the operators' words
        doorbell.ring(session, topic)
    return turn
