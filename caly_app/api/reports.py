"""Reports: figures asked for in words or as data, kept under a name, and sent to members."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.reports.periods import BETWEEN, LAST_DAYS, TITLES
from caly_app.agents.reports.report import COMPARISONS, GROUPINGS, MEASURES, Report
from caly_app.agents.reports.result import Figure, Result, Row
from caly_app.agents.reports.saying import sentences
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.idempotency import Once
from caly_app.api.metrics import Days
from caly_app.api.paging import Asked as Window
from caly_app.api.paging import Page, page
from caly_app.api.text import Day, Text, Utc
from caly_app.db import Session
from caly_app.models import Every, KeptReport
from caly_app.queries import reports as report_queries
from caly_app.services import report_exports, reports
from caly_app.services.reports import Asked, Schedule

router = APIRouter(prefix="/reports", tags=["reports"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Keeper = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS)]
Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]
Code = Annotated[Text, Field(max_length=80)]


class PeriodBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Code = Field(description=f"One of: {', '.join(TITLES)}.")
    days: int | None = Field(default=None, description=f"Of `{LAST_DAYS}`.", ge=0, le=10_000)
    first: Day | None = Field(default=None, description=f"Of `{BETWEEN}`.")
    last: Day | None = Field(default=None, description=f"Of `{BETWEEN}`; included.")


class ReportBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    measure: Code = Field(description=f"One of: {', '.join(MEASURES)}.")
    by: Code = Field(default="", description=f"Empty, or one of: {', '.join(GROUPINGS)}. Not each has all.")
    period: PeriodBody
    filters: dict[Code, Code] = Field(
        default_factory=dict, max_length=10, description="Names and values: agent, channel, language ..."
    )
    compare: Code = Field(
        default="", description=f"Empty, or one of: {', '.join(filter(None, COMPARISONS))}."
    )

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls.model_validate(report.as_json())

    def said(self) -> dict[str, object]:
        return self.model_dump(mode="json")


class FigureView(BaseModel):
    count: int
    whole: int | None = Field(description="Of how many; null where it is no share.")
    seconds: float | None = Field(description="On average, of a time.")
    cost_micros: int | None = Field(description="Millionths of a US dollar, of a cost.")
    sums: dict[str, str] = Field(description="By currency, exactly.")

    @classmethod
    def of(cls, figure: Figure) -> Self:
        return cls(
            count=figure.count,
            whole=figure.whole,
            seconds=figure.seconds,
            cost_micros=figure.cost_micros,
            sums={currency: str(total) for currency, total in figure.sums.items()},
        )


class RowView(BaseModel):
    key: str
    label: str
    figure: FigureView
    before: FigureView | None

    @classmethod
    def of(cls, row: Row) -> Self:
        before = FigureView.of(row.before) if row.before else None
        return cls(key=row.key, label=row.label, figure=FigureView.of(row.figure), before=before)


class ResultView(BaseModel):
    report: ReportBody
    period: Days
    sentence: str = Field(description="Made from the figures below.")
    total: FigureView
    rows: list[RowView] = Field(description="In the order of time, or the most first.")
    is_cut: bool = Field(description="There are more rows than are shown.")
    period_before: Days | None
    before: FigureView | None

    @classmethod
    def of(cls, result: Result) -> Self:
        earlier = result.days_before
        return cls(
            report=ReportBody.of(result.report),
            period=Days(first=result.days.first, last=result.days.last, timezone=result.zone),
            sentence=sentences(result),
            total=FigureView.of(result.total),
            rows=[RowView.of(row) for row in result.rows],
            is_cut=result.is_cut,
            period_before=Days(first=earlier.first, last=earlier.last, timezone=result.zone)
            if earlier
            else None,
            before=FigureView.of(result.before) if result.before is not None else None,
        )


class Question(BaseModel):
    """In words, or as data."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[Text, Field(max_length=reports.QUESTION_AT_MOST)] | None = None
    report: ReportBody | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.question is None) == (self.report is None):
            raise ValueError("please give a question or a report")
        return self


class Answer(BaseModel):
    understood_by: Literal["words", "model", "data", "nobody"]
    notes: list[str] = Field(description="What was left out, or taken for something, in words.")
    unknown: list[str] = Field(description="Words that nobody understood.")
    offers: list[ReportBody] = Field(description="What may be meant, where words do not tell it apart.")
    measures: dict[str, str] = Field(description="What can be asked for, where nothing was understood.")
    result: ResultView | None

    @classmethod
    def of(cls, asked: Asked) -> Self:
        result, reading = asked.result, asked.reading
        understood = "model" if asked.is_by_model else "words"
        return cls(
            understood_by="nobody" if result is None else "model" if understood == "model" else "words",
            notes=list(reading.notes),
            unknown=list(reading.unknown),
            offers=[ReportBody.of(offer) for offer in reading.offers],
            measures={} if result else {name: measure.title for name, measure in MEASURES.items()},
            result=ResultView.of(result) if result else None,
        )


class ScheduleView(BaseModel):
    every: Every
    day: int
    hour: int
    sent_to: list[UUID]
    due_at: Utc
    last_sent_at: Utc | None


class KeptView(BaseModel):
    id: UUID
    name: str
    report: ReportBody
    created_by_name: str
    created_at: Utc
    changed_at: Utc
    schedule: ScheduleView | None

    @classmethod
    def of(cls, kept: KeptReport) -> Self:
        return cls(
            id=kept.id,
            name=kept.name,
            report=ReportBody.model_validate(kept.report),
            created_by_name=kept.created_by_name,
            created_at=kept.created_at,
            changed_at=kept.changed_at,
            schedule=ScheduleView(
                every=kept.every,
                day=kept.day,
                hour=kept.hour,
                sent_to=kept.sent_to,
                due_at=kept.due_at,
                last_sent_at=kept.last_sent_at,
            )
            if kept.every and kept.due_at
            else None,
        )


class NewReport(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(max_length=80)]
    report: ReportBody


class ScheduleBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    every: Every
    hour: int = Field(ge=0, le=23, description="Of the workspace's zone.")
    day: int = Field(
        default=1, ge=1, le=31, description="Of the week, 1 is Monday, or of the month; a shorter one's last."
    )
    sent_to: list[UUID] = Field(
        min_length=1, max_length=reports.RECIPIENTS_AT_MOST, description="Accounts of members."
    )


@router.post("/ask")
async def ask_report(actor: Reader, body: Question) -> Answer:
    """Nothing is kept. Words are read without a language model; one is asked about what they leave open."""
    if body.question is not None:
        return Answer.of(await reports.ask(actor, body.question, wiring.ports()))
    assert body.report
    async with db.transaction(actor) as session:
        result = await reports.answer(session, actor, body.report.said())
    shown = ResultView.of(result)
    return Answer(understood_by="data", notes=[], unknown=[], offers=[], measures={}, result=shown)


@router.get("")
async def list_reports(actor: Reader, asked: Window) -> Page[KeptView]:
    """The newest first."""
    async with db.transaction(actor) as session:
        rows = await report_queries.listed(session, actor, after=asked.after, limit=asked.rows)
    return page(asked, rows, key=lambda row: (row.created_at, row.id), show=KeptView.of)


@router.post("", status_code=201, response_model=KeptView)
async def keep_report(actor: Keeper, body: NewReport, once: Once) -> Response | KeptView:
    """Under a name that no other has."""

    async def change(session: Session) -> KeptView:
        return KeptView.of(await reports.keep(session, actor, body.name, body.report.said()))

    return await once.run(actor, change)


@router.get("/{report_id:uuid}")
async def get_report(actor: Reader, report_id: UUID) -> KeptView:
    async with db.transaction(actor) as session:
        return KeptView.of(await report_queries.get(session, actor, report_id))


@router.put("/{report_id:uuid}")
async def put_report(actor: Keeper, report_id: UUID, body: NewReport) -> KeptView:
    """Its name and what it asks for. One that is sent to people only an admin changes."""
    async with db.transaction(actor) as session:
        return KeptView.of(await reports.change(session, actor, report_id, body.name, body.report.said()))


@router.delete("/{report_id:uuid}", status_code=204)
async def delete_report(actor: Keeper, report_id: UUID) -> None:
    """It is not sent any more, either."""
    async with db.transaction(actor) as session:
        await reports.remove(session, actor, report_id)


From = Annotated[Day | None, Query(alias="from", description="Other days than its own.")]
To = Annotated[Day | None, Query(alias="to", description="Included.")]


@router.get("/{report_id:uuid}/result")
async def get_result(actor: Reader, report_id: UUID, first: From = None, last: To = None) -> ResultView:
    """Counted now."""
    return ResultView.of((await _result(actor, report_id, first, last))[1])


@router.get(
    "/{report_id:uuid}/result.csv",
    response_class=PlainTextResponse,
    responses={200: {"description": "A table", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def get_result_csv(
    actor: Reader, report_id: UUID, first: From = None, last: To = None
) -> PlainTextResponse:
    """The rows, and all of it at the end."""
    _, result = await _result(actor, report_id, first, last)
    return PlainTextResponse(
        report_exports.as_csv(result),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{report_exports.file_name(result)}"'},
    )


@router.put("/{report_id:uuid}/schedule")
async def put_schedule(actor: Admin, report_id: UUID, body: ScheduleBody) -> KeptView:
    """Sent by e-mail to members, from the next such hour on."""
    asked = Schedule(body.every, body.hour, body.day, tuple(body.sent_to))
    async with db.transaction(actor) as session:
        return KeptView.of(await reports.schedule(session, actor, report_id, asked))


@router.delete("/{report_id:uuid}/schedule", status_code=204)
async def delete_schedule(actor: Admin, report_id: UUID) -> None:
    """It stays kept."""
    async with db.transaction(actor) as session:
        await reports.unschedule(session, actor, report_id)


async def _result(
    actor: Actor, report_id: UUID, first: date | None, last: date | None
) -> tuple[KeptReport, Result]:
    async with db.transaction(actor) as session:
        return await reports.of_kept(session, actor, report_id, first, last)
