"""Rows of the page of reports, as its tab sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from caly_app.agents.reports.report import NotAReport, Report, Vocabulary
from caly_app.agents.reports.result import Figure, Result
from caly_app.agents.reports.saying import figure_of, title_of
from caly_app.errors import Invalid, Refused, Unavailable
from caly_app.models import Every, KeptReport
from caly_app.queries import report_results
from caly_app.queries.business import WorkspaceFacts
from caly_app.state import paging, words
from caly_app.state.report_chips import in_address

BASE = "/reports"
BARS_AT_MOST = 31  # of what is not in the order of time
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    key: str
    label: str
    figure: str
    before: str


@dataclass(frozen=True)
class Kept:
    """A report in the list of those that are kept."""

    id: str
    name: str
    about: str
    href: str
    sent: str  # when it is sent; '' where it is not


@dataclass(frozen=True)
class Offer:
    """A report that may be meant, or an example of one."""

    words: str
    href: str


@dataclass(frozen=True)
class Member:
    id: str
    name: str
    is_chosen: bool


def lines_of(result: Result) -> list[Line]:
    return [
        Line(row.key, row.label, figure_of(result, row.figure), figure(result, row.before))
        for row in result.rows
    ]


def bars_of(result: Result) -> list[dict[str, Any]]:
    """For the chart: one for each row that it has room for."""
    drawn = result.rows if result.is_over_time else result.rows[:BARS_AT_MOST]
    return [
        {"name": row.label, "now": result.size(row.figure), "before": size(result, row.before)}
        for row in drawn
    ]


def number(said: Any, usual: int) -> int:
    text = str(said or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else usual


def said_of(error: Refused | Unavailable) -> str:
    if isinstance(error, Invalid) and error.fields:
        return " ".join(error.fields.values())
    return error.message


def listed(unknown: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in unknown)


def offer(report: Report, vocabulary: Vocabulary) -> Offer:
    return Offer(title_of(report, vocabulary), paging.address(BASE, in_address(report)))


def figure(result: Result, figure: Figure | None) -> str:
    return figure_of(result, figure) if figure is not None else ""


def size(result: Result, figure: Figure | None) -> float:
    return result.size(figure) if figure is not None else 0


def href_of(kept: KeptReport) -> str:
    return paging.address(BASE, {"kept": str(kept.id)})


def kept_line(kept: KeptReport, facts: WorkspaceFacts) -> Kept:
    vocabulary = report_results.vocabulary_of(facts)
    try:
        about = title_of(vocabulary.checked(kept.report), vocabulary)
    except NotAReport:
        about = "Cannot be counted any more"
    return Kept(str(kept.id), kept.name, about, href_of(kept), sent_when(kept, facts))


def sent_when(kept: KeptReport, facts: WorkspaceFacts) -> str:
    if kept.every is None or kept.due_at is None:
        return ""
    when = {
        Every.DAY: "every day",
        Every.WEEK: f"every {WEEKDAYS[(kept.day - 1) % 7]}",
        Every.MONTH: f"on day {kept.day} of each month",
    }[kept.every]
    zone = facts.business.timezone
    to = "1 member" if len(kept.sent_to) == 1 else f"{len(kept.sent_to)} members"
    return f"{when} at {kept.hour:02}:00 to {to}, next {words.whole_time(kept.due_at, zone)}"
