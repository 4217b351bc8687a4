"""What a report asks for, as data over a closed vocabulary: words, people and models fill in the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from babel import Locale, UnknownLocaleError

from caly_app.agents.channel import Channel
from caly_app.agents.reports.periods import BETWEEN, LAST_DAYS, NoSuchPeriod, Period
from caly_app.agents.sector import Sector

BY_TIME = ("day", "week", "month", "hour", "weekday")
OUTCOMES = ("contained", "escalated", "abandoned", "failed", "open")
COMPARISONS = {"": "nothing", "before": "the period before", "year_before": "the year before"}

# How a measure is counted: so many, so many of how many, or so much on average.
Kind = Literal["count", "share", "average", "cost"]


@dataclass(frozen=True)
class Measure:
    """`of`: what a share is a share of. `by` and `filters`: what it can be split by, and narrowed to."""

    title: str
    kind: Kind
    by: tuple[str, ...]
    filters: tuple[str, ...]
    of: str = ""
    one: str = ""  # of what is counted
    many: str = ""


_TALK = ("agent", "intent", "channel", "language")


def _ended(title: str, *more: str) -> Measure:
    many = f"conversations {title.lower()}"
    by = (*BY_TIME, *_TALK, *more)
    return Measure(
        title, "share", by, _TALK, "that ended", many.replace("conversations", "conversation"), many
    )


MEASURES: Mapping[str, Measure] = {
    "conversations": Measure(
        "Conversations",
        "count",
        (*BY_TIME, *_TALK, "outcome"),
        (*_TALK, "outcome"),
        one="conversation",
        many="conversations",
    ),
    "contained": _ended("Contained"),
    "escalated": _ended("Handed over", "reason"),
    "resolved": _ended("Resolved"),
    "abandoned": _ended("Abandoned"),
    "failed": _ended("Failed"),
    "done": Measure(
        "Done by agents",
        "count",
        (*BY_TIME, "deed", "channel", "language"),
        ("deed", "channel", "language"),
        one="thing done",
        many="things done",
    ),
    "made": Measure(
        "Records made by agents",
        "count",
        (*BY_TIME, "kind"),
        ("kind",),
        one="record made",
        many="records made",
    ),
    "unanswered": Measure(
        "Questions without an answer",
        "count",
        (*BY_TIME, "question", "channel", "language"),
        ("channel", "language"),
        one="question without an answer",
        many="questions without an answer",
    ),
    "thumbs": Measure(
        "Thumbs up",
        "share",
        (*BY_TIME, "agent", "channel", "language"),
        ("agent", "channel", "language"),
        "given",
        "thumb up",
        "thumbs up",
    ),
    "accuracy": Measure(
        "Understood rightly",
        "share",
        (*BY_TIME, "agent", "intent", "channel", "language"),
        ("agent", "intent", "channel", "language"),
        "reviewed",
        "turn understood rightly",
        "turns understood rightly",
    ),
    "waiting": Measure(
        "Waiting in the queue",
        "average",
        (*BY_TIME, "reason", "channel", "language"),
        ("channel", "language"),
        "who waited",
        "customer taken up",
        "customers taken up",
    ),
    "model_cost": Measure(
        "Cost of the language model", "cost", (*BY_TIME, "model", "use"), (), one="answer", many="answers"
    ),
    "model_tokens": Measure(
        "Tokens of the language model", "count", (*BY_TIME, "model", "use"), (), one="token", many="tokens"
    ),
}

GROUPINGS: Mapping[str, str] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "hour": "hour of the day",
    "weekday": "weekday",
    "agent": "agent",
    "intent": "what was wanted",
    "channel": "channel",
    "language": "language",
    "outcome": "outcome",
    "reason": "reason",
    "deed": "what was done",
    "kind": "kind of record",
    "question": "question",
    "model": "model",
    "use": "what it was asked for",
}


class NotAReport(ValueError):
    """`wrong`: what is wrong with which part, in words."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True)
class Report:
    """`by` '': no grouping. `filters`: name -> value of the vocabulary. `compare`: one of COMPARISONS."""

    measure: str
    period: Period
    by: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    compare: str = ""

    def as_json(self) -> dict[str, object]:
        period: dict[str, object] = {"name": self.period.name}
        if self.period.name == LAST_DAYS:
            period["days"] = self.period.days
        if self.period.name == BETWEEN:
            period |= {"first": str(self.period.first), "last": str(self.period.last)}
        return {
            "measure": self.measure,
            "by": self.by,
            "period": period,
            "filters": dict(self.filters),
            "compare": self.compare,
        }


@dataclass(frozen=True)
class Vocabulary:
    """The values that a business's reports may be narrowed to: value -> its words. From its sector."""

    sector: Sector
    languages: tuple[str, ...]

    def of(self, name: str) -> Mapping[str, str]:
        match name:
            case "agent":
                return {key: agent.title["en"] for key, agent in self.sector.agents.items()}
            case "intent":
                return {key: intent.title["en"] for key, intent in self.sector.intents.items()}
            case "channel":
                return {channel.value: channel.value.capitalize() for channel in Channel}
            case "language":
                return {key: _language(key) for key in self.languages}
            case "outcome":
                return {key: "Not ended" if key == "open" else key.capitalize() for key in OUTCOMES}
            case "deed":
                return self.deeds("en")
            case "kind":
                return {key: entity.title["en"] for key, entity in self.sector.entities.items()}
        return {}

    def deeds(self, language: str) -> Mapping[str, str]:
        """What agents can do that changes something, by what a customer would call it."""
        by_tool: dict[str, str] = {}
        for name, flow in self.sector.flows.items():
            for step in flow.steps:
                if step.use and self.sector.tools[step.use].writes:
                    by_tool.setdefault(step.use, self.sector.title_of(name, language))
        return by_tool

    def sum_of(self, kind: str) -> str:
        """The field of a record that says what it is about in money; '' where there is none, or several."""
        entity = self.sector.entities.get(kind)
        if entity is None:
            return ""
        properties = entity.fields.get("properties")
        fields = properties if isinstance(properties, Mapping) else {}
        sums = [name for name, shape in fields.items() if "[A-Z]{3}" in str(shape)]
        return sums[0] if len(sums) == 1 else next((name for name in ("amount", "total") if name in sums), "")

    def checked(self, said: Mapping[str, object]) -> Report:
        """From JSON. Raises NotAReport."""
        wrong: dict[str, str] = {}
        measure, by, compare = (said.get(name) or "" for name in ("measure", "by", "compare"))
        if not isinstance(measure, str) or measure not in MEASURES:
            raise NotAReport({"measure": f"Please choose one of: {', '.join(MEASURES)}."})
        known = MEASURES[measure]
        if not isinstance(by, str) or by and by not in known.by:
            wrong["by"] = f"{known.title} can be split by: {', '.join(known.by)}."
        if not isinstance(compare, str) or compare not in COMPARISONS:
            wrong["compare"] = "Please choose before, year_before, or nothing."
        if strange := set(map(str, said)) - {"measure", "by", "period", "filters", "compare"}:
            wrong[min(strange)[:40]] = "A report has no such part."
        filters = self._filters(known, said.get("filters") or {}, wrong)
        period = _period(said.get("period"), wrong)
        if wrong or period is None:
            raise NotAReport(wrong)
        return Report(measure, period, str(by), filters, str(compare))

    def _filters(self, measure: Measure, said: object, wrong: dict[str, str]) -> dict[str, str]:
        if not isinstance(said, Mapping):
            wrong["filters"] = "Please give names and values."
            return {}
        for name, value in said.items():
            if name not in measure.filters:
                could = ", ".join(measure.filters) or "nothing"
                wrong[f"filters.{str(name)[:40]}"] = f"{measure.title} can be narrowed by: {could}."
            elif value and str(value) not in self.of(name):
                wrong[f"filters.{name}"] = f"Please choose one of: {', '.join(self.of(name))}."
        return {name: value for name, value in said.items() if value} if not wrong else {}


def _language(key: str) -> str:
    try:
        return Locale.parse(key, sep="-").get_display_name("en") or key
    except (UnknownLocaleError, ValueError):
        return key


def _period(said: object, wrong: dict[str, str]) -> Period | None:
    if isinstance(said, str):
        said = {"name": said}
    if not isinstance(said, Mapping) or not isinstance(said.get("name"), str):
        wrong["period"] = "Please choose a period."
        return None
    days, name = said.get("days") or 0, said["name"]
    if not isinstance(days, int) or isinstance(days, bool):
        wrong["period"] = "Please say a number of days."
        return None
    try:
        return Period(name, days, *(_day(said.get(end)) for end in ("first", "last")))
    except NoSuchPeriod as error:
        wrong["period"] = str(error)
    except ValueError:
        wrong["period"] = "Please write days as 2026-10-05."
    return None


def _day(said: object) -> date | None:
    """Raises ValueError."""
    if said in (None, ""):
        return None
    if not isinstance(said, str) or len(said) != len("2026-10-05"):
        raise ValueError(said)
    return date.fromisoformat(said)
