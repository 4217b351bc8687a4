"""Figures of how conversations went: counted where they are stored, one statement for each group.

docs/metrics.md says what each of them means.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from math import sqrt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row

from caly_app import clock
from caly_app.actor import Actor, ActorKind
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import SOLVED
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.conversations import may_read

LONGEST_DAYS = 366
USUAL_DAYS = 30
BINS = 10
ENOUGH = 30  # reviewed turns, before a calibration says anything
_Z = 1.959964  # of a normal distribution: 95 % lie within


@dataclass(frozen=True)
class Period:
    """Whole days of the business, both of them included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def before(self) -> "Period":
        """As many days, up to the day before."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length, self.zone)


def period(
    facts: WorkspaceFacts, days: int = USUAL_DAYS, first: date | None = None, last: date | None = None
) -> Period:
    """The last days up to today, or from one day to another. Raises Invalid."""
    zone = facts.business.timezone
    with clock.offset(facts.clock_offset):
        last = last or clock.now().astimezone(zone).date()
    if first is None and not 1 <= days <= LONGEST_DAYS:
        raise Invalid(fields={"days": f"Please choose from 1 to {LONGEST_DAYS} days."})
    try:
        found = Period(first or last - timedelta(days=days - 1), last, zone)
        is_within = 1 <= found.days <= LONGEST_DAYS and bool(found.before.begins and found.ends)
    except OverflowError:
        is_within = False
    if not is_within:
        raise Invalid(fields={"from": f"Please choose from 1 to {LONGEST_DAYS} days, the first one first."})
    return found


@dataclass(frozen=True)
class Share:
    """A part of a whole, with where the true share lies in 95 of 100 such samples (Wilson)."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True)
class Counts:
    """Conversations that began in a time, and how those that have ended came out."""

    began: int = 0
    contained: int = 0
    escalated: int = 0
    failed: int = 0
    abandoned: int = 0
    resolved: int = 0

    @property
    def ended(self) -> int:
        return self.contained + self.escalated + self.failed + self.abandoned

    def share(self, name: str) -> Share:
        """Of those that have ended. `name`: contained, escalated, failed, abandoned or resolved."""
        return Share(int(getattr(self, name)), self.ended)


@dataclass(frozen=True)
class DayCounts:
    day: date
    counts: Counts


@dataclass(frozen=True)
class AgentCounts:
    agent: str
    counts: Counts
    accuracy: Share


@dataclass(frozen=True)
class WorkspaceCounts:
    id: UUID
    name: str
    sector: str
    counts: Counts
    accuracy: Share


@dataclass(frozen=True)
class SectorCounts:
    """All businesses of a sector, in the same days."""

    sector: str
    businesses: int
    counts: Counts
    accuracy: Share


@dataclass(frozen=True)
class Bin:
    """Reviewed turns whose confidence lay from `low` to `high`."""

    low: float
    high: float
    confidence: float | None  # on average
    right: Share


@dataclass(frozen=True)
class Calibration:
    period: Period
    bins: Sequence[Bin]
    reviewed: int

    @property
    def needed(self) -> int:
        """Reviewed turns that are missing before it says anything."""
        return max(0, ENOUGH - self.reviewed)

    @property
    def error(self) -> float | None:
        """Expected calibration error: how far confidence and truth lie apart, on average of the turns."""
        if not self.reviewed:
            return None
        apart = (
            abs(each.right.part - each.right.whole * each.confidence)
            for each in self.bins
            if each.confidence is not None
        )
        return sum(apart) / self.reviewed


@dataclass(frozen=True)
class Metrics:
    period: Period
    counts: Counts
    before: Counts
    accuracy: Share
    accuracy_before: Share
    calibration: Calibration
    days: Sequence[DayCounts]
    agents: Sequence[AgentCounts]
    others: Sequence[WorkspaceCounts]  # businesses of the organization, in the same days


_SOLVED = ", ".join(f"'{each.value}'" for each in SOLVED)
_COUNTS = f"""
count(*) as began,
count(*) filter (where outcome = 'contained') as contained,
count(*) filter (where outcome = 'escalated') as escalated,
count(*) filter (where outcome = 'failed') as failed,
count(*) filter (where outcome = 'abandoned') as abandoned,
count(*) filter (where outcome = 'contained'
                 or (outcome = 'escalated' and disposition in ({_SOLVED}))) as resolved
"""

# What a person has said of a turn, and another has accepted. Without a bin: it was not understood at all.
_REVIEWED = """
select c.started_at >= %(begins)s as is_now, r.agent, count(*) as whole,
       count(*) filter (where r.is_right) as part, sum(r.confidence) as confidence,
       case when r.understood <> '' and r.confidence between 0 and 1
            then least(floor(r.confidence * %(bins)s), %(bins)s - 1)::int end as bin
from review r join conversation c on c.id = r.conversation_id
where r.workspace_id = %(workspace)s and r.state = 'accepted'
  and c.started_at >= %(before)s and c.started_at < %(ends)s
group by is_now, agent, bin
"""

_TOTALS = f"""
select is_now, day, {_COUNTS}
from (select outcome, disposition, started_at >= %(begins)s as is_now,
             case when started_at >= %(begins)s then (started_at at time zone %(zone)s)::date end as day
      from conversation
      where workspace_id = %(workspace)s and started_at >= %(before)s and started_at < %(ends)s) c
group by is_now, day
"""

_BY_AGENT = f"""
select agent, {_COUNTS}
from conversation, unnest(agents) agent
where workspace_id = %(workspace)s and started_at >= %(begins)s and started_at < %(ends)s
group by agent
"""

# Each workspace has days of its own: midnight is elsewhere.
_BY_WORKSPACE = f"""
select w.id, w.name, w.sector, c.*
from workspace w cross join lateral (
  select {_COUNTS} from conversation
  where workspace_id = w.id and started_at >= (%(first)s::date)::timestamp at time zone w.timezone
    and started_at < (%(last)s::date + 1)::timestamp at time zone w.timezone) c
where w.organization_id = %(organization)s and w.kind = 'live' and w.id <> %(workspace)s
order by w.sector, w.name limit 100
"""

_ACCURACY_BY_WORKSPACE = """
select r.workspace_id, count(*) as whole, count(*) filter (where r.is_right) as part
from review r join conversation c on c.id = r.conversation_id join workspace w on w.id = r.workspace_id
where r.organization_id = %(organization)s and r.workspace_id <> %(workspace)s and r.state = 'accepted'
  and c.started_at >= (%(first)s::date)::timestamp at time zone w.timezone
  and c.started_at < (%(last)s::date + 1)::timestamp at time zone w.timezone
group by 1
"""


async def of_workspace(session: Session, actor: Actor, asked: Period) -> Metrics:
    """Of the actor's workspace in these days, beside the days before.

    A person sees how the other businesses of the organization do; a key belongs to one.
    """
    may_read(actor)
    about = _about(actor, asked)
    totals = await _rows(session, _TOTALS, about)
    by_agent = {row["agent"]: _counts(row) for row in await _rows(session, _BY_AGENT, about)}
    reviewed = await _rows(session, _REVIEWED, about)
    by_day = {row["day"]: _counts(row) for row in totals if row["is_now"]}
    days = [asked.first + timedelta(days=n) for n in range(asked.days)]
    now = [row for row in reviewed if row["is_now"]]
    named = sorted(by_agent.keys() | {row["agent"] for row in now if row["agent"]})
    return Metrics(
        period=asked,
        counts=_sum(by_day.values()),
        before=_sum(_counts(row) for row in totals if not row["is_now"]),
        accuracy=_right(now),
        accuracy_before=_right(row for row in reviewed if not row["is_now"]),
        calibration=_calibration(asked, now),
        days=[DayCounts(day, by_day.get(day, Counts())) for day in days],
        agents=[
            AgentCounts(agent, by_agent.get(agent, Counts()), _right(r for r in now if r["agent"] == agent))
            for agent in named
        ],
        others=[] if actor.kind is ActorKind.API_KEY else await _others(session, about),
    )


async def calibration(session: Session, actor: Actor, asked: Period) -> Calibration:
    """Whether what it is 90 % sure of is right nine times out of ten: of reviewed turns it understood."""
    may_read(actor)
    rows = await _rows(session, _REVIEWED, _about(actor, asked))
    return _calibration(asked, [row for row in rows if row["is_now"]])


def by_sector(found: Metrics, own: str) -> list[SectorCounts]:
    """`own`: the sector of the workspace that was asked for, which is counted among the others."""
    of: dict[str, list[tuple[Counts, Share]]] = {own: [(found.counts, found.accuracy)]}
    for each in found.others:
        of.setdefault(each.sector, []).append((each.counts, each.accuracy))
    return [
        SectorCounts(
            sector=sector,
            businesses=len(parts),
            counts=_sum(counts for counts, _ in parts),
            accuracy=Share(sum(right.part for _, right in parts), sum(right.whole for _, right in parts)),
        )
        for sector, parts in sorted(of.items())
    ]


async def _others(session: Session, about: dict[str, Any]) -> list[WorkspaceCounts]:
    workspaces = await _rows(session, _BY_WORKSPACE, about)
    reviewed = await _rows(session, _ACCURACY_BY_WORKSPACE, about) if workspaces else []
    right = {row["workspace_id"]: Share(row["part"], row["whole"]) for row in reviewed}
    return [
        WorkspaceCounts(
            *(row["id"], row["name"], row["sector"], _counts(row)), right.get(row["id"], Share(0, 0))
        )
        for row in workspaces
    ]


def _calibration(asked: Period, rows: Sequence[dict[str, Any]]) -> Calibration:
    bins = [_bin(place, [row for row in rows if row["bin"] == place]) for place in range(BINS)]
    return Calibration(asked, bins, sum(each.right.whole for each in bins))


def _bin(place: int, rows: Sequence[dict[str, Any]]) -> Bin:
    right = _right(rows)
    confidence = sum(row["confidence"] for row in rows) / right.whole if right.whole else None
    return Bin(place / BINS, (place + 1) / BINS, confidence, right)


def _about(actor: Actor, asked: Period) -> dict[str, Any]:
    return {
        "workspace": actor.workspace_id,
        "organization": actor.organization_id,
        "bins": BINS,
        "before": asked.before.begins,
        "begins": asked.begins,
        "ends": asked.ends,
        "zone": asked.zone.key,
        "first": asked.first,
        "last": asked.last,
    }


def _right(rows: Iterable[dict[str, Any]]) -> Share:
    found = list(rows)
    return Share(sum(row["part"] for row in found), sum(row["whole"] for row in found))


async def _rows(session: Session, statement: str, about: dict[str, Any]) -> list[dict[str, Any]]:
    async with (await session.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, about)
        return await cursor.fetchall()


def _counts(row: dict[str, Any]) -> Counts:
    return Counts(**{each.name: row[each.name] for each in fields(Counts)})


def _sum(many: Iterable[Counts]) -> Counts:
    total = dict.fromkeys((each.name for each in fields(Counts)), 0)
    for counts in many:
        for name in total:
            total[name] += getattr(counts, name)
    return Counts(**total)
