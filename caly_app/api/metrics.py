"""How conversations went, in figures: docs/metrics.md says what each of them means."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.text import Day
from caly_app.db import Session
from caly_app.queries import business as business_queries
from caly_app.queries import metrics as metric_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.metrics import Calibration, Counts, Metrics, Period, Share, by_sector
from caly_app.services import metric_exports

router = APIRouter(prefix="/metrics", tags=["metrics"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]


class Days(BaseModel):
    first: date
    last: date
    timezone: str


class ShareView(BaseModel):
    part: int
    whole: int
    share: float | None = Field(description="null where there is nothing to count.")
    low: float | None = Field(description="Wilson's interval: with 95 %, the truth is not below this ...")
    high: float | None = Field(description="... nor above this.")

    @classmethod
    def of(cls, share: Share) -> Self:
        low, high = share.interval or (None, None)
        return cls(part=share.part, whole=share.whole, share=share.value, low=low, high=high)


class CountsView(BaseModel):
    """Conversations that began in the days; the others are of those that have ended."""

    began: int
    ended: int
    contained: int = Field(description="No person was needed.")
    escalated: int
    failed: int
    abandoned: int = Field(description="The customer fell silent.")
    resolved: int = Field(description="Contained, or solved, booked or answered by a person.")

    @classmethod
    def of(cls, counts: Counts) -> Self:
        return cls(
            began=counts.began,
            ended=counts.ended,
            contained=counts.contained,
            escalated=counts.escalated,
            failed=counts.failed,
            abandoned=counts.abandoned,
            resolved=counts.resolved,
        )


class OfDay(BaseModel):
    day: date
    counts: CountsView


class OfAgent(BaseModel):
    agent: str
    counts: CountsView = Field(description="Conversations that it worked in and that have ended.")
    accuracy: ShareView


class OfSector(BaseModel):
    sector: str
    businesses: int
    counts: CountsView
    accuracy: ShareView


class OfBusiness(BaseModel):
    id: UUID
    name: str
    sector: str
    counts: CountsView
    accuracy: ShareView


class MetricsView(BaseModel):
    period: Days
    counts: CountsView
    before: CountsView = Field(description="As many days before.")
    contained: ShareView
    escalated: ShareView
    resolved: ShareView
    accuracy: ShareView = Field(description="Reviewed turns that were understood as they were meant.")
    accuracy_before: ShareView
    days: list[OfDay]
    agents: list[OfAgent]
    sectors: list[OfSector] = Field(description="All businesses that are seen, this one too, by sector.")
    others: list[OfBusiness] = Field(description="Of the same organization; a key sees none.")

    @classmethod
    def of(cls, found: Metrics, sector: str) -> Self:
        return cls(
            period=_days(found.period),
            counts=CountsView.of(found.counts),
            before=CountsView.of(found.before),
            contained=ShareView.of(found.counts.share("contained")),
            escalated=ShareView.of(found.counts.share("escalated")),
            resolved=ShareView.of(found.counts.share("resolved")),
            accuracy=ShareView.of(found.accuracy),
            accuracy_before=ShareView.of(found.accuracy_before),
            days=[OfDay(day=each.day, counts=CountsView.of(each.counts)) for each in found.days],
            agents=[
                OfAgent(
                    agent=each.agent,
                    counts=CountsView.of(each.counts),
                    accuracy=ShareView.of(each.accuracy),
                )
                for each in found.agents
            ],
            sectors=[
                OfSector(
                    sector=each.sector,
                    businesses=each.businesses,
                    counts=CountsView.of(each.counts),
                    accuracy=ShareView.of(each.accuracy),
                )
                for each in by_sector(found, sector)
            ],
            others=[
                OfBusiness(
                    id=each.id,
                    name=each.name,
                    sector=each.sector,
                    counts=CountsView.of(each.counts),
                    accuracy=ShareView.of(each.accuracy),
                )
                for each in found.others
            ],
        )


class BinView(BaseModel):
    low: float
    high: float
    confidence: float | None = Field(description="On average, of the turns in it.")
    right: ShareView


class CalibrationView(BaseModel):
    period: Days
    reviewed: int = Field(description="Turns that were understood as something, and reviewed.")
    needed: int = Field(description="So many more, before it says anything; 0: it does.")
    error: float | None = Field(description="Expected calibration error.")
    bins: list[BinView]

    @classmethod
    def of(cls, found: Calibration) -> Self:
        return cls(
            period=_days(found.period),
            reviewed=found.reviewed,
            needed=found.needed,
            error=found.error,
            bins=[
                BinView(
                    low=each.low,
                    high=each.high,
                    confidence=each.confidence,
                    right=ShareView.of(each.right),
                )
                for each in found.bins
            ],
        )


class Asked(BaseModel):
    days: int
    first: date | None
    last: date | None


def _asked(
    days: Annotated[
        int, Query(ge=1, le=metric_queries.LONGEST_DAYS, description="Up to today.")
    ] = metric_queries.USUAL_DAYS,
    first: Annotated[Day | None, Query(alias="from", description="Instead of `days`.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Included; else today.")] = None,
) -> Asked:
    return Asked(days=days, first=first, last=last)


InDays = Annotated[Asked, Depends(_asked)]


@router.get("")
async def get_metrics(actor: Reader, asked: InDays) -> MetricsView:
    """Of this workspace, in whole days of its zone."""
    async with db.transaction(actor) as session:
        facts = await _facts(session, actor)
        found = await metric_queries.of_workspace(session, actor, _period(facts, asked))
    return MetricsView.of(found, facts.sector)


@router.get("/calibration")
async def get_calibration(actor: Reader, asked: InDays) -> CalibrationView:
    """How often the understanding was right, by how sure it was."""
    async with db.transaction(actor) as session:
        period = _period(await _facts(session, actor), asked)
        found = await metric_queries.calibration(session, actor, period)
    return CalibrationView.of(found)


@router.get(
    "/export",
    response_class=PlainTextResponse,
    responses={200: {"description": "A table", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export_metrics(actor: Reader, asked: InDays) -> PlainTextResponse:
    """Counts by day, agent, sector and business, as CSV."""
    async with db.transaction(actor) as session:
        facts = await _facts(session, actor)
        found = await metric_queries.of_workspace(session, actor, _period(facts, asked))
    name = f"metrics-{found.period.first}-{found.period.last}.csv"
    return PlainTextResponse(
        metric_exports.as_csv(found, facts.sector),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _facts(session: Session, actor: Actor) -> WorkspaceFacts:
    assert actor.workspace_id
    return await business_queries.of_workspace(session, actor.workspace_id)


def _period(facts: WorkspaceFacts, asked: Asked) -> Period:
    return metric_queries.period(facts, asked.days, asked.first, asked.last)


def _days(asked: Period) -> Days:
    return Days(first=asked.first, last=asked.last, timezone=asked.zone.key)
