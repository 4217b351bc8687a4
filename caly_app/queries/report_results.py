"""The figures of reports, counted where they are stored: the business's own, in days of its own zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.reports.periods import Days, between
from caly_app.agents.reports.report import BY_TIME, Report, Vocabulary
from caly_app.agents.reports.result import Figure, Result, Row
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.db import Session
from caly_app.models import SOLVED
from caly_app.models.escalation import REASONS
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.conversations import may_read
from caly_app.queries.turns import WENT_BY

ROWS_AT_MOST = 100
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SOLVED = ", ".join(f"'{each.value}'" for each in SOLVED)


@dataclass(frozen=True)
class _Source:
    """Rows that a measure counts. `at`: when; `counts`: what, as columns of a Figure."""

    rows: str  # from and where, without the days
    at: str
    counts: str
    by: Mapping[str, str]  # grouping -> expression
    joins: Mapping[str, str]  # grouping -> what it needs besides
    filters: Mapping[str, str]  # filter -> condition


_OF_TALK = {
    "channel": "c.channel",
    "language": "c.language",
    "outcome": "coalesce(c.outcome, 'open')",
    "agent": "worked.agent",
    "intent": "wanted.intent",
}
_AGENTS = "cross join lateral unnest(c.agents) worked (agent)"
_INTENTS = f"""cross join lateral (
    select distinct went_by.intent from turn t cross join lateral ({WENT_BY}) went_by
    where t.conversation_id = c.id
) wanted"""
_JOINS = {"agent": _AGENTS, "intent": _INTENTS}
_FILTERS = {
    "channel": "c.channel = %(channel)s",
    "language": "c.language = %(language)s",
    "outcome": "coalesce(c.outcome, 'open') = %(outcome)s",
    "agent": "%(agent)s = any(c.agents)",
    "intent": f"exists (select from turn t cross join lateral ({WENT_BY}) went_by "
    "where t.conversation_id = c.id and went_by.intent = %(intent)s)",
}
# What was said or done in a conversation lies between its beginning and its end.
_WITHIN = "c.workspace_id = %(workspace)s and c.started_at < %(ends)s and " + (
    "coalesce(c.ended_at, 'infinity') >= %(begins)s"
)


def _talks(counts: str) -> _Source:
    return _Source(
        "conversation c {join} where c.workspace_id = %(workspace)s",
        "c.started_at",
        counts,
        _OF_TALK,
        _JOINS,
        _FILTERS,
    )


def _share_of_ended(condition: str) -> _Source:
    ended = "count(*) filter (where c.outcome is not null) as whole"
    return _talks(f"count(*) filter (where {condition}) as count, {ended}")


def _escalated() -> _Source:
    """By reason there is no whole: whoever was not handed over has none."""
    source = _share_of_ended("c.outcome = 'escalated'")
    first = """cross join lateral (
        select e.reason from escalation e
        where e.conversation_id = c.id and c.outcome = 'escalated' order by e.opened_at, e.id limit 1
    ) asked"""
    return replace(
        source, by={**source.by, "reason": "asked.reason"}, joins={**source.joins, "reason": first}
    )


_SOURCES: Mapping[str, _Source] = {
    "conversations": _talks("count(*) as count"),
    "contained": _share_of_ended("c.outcome = 'contained'"),
    "escalated": _escalated(),
    "resolved": _share_of_ended(
        f"c.outcome = 'contained' or c.outcome = 'escalated' and c.disposition in ({_SOLVED})"
    ),
    "abandoned": _share_of_ended("c.outcome = 'abandoned'"),
    "failed": _share_of_ended("c.outcome = 'failed'"),
    "done": _Source(
        f"tool_run r join conversation c on c.id = r.conversation_id where {_WITHIN} "
        "and r.writes and r.state = 'done'",
        "r.ran_at",
        "count(*) as count",
        {**_OF_TALK, "deed": "r.tool"},
        {},
        {**_FILTERS, "deed": "r.tool = %(deed)s"},
    ),
    "made": _Source(
        """timeline t left join record r
               on r.workspace_id = t.workspace_id and r.id = (t.details ->> 'record_id')::uuid
           cross join lateral (select r.data ->> (%(sum_of)s ->> r.kind) as told) sum_
           cross join lateral (
               select case when sum_.told ~ '^\\d+(\\.\\d+)? [A-Z]{{3}}$'
                      then split_part(sum_.told, ' ', 2) end as currency) in_
           where t.organization_id = %(organization)s and t.workspace_id = %(workspace)s
             and t.kind = 'record_created' and t.actor_kind in ('customer', 'agent')""",
        "t.happened_at",
        "count(*) as count, in_.currency, "
        "sum(case when in_.currency is not null then split_part(sum_.told, ' ', 1)::numeric end) as amount",
        {"kind": "t.details ->> 'record_kind'"},
        {},
        {"kind": "t.details ->> 'record_kind' = %(kind)s"},
    ),
    "unanswered": _Source(
        "gap_turn gt join gap g on g.id = gt.gap_id join turn t on t.id = gt.turn_id "
        f"join conversation c on c.id = t.conversation_id where {_WITHIN}",
        "t.said_at",
        "count(*) as count",
        {**_OF_TALK, "question": "g.question"},
        {},
        _FILTERS,
    ),
    "thumbs": _Source(
        "thumb th join conversation c on c.id = th.conversation_id {join} "
        "where th.workspace_id = %(workspace)s",
        "th.given_at",
        "count(*) filter (where th.is_up) as count, count(*) as whole",
        _OF_TALK,
        _JOINS,
        _FILTERS,
    ),
    "accuracy": _Source(
        "review r join conversation c on c.id = r.conversation_id "
        "where r.workspace_id = %(workspace)s and r.state = 'accepted'",
        "c.started_at",
        "count(*) filter (where r.is_right) as count, count(*) as whole",
        {**_OF_TALK, "agent": "r.agent", "intent": "r.understood"},
        {},
        {**_FILTERS, "agent": "r.agent = %(agent)s", "intent": "r.understood = %(intent)s"},
    ),
    # Whoever took a conversation over did not find it in the queue.
    "waiting": _Source(
        "escalation e join conversation c on c.id = e.conversation_id "
        "where e.workspace_id = %(workspace)s and e.reason <> 'taken_over'",
        "e.opened_at",
        "count(e.claimed_at) as count, count(*) as whole, "
        "avg(extract(epoch from e.claimed_at - e.opened_at)) as seconds",
        {**_OF_TALK, "reason": "e.reason"},
        {},
        _FILTERS,
    ),
    **{
        name: _Source(
            "usage u where u.organization_id = %(organization)s and u.workspace_id = %(workspace)s "
            "and u.kind like 'model.%%' and u.kind not in ('model.kept', 'model.begun')",
            "u.used_at",
            counts,
            {"model": "u.model", "use": "substr(u.kind, 7)"},
            {},
            {},
        )
        for name, counts in (
            ("model_cost", "count(*) as count, coalesce(sum(u.cost_micros), 0) as cost_micros"),
            ("model_tokens", "coalesce(sum(u.quantity), 0) as count"),
        )
    },
}
_TIMES = {
    "day": "(({at}) at time zone %(zone)s)::date",
    "week": "date_trunc('week', ({at}) at time zone %(zone)s)::date",
    "month": "date_trunc('month', ({at}) at time zone %(zone)s)::date",
    "hour": "extract(hour from ({at}) at time zone %(zone)s)::int",
    "weekday": "extract(isodow from ({at}) at time zone %(zone)s)::int",
}


def vocabulary_of(facts: WorkspaceFacts) -> Vocabulary:
    return Vocabulary(all_sectors()[facts.sector], facts.business.languages)


def today_of(facts: WorkspaceFacts) -> date:
    with clock.offset(facts.clock_offset):
        return clock.now().astimezone(facts.business.timezone).date()


async def of_report(
    session: Session, actor: Actor, facts: WorkspaceFacts, report: Report, days: Days | None = None
) -> Result:
    """Of the actor's workspace. `days`: these instead of its own. Raises Forbidden."""
    may_read(actor)
    await read_beside(facts.sector)
    today, zone = today_of(facts), facts.business.timezone
    vocabulary = vocabulary_of(facts)
    if days:
        report = replace(report, period=between(days.first, days.last))
    days = report.period.as_of(today)
    counted = _Counted(session, actor, report, vocabulary, zone)
    total, rows = await counted.total(days), await counted.rows(days)
    result = Result(report, vocabulary, days, zone.key, total, rows[:ROWS_AT_MOST])
    if report.by not in BY_TIME and len(rows) > ROWS_AT_MOST:
        result = replace(result, is_cut=True)
    elif report.by in BY_TIME:
        result = replace(result, rows=rows)
    if not report.compare:
        return result
    earlier = report.period.before(today) if report.compare == "before" else report.period.year_before(today)
    before_rows = await counted.rows(earlier)
    return replace(
        result,
        days_before=earlier,
        before=await counted.total(earlier),
        rows=_beside(result.rows, before_rows, by_place=report.by in ("day", "week", "month")),
    )


def _beside(rows: list[Row] | Any, before: list[Row], *, by_place: bool) -> list[Row]:
    if by_place:
        figures = [row.figure for row in before]
        return [
            replace(row, before=figures[place] if place < len(figures) else None)
            for place, row in enumerate(rows)
        ]
    known = {row.key: row.figure for row in before}
    empty = Figure()
    return [
        replace(
            row, before=known.get(row.key, replace(empty, whole=0 if row.figure.whole is not None else None))
        )
        for row in rows
    ]


@dataclass(frozen=True)
class _Counted:
    session: Session
    actor: Actor
    report: Report
    vocabulary: Vocabulary
    zone: ZoneInfo

    @property
    def source(self) -> _Source:
        return _SOURCES[self.report.measure]

    async def total(self, days: Days) -> Figure:
        found = await self._read(days, "")
        figures = _figures(found, is_one_kind="kind" in self.report.filters)
        return figures.get(None, Figure(whole=0 if "as whole" in self.source.counts else None))

    async def rows(self, days: Days) -> list[Row]:
        """In the order of time, with those in which there was nothing; else the most first."""
        by = self.report.by
        if not by:
            return []
        is_one_kind = by == "kind" or "kind" in self.report.filters
        figures = _figures(await self._read(days, by), is_one_kind=is_one_kind)
        if by in BY_TIME:
            empty = Figure(whole=0 if "as whole" in self.source.counts else None)
            return [Row(str(key), label, figures.get(key, empty)) for key, label in _times(by, days)]
        named = [
            Row(str(key or ""), self._label(str(key or "")), figure)
            for key, figure in figures.items()
            if self._is_shown(key)
        ]
        return sorted(named, key=lambda row: (-_weight(row.figure), row.label))

    def _is_shown(self, key: Any) -> bool:
        """Small talk is no wish."""
        return self.report.by != "intent" or key in self.vocabulary.sector.intents

    def _label(self, key: str) -> str:
        known = self.vocabulary.of(self.report.by).get(key)
        if self.report.by == "reason":
            known = next((words for reason, words in REASONS.items() if reason.value == key), None)
        spaced = key if self.report.by == "question" else key.removeprefix("own:").replace("_", " ")
        return known or spaced[:1].upper() + spaced[1:] or "Unknown"

    async def _read(self, days: Days, by: str) -> list[dict[str, Any]]:
        source = self.source
        group = _TIMES[by].format(at=source.at) if by in _TIMES else source.by[by] if by else "null"
        groups = f"group by {group}" if by else ""
        counts = source.counts
        if self.report.measure == "made":
            groups = f"group by {group}, in_.currency" if by else "group by in_.currency"
        if by == "reason" and self.report.measure == "escalated":
            counts = "count(*) as count"
        conditions = [source.filters[name] for name in self.report.filters]
        statement = (
            f"select {group} as key, {counts} from {source.rows.format(join=source.joins.get(by, ''))} "
            f"and {source.at} >= %(begins)s and {source.at} < %(ends)s "
            + "".join(f"and {condition} " for condition in conditions)
            + groups
        )
        async with (await self.session.driver()).cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement, self._about(days))
            return await cursor.fetchall()

    def _about(self, days: Days) -> dict[str, Any]:
        return {
            "workspace": self.actor.workspace_id,
            "organization": self.actor.organization_id,
            "begins": _midnight(days.first, self.zone),
            "ends": _midnight(days.last + timedelta(days=1), self.zone),
            "zone": self.zone.key,
            "sum_of": Jsonb({kind: self.vocabulary.sum_of(kind) for kind in self.vocabulary.of("kind")}),
            **self.report.filters,
        }


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _weight(figure: Figure) -> float:
    return figure.cost_micros if figure.cost_micros is not None else figure.count


def _figures(rows: list[dict[str, Any]], *, is_one_kind: bool) -> dict[Any, Figure]:
    """One for each key. Sums of money only where all of it is of one kind of record."""
    figures: dict[Any, Figure] = {}
    for row in rows:
        known = figures.get(row["key"], Figure())
        seconds, sums = row.get("seconds"), dict(known.sums)
        if row.get("currency") and is_one_kind:
            sums[row["currency"]] = Decimal(row["amount"])
        figures[row["key"]] = Figure(
            count=known.count + int(row["count"]),
            whole=row.get("whole"),
            seconds=None if seconds is None else float(seconds),
            cost_micros=int(row["cost_micros"]) if "cost_micros" in row else None,
            sums=dict(sorted(sums.items())),
        )
    return figures


def _times(by: str, days: Days) -> Iterator[tuple[Any, str]]:
    """All of the days, weeks ... of the time, whether or not something happened in them."""
    match by:
        case "hour":
            yield from ((hour, f"{hour:02}:00") for hour in range(24))
            return
        case "weekday":
            yield from enumerate(_WEEKDAYS, 1)
            return
    day = days.first
    if by == "week":
        day -= timedelta(days=day.weekday())
    while day <= days.last:
        match by:
            case "day":
                yield day, f"{day.day} {day:%b}"
                day += timedelta(days=1)
            case "week":
                yield day, f"Week of {day.day} {day:%b}"
                day += timedelta(weeks=1)
            case _:
                day = day.replace(day=1)
                yield day, f"{day:%b %Y}"
                day = (day + timedelta(days=32)).replace(day=1)
