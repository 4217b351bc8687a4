"""All that is held about one customer, taken out as an encrypted file: for them, when they ask for it.

The passphrase is used and forgotten: neither it nor anything made of it is stored. Nobody else's data go
along: a conversation in which somebody else on the books was spoken for is named, and left out.
"""

from asyncio import to_thread
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from typing import TypeVar
from uuid import UUID

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import Escalation, Note, Thumb, TimelineKind, Turn
from caly_app.models.appointment import shown_reference
from caly_app.queries import business as business_queries
from caly_app.queries import customer_exports as queries
from caly_app.queries import customers as customer_queries
from caly_app.queries.customer_exports import TheirConversation
from caly_app.queries.personal_values import UNPROVEN
from caly_app.services import customer_facts, customer_files, held_values, personal_values, timeline
from caly_app.services.customer_files import CustomerFile
from caly_app.services.fields import Fields
from caly_app.services.idempotency_keys import Sent


async def export(actor: Actor, customer_id: UUID, passphrase: str, sent: Sent | None = None) -> bytes:
    """A ZIP archive. Who took it out is written down, once for a request however often it is sent.

    Raises Forbidden, CustomerNotFound, or Invalid for a passphrase that is soon guessed.
    """
    async with db.transaction(actor) as session:
        held = await gathered(session, actor, customer_id)
        fields = Fields()
        fields.passphrase("passphrase", passphrase, other_than={one.value for one in held.values})
        fields.must_be_right()
        is_again = sent is not None and await sent.was_answered(session, actor)
        if not is_again:
            timeline.record(
                session,
                actor,
                TimelineKind.CUSTOMER_EXPORTED,
                customer_id=str(customer_id),
                conversations=len(held.conversations),
                left_out=len(held.left_out),
            )
        if sent and not is_again:
            sent.note(session, actor)
    return await to_thread(customer_files.sealed, held, passphrase)


async def gathered(session: Session, actor: Actor, customer_id: UUID) -> CustomerFile:
    """Raises Forbidden or CustomerNotFound."""
    if not actor.may(Permission.EXPORT_CUSTOMERS):
        raise Forbidden("Only an admin may export what is held about a customer.")
    assert actor.workspace_id
    customer = await customer_queries.by_id(session, actor, customer_id)
    found = await queries.conversations(session, actor, customer_id)
    theirs = [one for one in found if not one.is_shared]
    ids = [one.id for one in theirs]
    return CustomerFile(
        format=customer_files.FORMAT,
        business=(await business_queries.of_workspace(session, actor.workspace_id)).business.name,
        made_at=clock.wall().astimezone(UTC),
        customer_id=str(customer_id),
        is_on_the_books=customer.is_verified,
        language=customer.language,
        first_seen_at=customer.created_at,
        last_seen_at=customer.last_seen_at,
        refused_to_be_remembered_at=customer.refused_memory_at,
        values=await _values(session, actor, customer_id, ids),
        remembered=await _remembered(session, actor, customer_id),
        conversations=await _talks(session, actor, theirs),
        left_out=[str(one.id) for one in found if one.is_shared],
        appointments=await _bookings(session, actor, customer_id),
        records=await _records(session, actor, customer_id),
        history=await _history(session, actor, customer_id, ids),
        lead=await _lead(session, actor, customer_id),
        customer_notes=await _notes_on_them(session, actor, customer_id, ids),
        follow_ups=await _follow_ups(session, actor, customer_id, ids),
    )


async def _values(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[customer_files.Value]:
    rows = await queries.values(session, actor, customer_id, conversation_ids)
    sealed = [(row.id, row.key_number, row.ciphertext) for row in rows]
    clear = await personal_values.unsealed(session, actor, sealed)
    return [
        customer_files.Value(
            kind=row.kind.value,
            value=clear[row.id],
            source=row.source,
            why=held_values.WHY.get(row.source, row.source),
            is_proven=row.source not in UNPROVEN,
            conversation_id=str(row.conversation_id) if row.conversation_id else None,
            held_since=row.created_at,
        )
        for row in rows
    ]


async def _remembered(
    session: Session, actor: Actor, customer_id: UUID
) -> list[customer_files.RememberedFact]:
    return [
        customer_files.RememberedFact(
            one.kind, one.title, one.value, str(one.conversation_id), one.language, one.consented_at
        )
        for one in await customer_facts.of_customer(session, actor, customer_id)
    ]


async def _talks(
    session: Session, actor: Actor, theirs: Sequence[TheirConversation]
) -> list[customer_files.Talk]:
    ids = [one.id for one in theirs]
    turns = _by_conversation(await queries.turns(session, actor, ids))
    notes = _by_conversation(await queries.notes(session, actor, ids))
    escalations = _by_conversation(await queries.escalations(session, actor, ids))
    thumbs = _by_conversation(await queries.thumbs(session, actor, ids))
    return [
        customer_files.Talk(
            id=str(one.id),
            channel=one.channel,
            language=one.language,
            started_at=one.started_at,
            ended_at=one.ended_at,
            outcome=one.outcome,
            from_page=one.context,
            lines=[
                customer_files.Line(
                    turn.seq, turn.said_at, turn.speaker.value, turn.author_name, turn.delivered or ""
                )
                for turn in turns[one.id]
            ],
            notes=[customer_files.NoteLine(note.written_at, note.text) for note in notes[one.id]],
            handed_over=[
                customer_files.HandedOver(
                    each.opened_at, each.reason.value, each.summary, each.resolved_at, each.disposition
                )
                for each in escalations[one.id]
            ],
            thumbs=[
                customer_files.ThumbLine(each.given_at, each.is_up, each.comment) for each in thumbs[one.id]
            ],
        )
        for one in theirs
    ]


_Row = TypeVar("_Row", Turn, Note, Escalation, Thumb)


def _by_conversation(rows: Sequence[_Row]) -> defaultdict[UUID, list[_Row]]:
    grouped: defaultdict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row.conversation_id].append(row)
    return grouped


async def _bookings(session: Session, actor: Actor, customer_id: UUID) -> list[customer_files.Booking]:
    return [
        customer_files.Booking(
            reference=shown_reference(one.reference),
            kind=one.kind,
            with_whom=resource,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            status=one.status.value,
            fields=one.fields,
        )
        for one, resource in await queries.appointments(session, actor, customer_id)
    ]


async def _records(session: Session, actor: Actor, customer_id: UUID) -> list[customer_files.RecordLine]:
    return [
        customer_files.RecordLine(one.kind, one.reference, one.data, one.created_at, one.updated_at)
        for one in await queries.records(session, actor, customer_id)
    ]


async def _lead(session: Session, actor: Actor, customer_id: UUID) -> customer_files.LeadLine | None:
    lead = await queries.lead(session, actor, customer_id)
    if lead is None:
        return None
    by = "a person" if lead.is_a_persons() else "what conversations say"
    return customer_files.LeadLine(lead.status.value, lead.set_at, by)


async def _notes_on_them(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[customer_files.CustomerNote]:
    return [
        customer_files.CustomerNote(str(note.conversation_id), note.written_at, note.text)
        for note in await queries.lead_notes(session, actor, customer_id, conversation_ids)
    ]


async def _follow_ups(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[customer_files.FollowUpLine]:
    return [
        customer_files.FollowUpLine(one.what, one.due_on, one.done_at)
        for one in await queries.follow_ups(session, actor, customer_id, conversation_ids)
    ]


async def _history(
    session: Session, actor: Actor, customer_id: UUID, conversation_ids: Sequence[UUID]
) -> list[customer_files.Happened]:
    """Without the names of people of the team."""
    return [
        customer_files.Happened(
            happened_at=one.happened_at,
            what=one.kind.value,
            by=one.actor_kind.value,
            fields=str(one.details.get("field") or one.details.get("fields") or ""),
        )
        for one in await queries.history(session, actor, customer_id, conversation_ids)
    ]
