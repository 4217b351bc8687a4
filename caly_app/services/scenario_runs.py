"""Scenario files that this server plays: asked for, played by a job, kept with what came of them.

They are played in a tenant of their own (services/scenarios.py), so that nothing of a run can be seen from
the tenant that asked for it, nor anything of that tenant from the run. What crosses over is here: the file,
and the reports. A run that is cut off goes on behind the last report; see scenarios/served.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, job_queue
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Refused
from caly_app.models import ScenarioReport, ScenarioRun, ScenarioRunState, TimelineKind
from caly_app.queries import scenario_runs as queries
from caly_app.services import scenarios, timeline

PLAY = "play_scenarios"  # the job
UNFINISHED_AT_MOST = 20  # of an organization
KEPT_AT_MOST = 100  # of a workspace
ATTEMPTS_AT_MOST = 3  # at one scenario
_ONE_BY_ONE = "scenarios"

# Those whose job is neither waiting nor running: it crashed, or a worker that died was never missed.
_FORGOTTEN = """
select organization_id, id from scenario_run run
where (ended_at is null or played_in is not null) and not exists (
    select from procrastinate_jobs job
    where job.task_name = %s and job.status in ('todo', 'doing') and job.args ->> 'run_id' = run.id::text
)
"""


class TooManyWait(Refused):
    """As many runs of scenarios wait as can. Please wait for one of them, or cancel it."""


class HasEnded(Refused):
    """This run has ended already."""


@dataclass(frozen=True)
class NewRun:
    """`scenarios`: their ids, in the order of playing."""

    name: str
    file: str
    scenarios: Sequence[str]
    map: str = ""
    only: Sequence[str] = ()


@dataclass(frozen=True)
class Attempt:
    """Whoever plays a run now: `home` is the tenant that they may make for it."""

    run_id: UUID
    organization_id: UUID
    home: UUID
    run: ScenarioRun

    @property
    def first(self) -> int:
        """The scenarios before this one have their reports."""
        return self.run.played


async def ask(session: Session, actor: Actor, new: NewRun) -> ScenarioRun:
    """It is played as soon as those before it are. Raises TooManyWait."""
    queries.may_play(actor)
    assert actor.workspace_id
    if await queries.waiting(session, actor.organization_id) >= UNFINISHED_AT_MOST:
        raise TooManyWait
    run = ScenarioRun(
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        name=new.name,
        file=new.file,
        map=new.map,
        only=list(new.only),
        scenarios=list(new.scenarios),
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=clock.wall(),
    )
    session.add(run)
    await session.flush()
    await _forget_old(session, actor.workspace_id)
    await _play_later(session, run.organization_id, run.id)
    _tell(session, actor, run, "asked")
    return run


async def cancel(session: Session, actor: Actor, run_id: UUID) -> ScenarioRun:
    """The scenario that is being played is the last one; its report is not kept. Raises HasEnded."""
    run = await queries.one(session, actor, run_id, is_locked=True)
    if run.has_ended:
        raise HasEnded
    _end(run, ScenarioRunState.CANCELLED)
    _tell(session, actor, run, "cancelled")
    return run


# --- for the job ---


async def begin(organization_id: UUID, run_id: UUID) -> Attempt | None:
    """What an attempt before this one has left is removed. None where there is nothing (more) to play."""
    async with db.tenant_transaction(organization_id) as session:
        run = await session.get(ScenarioRun, run_id)
    if run is None:
        return None
    left = run.played_in
    if left:
        await scenarios.remove_organization(left)
    async with db.tenant_transaction(organization_id) as session:
        run = await _locked(session, run_id)
        if run is None or run.played_in != left:
            return None  # somebody else has begun meanwhile
        run.played_in = None
        if run.has_ended:
            return None
        if run.attempts >= ATTEMPTS_AT_MOST:
            at = run.scenarios[run.played]
            _end(run, ScenarioRunState.FAILED)
            run.error = f"It was cut off {ATTEMPTS_AT_MOST} times while it played {at}, and was given up."[
                :500
            ]
            return None
        run.state, run.attempts, run.played_in = ScenarioRunState.RUNNING, run.attempts + 1, uuid7()
        run.started_at = run.started_at or clock.wall()
        return Attempt(run_id, organization_id, run.played_in, run)


async def keep(attempt: Attempt, report: Mapping[str, Any], *, has_passed: bool) -> bool:
    """The report of the next scenario. False if nobody wants it: it was cancelled, or another plays it."""
    async with db.tenant_transaction(attempt.organization_id) as session:
        run = await _locked(session, attempt.run_id)
        if run is None or run.has_ended or run.played_in != attempt.home:
            return False
        session.add(
            ScenarioReport(
                organization_id=run.organization_id, run_id=run.id, position=run.played, report=dict(report)
            )
        )
        run.attempts = 0
        if has_passed:
            run.passed += 1
        else:
            run.failed += 1
        return True


async def leave(attempt: Attempt) -> None:
    """The tenant of this attempt is gone. Where scenarios are left, the run goes on behind the others."""
    async with db.tenant_transaction(attempt.organization_id) as session:
        run = await _locked(session, attempt.run_id)
        if run is None or run.played_in != attempt.home:
            return
        run.played_in = None
        if run.has_ended:
            return
        if run.played >= len(run.scenarios):
            _end(run, ScenarioRunState.DONE)
        else:
            await _play_later(session, run.organization_id, run.id)


async def give_up(attempt: Attempt, why: str) -> None:
    async with db.tenant_transaction(attempt.organization_id) as session:
        run = await _locked(session, attempt.run_id)
        if run is None or run.has_ended or run.played_in != attempt.home:
            return
        run.played_in = None
        _end(run, ScenarioRunState.FAILED)
        run.error = why[:500]


async def remember() -> int:
    """Those that nobody is about to play are put back into the queue, of all tenants; how many."""
    async with db.admin_transaction() as session:
        rows = await (await session.driver()).execute(_FORGOTTEN, (PLAY,))
        forgotten = await rows.fetchall()
        for organization_id, run_id in forgotten:
            await _play_later(session, organization_id, run_id)
    return len(forgotten)


def _end(run: ScenarioRun, state: ScenarioRunState) -> None:
    run.state, run.ended_at = state, clock.wall()


async def _locked(session: Session, run_id: UUID) -> ScenarioRun | None:
    found = await session.exec(select(ScenarioRun).where(ScenarioRun.id == run_id).with_for_update())
    return found.one_or_none()


async def _play_later(session: Session, organization_id: UUID, run_id: UUID) -> None:
    """One at a time in the whole installation: letters and candidates share these workers."""
    await job_queue.defer(
        session,
        PLAY,
        once_per=f"{PLAY} {run_id}",
        one_by_one=_ONE_BY_ONE,
        organization_id=str(organization_id),
        run_id=str(run_id),
    )


async def _forget_old(session: Session, workspace_id: UUID) -> None:
    kept = (
        select(ScenarioRun.id)
        .where(ScenarioRun.workspace_id == workspace_id)
        .order_by(col(ScenarioRun.asked_at).desc(), col(ScenarioRun.id).desc())
        .limit(KEPT_AT_MOST)
    )
    await session.exec(
        delete(ScenarioRun).where(
            col(ScenarioRun.workspace_id) == workspace_id,
            col(ScenarioRun.ended_at).is_not(None),
            col(ScenarioRun.played_in).is_(None),
            col(ScenarioRun.id).not_in(kept),
        )
    )


def _tell(session: Session, actor: Actor, run: ScenarioRun, how: str) -> None:
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=run.workspace_id,
        what="scenarios",
        how=how,
        run_id=str(run.id),
    )
