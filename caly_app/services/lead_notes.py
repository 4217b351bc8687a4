"""The note writer: when a conversation has ended, what it leaves behind on its customer.

A job writes it, once for what there is to say: run twice, by two workers or after a kill, it writes nothing
more. Where the conversation is settled later (somebody called back), it is written anew. What a person has
set or edited stays: the writer proposes beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, job_queue
from caly_app.actor import Actor, ActorKind
from caly_app.agents import lead_prose
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.lead_notes import Ended, Person, Written, written
from caly_app.agents.lead_rules import LeadStatus, moved
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.db import Session
from caly_app.models import (
    Conversation,
    EndedBy,
    Escalation,
    FollowUp,
    Lead,
    LeadNote,
    TimelineKind,
    Workspace,
    WorkspaceKind,
)
from caly_app.ports import Ports
from caly_app.queries import business as business_queries
from caly_app.queries import leads as lead_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.services import model_use, timeline
from caly_app.services.model_use import MeteredModel

WRITE = "write_lead_note"
_TRIES = 3  # where the conversation is settled while a model thinks
_PLAYED = WorkspaceKind.SCENARIO


@dataclass(frozen=True)
class _Draft:
    """What is to be written, and about whom."""

    actor: Actor
    conversation: Conversation
    customer_id: UUID
    facts: WorkspaceFacts
    language: str
    written: Written
    model_may_phrase: bool

    @property
    def covers(self) -> str:
        return sha256(repr((self.language, self.written)).encode()).hexdigest()


async def due(session: Session, conversation: Conversation) -> None:
    """The conversation has ended, or was settled since: in the transaction of that."""
    writes = select(Workspace.id).where(
        Workspace.id == conversation.workspace_id, col(Workspace.writes_notes), Workspace.kind != _PLAYED
    )
    if conversation.customer_id and await session.scalar(writes):
        await job_queue.defer(
            session,
            WRITE,
            once_per=f"{WRITE} {conversation.id}",
            organization_id=str(conversation.organization_id),
            conversation_id=str(conversation.id),
        )


async def write(organization_id: UUID, conversation_id: UUID, ports: Ports) -> bool:
    """Whether there was something to write. No transaction is open while a model thinks."""
    for _ in range(_TRIES):
        async with db.tenant_transaction(organization_id) as session:
            draft = await _draft(session, conversation_id)
            if draft is None or await _covers(session, conversation_id) == draft.covers:
                return False
        prose, model = await _in_sentences(draft, ports)
        async with db.transaction(draft.actor) as session:
            if model:
                session.rings |= await model_use.note(await session.driver(), model)
            now = await _draft(session, conversation_id)
            if now is None:
                return False
            if now.covers == draft.covers:
                with clock.offset(draft.facts.clock_offset):
                    return await _keep(session, draft, prose or draft.written.text)
    return False


# --- what there is to say ---


async def _draft(session: Session, conversation_id: UUID) -> _Draft | None:
    conversation = await session.get(Conversation, conversation_id, populate_existing=True)
    if conversation is None or conversation.ended_at is None or conversation.customer_id is None:
        return None
    workspace = await session.get_one(Workspace, conversation.workspace_id, populate_existing=True)
    if not workspace.writes_notes or workspace.kind is _PLAYED:
        return None
    facts = await business_queries.of_workspace(session, workspace.id)
    document = await business_queries.document(
        session, conversation.assistant_id, conversation.assistant_version
    )
    await read_beside(conversation.sector)
    language = next((one for one in facts.business.languages if one in LANGUAGES), "en")
    phrasing = Phrasing(all_sectors()[conversation.sector], document, facts.business, language)
    found = written(await _ended(session, conversation, facts), phrasing)
    if found is None:
        return None
    actor = Actor(ActorKind.SYSTEM, conversation.id, conversation.organization_id, workspace.id)
    return _Draft(
        actor, conversation, conversation.customer_id, facts, language, found, document.model.phrases
    )


async def _ended(session: Session, conversation: Conversation, facts: WorkspaceFacts) -> Ended:
    assert conversation.ended_at
    zone = facts.business.timezone
    escalation = await lead_queries.last_escalation(session, conversation)
    return Ended(
        id=str(conversation.id),
        ended_on=conversation.ended_at.astimezone(zone).date(),
        dialogue=Dialogue.load(conversation.dialogue, {}),
        names=await lead_queries.names_in(session, conversation),
        effects=await lead_queries.effects_of(session, conversation),
        person=_person(escalation, zone) if escalation else None,
        left_contact=await lead_queries.has_told(session, conversation, "contact_noted"),
        fell_silent=conversation.ended_by is EndedBy.SILENCE,
    )


def _person(escalation: Escalation, zone: ZoneInfo) -> Person:
    return Person(
        escalation.reason,
        is_waited_for=escalation.resolved_at is None,
        due_on=escalation.due_at.astimezone(zone).date(),
        disposition=escalation.disposition,
    )


async def _in_sentences(draft: _Draft, ports: Ports) -> tuple[str | None, MeteredModel | None]:
    """Where there is a model, and it says what the note says."""
    facts = draft.facts
    model = model_use.metered(ports, facts.model, facts.terms, draft.actor, draft.conversation.id)
    if model is None or model.is_away or not draft.model_may_phrase:
        return None, None
    return await lead_prose.in_sentences(draft.written.lines, draft.language, model), model


async def _covers(session: Session, conversation_id: UUID) -> str | None:
    covers: str | None = await session.scalar(
        select(LeadNote.covers).where(LeadNote.conversation_id == conversation_id)
    )
    return covers


# --- writing it down ---


async def _keep(session: Session, draft: _Draft, text: str) -> bool:
    """The note, the status and the follow-ups in one transaction; False where another was first."""
    note, is_new = await _note(session, draft)
    if not is_new and note.covers == draft.covers:
        return False
    before = LeadStatus.NONE if is_new else note.says
    kind = TimelineKind.NOTE_WRITTEN
    if note.edited_by:
        note.proposed, kind = text, TimelineKind.NOTE_PROPOSED
    else:
        note.text, note.language, note.written_at = text, draft.language, clock.now()
    note.covers, note.says = draft.covers, draft.written.says
    session.add(note)
    _about(session, draft)(kind, note=str(note.id))
    if draft.written.says not in (before, LeadStatus.NONE):
        await _say(session, draft)
    await _follow_up(session, draft)
    doorbell.ring(session, doorbell.conversations_of(draft.conversation.workspace_id))
    return True


async def _note(session: Session, draft: _Draft) -> tuple[LeadNote, bool]:
    """Locked; made where there is none. Two workers: one makes it, the other waits and finds it."""
    made = await session.exec(
        insert(LeadNote)
        .values(
            **_of(draft),
            conversation_id=draft.conversation.id,
            text="",
            language=draft.language,
            covers="",
            says=LeadStatus.NONE,
            written_at=clock.now(),
            edited_by_name="",
        )
        .on_conflict_do_nothing(index_elements=["conversation_id"])
        .returning(col(LeadNote.id))
    )
    is_new = made.first() is not None
    found = await session.exec(
        select(LeadNote)
        .where(LeadNote.conversation_id == draft.conversation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one(), is_new


async def _say(session: Session, draft: _Draft) -> None:
    """How far the customer is now. Where a person has said it, it is proposed beside."""
    await session.exec(
        insert(Lead)
        .values(**_of(draft), status=LeadStatus.NONE, set_by_name="", set_at=clock.now())
        .on_conflict_do_nothing(index_elements=["customer_id"])
    )
    found = await session.exec(
        select(Lead)
        .where(Lead.customer_id == draft.customer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    lead = found.one()
    status = moved(lead.status, draft.written.says)
    if status is lead.status:
        return
    before = lead.status.value
    if lead.is_a_persons():
        lead.proposed, kind = status, TimelineKind.LEAD_PROPOSED
    else:
        lead.status, lead.set_at, kind = status, clock.now(), TimelineKind.LEAD_CHANGED
    session.add(lead)
    _about(session, draft)(kind, before=before, status=status.value, why=draft.written.why)


async def _follow_up(session: Session, draft: _Draft) -> None:
    """What is open now is there once; what is open no more is done."""
    wanted = {one.key: one for one in draft.written.follow_ups}
    for known in await lead_queries.open_keys(session, draft.customer_id):
        is_ours = known.conversation_id == draft.conversation.id
        is_settled = any(known.key.startswith(beginning) for beginning in draft.written.settles)
        if known.key not in wanted and (is_ours or is_settled):
            known.done_at = clock.now()
            session.add(known)
            _about(session, draft)(TimelineKind.FOLLOW_UP_DONE, follow_up=str(known.id))
    for one in wanted.values():
        await session.exec(
            insert(FollowUp)
            .values(
                **_of(draft),
                conversation_id=draft.conversation.id,
                key=one.key,
                kind=one.kind,
                what=one.what[:400],
                due_on=one.due_on,
                created_at=clock.now(),
                done_by_name="",
            )
            .on_conflict_do_nothing(index_elements=["customer_id", "key"])
        )


def _of(draft: _Draft) -> dict[str, UUID]:
    conversation = draft.conversation
    return {
        "id": uuid7(),
        "organization_id": conversation.organization_id,
        "workspace_id": conversation.workspace_id,
        "customer_id": draft.customer_id,
    }


def _about(session: Session, draft: _Draft) -> Callable[..., None]:
    """Writes down what happened, with whose conversation it was."""
    return partial(
        timeline.record,
        session,
        draft.actor,
        conversation_id=draft.conversation.id,
        customer_id=str(draft.customer_id),
    )
