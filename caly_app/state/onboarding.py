"""The three steps from a sign-up to the first answered message. Each saves as it is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import NotSignedIn, Refused
from caly_app.models import Workspace
from caly_app.queries import onboarding as onboarding_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import accounts, onboarding
from caly_app.services.onboarding import Guess
from caly_app.services.workspaces import WorkspaceChanges
from caly_app.settings import settings
from caly_app.state import live
from caly_app.state.business_form import BusinessForm
from caly_app.state.signed_in import current_person


@dataclass(frozen=True)
class ToDo:
    """A line of the checklist, with the one thing to do about it."""

    label: str
    is_done: bool
    action: str = ""
    href: str = ""


class OnboardingState(BusinessForm, rx.State):
    step: str = ""  # business | sector | talk; empty until it is known
    sector: str = ""  # empty until one is chosen
    has_answered: bool = False
    is_denied: bool = False
    to_do: list[ToDo] = []
    email: str = ""

    @rx.var
    def snippet(self) -> str:
        return f'<script src="{settings.address}/embed.js" data-caly="{self.slug}" defer></script>'

    @rx.var
    def initial(self) -> str:
        return self.name.strip()[:1].upper()

    @rx.var
    def chat_address(self) -> str:
        return f"{settings.address}/chat/{self.slug}"

    @rx.event
    async def begin(self, timezone: str, languages: list[str]):
        """Where it was left; from the beginning, with what is usual where the browser is."""
        try:
            signed_in = await current_person(self)
        except NotSignedIn:
            return rx.redirect("/sign-in?next=/onboarding")
        actor, self.email = signed_in.actor, signed_in.email
        if not actor.may(Permission.CREATE_WORKSPACES):
            self.is_denied = True
            return None
        async with db.transaction(actor) as session:
            if not await self._has_something_to_do(session, actor):
                return rx.redirect("/")
            guess = Guess(str(timezone)[:60], [str(each)[:20] for each in languages[:10]])
            workspace = await onboarding.begin(session, actor, guess)
            self._show(workspace)
            await self._read(session, actor, workspace)
        return OnboardingState.watch

    async def _has_something_to_do(self, session: Session, actor: Actor) -> bool:
        """Another business is only begun by somebody who says so."""
        if "new" in self.router.url.query_parameters:
            return True
        if await workspace_queries.unfinished(session, actor):
            return True
        return not await workspace_queries.all_of(session, actor)

    @rx.event(background=True)
    async def watch(self):
        """What others do about it: a verified address, a sign-out elsewhere."""
        await live.watch(self, self._reload)
        async with self:
            try:
                await current_person(self)
            except NotSignedIn:
                return rx.redirect("/sign-in?next=/onboarding")

    async def _reload(self) -> Iterable[str]:
        actor = (await current_person(self)).actor
        topics = [doorbell.account(actor.id), doorbell.members_of(actor.organization_id)]
        if self.workspace_id:
            async with db.transaction(actor) as session:
                workspace = await workspace_queries.get(session, actor, UUID(self.workspace_id))
                await self._read(session, actor, workspace)
            topics += [doorbell.workspace(workspace.id), doorbell.conversations_of(workspace.id)]
        return topics

    @rx.event
    async def choose_sector(self, sector: str):
        return await self._do(
            lambda session, actor, workspace_id: onboarding.choose_sector(
                session, actor, workspace_id, sector
            )
        )

    @rx.event
    async def go_to(self, step: str):
        if step not in onboarding.STEPS:
            return None
        if self.errors and step != "business":
            return rx.toast.warning("Please mend what is marked first.")
        done = await self._do(
            lambda session, actor, workspace_id: onboarding.go_to(session, actor, workspace_id, step)
        )
        return rx.redirect("/") if step == "done" and done is None else done

    @rx.event
    async def answered(self):
        """The agent has answered for the first time."""
        self.has_answered = True

    @rx.event
    async def mail_again(self):
        try:
            await accounts.mail_verification(await current_person(self))
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        return rx.toast.success(f"Mailed to {self.email}.")

    async def _change(
        self, session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges
    ) -> Workspace:
        return await onboarding.save(session, actor, workspace_id, changes)

    @rx.event
    async def set_slug(self, value: str):
        self.slug = value
        return await self._keep(WorkspaceChanges(slug=value.strip()))

    async def _do(self, change):
        try:
            actor = (await current_person(self)).actor
            async with db.transaction(actor) as session:
                workspace = await change(session, actor, UUID(self.workspace_id))
                await session.flush()
                await self._read(session, actor, workspace)
        except NotSignedIn:
            return rx.redirect("/sign-in?next=/onboarding")
        except Refused as refusal:
            return rx.toast.warning(refusal.message)

    async def _read(self, session: Session, actor: Actor, workspace: Workspace) -> None:
        self.step = workspace.onboarding.get("step", "done")
        self.sector = workspace.sector if workspace.onboarding.get("sector_is_chosen") else ""
        so_far = await onboarding_queries.so_far(session, actor, workspace)
        self.has_answered = self.has_answered or so_far.agent_has_answered
        self.to_do = [
            ToDo("Talk to your agent", self.has_answered),
            ToDo("Verify your e-mail address", so_far.address_is_verified, "Mail the link again"),
            ToDo(
                "Tell it your facts: parking, prices, what to bring",
                so_far.facts_are_written,
                "Write them",
                "/settings/workspace",
            ),
            ToDo(
                "Say on which sites it may be", so_far.site_is_named, "Name them", "/settings/workspace#sites"
            ),
            ToDo(
                "Invite who answers customers", so_far.colleagues_are_invited, "Invite", "/settings/members"
            ),
        ]
