"""The start page: what waits, how it goes, and what to set up next, by role."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

import reflex as rx

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Permission, Role
from caly_app.db import Session
from caly_app.models import AppointmentStatus, Workspace
from caly_app.queries import appointments as appointment_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import escalations as escalation_queries
from caly_app.queries import onboarding as onboarding_queries
from caly_app.queries.appointments import AppointmentFilter
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.onboarding import SetUp
from caly_app.services import personal_values
from caly_app.state import live, words
from caly_app.state.queue import Ticket, desk_of, tickets_of
from caly_app.state.shell import role_of
from caly_app.state.signed_in import onlooker

REST_SECONDS = 2.0
WAITING_SHOWN = 4
APPOINTMENTS_SHOWN = 6


@dataclass(frozen=True)
class Tile:
    """A figure: what it is, how much, and what that means."""

    name: str
    value: str
    about: str
    href: str
    is_late: bool = False


@dataclass(frozen=True)
class Step:
    """Something to set up."""

    words: str
    about: str
    href: str
    is_done: bool


@dataclass(frozen=True)
class Coming:
    """An appointment that is next."""

    id: str
    time: str
    when: str
    name: str
    provider: str
    href: str


class StartState(rx.State):
    role: str = ""
    day: str = ""
    tiles: list[Tile] = []
    waiting: list[Ticket] = []
    coming: list[Coming] = []
    steps: list[Step] = []
    steps_left: int = 0
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        role, queue = role_of(actor), doorbell.queue_of(actor.workspace_id)
        desk = await desk_of(actor)
        async with db.transaction(actor) as session:
            facts = desk.facts
            with clock.offset(facts.clock_offset):
                today = _begin_of_day(facts)
                tiles = await _tiles(session, actor, role, today)
                coming = await _coming(session, actor, facts)
                steps = await self._steps(session, actor, role)
        self.role, self.day = role, words.day(clock.now(), facts.business.timezone)
        self.tiles, self.coming, self.steps = tiles, coming, steps
        self.steps_left = sum(not step.is_done for step in steps)
        self.waiting = [ticket for ticket in tickets_of(actor, desk) if not ticket.claimed_by][:WAITING_SHOWN]
        self.is_loaded = True
        return [
            queue,
            doorbell.conversations_of(actor.workspace_id),
            doorbell.appointments_of(actor.workspace_id),
            doorbell.account(actor.id),
        ]

    async def _steps(self, session: Session, actor: Actor, role: Role) -> list[Step]:
        """Once all of it is done it stays so, as far as this page cares."""
        if self.is_loaded and self.steps_left == 0:
            return self.steps
        return await _steps(session, actor) if role is Role.ADMIN else []


def _begin_of_day(facts: WorkspaceFacts) -> datetime:
    zone = facts.business.timezone
    return datetime.combine(clock.now().astimezone(zone).date(), time(), zone)


async def _tiles(session: Session, actor: Actor, role: Role, today: datetime) -> list[Tile]:
    conversations = await conversation_queries.figures(session, actor, today)
    queue = await escalation_queries.figures(session, actor, today, clock.now())
    began = Tile(
        "Conversations today",
        str(conversations.started),
        f"{conversations.open} open, {conversations.with_operator} with an operator",
        "/conversations",
    )
    waiting = Tile(
        "Waiting for a person",
        str(queue.waiting),
        f"{queue.overdue} longer than promised" if queue.overdue else "None longer than promised",
        "/queue",
        is_late=queue.overdue > 0,
    )
    mine = Tile("Yours", str(queue.claimed_by_me), "Conversations you answer", "/queue")
    resolved = Tile("Resolved by you", str(queue.resolved_by_me), "Today", "/conversations?handled_by=me")
    contained = Tile(
        "Contained today",
        _share(conversations.contained, conversations.ended),
        f"{conversations.contained} of {conversations.ended} ended without a person"
        if conversations.ended
        else "None has ended yet",
        "/conversations?status=ended&escalated=no",
    )
    escalated = Tile(
        "Escalated today",
        str(conversations.escalated),
        "Ended with a person",
        "/conversations?status=ended&escalated=yes",
    )
    failed = Tile(
        "Failed today",
        str(conversations.failed),
        "The agent could not answer",
        "/conversations?status=ended",
        is_late=conversations.failed > 0,
    )
    match role:
        case Role.OPERATOR:
            return [waiting, mine, resolved, began]
        case Role.ADMIN:
            return [contained, escalated, waiting, failed, began]
        case _:
            return [began, contained, escalated, failed]


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


async def _coming(session: Session, actor: Actor, facts: WorkspaceFacts) -> list[Coming]:
    if not actor.may(Permission.READ_APPOINTMENTS):
        return []
    zone = facts.business.timezone
    found = await appointment_queries.listed(
        session,
        actor,
        AppointmentFilter(status=AppointmentStatus.BOOKED, starts_from=clock.now()),
        limit=APPOINTMENTS_SHOWN,
    )
    names = await personal_values.reveal(
        session, actor, [row.name_reference for row in found if row.name_reference]
    )
    return [
        Coming(
            id=str(row.id),
            time=f"{words.day(row.starts_at, zone)}, {words.time_of_day(row.starts_at, zone)}",
            when=words.whole_time(row.starts_at, zone),
            name=names.get(row.name_reference, "") or "Somebody",
            provider=row.resource_name,
            href=f"/appointments?day={row.starts_at.astimezone(zone):%Y-%m-%d}",
        )
        for row in found
    ]


async def _steps(session: Session, actor: Actor) -> list[Step]:
    assert actor.workspace_id
    workspace = await session.get_one(Workspace, actor.workspace_id)
    done: SetUp = await onboarding_queries.so_far(session, actor, workspace)
    return [
        Step("Talk to your agent", "Ask it what a customer would", "/onboarding", done.agent_has_answered),
        Step(
            "Verify your e-mail address",
            "The link is in your mail",
            "/settings/account",
            done.address_is_verified,
        ),
        Step(
            "Tell it about your business",
            "Parking, prices, what to bring",
            "/settings/workspace",
            done.facts_are_written,
        ),
        Step("Put the chat on your site", "One line of HTML", "/settings/keys", done.site_is_named),
        Step(
            "Invite colleagues",
            "Operators answer when the agent cannot",
            "/settings/members",
            done.colleagues_are_invited,
        ),
    ]
