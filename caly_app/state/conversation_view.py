"""One conversation, shaped for a screen: who it is, what may be done, what was said, what is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from caly_app.actor import Actor, Permission
from caly_app.agents import masks, remarks
from caly_app.agents.sector import Sector
from caly_app.db import Session
from caly_app.models import Conversation, Handler, PersonalKind, TimelineEntry
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import dialogues
from caly_app.queries import escalations as escalation_queries
from caly_app.queries import reviews as review_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries import thumbs as thumb_queries
from caly_app.queries import timeline as timeline_queries
from caly_app.queries import turns as turn_queries
from caly_app.queries.conversations import ConversationFilter, ConversationRow
from caly_app.queries.dialogues import in_words
from caly_app.queries.escalations import EscalationStatus, QueueItem
from caly_app.services import held_values, personal_values
from caly_app.state import meanings, words
from caly_app.state.meanings import Option
from caly_app.state.transcript import Learned, Line, lines
from caly_app.state.why import Pair

TURNS_SHOWN = 300
EARLIER_SHOWN = 5


@dataclass(frozen=True)
class Link:
    href: str
    text: str
    about: str


@dataclass(frozen=True)
class Head:
    """Who it is, how it stands, and what this operator may do with it."""

    id: str = ""
    name: str = ""
    channel: str = ""
    language: str = ""
    status: str = ""
    started_at: str = ""
    started: str = ""
    operator_name: str = ""
    escalation_id: str = ""
    is_mine: bool = False
    may_claim: bool = False
    may_take_over: bool = False
    may_resolve: bool = False
    may_reply: bool = False
    may_note: bool = False
    why_not: str = ""  # why one cannot reply
    key_hint: str = ""  # the key that changes that
    typing: str = ""  # until when the customer is thought to type


@dataclass(frozen=True)
class About:
    """The context beside a conversation."""

    reason: str = ""
    urgency: str = ""
    waited_since: str = ""
    due: str = ""
    due_says: str = ""
    wait_seconds: int = 300
    is_waiting: bool = False
    summary: str = ""
    told: list[Pair] = field(default_factory=list)  # what the customer said of themselves, with its turn
    outcome: str = ""
    known: list[Pair] = field(default_factory=list)
    mood: str = ""
    mood_line: str = ""  # points of a polyline in a box of 100 x 20
    earlier: list[Link] = field(default_factory=list)
    appointments: list[Link] = field(default_factory=list)
    history: list[Pair] = field(default_factory=list)
    from_page: str = ""


@dataclass(frozen=True)
class View:
    head: Head
    lines: list[Line]
    about: About
    meanings: list[Option] = field(default_factory=list)  # what a message may have meant


async def read(
    session: Session, actor: Actor, conversation_id: UUID, *, base: str = "/conversations/"
) -> View:
    """All of it, as this actor may see it. `base`: where links to earlier conversations lead."""
    conversation = await conversation_queries.by_id(session, actor, conversation_id)
    row = await conversation_queries.row(session, actor, conversation_id)
    facts = await business_queries.of_workspace(session, conversation.workspace_id)
    zone = facts.business.timezone
    from_seq = max(0, conversation.last_seq - TURNS_SHOWN)
    turns = await turn_queries.explained(session, actor, conversation_id, from_seq, TURNS_SHOWN)
    notes = await conversation_queries.notes(session, actor, conversation_id)
    entries = await timeline_queries.of_conversation(session, actor, conversation_id)
    item = await escalation_queries.of_conversation(session, actor, conversation_id)
    said = await turn_queries.of_customer(session, actor, conversation_id)
    known = dialogues.slots(conversation.dialogue)
    revealed = await personal_values.reveal(
        session,
        actor,
        [name for name in [row.name_reference, *(slot.value for slot in known if slot.is_personal)] if name],
    )
    name = revealed.get(row.name_reference) or words.visitor(conversation_id)
    sector = sector_queries.named(conversation.sector)
    learned = Learned(
        {each.turn_id: each for each in await thumb_queries.of_conversation(session, actor, conversation_id)},
        {
            each.turn_id: each
            for each in await review_queries.of_conversation(session, actor, conversation_id)
        },
        sector,
    )
    hidden = masks.privacy_of(sector.compliance, facts.business.privacy).transcript
    typing = await conversation_queries.typing_until(session, conversation_id, "customer")
    about = About(
        **_escalated(item, zone),
        summary=item.summary if item else dialogues.summary(conversation.dialogue),
        told=[Pair(f"Turn {one.seq}", one.words) for one in remarks.chosen(said)],
        outcome=_outcome(conversation),
        known=[
            Pair(_label(slot, sector), _value(slot, revealed, hidden))
            for slot in known
            if _is_shown(slot, revealed)
        ],
        mood=words.mood(row.sentiment),
        mood_line=mood_line([turn.sentiment for turn in turns]),
        earlier=await _earlier(session, actor, conversation, zone, base),
        appointments=await _appointments(session, actor, conversation, zone),
        history=[_history(entry, zone) for entry in entries],
        from_page=str(conversation.context.get("page", ""))[:200],
    )
    return View(
        _head(actor, conversation, row, item, name, zone, typing),
        list(lines(turns, notes, entries, zone, name, learned)),
        about,
        meanings.options(sector),
    )


def mood_line(sentiments: Sequence[float | None]) -> str:
    """Points of a polyline, left to right, unhappy at the bottom. Nothing for fewer than two."""
    known = [sentiment for sentiment in sentiments if sentiment is not None][-30:]
    if len(known) < 2:
        return ""
    step = 100 / (len(known) - 1)
    return " ".join(f"{index * step:.1f},{10 - 9 * value:.1f}" for index, value in enumerate(known))


# --- who it is, and what may be done ---


def _head(
    actor: Actor,
    conversation: Conversation,
    row: ConversationRow,
    item: QueueItem | None,
    name: str,
    zone: ZoneInfo,
    typing: datetime | None,
) -> Head:
    may_answer = actor.may(Permission.ANSWER_CONVERSATIONS)
    may_claim = actor.may(Permission.CLAIM_ESCALATIONS)
    is_mine = conversation.handled_by is Handler.OPERATOR and conversation.operator_id == actor.id
    status = item.status if item else None
    waits = status is EscalationStatus.WAITING
    has_ended = conversation.ended_at is not None
    why_not, key = _why_not(conversation, is_mine, waits, may_claim)
    return Head(
        id=str(conversation.id),
        name=name,
        channel=conversation.channel,
        language=conversation.language,
        status=row.status,
        started_at=conversation.started_at.isoformat(),
        started=words.whole_time(conversation.started_at, zone),
        operator_name=conversation.operator_name,
        escalation_id=str(item.id) if item and item.resolved_at is None else "",
        is_mine=is_mine,
        may_claim=may_claim and waits,
        may_take_over=may_claim and not has_ended and not waits and conversation.handled_by is Handler.AGENT,
        may_resolve=may_claim and (is_mine or (waits and has_ended)),
        may_reply=may_answer and is_mine and not has_ended,
        may_note=may_answer,
        why_not=why_not,
        key_hint=key,
        typing=typing.isoformat() if typing and not has_ended else "",
    )


def _why_not(conversation: Conversation, is_mine: bool, waits: bool, may_claim: bool) -> tuple[str, str]:
    """Why one cannot reply, and the key that changes it."""
    if conversation.ended_at:
        return "This conversation has ended", ""
    if is_mine:
        return "", ""
    if conversation.handled_by is Handler.OPERATOR:
        return f"{conversation.operator_name or 'Somebody else'} answers this conversation", ""
    if not may_claim:
        return "You may read this conversation", ""
    return ("Claim to reply", "c") if waits else ("Take over to reply", "c")


# --- context ---


def _escalated(item: QueueItem | None, zone: ZoneInfo) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "reason": words.reason(item.reason),
        "urgency": words.URGENCIES.get(item.urgency, "normal"),
        "waited_since": item.opened_at.isoformat(),
        "due": item.due_at.isoformat(),
        "due_says": f"{item.due_at.astimezone(zone):%a %H:%M}",
        "is_waiting": item.status is EscalationStatus.WAITING,
    }


def _outcome(conversation: Conversation) -> str:
    if not conversation.ended_at:
        return ""
    outcome = in_words(conversation.outcome or "")
    by = f"ended by {conversation.ended_by}" if conversation.ended_by else "ended"
    how = f": {words.disposition(conversation.disposition)}" if conversation.disposition else ""
    return f"{outcome}, {by}{how}"


def _label(slot: dialogues.KnownSlot, sector: Sector | None) -> str:
    called = words.slot_called(slot.name, sector)
    return called[:1].upper() + called[1:]


def _value(slot: dialogues.KnownSlot, revealed: Mapping[str, str], hidden: Collection[str]) -> str:
    """What is hidden in the transcript is not read here instead."""
    value = revealed.get(slot.value, slot.value)
    return held_values.masked(PersonalKind(slot.kind), value) if slot.kind in hidden else value


def _is_shown(slot: dialogues.KnownSlot, revealed: Mapping[str, str]) -> bool:
    return not slot.is_personal or slot.value in revealed


async def _earlier(
    session: Session, actor: Actor, conversation: Conversation, zone: ZoneInfo, base: str
) -> list[Link]:
    if not conversation.customer_id:
        return []
    rows = await conversation_queries.listed(
        session, actor, ConversationFilter(customer_id=conversation.customer_id), limit=EARLIER_SHOWN + 1
    )
    return [
        Link(f"{base}{row.id}", row.last_words or "No words", words.day(row.started_at, zone))
        for row in rows
        if row.id != conversation.id
    ][:EARLIER_SHOWN]


async def _appointments(
    session: Session, actor: Actor, conversation: Conversation, zone: ZoneInfo
) -> list[Link]:
    if not actor.may(Permission.READ_APPOINTMENTS):
        return []
    found = await appointment_queries.of_conversation(session, actor, conversation.id)
    if conversation.customer_id:
        known = {appointment.id for appointment, _ in found}
        coming = await appointment_queries.coming(session, actor, conversation.customer_id)
        found += [one for one in coming if one[0].id not in known]
    return [
        Link(
            f"/appointments?day={appointment.starts_at.astimezone(zone):%Y-%m-%d}",
            f"{words.day(appointment.starts_at, zone)}, {words.time_of_day(appointment.starts_at, zone)}",
            resource,
        )
        for appointment, resource in sorted(found, key=lambda one: one[0].starts_at)
    ]


def _history(entry: TimelineEntry, zone: ZoneInfo) -> Pair:
    return Pair(
        words.time_of_day(entry.happened_at, zone),
        words.happened(entry.kind, entry.actor_name, entry.details),
    )
