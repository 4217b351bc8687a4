"""What was meant: proposed by operators, decided by admins. A correction becomes an example of the business.

Accepted, its words hold from the next message on (services/own_words.py); taken back, they are gone again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import clock, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents.hindsight import is_for_nothing, understood_in
from caly_app.agents.sector import SMALL_TALK as SMALL_WISHES
from caly_app.agents.sector import Sector
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid
from caly_app.models import (
    OUT_OF_SCOPE,
    SMALL_TALK,
    Conversation,
    Review,
    ReviewState,
    TimelineKind,
    Turn,
)
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import own_words as phrase_queries
from caly_app.queries import reviews as review_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.own_words import PhraseNotFound
from caly_app.services import own_words, personal_values, timeline
from caly_app.services.fields import Fields
from caly_app.services.own_words import NewPhrase

WORDS_AT_MOST = 300


async def propose(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID, meant: str) -> Review:
    """`turn_id`: the customer's turn; `meant`: an intent, out_of_scope or small_talk. In place of one before.

    Where it was taken for that, nothing is left to decide. Raises NothingUnderstood, Invalid, Forbidden.
    """
    if not actor.may(Permission.ANSWER_CONVERSATIONS):
        raise Forbidden("Only operators and admins can say what was meant.")
    conversation = await conversation_queries.by_id(session, actor, conversation_id)
    sector = sector_queries.named(conversation.sector)
    if meant not in meanings(sector):
        raise Invalid(fields={"meant": "There is no such meaning in this sector."})
    said, answer = await review_queries.answered(session, actor, conversation_id, turn_id)
    review = await review_queries.of_turn(session, actor, turn_id)
    if review is None:
        review = _new(actor, conversation, said, answer, sector)
    elif review.state is not ReviewState.PROPOSED:
        _must_decide(actor)
        await _forget_example(session, actor, conversation.sector, review)
    review.meant, review.is_right = meant, meant == taken_as(answer.why, sector)
    review.proposed_by, review.proposed_by_name, review.proposed_at = actor.id, actor.name, clock.now()
    review.reviewed_by, review.reviewed_by_name, review.reviewed_at = None, "", None
    review.state = ReviewState.ACCEPTED if review.is_right else ReviewState.PROPOSED
    review.words = None if review.is_right else await _words(session, actor, conversation, said, answer)
    return await _settled(session, actor, review, "right" if review.is_right else "proposed")


async def correct(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID, meant: str) -> Review:
    """Proposed, and accepted at once where the actor may decide and no personal value was taken out."""
    review = await propose(session, actor, conversation_id, turn_id, meant)
    is_open = review.state is ReviewState.PROPOSED
    if is_open and actor.may(Permission.CHANGE_WORKSPACES) and "[" not in (review.words or ""):
        return await accept(session, actor, review.id)
    return review


async def withdraw(session: Session, actor: Actor, conversation_id: UUID, turn_id: UUID) -> None:
    """As if nothing had been said of it: what waits by its author, what is decided by an admin."""
    conversation = await conversation_queries.by_id(session, actor, conversation_id)
    review = await review_queries.of_turn(session, actor, turn_id)
    if review is None:
        return
    if review.proposed_by != actor.id or not (review.is_right or review.state is ReviewState.PROPOSED):
        _must_decide(actor)
    await _forget_example(session, actor, conversation.sector, review)
    await session.delete(review)
    await _settled(session, actor, review, "withdrawn")


async def accept(session: Session, actor: Actor, review_id: UUID, words: str | None = None) -> Review:
    """`words`: as the example is to be, without what is personal. Raises AlreadyReviewed, Invalid."""
    _must_decide(actor)
    review = await review_queries.locked(session, actor, review_id)
    review.must_be_proposed()
    if words is not None:
        review.words = _checked(words)
    conversation = await conversation_queries.by_id(session, actor, review.conversation_id)
    if review.meant in (OUT_OF_SCOPE, SMALL_TALK):
        review.words = None  # no agent learns of it
    else:
        review.phrase_id = await _example(session, actor, conversation.sector, review)
    return await _decided(session, actor, review, ReviewState.ACCEPTED, "accepted")


async def reject(session: Session, actor: Actor, review_id: UUID) -> Review:
    """Its words are forgotten. Raises AlreadyReviewed."""
    _must_decide(actor)
    review = await review_queries.locked(session, actor, review_id)
    review.must_be_proposed()
    review.words = None
    return await _decided(session, actor, review, ReviewState.REJECTED, "rejected")


async def reopen(session: Session, actor: Actor, review_id: UUID) -> Review:
    """A decision is taken back: the example is gone, and it waits again."""
    _must_decide(actor)
    review = await review_queries.locked(session, actor, review_id)
    if review.state is ReviewState.PROPOSED:
        return review
    conversation = await conversation_queries.by_id(session, actor, review.conversation_id)
    await _forget_example(session, actor, conversation.sector, review)
    if review.words is None:
        said, answer = await review_queries.answered(session, actor, conversation.id, review.turn_id)
        review.words = await _words(session, actor, conversation, said, answer)
    return await _decided(session, actor, review, ReviewState.PROPOSED, "reopened")


async def change_words(session: Session, actor: Actor, review_id: UUID, words: str) -> Review:
    """Before it is decided. Raises AlreadyReviewed, Invalid."""
    _must_decide(actor)
    review = await review_queries.locked(session, actor, review_id)
    review.must_be_proposed()
    review.words = _checked(words)
    return await _settled(session, actor, review, "")


def meanings(sector: Sector) -> tuple[str, ...]:
    """What a message may have meant, in the order in which people choose."""
    return (*sector.intents, SMALL_TALK, OUT_OF_SCOPE)


def taken_as(why: Mapping[str, Any], sector: Sector) -> str:
    """What a message was taken for, of the meanings that people choose from; '' where it was none of them: an
    answer to a question, say. `why`: of the agent's turn.
    """
    intent, _ = understood_in(why)
    if not intent:
        return OUT_OF_SCOPE if is_for_nothing(why.get("commands") or ()) else ""
    if intent in SMALL_WISHES:
        return SMALL_TALK
    return intent if intent in sector.intents else ""


# --- parts of it ---


def _new(actor: Actor, conversation: Conversation, said: Turn, answer: Turn, sector: Sector) -> Review:
    understood, confidence = understood_in(answer.why)
    return Review(
        id=uuid7(),
        organization_id=conversation.organization_id,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        turn_id=said.id,
        understood=understood,
        confidence=confidence,
        agent=sector.agent_of.get(understood, ""),
        language=answer.language or conversation.language,
        meant="",
        is_right=False,
        proposed_by=actor.id,
        proposed_at=clock.now(),
    )


async def _words(session: Session, actor: Actor, conversation: Conversation, said: Turn, answer: Turn) -> str:
    language = answer.language or conversation.language
    words = await personal_values.taken_out(
        session, actor, conversation.id, conversation.customer_id, said.delivered or "", language
    )
    return words[:WORDS_AT_MOST]


async def _example(session: Session, actor: Actor, sector: str, review: Review) -> UUID | None:
    """The sentence it became; None where the business has had it before, with this very meaning."""
    words, language = review.words or "", review.language[:2]
    for known in await phrase_queries.all_of(session, actor):
        if (known.is_pattern, known.language, known.text) == (False, language, words):
            if known.intent == review.meant:
                return None
    try:
        phrase = await own_words.add(
            session, actor, sector, NewPhrase(review.meant, language, is_pattern=False, text=words)
        )
    except Invalid as refusal:
        fields = dict(refusal.fields)
        if "text" in fields:
            fields["words"] = fields.pop("text")
        raise Invalid(refusal.message, fields) from None
    return phrase.id


async def _forget_example(session: Session, actor: Actor, sector: str, review: Review) -> None:
    """Somebody may have taken it away already."""
    if review.phrase_id is None:
        return
    try:
        await own_words.remove(session, actor, sector, review.phrase_id)
    except PhraseNotFound:
        pass
    review.phrase_id = None


def _checked(words: str) -> str:
    fields = Fields()
    words = fields.line("words", words, at_most=WORDS_AT_MOST)
    fields.must_be_right()
    return words


def _must_decide(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can decide what agents learn.")


async def _decided(session: Session, actor: Actor, review: Review, state: ReviewState, how: str) -> Review:
    is_open = state is ReviewState.PROPOSED
    review.state = state
    review.reviewed_by = None if is_open else actor.id
    review.reviewed_by_name = "" if is_open else actor.name
    review.reviewed_at = None if is_open else clock.now()
    return await _settled(session, actor, review, how)


async def _settled(session: Session, actor: Actor, review: Review, how: str) -> Review:
    """Kept, told to the timeline, and rung for. `how`: '' for what is no decision."""
    if how != "withdrawn":
        session.add(review)
    await session.flush()
    if how:
        timeline.record(
            session,
            actor,
            TimelineKind.MEANING_REVIEWED,
            conversation_id=review.conversation_id,
            review_id=str(review.id),
            how=how,
            understood=review.understood,
            meant=review.meant,
        )
    doorbell.ring(session, doorbell.conversation(review.conversation_id))
    doorbell.ring(session, doorbell.learning_of(review.workspace_id))
    return review
