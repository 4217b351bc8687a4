"""API keys of a workspace, and what puts its chat on a site."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import KEY_SCOPES, Permission
from caly_app.errors import Invalid, NotSignedIn, Refused
from caly_app.queries import api_keys as key_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.api_keys import KeyRow
from caly_app.services import api_keys
from caly_app.settings import settings
from caly_app.state import live
from caly_app.state.signed_in import current_actor
from caly_app.state.talk import uuid_of

SCOPES = {
    Permission.READ_CONVERSATIONS: "Read conversations",
    Permission.ANSWER_CONVERSATIONS: "Answer conversations",
    Permission.READ_RECORDS: "Read records",
    Permission.CHANGE_RECORDS: "Change records",
    Permission.READ_APPOINTMENTS: "Read appointments",
    Permission.CHANGE_WORKSPACES: "Change the workspace",
}
assert SCOPES.keys() == KEY_SCOPES


@dataclass(frozen=True)
class Key:
    id: str
    name: str
    start: str
    may: str
    used_at: str  # ISO; empty: never


class KeysState(rx.State):
    keys: list[Key] = []
    slug: str = ""
    is_loaded: bool = False
    name: str = ""
    scopes: list[str] = [Permission.READ_CONVERSATIONS.value]
    errors: dict[str, str] = {}
    shown_once: str = ""
    asked: Key | None = None  # what is about to be revoked

    @rx.var
    def snippet(self) -> str:
        return f'<script src="{settings.address}/embed.js" data-caly="{self.slug}" defer></script>'

    @rx.var
    def chat_address(self) -> str:
        return f"{settings.address}/chat/{self.slug}"

    @rx.event(background=True)
    async def watch(self):
        async with self:
            self.shown_once = ""
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            self.keys = [_key(row) for row in await key_queries.all_of(session, actor)]
            self.slug = (await workspace_queries.one(session, actor, actor.workspace_id)).slug
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    @rx.event
    def set_name(self, value: str):
        self.name, self.errors = value, {}

    @rx.event
    def set_scope(self, scope: str, may: bool):
        kept = [each for each in self.scopes if each != scope]
        self.scopes, self.errors = ([*kept, scope] if may else kept), {}

    @rx.event
    async def create(self):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                made = await api_keys.create(session, actor, self.name, list(self.scopes))
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self.errors = refusal.fields
            return None
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        self.shown_once, self.name = made.key, ""
        await self._reload()

    @rx.event
    def forget(self):
        """It was copied."""
        self.shown_once = ""

    @rx.event
    def ask_to_revoke(self, key_id: str):
        self.asked = next((key for key in self.keys if key.id == key_id), None)

    @rx.event
    def keep(self):
        self.asked = None

    @rx.event
    async def revoke(self):
        if self.asked is None:
            return None
        key_id, name = uuid_of(self.asked.id), self.asked.name
        self.asked = None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await api_keys.revoke(session, actor, key_id)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success(f"{name} opens nothing any more.")


def _key(row: KeyRow) -> Key:
    may = [words for scope, words in SCOPES.items() if scope.value in row.scopes]
    used_at = row.last_used_at.isoformat() if row.last_used_at else ""
    return Key(str(row.id), row.name, row.start, ", ".join(may), used_at)
