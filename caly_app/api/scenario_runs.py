"""Scenario files that are sent, played by this server, and what came of them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.idempotency import Once
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import ScenarioRun, ScenarioRunState
from caly_app.queries import scenario_runs as queries
from caly_app.scenarios import served
from caly_app.scenarios.served import Sent
from caly_app.services import scenario_runs

router = APIRouter(prefix="/scenarios/runs", tags=["scenarios"])

Player = Annotated[Actor, require(Permission.PLAY_SCENARIOS)]


class NewRunBody(BaseModel):
    file: Annotated[Text, Field(min_length=1, max_length=served.CHARACTERS_AT_MOST)] = Field(
        description="A scenario file, YAML or JSON, as its text."
    )
    map: Annotated[Text, Field(max_length=served.CHARACTERS_AT_MOST)] = Field(
        default="", description="What its names mean here, YAML or JSON, as its text; empty: nothing else."
    )
    only: list[Annotated[Text, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list,
        max_length=served.SCENARIOS_AT_MOST,
        description="Ids of those that are to be played; none: all of them.",
    )
    name: Annotated[Text, Field(max_length=200)] = Field(default="", description="What the file is called.")


class RunView(BaseModel):
    id: UUID
    name: str
    state: ScenarioRunState
    scenarios: list[str] = Field(description="Their ids, in the order in which they are played.")
    passed: int
    failed: int
    error: str = Field(description="Why the run could not be played to its end; empty: it was, or may be.")
    asked_by_name: str
    asked_at: Utc
    started_at: Utc | None
    ended_at: Utc | None

    @classmethod
    def of(cls, run: ScenarioRun) -> Self:
        return cls.model_validate(run, from_attributes=True)


class GradedView(BaseModel):
    expectation: str
    verdict: Literal["pass", "fail", "unjudged"]
    detail: str


class SpokenView(BaseModel):
    said: str | None = Field(description="The customer's line; null before the greeting.")
    because: str = Field(description="The rule that chose the line.")
    reply: str
    asks: list[str]
    offers: list[str]
    tells: list[str]
    why: dict[str, Any]


class EscalatedView(BaseModel):
    value: bool
    reasons: list[str]


class RecordsView(BaseModel):
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class ReportView(BaseModel):
    """As the command `scenarios` writes it."""

    sector: str
    id: str
    status: Literal["pass", "fail"]
    channel: str
    language: str
    covers: list[str]
    seconds: float
    expectations: list[GradedView]
    unjudged: int
    error: str = Field(description="Why it could not be played to its end; empty: it was.")
    transcript: list[SpokenView]
    escalated: EscalatedView
    records: RecordsView
    notes: list[str]


class RunWithReports(RunView):
    reports: list[ReportView] = Field(description="Of those that were played, in this order.")


@router.post("", status_code=202, response_model=RunView)
async def play_scenarios(actor: Player, body: NewRunBody, once: Once) -> Response | RunView:
    """Checked whole before anything is played: `errors` of a 422 names each place that is not right."""
    new = await served.checked(Sent(body.name, body.file, body.map, body.only))

    async def change(session: Session) -> RunView:
        return RunView.of(await scenario_runs.ask(session, actor, new))

    return await once.run(actor, change)


@router.get("")
async def list_runs(actor: Player, asked: Asked) -> Page[RunView]:
    """The newest first."""
    async with db.transaction(actor) as session:
        rows = await queries.listed(session, actor, after=asked.after, limit=asked.rows)
    return page(asked, rows, key=lambda run: (run.asked_at, run.id), show=RunView.of)


@router.get("/{run_id}")
async def get_run(
    actor: Player,
    run_id: UUID,
    first: Annotated[
        int, Query(ge=0, le=1_000_000, description="Leave out the reports before this one, counted from 0.")
    ] = 0,
) -> RunWithReports:
    """While it is played, the reports that there are."""
    async with db.transaction(actor) as session:
        run = await queries.one(session, actor, run_id)
        reports = await queries.reports(session, run.id, first)
    shown = [ReportView.model_validate(report) for report in reports]
    return RunWithReports(**RunView.of(run).model_dump(), reports=shown)


@router.post("/{run_id}/cancel", response_model=RunView)
async def cancel_run(actor: Player, run_id: UUID, once: Once) -> Response | RunView:
    """What was played already keeps its reports."""

    async def change(session: Session) -> RunView:
        return RunView.of(await scenario_runs.cancel(session, actor, run_id))

    return await once.run(actor, change)
