"""Where records come from that the business keeps elsewhere: set by kind, and tried."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from caly_app import doorbell, outbox
from caly_app.actor import Actor, Permission
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, NotFound, OutsideAway
from caly_app.models import RECORD_SOURCES, TimelineKind, Workspace
from caly_app.ports import Outside, OutsideRequest
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import record_mapping, record_schemas, timeline
from caly_app.services.record_mapping import Draft, Mapped, RecordSource, Where

_TRY_SECONDS = 8.0
_TOO_LONG = f"gives {{many}} records at once: of more than {record_mapping.MOST_OF_A_LIST} none is used"


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
        raise Invalid(fields=_by_field(error)) from None


def draft(given: Mapping[str, Any]) -> Draft:
    """As somebody is writing it. Raises Invalid, by field."""
    try:
        return Draft.model_validate(given)
    except ValidationError as error:
        raise Invalid(fields=_by_field(error)) from None


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


async def sample(outside: Outside, sector: str, kind: str, where: Where, value: str) -> object:
    """One record, as their server has it: the one of this reference, or the first of this customer's.

    `value`: the reference, or what stands in the path of several. No transaction is open meanwhile; nothing
    is stored. Raises OutsideAway, NotFound, or Invalid, by field.
    """
    about_nobody = record_schemas.entity(sector, kind).about_nobody
    if wrong := record_mapping.wrong_where(where, about_nobody=about_nobody):
        raise Invalid(fields=wrong)
    template = where.one or where.several
    values = {**dict.fromkeys(record_mapping.places_of(template), value), record_mapping.PAGE: "1"}
    request = record_mapping.asked(where, template, values)
    if request is None:
        raise Invalid(fields={"sample": "please say which one to fetch"})
    body = await _answer_to(outside, where, request, value)
    if where.one:
        return record_mapping.one_in(where, body)
    several = record_mapping.list_in(where, body)
    if several is None:
        raise Invalid(fields={"several_at": "there is no list in what came"})
    if len(several) > record_mapping.MOST_OF_A_LIST:
        raise Invalid(fields={"several": _TOO_LONG.format(many=len(several))})
    if not several:
        raise NotFound(
            f"{where.connection} has none of {value}." if value else f"{where.connection} has none."
        )
    return several[0]


async def _answer_to(outside: Outside, where: Where, request: OutsideRequest, value: str) -> object:
    """Raises OutsideAway or NotFound."""
    answer = await outside.call(request, seconds=_TRY_SECONDS)
    if answer.status in (404, 410):
        raise NotFound(f"{where.connection} has no record {value}.")
    if answer.status >= 400:
        raise OutsideAway(f"{where.connection} said {answer.status}.")
    return answer.body


async def tried(outside: Outside, sector: str, kind: str, source: RecordSource, reference: str) -> Mapped:
    """One record, as it would become ours. No transaction is open meanwhile; nothing is stored.

    Raises OutsideAway, NotFound, or Invalid where it cannot be asked for by a reference.
    """
    request = record_mapping.asked(source, source.one, {"reference": reference}) if source.one else None
    if request is None:
        raise Invalid(fields={"one": "there is no path for one record"})
    body = await _answer_to(outside, source, request, reference)
    return record_mapping.mapped(source, sector, kind, record_mapping.one_in(source, body))


def _by_field(error: ValidationError) -> dict[str, str]:
    return {".".join(map(str, each["loc"])): _words_of(each) for each in error.errors()}


def _words_of(wrong: ErrorDetails) -> str:
    match wrong["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "there is no such part of a mapping"
        case "string_pattern_mismatch":
            return "is the name of a server, as shop"
    return wrong["msg"]


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
    rest = {name: value for name, value in workspace.settings.items() if name != RECORD_SOURCES}
    workspace.settings = {**rest, **({RECORD_SOURCES: sources} if sources else {})}
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
