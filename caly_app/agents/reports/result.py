"""What came of a report: figures as they were counted, and nothing that was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from caly_app.agents.reports.periods import Days
from caly_app.agents.reports.report import BY_TIME, Report, Vocabulary

ENOUGH_FOR_A_SHARE = 10  # of fewer, no percentage is told: one more would turn it over


@dataclass(frozen=True)
class Figure:
    """`count`: what was counted, of `whole` where it is a share. `sums`: by currency, exactly."""

    count: int = 0
    whole: int | None = None
    seconds: float | None = None  # on average
    cost_micros: int | None = None  # millionths of a US dollar
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """None where there are too few to speak of a share."""
        if self.whole is None or self.whole < ENOUGH_FOR_A_SHARE:
            return None
        return self.count / self.whole


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    figure: Figure
    before: Figure | None = None


@dataclass(frozen=True)
class Result:
    """`rows`: in the order of time, or the most first; `is_cut`: there are more of them."""

    report: Report
    vocabulary: Vocabulary
    days: Days
    zone: str
    total: Figure
    rows: Sequence[Row] = ()
    days_before: Days | None = None
    before: Figure | None = None
    is_cut: bool = False

    @property
    def most(self) -> Row | None:
        """The row with the largest figure; None where two are level, or nothing was counted."""
        counted = sorted(self.rows, key=lambda row: self.size(row.figure), reverse=True)
        if not counted or self.size(counted[0].figure) == 0:
            return None
        if len(counted) > 1 and self.size(counted[0].figure) == self.size(counted[1].figure):
            return None
        return counted[0]

    @property
    def is_over_time(self) -> bool:
        return self.report.by in BY_TIME

    def size(self, figure: Figure) -> float:
        """How far a bar of it reaches."""
        if figure.cost_micros is not None:
            return figure.cost_micros / 1_000_000
        if self.report.measure == "waiting":
            return round((figure.seconds or 0) / 60, 2)
        return figure.count
