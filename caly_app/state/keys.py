"""API keys of a workspace, and what puts its chat on a site."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import KEY_SCOPES, Permission
from caly_app.errors import NotSignedIn, Refused
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
    Permission.PLAY_SCENARIOS: "Play scenarios",
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
    workspace_id: str = ""
    is_loaded: bool = False
    asked: Key | None = None  # what is about to be revoked

    @rx.var
    def door(self) -> str:
        """A new key goes from the door to the browser, and never through this state."""
        return f"/api/v1/api-keys?workspace_id={self.workspace_id}"

    @rx.var
    def snippet(self) -> str:
        return f'<script src="{settings.address}/embed.js" data-caly="{self.slug}" defer></script>'

    @rx.var
    def chat_address(self) -> str:
        return f"{settings.address}/chat/{self.slug}"

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            self.keys = [_key(row) for row in await key_queries.all_of(session, actor)]
            self.slug = (await workspace_queries.one(session, actor, actor.workspace_id)).slug
        self.workspace_id = str(actor.workspace_id)
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

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
