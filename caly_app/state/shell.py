"""The frame around every page of somebody who is signed in: who, where, and how many wait.

It also tells the others that this person is there: while a page of theirs is open, they are online.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import reflex as rx
from reflex.istate.data import ReflexURL

from caly_app import clock, db, doorbell, wiring
from caly_app.actor import Actor, Permission, Role
from caly_app.errors import NotSignedIn, Refused
from caly_app.ports import ModelEndpoint
from caly_app.queries import business as business_queries
from caly_app.queries import escalations as escalation_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.workspaces import WorkspaceLine
from caly_app.services import members, model_limits
from caly_app.state import live, words
from caly_app.state.limits import Notice, notice
from caly_app.state.signed_in import NoWorkspaceYet, current_actor, onlooker
from caly_app.state.talk import SIGN_IN, uuid_of

SET_UP = "/onboarding"
PATIENCE_SECONDS = 0.2  # the queue on fifty screens comes before the number of who waits, beside it
PRESENCE_SECONDS = 25  # between two notes that somebody is there: shorter than pages look again

# What is left where it is when another workspace is chosen: the page, without what was open in it.
_SAME_PAGE_ANEW = "location.assign('/' + location.pathname.split('/')[1])"
_SIGN_OUT = f"fetch('/api/v1/auth/sign-out', {{method: 'POST'}}).finally(() => location.assign('{SIGN_IN}'))"


@dataclass(frozen=True)
class Choice:
    """A workspace one may go to."""

    id: str
    name: str
    sector: str
    is_current: bool


@dataclass(frozen=True)
class Found:
    """Something the palette finds: `href` goes there, without one `id` is picked."""

    label: str
    hint: str
    href: str = ""
    id: str = ""


class ShellState(rx.State):
    name: str = ""
    initials: str = ""
    role: str = ""
    workspace_name: str = ""
    workspace_sector: str = ""
    workspaces: list[Choice] = []
    palette: list[Found] = []
    waiting: int = 0
    is_late: bool = False
    model_is_away: bool = False
    model_notice: Notice = Notice()
    looked_at: float = 0
    is_refused: bool = False  # this page is for admins
    _seen_at: float = 0

    @rx.event(background=True)
    async def watch(self):
        """Who is not signed in goes to the door, and comes back to this page from there."""
        await live.watch(self, self._reload, patience_seconds=PATIENCE_SECONDS)
        async with self:
            try:
                await current_actor(self)
            except NoWorkspaceYet:
                return rx.redirect(SET_UP)
            except NotSignedIn:
                return rx.redirect(f"{SIGN_IN}?{urlencode({'next': _here(self.router.url)})}")

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        await self._read_who(actor)
        await self._be_seen(actor)
        self.is_refused = role_of(actor) is not Role.ADMIN and _only_for_admins(self.router.url.path)
        topics = [doorbell.account(actor.id), doorbell.workspace(actor.workspace_id)]
        if actor.may(Permission.READ_CONVERSATIONS):
            queue = doorbell.queue_of(actor.workspace_id)
            waiting, overdue = await live.read_once(queue, "count", lambda: _count(actor))
            self.waiting, self.is_late = waiting, overdue > 0
            topics.append(queue)
        here = doorbell.workspace(actor.workspace_id)
        model, self.model_notice = await live.read_once(here, "model", lambda: _model(actor))
        self.model_is_away = wiring.is_model_away(model)
        self.looked_at = live.moment()
        return topics

    async def _read_who(self, actor: Actor) -> None:
        assert actor.workspace_id
        topic = doorbell.workspace(actor.workspace_id)
        found = await live.read_once(topic, "workspaces", lambda: _workspaces(actor))
        choices = [
            Choice(str(each.id), each.name, words.sector_title(each.sector), each.id == actor.workspace_id)
            for each in found
        ]
        if (choices, actor.name, role_of(actor)) == (self.workspaces, self.name, self.role):
            return
        here = next((each for each in choices if each.is_current), Choice("", "", "", True))
        self.workspaces, self.workspace_name, self.workspace_sector = choices, here.name, here.sector
        self.name, self.initials, self.role = actor.name, words.initials(actor.name), role_of(actor)
        self.palette = [
            *[Found(label, "Page", href) for label, href in _pages(role_of(actor))],
            *[Found(each.name, "Workspace", id=each.id) for each in self.workspaces if not each.is_current],
        ]

    async def _be_seen(self, actor: Actor) -> None:
        now = clock.wall().timestamp()
        if now - self._seen_at >= PRESENCE_SECONDS:
            async with db.transaction(actor) as session:
                await members.note_presence(session, actor)
            self._seen_at = now

    @rx.event
    async def choose_workspace(self, workspace_id: str):
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await members.use_workspace(session, actor, uuid_of(workspace_id))
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        return rx.call_script(_SAME_PAGE_ANEW)

    @rx.event
    def sign_out(self):
        """The door takes the cookie away: no script of a page can."""
        self.reset()
        return rx.call_script(_SIGN_OUT)


def _only_for_admins(path: str) -> bool:
    """Nothing is kept secret by it: what such a page would read is refused anyway."""
    return path.startswith("/settings/") and path.rstrip("/") not in (
        "/settings/account",
        "/settings/members",
    )


def _here(url: ReflexURL) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path


def role_of(actor: Actor) -> Role:
    """What the pages are arranged by; what is allowed is asked of the actor each time."""
    if actor.may(Permission.CHANGE_MEMBERS):
        return Role.ADMIN
    return Role.OPERATOR if actor.may(Permission.CLAIM_ESCALATIONS) else Role.VIEWER


async def _workspaces(actor: Actor) -> list[WorkspaceLine]:
    """All of the organization, not only the one the actor is in."""
    async with db.transaction(actor) as session:
        return await workspace_queries.all_of(session, replace(actor, workspace_id=None))


async def _model(actor: Actor) -> tuple[ModelEndpoint | None, Notice]:
    """Which one answers, and whether a limit of it is reached, or nearly."""
    assert actor.workspace_id
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        if facts.model is None and wiring.model() is None:
            return None, Notice()
        alarms = await model_limits.alarms(session, actor, model_limits.limits_of(facts.terms))
    return facts.model, notice(alarms)


async def _count(actor: Actor) -> tuple[int, int]:
    async with db.transaction(actor) as session:
        return await escalation_queries.waiting_and_overdue(session, actor, clock.now())


def _pages(role: Role) -> list[tuple[str, str]]:
    everybody = [
        ("Start", "/"),
        ("Conversations", "/conversations"),
        ("Appointments", "/appointments"),
        ("Records", "/records"),
        ("Customers", "/customers"),
        ("Metrics", "/metrics"),
        ("Reports", "/reports"),
        ("You", "/settings/account"),
    ]
    answers = [("Queue", "/queue"), ("Conversations waiting for a person", "/conversations?status=waiting")]
    sets_up = [
        ("Business", "/settings/workspace"),
        ("Sector and agents", "/settings/sector"),
        ("Who can be booked", "/settings/booking"),
        ("Language model", "/settings/model"),
        ("Servers of your own", "/settings/connections"),
        ("Tools of your own", "/settings/tools"),
        ("Members", "/settings/members"),
        ("Keys and site", "/settings/keys"),
        ("Who changed what", "/settings/timeline"),
        ("Another business", "/onboarding?new=yes"),
        ("Mail", "/mail"),
    ]
    match role:
        case Role.ADMIN:
            return [*everybody, *answers, *sets_up]
        case Role.OPERATOR:
            return [*answers, *everybody]
        case _:
            return everybody
