"""Scenario files that were played by this server, and what came of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import ScenarioReport, ScenarioRun


class RunNotFound(NotFound):
    """There is no such run of scenarios."""


def may_play(actor: Actor) -> None:
    if not actor.may(Permission.PLAY_SCENARIOS):
        raise Forbidden("Only an admin, or a key that may, can play scenarios.")


async def listed(
    session: Session, actor: Actor, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[ScenarioRun]:
    """Of the actor's workspace, the newest first."""
    may_play(actor)
    query = select(ScenarioRun).where(ScenarioRun.workspace_id == actor.workspace_id)
    if after:
        query = query.where(tuple_(col(ScenarioRun.asked_at), col(ScenarioRun.id)) < after)
    newest = query.order_by(col(ScenarioRun.asked_at).desc(), col(ScenarioRun.id).desc())
    return (await session.exec(newest.limit(limit))).all()


async def one(session: Session, actor: Actor, run_id: UUID, *, is_locked: bool = False) -> ScenarioRun:
    """Raises RunNotFound for another workspace's."""
    may_play(actor)
    query = select(ScenarioRun).where(
        ScenarioRun.workspace_id == actor.workspace_id, ScenarioRun.id == run_id
    )
    found = await session.exec(query.with_for_update() if is_locked else query)
    if run := found.one_or_none():
        return run
    raise RunNotFound


async def reports(session: Session, run_id: UUID, first: int) -> list[dict[str, Any]]:
    """In the order of the file, from this one on. For who has the run."""
    found = await session.exec(
        select(ScenarioReport.report)
        .where(ScenarioReport.run_id == run_id, col(ScenarioReport.position) >= first)
        .order_by(col(ScenarioReport.position))
    )
    return [dict(report) for report in found]


async def waiting(session: Session, organization_id: UUID) -> int:
    """How many of an organization have not ended."""
    found = await session.exec(
        select(func.count())
        .select_from(ScenarioRun)
        .where(ScenarioRun.organization_id == organization_id, col(ScenarioRun.ended_at).is_(None))
    )
    return int(found.one())
