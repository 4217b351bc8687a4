"""Drafts of knowledge on /learning: proposed from a pasted text, accepted as they are edited, turned down."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import Draft
from caly_app.services import drafts
from caly_app.services.drafts import Proposed
from caly_app.state import words
from caly_app.state.talk import uuid_of

_NAMED_AT_MOST = 3  # questions without an answer, in a toast

Change = Callable[[Session, Actor], Awaitable[object]]


@dataclass(frozen=True)
class DraftRow:
    id: str
    question: str
    text: str
    name: str
    masked: str  # "[phone ...23], [e-mail]"
    origin: str  # in words
    at: str
    when: str
    conversation: str  # address of where a person answered it


class DraftsOfLearning(rx.State, mixin=True):
    """The page does what is asked, and reads itself anew (`_do`)."""

    drafts: list[DraftRow] = []
    open_drafts: int = 0
    pastes: bool = False
    paste_error: str = ""
    editing: str = ""  # id of the draft that is about to be accepted
    draft_errors: dict[str, str] = {}

    @rx.event
    def begin_paste(self):
        self.pastes, self.paste_error = True, ""

    @rx.event
    def end_paste(self):
        self.pastes = False

    @rx.event
    async def paste(self, form: dict[str, Any]):
        text, made = str(form.get("text", "")), []

        async def propose(session: Session, actor: Actor) -> None:
            made.append(await drafts.from_text(session, actor, text))

        try:
            told = await self._do(propose, "Drafted.", refuses=True)
        except Invalid as refusal:
            self.paste_error = refusal.fields.get("text", refusal.message)
            return None
        self.pastes, self.paste_error = False, ""
        return rx.toast.success(_in_words(made[0]), duration=8000) if made else told

    @rx.event
    def begin_accept(self, draft_id: str):
        self.editing, self.draft_errors = draft_id, {}
        return rx.set_focus("draft-text") if draft_id else None

    @rx.event
    async def accept_draft(self, form: dict[str, Any]):
        draft_id, name, text = self.editing, str(form.get("name", "")), str(form.get("text", ""))
        try:
            told = await self._do(
                lambda session, actor: drafts.accept(session, actor, uuid_of(draft_id), name, text),
                "Your agents know it from the next message on.",
                type(self).reopen_draft(draft_id, True),
                refuses=True,
            )
        except Invalid as refusal:
            self.draft_errors = refusal.fields or {"text": refusal.message}
            return None
        self.editing, self.draft_errors = "", {}
        return told

    @rx.event
    async def turn_down(self, draft_id: str):
        return await self._do(
            lambda session, actor: drafts.turn_down(session, actor, uuid_of(draft_id)),
            "Turned down: these words are not proposed again.",
            type(self).reopen_draft(draft_id, False),
        )

    @rx.event
    async def reopen_draft(self, draft_id: str, takes_fact_back: bool):
        return await self._do(
            lambda session, actor: drafts.reopen(
                session, actor, uuid_of(draft_id), takes_fact_back=takes_fact_back
            ),
            "Open again.",
        )

    async def _do(
        self, change: Change, done: str, undo: EventSpec | None = None, *, refuses: bool = False
    ) -> EventSpec:
        raise NotImplementedError


def draft_row(draft: Draft, zone: ZoneInfo) -> DraftRow:
    by = f", by {draft.created_by_name}" if draft.created_by_name else ""
    return DraftRow(
        id=str(draft.id),
        question=draft.question,
        text=draft.text,
        name=draft.name,
        masked=", ".join(draft.masked),
        origin="A person answered it" if draft.conversation_id else f"From a text{by}",
        at=draft.created_at.isoformat(),
        when=words.whole_time(draft.created_at, zone),
        conversation=f"/conversations/{draft.conversation_id}" if draft.conversation_id else "",
    )


def _in_words(made: Proposed) -> str:
    """ "2 drafts. 1 was known already. Without an answer: Is there wifi?" """
    count = len(made.drafts)
    said = ["1 draft." if count == 1 else f"{count} drafts." if count else "Nothing new."]
    if made.known:
        said.append("1 was known already." if made.known == 1 else f"{made.known} were known already.")
    if made.unanswered:
        named = ", ".join(made.unanswered[:_NAMED_AT_MOST])
        more = len(made.unanswered) - _NAMED_AT_MOST
        said.append(
            f"Without an answer: {named}{f' and {more} more' if more > 0 else ''}.".replace("?.", "?")
        )
    return " ".join(said)
