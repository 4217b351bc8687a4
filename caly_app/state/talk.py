"""What a page does with the conversation it shows: /queue and /conversations have it in common.

A mixin, so that each page stays one flat class. The page says how it reads itself anew (`_reload`).
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from caly_app import clock, db
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound, NotSignedIn, Refused, Unavailable
from caly_app.queries import business as business_queries
from caly_app.services import escalations, held_values, reviews
from caly_app.services.conversations import speak
from caly_app.state.conversation_view import About, Head, View
from caly_app.state.meanings import Option
from caly_app.state.signed_in import current_actor
from caly_app.state.transcript import Line

SIGN_IN = "/sign-in"
UNDO_MS = 8000


class Talk(rx.State, mixin=True):
    head: Head = Head()
    lines: list[Line] = []
    about: About = About()
    meanings: list[Option] = []  # what a message may have meant
    problem: str = ""  # why there is nothing to see
    accepted: str = ""  # the id of the message or note that was kept last
    refused: str = ""
    panel: str = ""  # what is asked before it is done: resolve | hand_back
    chosen: str = ""  # how it came out
    shown: dict[str, str] = {}  # values that were looked at, by their id

    @rx.event
    async def show_value(self, value_id: str):
        """One value that the words leave out, in the clear; it is written down who looked."""
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                clear = await held_values.show_said(session, actor, uuid_of(self.head.id), uuid_of(value_id))
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except (Refused, Unavailable) as error:
            return rx.toast.warning(error.message)
        self.shown = {**self.shown, value_id: clear}
        return None

    @rx.event
    async def claim(self):
        """The conversation that is shown: from the queue, or taken over when nobody asked for a person."""
        head = self.head
        if head.may_claim:
            done = "Claimed. You answer from here."
            return await self._do(lambda s, a: escalations.claim(s, a, uuid_of(head.escalation_id)), done)
        return await self._do(lambda s, a: escalations.take_over(s, a, uuid_of(head.id)), "Taken over.")

    @rx.event
    async def release(self):
        escalation_id = self.head.escalation_id
        return await self._do(
            lambda s, a: escalations.release(s, a, uuid_of(escalation_id)),
            "Released: back in the queue.",
            type(self).claim_one(escalation_id),
        )

    @rx.event
    async def claim_one(self, escalation_id: str):
        return await self._do(lambda s, a: escalations.claim(s, a, uuid_of(escalation_id)), "Claimed again.")

    @rx.event
    def show_panel(self, name: str):
        """`name`: resolve, hand_back, or nothing."""
        self.panel, self.chosen = (name if name in ("resolve", "hand_back") else ""), ""
        if self.panel == "hand_back":
            return rx.set_focus("instruction")

    @rx.event
    def choose(self, disposition: str):
        self.chosen = disposition
        return rx.set_focus("resolve-note")

    @rx.event
    async def resolve(self, form: dict[str, Any]):
        escalation_id, chosen, note = self.head.escalation_id, self.chosen, str(form.get("note", ""))
        return await self._do(
            lambda s, a: escalations.resolve(s, a, uuid_of(escalation_id), chosen, note), "Resolved."
        )

    @rx.event
    async def hand_back(self, form: dict[str, Any]):
        conversation_id, instruction = self.head.id, str(form.get("instruction", ""))
        return await self._do(
            lambda s, a: escalations.hand_back(s, a, uuid_of(conversation_id), instruction),
            "Handed back: the agent answers.",
            type(self).take_over_one(conversation_id),
        )

    @rx.event
    async def take_over_one(self, conversation_id: str):
        return await self._do(
            lambda s, a: escalations.take_over(s, a, uuid_of(conversation_id)), "Taken over again."
        )

    @rx.event
    async def say(self, text: str, client_turn_id: str):
        conversation_id = self.head.id
        return await self._send(
            client_turn_id, lambda s, a: speak.say(s, a, uuid_of(conversation_id), text, client_turn_id)
        )

    @rx.event
    async def write_note(self, text: str, note_id: str):
        conversation_id = self.head.id
        return await self._send(note_id, lambda s, a: speak.note(s, a, uuid_of(conversation_id), text))

    @rx.event
    async def type_words(self):
        """The customer sees that somebody writes. Nothing to tell when it fails."""
        conversation_id = self.head.id
        try:
            await self._in_transaction(lambda s, a: speak.typing(s, a, uuid_of(conversation_id)))
        except (Refused, Unavailable):
            return

    @rx.event
    async def mean(self, turn_id: str, meant: str):
        """What a customer's message meant; nothing: it is as if nobody had said."""
        conversation_id = self.head.id
        if not meant:
            return await self._do(
                lambda s, a: reviews.withdraw(s, a, uuid_of(conversation_id), uuid_of(turn_id)), "Taken back."
            )
        return await self._do(
            lambda s, a: reviews.correct(s, a, uuid_of(conversation_id), uuid_of(turn_id), meant),
            "Kept.",
            type(self).mean(turn_id, ""),
        )

    async def _do(
        self, change: "Change", done: str = "", undo: EventSpec | None = None
    ) -> EventSpec | list[EventSpec] | None:
        """One service call; a refusal becomes a toast, and what is shown is read anew either way."""
        told = rx.toast.success(
            done,
            duration=UNDO_MS if undo else 3000,
            **({"action": {"label": "Undo", "on_click": undo}} if undo else {}),
        )
        try:
            await self._in_transaction(change)
            self.panel, self.chosen = "", ""
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except (Refused, Unavailable) as error:
            told = rx.toast.warning(error.message)
        await self._reload()
        return told

    async def _send(self, message_id: str, change: "Change") -> EventSpec | None:
        try:
            await self._in_transaction(change)
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except Unavailable as error:
            return rx.toast.warning(error.message)  # the composer keeps it and offers to try again
        except Refused as error:
            self.refused = message_id
            await self._reload()
            return rx.toast.warning(error.message)
        self.accepted = message_id
        await self._reload()
        return None

    async def _in_transaction(self, change: "Change") -> None:
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            assert actor.workspace_id
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            with clock.offset(facts.clock_offset):
                await change(session, actor)

    async def _reload(self) -> Iterable[str]:
        raise NotImplementedError

    def _show(self, view: View | None, problem: str = "") -> None:
        """Only what differs is sent to the browser."""
        if view is None and not self.head.id and self.problem == problem:
            return
        shown = view or View(Head(), [], About())
        if self.head.id != shown.head.id:
            self.panel, self.chosen, self.shown = "", "", {}
        for name, value in (
            ("head", shown.head),
            ("lines", shown.lines),
            ("about", shown.about),
            ("meanings", shown.meanings),
        ):
            if getattr(self, name) != value:
                setattr(self, name, value)
        self.problem = problem


Change = Callable[[Session, Actor], Awaitable[object]]


def uuid_of(text: str) -> UUID:
    """Of what the browser says. Raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
