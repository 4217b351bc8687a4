"""Oneself: name, password, where one is signed in, which organizations."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import db, doorbell
from caly_app.errors import Invalid, NotSignedIn, Refused
from caly_app.queries import accounts as account_queries
from caly_app.queries import sign_ins as sign_in_queries
from caly_app.services import accounts
from caly_app.state import live
from caly_app.state.signed_in import current_person


@dataclass(frozen=True)
class OpenSignIn:
    id: str
    where: str
    is_this: bool
    seen_at: str


@dataclass(frozen=True)
class OwnOrganization:
    id: str
    name: str
    role: str
    is_here: bool


class AccountState(rx.State):
    name: str = ""
    email: str = ""
    is_verified: bool = True
    is_loaded: bool = False
    error: str = ""
    saved: str = ""
    sign_ins: list[OpenSignIn] = []
    organizations: list[OwnOrganization] = []

    @rx.event(background=True)
    async def watch(self):
        async with self:
            self.is_loaded, self.saved, self.error = False, "", ""
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        signed_in = await current_person(self)
        actor = signed_in.actor
        async with db.transaction(actor) as session:
            open_ones = await sign_in_queries.open_ones(session, actor)
        async with db.lookup() as session:
            memberships = await account_queries.memberships(session, actor.id)
        if not self.is_loaded:
            self.name = actor.name
        self.email, self.is_verified = signed_in.email, signed_in.email_verified_at is not None
        self.sign_ins = [
            OpenSignIn(
                str(each.id),
                browser(each.user_agent),
                each.id == signed_in.sign_in_id,
                each.last_seen_at.isoformat(),
            )
            for each in open_ones
        ]
        self.organizations = [
            OwnOrganization(
                str(each.organization_id),
                each.organization_name,
                each.role,
                each.organization_id == actor.organization_id,
            )
            for each in memberships
        ]
        self.is_loaded = True
        return [doorbell.account(actor.id)]

    @rx.event
    async def set_name(self, value: str):
        self.name, self.error, self.saved = value, "", ""
        try:
            actor = (await current_person(self)).actor
            async with db.transaction(actor) as session:
                await accounts.rename(session, actor, value)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self.error = refusal.fields.get("name", refusal.message)
        else:
            self.saved = "Saved"

    @rx.event
    async def mail_again(self):
        try:
            await accounts.mail_verification(await current_person(self))
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        return rx.toast.success(f"Mailed to {self.email}.")


def browser(user_agent: str) -> str:
    """ "Firefox on Linux", as far as it says."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Mac OS X": "Mac", "Windows": "Windows",
        "Linux": "Linux",
    }  # fmt: skip
    name = next((words for sign, words in names.items() if sign in user_agent), "")
    system = next((words for sign, words in systems.items() if sign in user_agent), "")
    if name and system:
        return f"{name} on {system}"
    return name or system or user_agent.partition("/")[0][:40] or "A program"
