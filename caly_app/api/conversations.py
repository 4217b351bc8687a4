"""Conversations, for the business's side: lists, transcripts with why, and an operator's words."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.channel import Channel
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.escalations import EscalationView, shown
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import ConversationOutcome, Handler, Note, TimelineEntry, TimelineKind, TurnOutcome
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import timeline as timeline_queries
from caly_app.queries import turns as turn_queries
from caly_app.queries.conversations import (
    ConversationFilter,
    ConversationRow,
    ConversationStatus,
    Place,
)
from caly_app.queries.outcomes import Reviewed
from caly_app.queries.turns import ToolRunView, TurnView
from caly_app.services import escalations, notes, personal_values
from caly_app.services.conversations import speak

router = APIRouter(prefix="/conversations", tags=["conversations"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Answerer = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS)]
Operator = Annotated[Actor, require(Permission.CLAIM_ESCALATIONS, of=PEOPLE)]


class ConversationView(BaseModel):
    id: UUID
    channel: Channel
    language: str
    status: ConversationStatus
    customer_id: UUID | None
    customer_name: str = Field(description="Empty when nobody knows it.")
    handled_by: Handler
    operator_id: UUID | None
    operator_name: str
    escalated: bool = Field(description="A person was asked for, at some time.")
    sentiment: float | None = Field(description="Of the customer's last words, -1 to 1.")
    last_words: str
    started_at: Utc
    last_said_at: Utc
    ended_at: Utc | None
    outcome: ConversationOutcome | None
    disposition: str

    @classmethod
    def of(cls, row: ConversationRow, names: Mapping[str, str]) -> Self:
        return cls(
            id=row.id,
            channel=row.channel,
            language=row.language,
            status=row.status,
            customer_id=row.customer_id,
            customer_name=names.get(row.name_reference, ""),
            handled_by=row.handled_by,
            operator_id=row.operator_id,
            operator_name=row.operator_name,
            escalated=row.has_escalated,
            sentiment=row.sentiment,
            last_words=row.last_words,
            started_at=row.started_at,
            last_said_at=row.last_said_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            disposition=row.disposition,
        )


class ToolRun(BaseModel):
    step: int
    tool: str
    writes: bool
    state: str
    tells: str
    arguments: dict[str, Any] = Field(description="A person's values appear as `private`.")
    milliseconds: float

    @classmethod
    def of(cls, run: ToolRunView) -> Self:
        return cls(
            step=run.step,
            tool=run.tool,
            writes=run.writes,
            state=run.state,
            tells=run.tells,
            arguments=dict(run.arguments),
            milliseconds=run.milliseconds,
        )


class SourceView(BaseModel):
    """What an answer rests on that a language model has worded."""

    kind: Literal["fact", "tool"]
    name: str = Field(description="Of the fact, or of the tool of your own.")
    title: str = Field(description="As the customer reads it.")
    link: str | None = Field(description="The one page that the fact names.")

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> Self:
        return cls.model_validate({**source, "link": source.get("link") or None})


class ExplainedTurn(BaseModel):
    """One utterance. An agent's has why it was said, and what it asks, offers and tells."""

    id: UUID
    seq: int = Field(description="Order inside the conversation.")
    speaker: ActorKind
    author_name: str = Field(description="An operator's.")
    text: str | None = Field(description="What was delivered; null when the agent was silent.")
    generated: str | None = Field(description="What the agent meant to say, where it differs.")
    said_at: Utc
    finished_at: Utc | None
    client_turn_id: str | None
    answers: UUID | None = Field(description="The customer's turn that this is the outcome of.")
    outcome: TurnOutcome | None
    asks: list[str]
    offers: list[str]
    tells: list[str]
    quick_replies: list[dict[str, Any]]
    card: dict[str, Any] | None
    sources: list[SourceView]
    why: dict[str, Any]
    confidence: float | None
    sentiment: float | None
    language: str
    cut_off_at: int | None
    tool_runs: list[ToolRun]

    @classmethod
    def of(cls, turn: TurnView) -> Self:
        return cls(
            id=turn.id,
            seq=turn.seq,
            speaker=turn.speaker,
            author_name=turn.author_name,
            text=turn.text,
            generated=turn.generated,
            said_at=turn.said_at,
            finished_at=turn.finished_at,
            client_turn_id=turn.client_turn_id,
            answers=turn.answers,
            outcome=turn.outcome,
            asks=list(turn.asks),
            offers=list(turn.offers),
            tells=list(turn.tells),
            quick_replies=[dict(reply) for reply in turn.quick_replies],
            card=dict(turn.card) if turn.card else None,
            sources=[SourceView.of(source) for source in turn.sources],
            why=dict(turn.why),
            confidence=turn.confidence,
            sentiment=turn.sentiment,
            language=turn.language,
            cut_off_at=turn.cut_off_at,
            tool_runs=[ToolRun.of(run) for run in turn.tool_runs],
        )


class Turns(BaseModel):
    items: list[ExplainedTurn]
    next: int | None = Field(description="Send it as `after` for the turns that follow; null at the end.")


class NoteView(BaseModel):
    id: UUID
    author_id: UUID
    author_name: str
    text: str
    written_at: Utc

    @classmethod
    def of(cls, note: Note) -> Self:
        return cls(
            id=note.id,
            author_id=note.author_id,
            author_name=note.author_name,
            text=note.text,
            written_at=note.written_at,
        )


class Happened(BaseModel):
    """A fact of the timeline: ids and codes, never a customer's words."""

    id: UUID
    kind: TimelineKind
    actor_kind: ActorKind
    actor_id: UUID
    actor_name: str
    details: dict[str, Any]
    happened_at: Utc

    @classmethod
    def of(cls, entry: TimelineEntry) -> Self:
        return cls(
            id=entry.id,
            kind=entry.kind,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            actor_name=entry.actor_name,
            details=entry.details,
            happened_at=entry.happened_at,
        )


class OperatorsWords(BaseModel):
    text: Text = Field(min_length=1, max_length=speak.LONGEST_MESSAGE)
    client_turn_id: Text = Field(
        min_length=1, max_length=100, description="Unique in the conversation: sent again, it is said once."
    )


class NewNote(BaseModel):
    text: Text = Field(min_length=1, max_length=notes.LONGEST)


class HandBack(BaseModel):
    instruction: Text = Field(
        default="", max_length=500, description="A word for the agent, which its next turn reads."
    )


@router.get("")
async def list_conversations(
    actor: Reader,
    window: Asked,
    status: ConversationStatus | None = None,
    channel: Channel | None = None,
    handled_by: Handler | None = None,
    operator_id: UUID | None = None,
    customer_id: UUID | None = None,
    escalated: bool | None = None,
    started_from: Annotated[AwareDatetime | None, Query(description="This time or later.")] = None,
    started_before: Annotated[AwareDatetime | None, Query(description="Before this time.")] = None,
    words: Annotated[Text, Query(max_length=200, description="In what was said.")] = "",
    outcome: ConversationOutcome | None = None,
    resolved: Annotated[bool, Query(description="Contained, or solved by a person.")] = False,
    agent: Annotated[Text, Query(max_length=80, description="Worked in it, and it has ended.")] = "",
    reviewed: Annotated[Reviewed | None, Query(description="What people said of one of its turns.")] = None,
) -> Page[ConversationView]:
    """Those with the newest words first."""
    wanted = ConversationFilter(
        status=status,
        channel=channel,
        handled_by=handled_by,
        operator_id=operator_id,
        escalated=escalated,
        started_from=started_from,
        started_before=started_before,
        words=words,
        customer_id=customer_id,
        outcome=outcome,
        resolved=resolved,
        agent=agent,
        reviewed=reviewed,
    )
    after = Place(*window.after) if window.after else None
    async with db.transaction(actor) as session:
        rows = await conversation_queries.listed(session, actor, wanted, after=after, limit=window.rows)
        names = await _names(session, actor, rows)
    return page(
        window,
        rows,
        key=lambda row: (row.last_said_at, row.id),
        show=lambda row: ConversationView.of(row, names),
    )


@router.get("/{conversation_id}")
async def get_conversation(actor: Reader, conversation_id: UUID) -> ConversationView:
    async with db.transaction(actor) as session:
        return await _shown(session, actor, conversation_id)


@router.get("/{conversation_id}/turns")
async def list_turns(
    actor: Reader,
    conversation_id: UUID,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="The turns that follow this `seq`.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Turns:
    """In order; each agent turn with why it was said, what it asks, offers and tells, and what it did."""
    async with db.transaction(actor) as session:
        await conversation_queries.by_id(session, actor, conversation_id)
        turns = await turn_queries.explained(session, actor, conversation_id, after, limit + 1)
    following = turns[limit - 1].seq if len(turns) > limit else None
    return Turns(items=[ExplainedTurn.of(turn) for turn in turns[:limit]], next=following)


@router.get("/{conversation_id}/timeline")
async def list_timeline(actor: Reader, conversation_id: UUID) -> Page[Happened]:
    """What happened, oldest first; the last 200 entries, on one page."""
    async with db.transaction(actor) as session:
        await conversation_queries.by_id(session, actor, conversation_id)
        entries = await timeline_queries.of_conversation(session, actor, conversation_id)
    return Page(items=[Happened.of(entry) for entry in entries])


@router.get("/{conversation_id}/notes")
async def list_notes(actor: Reader, conversation_id: UUID) -> Page[NoteView]:
    """What operators wrote for one another, oldest first, on one page."""
    async with db.transaction(actor) as session:
        await conversation_queries.by_id(session, actor, conversation_id)
        written = await conversation_queries.notes(session, actor, conversation_id)
    return Page(items=[NoteView.of(note) for note in written])


@router.post("/{conversation_id}/messages", status_code=201, response_model=ExplainedTurn)
async def say_as_operator(
    actor: Answerer, conversation_id: UUID, body: OperatorsWords, once: Once
) -> Response | ExplainedTurn:
    """As the operator who has claimed the conversation: 409 while the agent or somebody else answers."""

    async def said(session: Session) -> ExplainedTurn:
        turn = await speak.say(session, actor, conversation_id, body.text, body.client_turn_id)
        return ExplainedTurn.of(turn_queries.as_view(turn))

    return await once.run(actor, said)


@router.post("/{conversation_id}/notes", status_code=201, response_model=NoteView)
async def write_note(
    actor: Answerer, conversation_id: UUID, body: NewNote, once: Once
) -> Response | NoteView:
    """For colleagues: the customer never sees it."""

    async def written(session: Session) -> NoteView:
        return NoteView.of(await speak.note(session, actor, conversation_id, body.text))

    return await once.run(actor, written)


@router.put("/{conversation_id}/take-over")
async def take_over(actor: Operator, conversation_id: UUID) -> EscalationView:
    """Open and claim in one: from here on this operator answers."""
    async with db.transaction(actor) as session:
        escalation = await escalations.take_over(session, actor, conversation_id)
        return await shown(session, actor, escalation.id)


@router.put("/{conversation_id}/hand-back")
async def hand_back(actor: Operator, conversation_id: UUID, body: HandBack | None = None) -> ConversationView:
    """The agent answers again, with a word of instruction if there is one."""
    async with db.transaction(actor) as session:
        await escalations.hand_back(session, actor, conversation_id, body.instruction if body else "")
        await session.flush()
        return await _shown(session, actor, conversation_id)


async def _shown(session: Session, actor: Actor, conversation_id: UUID) -> ConversationView:
    row = await conversation_queries.row(session, actor, conversation_id)
    return ConversationView.of(row, await _names(session, actor, [row]))


async def _names(session: Session, actor: Actor, rows: Sequence[ConversationRow]) -> dict[str, str]:
    references = [row.name_reference for row in rows if row.name_reference]
    return await personal_values.reveal(session, actor, references)
