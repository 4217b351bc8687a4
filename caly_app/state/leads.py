"""What the customers page knows of one customer's way to a deal. A mixin: the page stays one flat class."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import LeadStatus
from caly_app.db import Session
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.models import FollowUp, LeadNote, TimelineEntry
from caly_app.queries import business as business_queries
from caly_app.queries import leads as lead_queries
from caly_app.queries.dialogues import in_words
from caly_app.queries.leads import LeadView
from caly_app.services import leads
from caly_app.state import words
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import SIGN_IN, uuid_of

STATUSES = {
    LeadStatus.NONE: "No lead",
    LeadStatus.NEW: "New",
    LeadStatus.INTERESTED: "Interested",
    LeadStatus.QUALIFIED: "Qualified",
    LeadStatus.WON: "Won",
    LeadStatus.LOST: "Lost",
}
NOTES, FOLLOW_UPS, CHANGES = 20, 20, 10


@dataclass(frozen=True)
class Standing:
    """How far they are."""

    status: str = ""
    proposed: str = ""  # a code
    proposed_in_words: str = ""
    is_a_persons: bool = False
    by: str = ""  # in words


@dataclass(frozen=True)
class Change:
    id: str
    says: str
    when: str
    conversation: str  # address, '' where a person said so


@dataclass(frozen=True)
class NoteRow:
    id: str
    lines: list[str]
    text: str
    proposed: str
    edited: str  # by whom and when, in words
    when: str
    conversation: str  # address


@dataclass(frozen=True)
class ToDo:
    id: str
    what: str
    due: str
    is_late: bool
    conversation: str  # address


class LeadOfCustomer(rx.State, mixin=True):
    """The page says which customer is open (`opened`), and reads itself anew (`_reload`)."""

    standing: Standing = Standing()
    changes: list[Change] = []
    notes: list[NoteRow] = []
    follow_ups: list[ToDo] = []
    finished: list[ToDo] = []  # in this tab, of who is open
    may_write: bool = False
    editing: str = ""  # id of the note
    note_error: str = ""

    @rx.event
    async def set_status(self, status: str):
        if status in set(LeadStatus):
            return await self._change(
                lambda session, actor, who: leads.set_status(session, actor, who, LeadStatus(status)),
                f"{STATUSES[LeadStatus(status)]}. Conversations do not change it any more.",
            )

    @rx.event
    async def leave_to_conversations(self):
        return await self._change(
            lambda session, actor, who: leads.set_status(session, actor, who, None),
            "As conversations say, from now on.",
        )

    @rx.event
    def edit(self, note_id: str):
        self.editing, self.note_error = note_id, ""
        return rx.set_focus(f"note-{note_id}") if note_id else None

    @rx.event
    async def keep_note(self, form: dict[str, Any]):
        note_id, text = self.editing, str(form.get("text", ""))
        try:
            told = await self._change(
                lambda session, actor, who: leads.edit_note(session, actor, who, uuid_of(note_id), text),
                "Kept as you wrote it.",
                refuses=True,
            )
        except Invalid as refusal:
            self.note_error = refusal.fields.get("text", refusal.message)
            return None
        self.editing, self.note_error = "", ""
        return told

    @rx.event
    async def take_proposed(self, note_id: str):
        proposed = next((note.proposed for note in self.notes if note.id == note_id), "")
        return await self._change(
            lambda session, actor, who: leads.edit_note(session, actor, who, uuid_of(note_id), proposed),
            "Taken over.",
        )

    @rx.event
    async def leave_proposed(self, note_id: str):
        return await self._change(
            lambda session, actor, who: leads.leave_note(session, actor, who, uuid_of(note_id)),
            "Your words stay.",
        )

    @rx.event
    async def finish(self, follow_up_id: str):
        """It stays in sight, to be opened again, until another customer is looked at."""
        self.finished = [*self.finished, *(one for one in self.follow_ups if one.id == follow_up_id)]
        return await self._finish(follow_up_id, True, "Done.")

    @rx.event
    async def reopen(self, follow_up_id: str):
        self.finished = [one for one in self.finished if one.id != follow_up_id]
        return await self._finish(follow_up_id, False, "Open again.")

    async def _finish(self, follow_up_id: str, is_done: bool, done: str):
        return await self._change(
            lambda session, actor, who: leads.finish_follow_up(
                session, actor, who, uuid_of(follow_up_id), is_done
            ),
            done,
        )

    async def _change(self, change: "Changing", done: str, *, refuses: bool = False) -> EventSpec:
        """One service call on who is open; a refusal becomes a toast. `refuses`: Invalid is raised."""
        told = rx.toast.success(done, duration=3000)
        try:
            actor = await current_actor(self)
            who = uuid_of(self.opened)
            async with db.transaction(actor) as session:
                assert actor.workspace_id
                facts = await business_queries.of_workspace(session, actor.workspace_id)
                with clock.offset(facts.clock_offset):
                    await change(session, actor, who)
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except (Refused, Unavailable) as error:
            if refuses and isinstance(error, Invalid):
                raise
            told = rx.toast.warning(error.message)
        await self._reload()
        return told

    async def _read_lead(self, session: Session, actor: Actor, customer_id: UUID, zone: ZoneInfo) -> None:
        found = await lead_queries.of_customer(session, actor, customer_id)
        self.standing = Standing(
            status=found.status,
            proposed=found.proposed or "",
            proposed_in_words=STATUSES[found.proposed] if found.proposed else "",
            is_a_persons=found.is_a_persons,
            by=_said_by(found, zone),
        )
        changes = await lead_queries.history(session, actor, customer_id)
        self.changes = [_changed(entry, zone) for entry in changes[:CHANGES]]
        kept = await lead_queries.notes(session, actor, customer_id, limit=NOTES)
        self.notes = [_note(note, zone) for note in kept]
        due = await lead_queries.follow_ups(session, actor, customer_id=customer_id, limit=FOLLOW_UPS)
        today = clock.now().astimezone(zone).date()
        self.follow_ups = [_to_do(one, one.due_on < today) for one in due]
        still_open = {one.id for one in self.follow_ups}
        is_another = str(customer_id) != self.opened
        self.finished = [] if is_another else [one for one in self.finished if one.id not in still_open]
        self.may_write = actor.may(Permission.ANSWER_CONVERSATIONS)

    def _forget_lead(self) -> None:
        self.standing, self.changes, self.notes, self.follow_ups = Standing(), [], [], []
        self.finished, self.editing = [], ""

    async def _reload(self) -> Iterable[str]:
        raise NotImplementedError


Changing = Callable[[Session, Actor, UUID], Awaitable[object]]


def _said_by(found: LeadView, zone: ZoneInfo) -> str:
    if found.set_at is None:
        return "No conversation says so yet."
    who = f"Set by {found.set_by_name}" if found.is_a_persons else "As conversations say"
    return f"{who}, {words.day(found.set_at, zone)}."


def _changed(entry: TimelineEntry, zone: ZoneInfo) -> Change:
    status = STATUSES[LeadStatus(str(entry.details["status"]))]
    why = "" if entry.actor_name else in_words(str(entry.details.get("why", ""))).lower()
    return Change(
        id=str(entry.id),
        says=f"{status}, by {entry.actor_name}" if entry.actor_name else f"{status}: {why}",
        when=words.day(entry.happened_at, zone),
        conversation=f"/conversations/{entry.conversation_id}" if entry.conversation_id else "",
    )


def _note(note: LeadNote, zone: ZoneInfo) -> NoteRow:
    edited = f"Edited by {note.edited_by_name} on {words.day(note.edited_at, zone)}" if note.edited_at else ""
    return NoteRow(
        id=str(note.id),
        lines=note.text.splitlines(),
        text=note.text,
        proposed=note.proposed or "",
        edited=edited,
        when=words.day(note.written_at, zone),
        conversation=f"/conversations/{note.conversation_id}",
    )


def _to_do(one: FollowUp, is_late: bool) -> ToDo:
    return ToDo(
        id=str(one.id),
        what=one.what,
        due=f"{one.due_on:%a} {one.due_on.day} {one.due_on:%B}",
        is_late=is_late,
        conversation=f"/conversations/{one.conversation_id}",
    )
