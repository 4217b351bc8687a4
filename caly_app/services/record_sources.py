"""Where records come from that the business keeps elsewhere: set by kind, and tried."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from caly_app import doorbell, outbox
from caly_app.actor import Actor, Permission
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, NotFound, OutsideAway
from caly_app.models import RECORD_SOURCES, TimelineKind, Workspace
from caly_app.ports import Outside
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import record_mapping, record_schemas, timeline
from caly_app.services.record_mapping import Mapped, RecordSource

_TRY_SECONDS = 8.0


class NoSource(NotFound):
    """Records of this kind are kept here."""


def source_of(business: Business, kind: str) -> RecordSource | None:
    """None: records of this kind are kept here."""
    stored = business.record_sources.get(kind)
    return RecordSource.model_validate(stored) if stored else None


async def all_of(session: Session, actor: Actor) -> dict[str, RecordSource]:
    """By kind. Raises Forbidden."""
    workspace = await _workspace(session, actor)
    stored: Mapping[str, Any] = workspace.settings.get(RECORD_SOURCES, {})
    return {kind: RecordSource.model_validate(source) for kind, source in sorted(stored.items())}


async def one(session: Session, actor: Actor, kind: str) -> RecordSource:
    """Raises Forbidden, UnknownKind or NoSource."""
    workspace = await _workspace(session, actor)
    record_schemas.entity(workspace.sector, kind)
    if stored := workspace.settings.get(RECORD_SOURCES, {}).get(kind):
        return RecordSource.model_validate(stored)
    raise NoSource


def read(given: Mapping[str, Any]) -> RecordSource:
    """As somebody writes it. Raises Invalid, by field."""
    try:
        return RecordSource.model_validate(given)
    except ValidationError as error:
        wrong = {".".join(map(str, each["loc"])): each["msg"] for each in error.errors()}
        raise Invalid(fields=wrong) from None


async def save(session: Session, actor: Actor, kind: str, source: RecordSource) -> None:
    """From the next message on. Raises Forbidden, UnknownKind or Invalid, by field."""
    workspace = await _workspace(session, actor)
    must_fit(workspace.sector, kind, source)
    await _keep(session, actor, workspace, kind, source.model_dump(mode="json"))


async def remove(session: Session, actor: Actor, kind: str) -> None:
    """Records of this kind are kept here from now on; copies stay. Raises Forbidden or NoSource."""
    workspace = await _workspace(session, actor)
    if kind not in workspace.settings.get(RECORD_SOURCES, {}):
        raise NoSource
    await _keep(session, actor, workspace, kind, None)


def must_fit(sector: str, kind: str, source: RecordSource) -> None:
    """Raises UnknownKind or Invalid, by field."""
    if wrong := record_mapping.wrong_with(source, sector, kind):
        raise Invalid(fields=wrong)


async def tried(outside: Outside, sector: str, kind: str, source: RecordSource, reference: str) -> Mapped:
    """One record, as it would become ours. No transaction is open meanwhile; nothing is stored.

    Raises OutsideAway, NotFound, or Invalid where it cannot be asked for by a reference.
    """
    request = record_mapping.asked(source, source.one, {"reference": reference}) if source.one else None
    if request is None:
        raise Invalid(fields={"one": "there is no path for one record"})
    answer = await outside.call(request, seconds=_TRY_SECONDS)
    if answer.status in (404, 410):
        raise NotFound(f"{source.connection} has no record {reference}.")
    if answer.status >= 400:
        raise OutsideAway(f"{source.connection} said {answer.status}.")
    return record_mapping.mapped(source, sector, kind, record_mapping.one_in(source, answer.body))


async def _workspace(session: Session, actor: Actor) -> Workspace:
    assert actor.workspace_id
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not change this workspace.")
    return await workspace_queries.locked(session, actor, actor.workspace_id)


async def _keep(
    session: Session, actor: Actor, workspace: Workspace, kind: str, source: dict[str, Any] | None
) -> None:
    others = {name: one for name, one in workspace.settings.get(RECORD_SOURCES, {}).items() if name != kind}
    sources = {**others, **({kind: source} if source else {})}
    workspace.settings = {**workspace.of_sector, **({RECORD_SOURCES: sources} if sources else {})}
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=workspace.id,
        what="record source",
        record_kind=kind,
    )
    await outbox.write(session, "workspace.changed", workspace.id, {"what": ["record_sources"]})
    doorbell.ring(session, doorbell.workspace(workspace.id))
    await session.flush()
