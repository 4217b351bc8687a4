"""The figures of a time as a table, one line for each of them."""

import csv
import io
from collections.abc import Iterator

from caly_app.queries.metrics import Counts, Metrics, Share, by_sector
from caly_app.services.record_imports import FORMULAS

_HEAD = (
    *("group", "name", "began", "ended", "contained", "escalated", "failed", "abandoned", "resolved"),
    *("reviewed", "reviewed_right"),
)


def as_csv(metrics: Metrics, sector: str) -> str:
    """Counts and no shares: those are soon made of them. `sector`: the workspace's own."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(_HEAD)
    for group, name, counts, right in _lines(metrics, sector):
        cells = [f"'{name}" if name.startswith(FORMULAS) else name, *_numbers(counts)]
        lines.writerow([group, *cells, *([right.whole, right.part] if right else ["", ""])])
    return out.getvalue()


def _lines(metrics: Metrics, own: str) -> Iterator[tuple[str, str, Counts, Share | None]]:
    asked = metrics.period
    yield "total", f"{asked.first} to {asked.last}", metrics.counts, metrics.accuracy
    before = asked.before
    yield "before", f"{before.first} to {before.last}", metrics.before, metrics.accuracy_before
    for agent in metrics.agents:
        yield "agent", agent.agent, agent.counts, agent.accuracy
    for sector in by_sector(metrics, own):
        yield "sector", sector.sector, sector.counts, sector.accuracy
    for other in metrics.others:
        yield f"business, {other.sector}", other.name, other.counts, other.accuracy
    for day in metrics.days:
        yield "day", day.day.isoformat(), day.counts, None


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (
        *(counts.began, counts.ended, counts.contained, counts.escalated),
        *(counts.failed, counts.abandoned, counts.resolved),
    )
