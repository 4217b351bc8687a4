"""What happened: read by people of the business."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, String, cast, func, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from caly_app.actor import Actor, ActorKind, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import (
    Account,
    ApiKey,
    Assistant,
    AssistantVersion,
    Conversation,
    Invitation,
    Membership,
    Resource,
    TimelineEntry,
    TimelineKind,
)
from caly_app.queries.conversations import may_read


@dataclass(frozen=True)
class TimelineFilter:
    """What is empty filters nothing."""

    kinds: frozenset[TimelineKind] = frozenset()
    actor_id: UUID | None = None
    actor_kind: ActorKind | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None


EVERYTHING = TimelineFilter()


async def of_conversation(
    session: Session, actor: Actor, conversation_id: UUID, limit: int = 200
) -> list[TimelineEntry]:
    """Oldest first; the last `limit` of them."""
    may_read(actor)
    found = await session.exec(
        select(TimelineEntry)
        .join(Conversation, col(Conversation.id) == col(TimelineEntry.conversation_id))
        .where(
            Conversation.workspace_id == actor.workspace_id, TimelineEntry.conversation_id == conversation_id
        )
        .order_by(col(TimelineEntry.happened_at).desc(), col(TimelineEntry.id).desc())
        .limit(limit)
    )
    return list(found)[::-1]


async def of_workspace(
    session: Session,
    actor: Actor,
    wanted: TimelineFilter = EVERYTHING,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[TimelineEntry]:
    """Newest first. Raises Forbidden."""
    return list(await session.exec(newest(actor, wanted, after=after, limit=limit)))


async def with_organization(
    session: Session,
    actor: Actor,
    wanted: TimelineFilter,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[TimelineEntry]:
    """Also what belongs to no workspace: members, invitations, sign-ins. Raises Forbidden."""
    if not actor.may(Permission.CHANGE_MEMBERS):
        raise Forbidden("Only an admin can see what was changed.")
    found = await of_workspace(session, actor, wanted, after=after, limit=limit)
    nowhere = replace(actor, workspace_id=None)
    found += await of_workspace(session, nowhere, wanted, after=after, limit=limit)
    return sorted(found, key=lambda entry: (entry.happened_at, entry.id), reverse=True)[:limit]


def newest(
    actor: Actor, wanted: TimelineFilter, *, after: tuple[datetime, UUID] | None, limit: int
) -> SelectOfScalar[TimelineEntry]:
    """The query of a page. Raises Forbidden."""
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can see what was changed.")
    within = _within(actor, wanted, after)
    if not wanted.kinds:
        return _by_time(select(TimelineEntry).where(*within), limit)
    # Each kind for itself, by its index, however rare it is among the others.
    named = cast([kind.value for kind in sorted(wanted.kinds)], ARRAY(String))
    kinds = func.unnest(named).table_valued("kind").render_derived(name="kinds")
    of_kind = select(TimelineEntry).where(*within, col(TimelineEntry.kind) == kinds.c.kind)
    each = _by_time(of_kind, limit).lateral("each")
    return _by_time(select(aliased(TimelineEntry, each)).select_from(kinds).join(each, true()), limit, each.c)


def _within(
    actor: Actor, wanted: TimelineFilter, after: tuple[datetime, UUID] | None
) -> list[ColumnElement[bool]]:
    at, entry_id = col(TimelineEntry.happened_at), col(TimelineEntry.id)
    conditions = [col(TimelineEntry.workspace_id) == actor.workspace_id]
    if actor.workspace_id is None:
        conditions.append(col(TimelineEntry.organization_id) == actor.organization_id)
    if wanted.actor_id:
        conditions.append(col(TimelineEntry.actor_id) == wanted.actor_id)
    if wanted.actor_kind:
        conditions.append(col(TimelineEntry.actor_kind) == wanted.actor_kind)
    if wanted.happened_from:
        conditions.append(at >= wanted.happened_from)
    if wanted.happened_before:
        conditions.append(at < wanted.happened_before)
    if after:
        conditions.append(tuple_(at, entry_id) < after)
    return conditions


def _by_time(query: Any, limit: int, columns: Any = TimelineEntry) -> Any:
    return query.order_by(col(columns.happened_at).desc(), col(columns.id).desc()).limit(limit)


async def of_sector(session: Session, actor: Actor, limit: int) -> list[TimelineEntry]:
    """The last changes of what the agents are: on or off, their settings, their words."""
    changes = await of_workspace(session, actor, TimelineFilter(kinds=_CHANGES), limit=_LOOKED_AT)
    found = [each for each in changes if each.kind is _VERSION or each.details.get("what") in _OF_SECTOR]
    return found[:limit]


async def names(session: Session, actor: Actor, entries: Sequence[TimelineEntry]) -> dict[str, str]:
    """Of whom and what the details of these name by id, as far as they are still there: id -> name."""
    found: dict[str, str] = {}
    for key, named in _NAMED.items():
        if ids := {UUID(str(entry.details[key])) for entry in entries if entry.details.get(key)}:
            rows = (await session.exec(named(actor, ids))).all()
            found |= {str(row_id): str(name) for row_id, name in rows}
    return found


async def messages(
    session: Session, actor: Actor, entries: Sequence[TimelineEntry]
) -> dict[tuple[str, int], str]:
    """What was said of the versions these made: (assistant, number) -> message."""
    versions = [entry.details for entry in entries if entry.kind is _VERSION]
    wanted = {(UUID(str(one["assistant_id"])), int(one["version"])) for one in versions}
    if not wanted:
        return {}
    found = await session.exec(
        select(AssistantVersion.assistant_id, AssistantVersion.number, AssistantVersion.message)
        .join(Assistant, col(Assistant.id) == col(AssistantVersion.assistant_id))
        .where(
            Assistant.workspace_id == actor.workspace_id,
            tuple_(col(AssistantVersion.assistant_id), col(AssistantVersion.number)).in_(wanted),
        )
    )
    return {(str(assistant_id), number): said for assistant_id, number, said in found}


_VERSION = TimelineKind.ASSISTANT_CHANGED
_CHANGES = frozenset({_VERSION, TimelineKind.WORKSPACE_CHANGED})
_LOOKED_AT = 50
_OF_SECTOR = ("sector", "settings", "own_words", "candidate", "record source")


def _members(actor: Actor, ids: set[UUID]) -> Any:
    return (
        select(Account.id, Account.name)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.organization_id == actor.organization_id, col(Account.id).in_(ids))
    )


def _invitations(actor: Actor, ids: set[UUID]) -> Any:
    return select(Invitation.id, Invitation.email).where(
        Invitation.organization_id == actor.organization_id, col(Invitation.id).in_(ids)
    )


def _keys(actor: Actor, ids: set[UUID]) -> Any:
    return select(ApiKey.id, ApiKey.name).where(
        ApiKey.workspace_id == actor.workspace_id, col(ApiKey.id).in_(ids)
    )


def _resources(actor: Actor, ids: set[UUID]) -> Any:
    return select(Resource.id, Resource.name).where(
        Resource.workspace_id == actor.workspace_id, col(Resource.id).in_(ids)
    )


def _assistants(actor: Actor, ids: set[UUID]) -> Any:
    return select(Assistant.id, Assistant.product_type).where(
        Assistant.workspace_id == actor.workspace_id, col(Assistant.id).in_(ids)
    )


_NAMED = {  # key in the details -> where its name stands
    "member": _members,
    "invitation": _invitations,
    "key": _keys,
    "resource_id": _resources,
    "assistant_id": _assistants,
}
