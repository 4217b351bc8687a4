"""What a person answered where no agent could: a draft of knowledge, once the conversation is solved.

A job writes it, once per turn: run twice, by two workers or after a kill, it writes nothing more.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from caly_app import clock, db, job_queue
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.db import Session
from caly_app.models import (
    SOLVED,
    Conversation,
    DraftSource,
    Gap,
    GapState,
    TimelineKind,
    Turn,
    Workspace,
    WorkspaceKind,
)
from caly_app.queries import drafts as draft_queries
from caly_app.queries import gaps as gap_queries
from caly_app.services import drafting, personal_values, timeline
from caly_app.services.drafting import TEXT_AT_MOST, NewDraft

DRAFT = "draft_what_was_solved"


async def due(session: Session, conversation: Conversation) -> None:
    """A person has resolved it: in the transaction of that."""
    is_live = select(Workspace.id).where(
        Workspace.id == conversation.workspace_id, col(Workspace.kind) == WorkspaceKind.LIVE
    )
    if conversation.disposition in SOLVED and await session.scalar(is_live):
        await job_queue.defer(
            session,
            DRAFT,
            once_per=f"{DRAFT} {conversation.id}",
            organization_id=str(conversation.organization_id),
            conversation_id=str(conversation.id),
        )


async def draft(organization_id: UUID, conversation_id: UUID) -> int:
    """How many drafts it made. Its questions have been gathered before."""
    async with db.tenant_transaction(organization_id) as session:
        conversation = await session.get(Conversation, conversation_id)
    if not conversation or not conversation.ended_at or conversation.disposition not in SOLVED:
        return 0
    actor = Actor(
        ActorKind.SYSTEM,
        conversation.id,
        organization_id,
        conversation.workspace_id,
        frozenset({Permission.READ_CONVERSATIONS}),
    )
    async with db.transaction(actor) as session:
        asked = await draft_queries.asked_in(session, conversation_id)
        turns = await draft_queries.turns_of(session, conversation_id) if asked else []
        made = 0
        for turn, words in answered(turns, asked):
            made += await _propose(session, actor, conversation, turn, asked[turn.id].id, words)
        if made:
            timeline.record(
                session,
                actor,
                TimelineKind.DRAFTS_PROPOSED,
                conversation_id=conversation_id,
                count=made,
                source=DraftSource.CONVERSATION,
            )
    return made


def answered(turns: Sequence[Turn], asked: Mapping[UUID, Gap]) -> Iterator[tuple[Turn, str]]:
    """Each question with a person's next words, up to the customer's next. Of two that were asked before
    them, they answer the last."""
    question: Turn | None = None
    words: list[str] = []
    for turn in turns:
        if turn.speaker is ActorKind.OPERATOR and question and turn.delivered:
            words.append(turn.delivered)
        elif turn.speaker is ActorKind.CUSTOMER and question and words:
            yield question, "\n".join(words)
            question, words = None, []
        if turn.id in asked:
            question = turn
    if question and words:
        yield question, "\n".join(words)


async def _propose(
    session: Session, actor: Actor, conversation: Conversation, turn: Turn, gap_id: UUID, words: str
) -> bool:
    """One of a question at a time, while it is open: another waits until that one is decided."""
    gap = await gap_queries.locked(session, actor, gap_id)
    if gap.state is not GapState.OPEN or await draft_queries.of_gap(session, gap_id):
        return False
    lines = [
        await personal_values.taken_out(
            session, actor, conversation.id, conversation.customer_id, line, gap.language
        )
        for line in words.splitlines()
    ]
    text = "\n".join(line for line in lines if line).strip()
    if not text or len(text) > TEXT_AT_MOST:
        return False
    new = NewDraft(
        DraftSource.CONVERSATION,
        gap.question,
        text,
        drafting.marks(words, f"{gap.question}\n{text}"),
        drafting.wording_of(gap.question, text),
        clock.now(),
        conversation_id=conversation.id,
        turn_id=turn.id,
        gap_id=gap.id,
    )
    return await drafting.propose(session, actor, new) is not None
