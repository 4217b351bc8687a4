"""What every turn needs to know of its workspace and assistant, read once and kept while it is current.

The workspace's row tells by its xmin and ctid whether what we hold is still so: whoever changes hours, facts,
holidays or resources updates that row, too. Documents of versions never change.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import col, select

from caly_app.agents import masks, sector_settings
from caly_app.agents.business import Business
from caly_app.agents.config import AssistantDocument
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import (
    RECORD_SOURCES,
    AssistantVersion,
    Holiday,
    ModelTerms,
    Resource,
    StoredEndpoint,
    Workspace,
    WorkspaceKind,
)
from caly_app.ports import ModelEndpoint
from caly_app.queries import own_words

_MOST_KEPT = 2000


@dataclass(frozen=True)
class WorkspaceFacts:
    id: UUID
    slug: str
    sector: str
    kind: WorkspaceKind
    clock_offset: timedelta
    business: Business
    model: ModelEndpoint | None = None  # its own; without, the installation's
    terms: ModelTerms = ModelTerms()  # of its own model


_workspaces: dict[UUID, tuple[str, WorkspaceFacts]] = {}
_documents: dict[tuple[UUID, int], AssistantDocument] = {}


def held(workspace_id: UUID, stamp: str) -> WorkspaceFacts | None:
    """What we hold, if it is still so: `stamp` is xmin and ctid of the workspace's row now."""
    found = _workspaces.get(workspace_id)
    return found[1] if found and found[0] == stamp else None


async def of_workspace(session: Session, workspace_id: UUID) -> WorkspaceFacts:
    """The workspace as its agents know it."""
    stamp = await session.scalar(
        text("select xmin::text || ctid::text from workspace where id = :id").bindparams(id=workspace_id)
    )
    if stamp is None:
        raise NotFound("There is no such workspace.")
    if facts := held(workspace_id, stamp):
        return facts
    facts = await _read(session, workspace_id)
    _keep(_workspaces, workspace_id, (stamp, facts))
    return facts


def held_document(assistant_id: UUID, number: int) -> AssistantDocument | None:
    return _documents.get((assistant_id, number))


async def document(session: Session, assistant_id: UUID, number: int) -> AssistantDocument:
    """The document of this version, checked."""
    if known := held_document(assistant_id, number):
        return known
    stored = await session.scalar(
        select(AssistantVersion.document).where(
            AssistantVersion.assistant_id == assistant_id, AssistantVersion.number == number
        )
    )
    if stored is None:
        raise NotFound("There is no such version of the assistant.")
    _keep(_documents, (assistant_id, number), AssistantDocument.model_validate(stored))
    return _documents[assistant_id, number]


async def _read(session: Session, workspace_id: UUID) -> WorkspaceFacts:
    workspace = await session.get_one(Workspace, workspace_id, populate_existing=True)
    holidays = await session.exec(select(Holiday).where(Holiday.workspace_id == workspace_id))
    resources = await session.exec(
        select(Resource.name, Resource.specialty)
        .where(Resource.workspace_id == workspace_id, col(Resource.is_active))
        .order_by(col(Resource.created_at), col(Resource.name))
    )
    specialties = dict(resources.all())
    await read_beside(workspace.sector)
    sector = all_sectors()[workspace.sector]
    business = Business(
        name=workspace.name,
        country=workspace.country,
        timezone=ZoneInfo(workspace.timezone),
        languages=tuple(workspace.languages),
        emergency_number=workspace.emergency_number,
        opening_hours={day: hours_of(spans) for day, spans in workspace.opening_hours.items()},
        holidays={holiday.on_date: holiday.name for holiday in holidays},
        facts={key: str(value) for key, value in workspace.facts.items()},
        settings=sector_settings.as_now(sector.settings, workspace.of_sector),
        record_sources=workspace.settings.get(RECORD_SOURCES, {}),
        privacy=masks.in_force(sector.compliance, workspace.settings, workspace.privacy),
        resources=tuple(specialties),
        specialties=specialties,
        own_words=await own_words.of_workspace(session, workspace_id),
    )
    return WorkspaceFacts(
        workspace.id,
        workspace.slug,
        workspace.sector,
        workspace.kind,
        timedelta(seconds=workspace.clock_offset_seconds),
        business,
        *await _own_model(session, workspace_id),
    )


async def _own_model(session: Session, workspace_id: UUID) -> tuple[ModelEndpoint | None, ModelTerms]:
    found = await session.exec(select(StoredEndpoint).where(StoredEndpoint.workspace_id == workspace_id))
    stored = found.one_or_none()
    if stored is None:
        return None, ModelTerms()
    return ModelEndpoint(stored.url, stored.model, stored.sealed_key, stored.small), stored.terms


def hours_of(spans: Any) -> tuple[tuple[time, time], ...]:
    """[["08:00", "18:00"]] as times. "24:00" is the last minute of the day."""
    return tuple((_time(opens), _time(closes)) for opens, closes in spans or ())


def _time(written: str) -> time:
    return time(23, 59, 59) if written == "24:00" else time.fromisoformat(written)


def _keep(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= _MOST_KEPT:
        cache.clear()
    cache[key] = value
