"""What came of a report as a table: for a spreadsheet, and in letters."""

import csv
import io
from collections.abc import Iterator

from caly_app.agents.reports.report import GROUPINGS, MEASURES
from caly_app.agents.reports.result import Figure, Result
from caly_app.agents.reports.saying import figure_of
from caly_app.services.record_imports import FORMULAS

_IN_A_LETTER = 31


def as_csv(result: Result) -> str:
    """Counts and exact sums, no shares: those are soon made of them. The last line is all of it."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    currencies = sorted({currency for figure in _figures(result) for currency in figure.sums})
    heads = ["count", *_more_heads(result), *currencies]
    compared = [f"before_{head}" for head in heads] if result.before is not None else []
    first = GROUPINGS[result.report.by].replace(" ", "_") if result.report.by else "of"
    lines.writerow([first, *heads, *compared])
    for row in result.rows:
        cells = [safe(row.key if result.is_over_time else row.label), *_cells(row.figure, result, currencies)]
        before = _cells(row.before, result, currencies) if row.before else [""] * len(heads)
        lines.writerow([*cells, *(before if compared else [])])
    whole = [f"{result.days.first} to {result.days.last}", *_cells(result.total, result, currencies)]
    lines.writerow(
        [*whole, *(_cells(result.before, result, currencies) if result.before is not None else [])]
    )
    return out.getvalue()


def file_name(result: Result) -> str:
    return f"report-{result.report.measure}-{result.days.first}-{result.days.last}.csv"


def as_lines(result: Result) -> list[str]:
    """For a letter: the first rows."""
    shown = [f"{row.label}: {figure_of(result, row.figure)}" for row in result.rows[:_IN_A_LETTER]]
    more = len(result.rows) - len(shown)
    return [*shown, f"... and {more} more"] if more > 0 else shown


def safe(cell: str) -> str:
    """A spreadsheet shows it, and reckons nothing."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def _figures(result: Result) -> Iterator[Figure]:
    for row in result.rows:
        yield row.figure
        if row.before:
            yield row.before
    yield result.total
    if result.before is not None:
        yield result.before


def _more_heads(result: Result) -> list[str]:
    match MEASURES[result.report.measure].kind:
        case "share":
            return ["of"]
        case "average":
            return ["of", "average_seconds"]
        case "cost":
            return ["cost_micros_usd"]
    return []


def _cells(figure: Figure, result: Result, currencies: list[str]) -> list[str]:
    kind = MEASURES[result.report.measure].kind
    cells = [str(figure.count)]
    if kind in ("share", "average"):
        cells.append("" if figure.whole is None else str(figure.whole))
    if kind == "average":
        cells.append("" if figure.seconds is None else f"{figure.seconds:.0f}")
    if kind == "cost":
        cells.append(str(figure.cost_micros or 0))
    return [*cells, *(str(figure.sums.get(currency, "")) for currency in currencies)]
