"""A report as an address holds it, and as chips that a person can put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caly_app.agents.reports.periods import BETWEEN, LAST_DAYS, TITLES
from caly_app.agents.reports.report import COMPARISONS, GROUPINGS, MEASURES, Report, Vocabulary

PARTS = ("measure", "by", "period", "days", "from", "to", "compare")
FILTERS = ("agent", "intent", "deed", "kind", "channel", "language", "outcome")
_USUAL_DAYS = "30"
_LABELS = {
    "agent": "Agent",
    "intent": "Wanted",
    "deed": "What",
    "kind": "Kind",
    "channel": "Channel",
    "language": "Language",
    "outcome": "Outcome",
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Chip:
    """One part of what was understood. `kind`: select, date or number. `is_set`: it narrows."""

    name: str
    label: str
    value: str
    options: list[Option]
    kind: str = "select"
    is_set: bool = True


def in_address(report: Report) -> dict[str, str]:
    """What is_report() reads again."""
    period = report.period
    return {
        "measure": report.measure,
        "by": report.by,
        "period": period.name,
        "days": str(period.days) if period.name == LAST_DAYS else "",
        "from": str(period.first or ""),
        "to": str(period.last or ""),
        "compare": report.compare,
        **report.filters,
    }


def from_address(asked: Mapping[str, str]) -> dict[str, object]:
    """As Vocabulary.checked() takes it."""
    name = asked.get("period") or LAST_DAYS
    period: dict[str, object] = {"name": name}
    if name == LAST_DAYS:
        days = asked.get("days") or _USUAL_DAYS
        period["days"] = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0
    if name == BETWEEN:
        period |= {"first": asked.get("from") or None, "last": asked.get("to") or None}
    return {
        "measure": asked.get("measure", ""),
        "by": asked.get("by", ""),
        "period": period,
        "filters": {key: asked[key] for key in FILTERS if asked.get(key)},
        "compare": asked.get("compare", ""),
    }


def changed(report: Report, name: str, value: str, today: date) -> dict[str, str]:
    """The address with one part of it otherwise; what no longer goes with it is left out."""
    asked = in_address(report)
    if name == "period" and value == BETWEEN:
        days = report.period.as_of(today)
        asked |= {"from": str(days.first), "to": str(days.last)}
    if name == "period" and value == LAST_DAYS:
        asked["days"] = _USUAL_DAYS
    asked[name] = value
    if measure := MEASURES.get(asked["measure"]):
        asked["by"] = asked["by"] if asked["by"] in measure.by else ""
        asked = {key: each for key, each in asked.items() if key in PARTS or key in measure.filters}
    return asked


def chips(report: Report, vocabulary: Vocabulary) -> list[Chip]:
    measure, period = MEASURES[report.measure], report.period
    shown = [
        Chip("measure", "Figure", report.measure, _options({k: m.title for k, m in MEASURES.items()})),
        Chip("period", "Time", period.name, _options(TITLES)),
    ]
    if period.name == LAST_DAYS:
        shown.append(Chip("days", "Days", str(period.days), [], "number"))
    if period.name == BETWEEN:
        shown += [
            Chip("from", "From", str(period.first), [], "date"),
            Chip("to", "To", str(period.last), [], "date"),
        ]
    groupings = {"": "nothing", **{name: GROUPINGS[name] for name in measure.by}}
    shown += [
        Chip("by", "Split by", report.by, _options(groupings), is_set=bool(report.by)),
        Chip("compare", "Compare with", report.compare, _options(COMPARISONS), is_set=bool(report.compare)),
    ]
    return [*shown, *_narrowing(measure.filters, report, vocabulary)]


def _narrowing(names: Sequence[str], report: Report, vocabulary: Vocabulary) -> list[Chip]:
    return [
        Chip(
            name,
            _LABELS[name],
            report.filters.get(name, ""),
            _options({"": "all", **vocabulary.of(name)}),
            is_set=name in report.filters,
        )
        for name in FILTERS
        if name in names and vocabulary.of(name)
    ]


def _options(words: Mapping[str, str]) -> list[Option]:
    return [Option(value, label) for value, label in words.items()]
