"""Who belongs to the organization, as one of them sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Permission, Role
from caly_app.errors import Invalid, NotSignedIn, Refused
from caly_app.queries import members as member_queries
from caly_app.queries.escalations import ONLINE_SECONDS
from caly_app.queries.members import Member, OpenInvitation
from caly_app.services import accounts, members, staffing
from caly_app.state import live, words
from caly_app.state.signed_in import current_person
from caly_app.state.talk import uuid_of


@dataclass(frozen=True)
class Row:
    account_id: str
    name: str
    initials: str
    email: str
    role: str
    is_me: bool
    is_online: bool
    seen_at: str  # ISO, for "5 minutes ago"; empty: never


@dataclass(frozen=True)
class Invited:
    id: str
    email: str
    role: str
    has_expired: bool
    sent_at: str


class MembersState(rx.State):
    rows: list[Row] = []
    invited: list[Invited] = []
    may_change: bool = False
    is_verified: bool = True
    own_email: str = ""
    is_loaded: bool = False
    email: str = ""
    role: str = Role.OPERATOR.value
    error: str = ""
    asked: Row | None = None  # who is about to be removed

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        signed_in = await current_person(self)
        actor = signed_in.actor
        self.may_change = actor.may(Permission.CHANGE_MEMBERS)
        self.is_verified, self.own_email = signed_in.email_verified_at is not None, signed_in.email
        async with db.transaction(actor) as session:
            found = await member_queries.all_of(session, actor)
            invited = await member_queries.invitations(session, actor) if self.may_change else []
        self.rows = [_row(each, is_me=each.account_id == actor.id) for each in found]
        self.invited = [_invited(each) for each in invited]
        self.is_loaded = True
        return [doorbell.members_of(actor.organization_id), doorbell.account(actor.id)]

    @rx.event
    def set_email(self, value: str):
        self.email, self.error = value, ""

    @rx.event
    def set_role(self, value: str):
        self.role = value

    @rx.event
    async def invite(self):
        email = self.email
        try:
            role = _role(self.role)
            actor = (await current_person(self)).actor
            async with db.transaction(actor) as session:
                invited = await members.invite(session, actor, email, role)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Invalid as refusal:
            self.error = refusal.fields.get("email", refusal.message)
            return None
        except Refused as refusal:
            self.error = refusal.message
            return None
        self.email = self.error = ""
        await self._reload()
        return rx.toast.success(f"Mailed to {invited.email}.")

    @rx.event
    async def invite_again(self, email: str, role: str):
        return await self._do(
            lambda session, actor: members.invite(session, actor, email, _role(role)), f"Mailed to {email}."
        )

    @rx.event
    async def revoke(self, invitation_id: str):
        return await self._do(
            lambda session, actor: members.revoke_invitation(session, actor, uuid_of(invitation_id)),
            "The invitation opens nothing any more.",
        )

    @rx.event
    async def change_role(self, account_id: str, role: str):
        return await self._do(
            lambda session, actor: staffing.change_role(session, actor, uuid_of(account_id), _role(role)),
            "Changed.",
        )

    @rx.event
    def ask_to_remove(self, account_id: str):
        self.asked = next((row for row in self.rows if row.account_id == account_id), None)

    @rx.event
    def keep(self):
        self.asked = None

    @rx.event
    async def remove(self):
        if self.asked is None:
            return None
        account_id, name, is_me = uuid_of(self.asked.account_id), self.asked.name, self.asked.is_me
        self.asked = None
        done = await self._do(
            lambda session, actor: staffing.remove(session, actor, account_id),
            "" if is_me else f"{name} is no longer a member.",
        )
        return rx.redirect("/sign-in") if is_me and done is None else done

    @rx.event
    async def mail_again(self):
        try:
            await accounts.mail_verification(await current_person(self))
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        return rx.toast.success(f"Mailed to {self.own_email}.")

    async def _do(self, change, done: str):
        try:
            actor = (await current_person(self)).actor
            async with db.transaction(actor) as session:
                await change(session, actor)
            await self._reload()
        except NotSignedIn:
            return None if not done else rx.redirect("/sign-in")
        except Refused as refusal:
            await self._reload()
            return rx.toast.warning(refusal.message)
        return rx.toast.success(done) if done else None


def _row(member: Member, *, is_me: bool) -> Row:
    seen = member.seen_at
    return Row(
        account_id=str(member.account_id),
        name=member.name,
        initials=words.initials(member.name),
        email=member.email,
        role=member.role.value,
        is_me=is_me,
        is_online=seen is not None and (clock.wall() - seen).total_seconds() < ONLINE_SECONDS,
        seen_at=seen.isoformat() if seen else "",
    )


def _invited(invitation: OpenInvitation) -> Invited:
    return Invited(
        str(invitation.id),
        invitation.email,
        invitation.role.value,
        invitation.has_expired,
        invitation.created_at.isoformat(),
    )


def _role(value: str) -> Role:
    if value not in set(Role):
        raise Refused("There is no such role.")
    return Role(value)
