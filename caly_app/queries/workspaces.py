"""The businesses of an organization."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row
from sqlmodel import col, func, select

from caly_app.actor import Actor
from caly_app.agents import masks, next_time, wanted
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import Holiday, Workspace, WorkspaceKind


class WorkspaceNotFound(NotFound):
    """There is no such workspace."""


@dataclass(frozen=True)
class WorkspaceBySlug:
    """What a customer's door may know of a workspace before there is a tenant."""

    id: UUID
    organization_id: UUID
    kind: str
    allowed_domains: list[str]
    clock_offset_seconds: int

    @property
    def clock_offset(self) -> timedelta:
        return timedelta(seconds=self.clock_offset_seconds)


@dataclass(frozen=True)
class WorkspaceLine:
    """A workspace in a list or a switcher."""

    id: UUID
    slug: str
    name: str
    sector: str
    is_set_up: bool


@dataclass(frozen=True)
class HolidayView:
    id: UUID
    on_date: date
    name: str


@dataclass(frozen=True)
class WorkspaceView:
    """A workspace as its own people see it."""

    id: UUID
    slug: str
    name: str
    sector: str
    country: str
    timezone: str
    languages: Sequence[str]
    emergency_number: str
    opening_hours: Mapping[str, Sequence[Sequence[str]]]
    facts: Mapping[str, str]
    settings: Mapping[str, object]
    branding: Mapping[str, str]
    privacy: Mapping[str, Sequence[str]]  # place -> kinds of personal values hidden there
    wanted: Sequence[str]  # kinds of personal values to hold of each customer
    memory_days: int  # that customers' preferences are kept, with their yes; 0: not at all
    writes_notes: bool  # on customers, when a conversation has ended
    allowed_domains: Sequence[str]
    kind: WorkspaceKind
    clock_offset_seconds: int
    onboarding_step: str  # business | sector | talk | done
    holidays: Sequence[HolidayView]
    created_at: datetime


async def by_slug(session: Session, slug: str) -> WorkspaceBySlug | None:
    """Needs no tenant: ask it in db.lookup()."""
    driver = await session.driver()
    async with driver.cursor(row_factory=class_row(WorkspaceBySlug)) as cursor:
        await cursor.execute("select * from find_workspace(%s)", (slug,))
        return await cursor.fetchone()


async def all_of(session: Session, actor: Actor) -> list[WorkspaceLine]:
    """By name. An API key sees its own only."""
    query = select(Workspace).where(
        Workspace.organization_id == actor.organization_id, Workspace.kind == WorkspaceKind.LIVE
    )
    if actor.workspace_id:
        query = query.where(Workspace.id == actor.workspace_id)
    found = await session.exec(query.order_by(col(Workspace.name), col(Workspace.id)))
    return [line(workspace) for workspace in found]


async def sectors(session: Session) -> list[str]:
    """Of all tenants' workspaces, the newest first. For an admin's transaction."""
    newest = func.max(col(Workspace.created_at))
    found = await session.exec(
        select(Workspace.sector).group_by(col(Workspace.sector)).order_by(newest.desc())
    )
    return list(found)


async def one(session: Session, actor: Actor, workspace_id: UUID) -> WorkspaceView:
    """Raises WorkspaceNotFound for another organization's, or one that an API key does not open."""
    workspace = await _get(session, actor, workspace_id, is_locked=False)
    return view(workspace, await holidays(session, actor, workspace_id))


async def get(session: Session, actor: Actor, workspace_id: UUID) -> Workspace:
    """To look at. As `one` otherwise."""
    return await _get(session, actor, workspace_id, is_locked=False)


async def locked(session: Session, actor: Actor, workspace_id: UUID) -> Workspace:
    """To change; held until this transaction ends."""
    return await _get(session, actor, workspace_id, is_locked=True)


async def unfinished(session: Session, actor: Actor) -> Workspace | None:
    """The one whose setup was begun last and not ended, to go on with it."""
    found = await session.exec(
        select(Workspace)
        .where(
            Workspace.organization_id == actor.organization_id,
            Workspace.kind == WorkspaceKind.LIVE,
            col(Workspace.onboarding)["step"].astext.in_(("business", "sector", "talk")),
        )
        .order_by(col(Workspace.created_at).desc())
    )
    return found.first()


async def holidays(session: Session, actor: Actor, workspace_id: UUID) -> list[HolidayView]:
    """By date."""
    found = await session.exec(
        select(Holiday)
        .where(Holiday.organization_id == actor.organization_id, Holiday.workspace_id == workspace_id)
        .order_by(col(Holiday.on_date))
    )
    return [HolidayView(row.id, row.on_date, row.name) for row in found]


def line(workspace: Workspace) -> WorkspaceLine:
    is_set_up = workspace.onboarding.get("step", "done") == "done"
    return WorkspaceLine(workspace.id, workspace.slug, workspace.name, workspace.sector, is_set_up)


def view(workspace: Workspace, holidays: Sequence[HolidayView]) -> WorkspaceView:
    return WorkspaceView(
        id=workspace.id,
        slug=workspace.slug,
        name=workspace.name,
        sector=workspace.sector,
        country=workspace.country,
        timezone=workspace.timezone,
        languages=tuple(workspace.languages),
        emergency_number=workspace.emergency_number,
        opening_hours=workspace.opening_hours,
        facts={key: str(value) for key, value in workspace.facts.items()},
        settings=workspace.of_sector,
        branding={key: str(value) for key, value in workspace.branding.items()},
        privacy=hidden(workspace),
        wanted=wanted_of(workspace),
        memory_days=memory_days(workspace),
        writes_notes=workspace.writes_notes,
        allowed_domains=tuple(workspace.allowed_domains),
        kind=workspace.kind,
        clock_offset_seconds=workspace.clock_offset_seconds,
        onboarding_step=workspace.onboarding.get("step", "done"),
        holidays=tuple(holidays),
        created_at=workspace.created_at,
    )


def hidden(workspace: Workspace) -> dict[str, list[str]]:
    """Place -> kinds of personal values hidden there: as it chose, else as its sector says."""
    privacy = masks.privacy_of(all_sectors()[workspace.sector].compliance, _privacy(workspace))
    of = {"transcript": privacy.transcript, "prompt": privacy.prompt}
    return {place: [kind for kind in masks.KINDS if kind in of[place]] for place in masks.PLACES}


def wanted_of(workspace: Workspace) -> tuple[str, ...]:
    return wanted.wanted(all_sectors()[workspace.sector], workspace.privacy)


def memory_days(workspace: Workspace) -> int:
    return next_time.days_kept(all_sectors()[workspace.sector].compliance, _privacy(workspace))


def _privacy(workspace: Workspace) -> Mapping[str, object]:
    compliance = all_sectors()[workspace.sector].compliance
    return masks.in_force(compliance, workspace.settings, workspace.privacy)


async def _get(session: Session, actor: Actor, workspace_id: UUID, *, is_locked: bool) -> Workspace:
    if actor.workspace_id not in (None, workspace_id):
        raise WorkspaceNotFound
    query = (
        select(Workspace)
        .where(Workspace.organization_id == actor.organization_id, Workspace.id == workspace_id)
        .execution_options(populate_existing=True)
    )
    found = await session.exec(query.with_for_update() if is_locked else query)
    if workspace := found.one_or_none():
        return workspace
    raise WorkspaceNotFound
