"""What a workspace makes of its sector: its settings, and what its assistants do of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.agents import sector_settings
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import NotFound, Refused
from caly_app.models import Assistant, TimelineEntry, TimelineKind, Workspace
from caly_app.queries import business as business_queries
from caly_app.queries import workspaces as workspace_queries


class UnknownSector(NotFound):
    """There is no such sector."""


class UnknownAgent(NotFound):
    """This sector has no such agent."""


class OtherSector(Refused):
    """This workspace is of another sector."""


@dataclass(frozen=True)
class AgentsOfAssistant:
    """A default assistant, with the agents that its live version does without."""

    assistant: Assistant
    off: frozenset[str]
    were_off: frozenset[str] = frozenset()  # before all were switched off at once

    def off_when_on(self, sector: Sector) -> frozenset[str]:
        """What it does without, once a sector that is disabled is enabled again."""
        return self.were_off if set(sector.agents) <= self.off else self.off


@dataclass(frozen=True)
class OwnSector:
    workspace: Workspace
    sector: Sector
    settings: Mapping[str, Any]  # with the defaults of what was never set
    assistants: Sequence[AgentsOfAssistant]
    changed_at: datetime | None  # its settings, the last time

    def is_on(self, agent: str) -> bool:
        """In chat and on the phone."""
        return all(agent not in each.off for each in self.assistants)

    @property
    def is_enabled(self) -> bool:
        return any(self.is_on(agent) for agent in self.sector.agents)


def named(sector: str) -> Sector:
    """Raises UnknownSector."""
    if sector not in all_sectors():
        raise UnknownSector
    return all_sectors()[sector]


def must_be_own(workspace: Workspace, sector: str) -> Sector:
    """Raises UnknownSector, or OtherSector for one that is not this workspace's."""
    found = named(sector)
    if workspace.sector != sector:
        own = named(workspace.sector).title["en"]
        raise OtherSector(f"This workspace is of another sector: {own}.")
    return found


async def own(session: Session, actor: Actor) -> OwnSector:
    """Of the actor's workspace."""
    assert actor.workspace_id
    workspace = await workspace_queries.get(session, actor, actor.workspace_id)
    sector = named(workspace.sector)
    return OwnSector(
        workspace=workspace,
        sector=sector,
        settings=with_defaults(sector, workspace.settings),
        assistants=await of_assistants(session, actor),
        changed_at=await _settings_changed_at(session, workspace),
    )


async def of_assistants(session: Session, actor: Actor) -> list[AgentsOfAssistant]:
    """The default one of the chat and that of the phone."""
    found = await session.exec(
        select(Assistant)
        .where(Assistant.workspace_id == actor.workspace_id, col(Assistant.is_default))
        .order_by(col(Assistant.product_type))
    )
    return [await _agents_of(session, assistant) for assistant in found.all()]


async def _agents_of(session: Session, assistant: Assistant) -> AgentsOfAssistant:
    document = await business_queries.document(session, assistant.id, assistant.live_version)
    return AgentsOfAssistant(assistant, frozenset(document.agents_off), frozenset(document.were_off))


def with_defaults(sector: Sector, settings: Mapping[str, Any]) -> dict[str, Any]:
    """In the order of the sector's schema; what is not in it (any more) is left out."""
    shown, settings = {}, sector_settings.as_now(sector.settings, settings)
    for name, spec in fields_of(sector.settings).items():
        if name in settings:
            shown[name] = settings[name]
        elif "default" in spec:
            shown[name] = spec["default"]
    return shown


def fields_of(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Name -> its part of a JSON schema."""
    properties = schema.get("properties", {})
    return dict(properties) if isinstance(properties, Mapping) else {}


async def _settings_changed_at(session: Session, workspace: Workspace) -> datetime | None:
    moment: datetime | None = await session.scalar(
        select(TimelineEntry.happened_at)
        .where(
            TimelineEntry.workspace_id == workspace.id,
            TimelineEntry.kind == TimelineKind.WORKSPACE_CHANGED,
            col(TimelineEntry.details)["what"].astext == "settings",
        )
        .order_by(col(TimelineEntry.happened_at).desc())
        .limit(1)
    )
    return moment
