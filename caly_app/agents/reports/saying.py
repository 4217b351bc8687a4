"""What came of a report, in a sentence: made from its rows, by nobody else."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_currency

from caly_app.agents.reports.periods import BETWEEN, LAST_DAYS, TITLES, Days, Period
from caly_app.agents.reports.report import GROUPINGS, MEASURES, Report, Vocabulary
from caly_app.agents.reports.result import Figure, Result

_MILLION = 1_000_000
_OF = {  # {part} of {whole} ...
    "contained": "conversations that ended needed no person",
    "escalated": "conversations that ended were handed over to a person",
    "resolved": "conversations that ended were resolved",
    "abandoned": "conversations that ended were left by a silent customer",
    "failed": "conversations that ended had failed",
    "thumbs": "thumbs were up",
    "accuracy": "reviewed turns were understood rightly",
    "waiting": "customers in the queue were taken up by a person",
}


def sentences(result: Result) -> str:
    """The figure, how it was before, and where most of it lies."""
    told = [f"{period_of(result.report.period, result.days)}: {_told(result, result.total)}."]
    if result.before is not None and result.days_before is not None:
        told.append(f"Before, {days_of(result.days_before)}: {figure_of(result, result.before)}.")
    if (most := result.most) and len(result.rows) > 1:
        word = "Longest" if result.report.measure == "waiting" else "Most"
        told.append(f"{word}: {most.label}, {figure_of(result, most.figure)}.")
    return " ".join(told)


def title_of(report: Report, vocabulary: Vocabulary) -> str:
    """Short: 'Handed over by agent, last week'."""
    what = MEASURES[report.measure].title
    for name in ("deed", "kind"):
        if name in report.filters:
            what = vocabulary.of(name).get(report.filters[name], report.filters[name])
    by = f" by {GROUPINGS[report.by]}" if report.by else ""
    return f"{what}{by}, {period_of(report.period)}"


def period_of(period: Period, days: Days | None = None) -> str:
    name = f"the last {period.days} days" if period.name == LAST_DAYS else TITLES[period.name]
    if period.name == LAST_DAYS and period.days == 1:
        name = "the last day"
    if period.name == BETWEEN:
        assert period.first and period.last
        name = days_of(Days(period.first, period.last))
    elif days is not None:
        name = f"{name[0].upper()}{name[1:]} ({days_of(days)})"
    return name


def days_of(days: Days) -> str:
    first, last = days.first, days.last
    if first == last:
        return f"{first.day} {first:%b %Y}"
    start = (
        f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%b}"
    )
    if first.year != last.year:
        start = f"{start} {first.year}"
    return f"{start} to {last.day} {last:%b %Y}"


def figure_of(result: Result, figure: Figure) -> str:
    """In few words: '12 of 40 (30 %)', '3, £45.00', '2 min 5 s'."""
    match MEASURES[result.report.measure].kind:
        case "share":
            return _share(figure)
        case "average":
            return (
                f"{duration(figure.seconds)}, {_share(figure)} taken up" if figure.whole else "nobody waited"
            )
        case "cost":
            return f"{dollars(figure.cost_micros or 0)}, {_count(figure.count, 'answer', 'answers')}"
        case _:
            return f"{figure.count:,}{''.join(f', {each}' for each in sums_of(figure))}"


def sums_of(figure: Figure) -> list[str]:
    return [format_currency(total, currency, locale="en_US") for currency, total in figure.sums.items()]


def dollars(micros: int) -> str:
    """To the millionth where there are some, never rounded."""
    exact = f"{Decimal(micros) / _MILLION:,.6f}"
    whole, _, decimals = exact.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')} US dollars"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}\u00a0%"


def _told(result: Result, figure: Figure) -> str:
    report, measure = result.report, MEASURES[result.report.measure]
    narrowed = _narrowed(report, result.vocabulary)
    match measure.kind:
        case "share":
            rate = f" ({percent(figure.share)})" if figure.share is not None else ""
            return f"{figure.count:,} of {figure.whole or 0:,} {_OF[report.measure]}{rate}{narrowed}"
        case "average":
            if not figure.whole:
                return f"nobody waited in the queue{narrowed}"
            after = f", after {duration(figure.seconds)} on average" if figure.count else ""
            return f"{figure.count:,} of {figure.whole:,} {_OF[report.measure]}{after}{narrowed}"
        case "cost":
            answers = _count(figure.count, "answer", "answers")
            return f"the language model cost {dollars(figure.cost_micros or 0)} for {answers}{narrowed}"
    if name := next((name for name in ("deed", "kind") if name in report.filters), ""):
        thing = result.vocabulary.of(name).get(report.filters[name], report.filters[name])
        how_often = _count(figure.count, "time", "times")
        in_all = f", {' and '.join(sums_of(figure))} in all" if figure.sums else ""
        return f"“{thing}”, {how_often}{in_all}{narrowed}"
    return f"{_count(figure.count, measure.one, measure.many)}{narrowed}"


def _narrowed(report: Report, vocabulary: Vocabulary) -> str:
    shown = {name: vocabulary.of(name).get(value, value) for name, value in report.filters.items()}
    told: Mapping[str, str] = {name: words for name, words in shown.items() if name not in ("deed", "kind")}
    parts = (f"{GROUPINGS[name]} {words}" for name, words in told.items())
    return f", only {', '.join(parts)}" if told else ""


def _share(figure: Figure) -> str:
    if figure.whole is None:
        return f"{figure.count:,}"
    rate = f" ({percent(figure.share)})" if figure.share is not None else ""
    return f"{figure.count:,} of {figure.whole:,}{rate}"


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
