"""Figures of how conversations went; the address holds the days, so that it can be kept and sent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from caly_app import db, doorbell
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.errors import Invalid, NotSignedIn, Refused
from caly_app.queries import business as business_queries
from caly_app.queries import metrics as metric_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.metrics import Calibration, Counts, Metrics, Period, Share
from caly_app.services import members
from caly_app.state import live, words
from caly_app.state.shell import role_of
from caly_app.state.signed_in import current_actor, onlooker
from caly_app.state.talk import uuid_of

BASE = "/metrics"
REST_SECONDS = 5.0  # every turn of the workspace rings here
ASKED = ("days", "from", "to")
BETWEEN = "between"


@dataclass(frozen=True)
class Figure:
    """A figure: what it is, how much, what of how many, and how it was before."""

    name: str
    value: str
    about: str
    before: str
    href: str


@dataclass(frozen=True)
class Line:
    """A row of a table: an agent's or a business's."""

    name: str
    about: str
    began: str
    contained: str
    escalated: str
    resolved: str
    accuracy: str
    href: str
    workspace_id: str = ""  # of another business: a click goes over to it
    is_sum: bool = False  # of several businesses


@dataclass(frozen=True)
class Day:
    """A row behind the chart."""

    name: str
    href: str
    counts: list[int]  # as the chart's parts, and all of them at the end


@dataclass(frozen=True)
class Band:
    """Turns that were about as sure as one another."""

    name: str
    count: int
    confidence: str
    right: str
    between: str


class MetricsState(rx.State):
    asked: dict[str, str] = dict.fromkeys(ASKED, "")
    problem: str = ""
    about: str = ""
    role: str = ""
    figures: list[Figure] = []
    trend: list[dict[str, Any]] = []  # for the chart: one for each day
    days: list[Day] = []
    agents: list[Line] = []
    businesses: list[Line] = []
    curve: list[dict[str, Any]] = []  # for the chart: one for each band
    bands: list[Band] = []
    reviewed: int = 0
    needed: int = 0
    error: str = ""
    export: str = ""
    has_any: bool = False
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    @rx.event
    def choose(self, name: str, value: str):
        """A number of days, or one day and another."""
        if name == "days" and value != BETWEEN:
            return rx.redirect(_address({"days": value}))
        if name == "days":
            return rx.redirect(_address({"days": BETWEEN, "from": self._first, "to": self._last}))
        return rx.redirect(_address({**self.asked, "days": BETWEEN, name: value}))

    @rx.event
    async def go_over(self, workspace_id: str):
        """The same days of another business."""
        if not any(line.workspace_id == workspace_id for line in self.businesses if workspace_id):
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                await members.use_workspace(session, actor, uuid_of(workspace_id))
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        return rx.call_script("location.reload()")

    _first: str = ""
    _last: str = ""

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        self.asked = {name: self.router.url.query_parameters.get(name, "") for name in ASKED}
        self.role = role_of(actor)
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            period, self.problem = _period(facts, self.asked)
            found = await metric_queries.of_workspace(session, actor, period)
        await read_beside(facts.sector)
        self._show(found, facts)
        asked = {"from": period.first, "to": period.last, "workspace_id": actor.workspace_id}
        self.export = f"/api/v1/metrics/export?{urlencode(asked)}"
        self.is_loaded = True
        return [doorbell.conversations_of(actor.workspace_id), doorbell.account(actor.id)]

    def _show(self, found: Metrics, facts: WorkspaceFacts) -> None:
        period = found.period
        self._first, self._last = period.first.isoformat(), period.last.isoformat()
        self.about = f"{_day(period.first)} to {_day(period.last)}, {period.zone.key}"
        self.figures = _figures(found)
        self.has_any = found.counts.began > 0
        self.trend = [_bar(each.day, each.counts) for each in found.days]
        self.days = [
            Day(
                name=_day(each.day),
                href=_list(Period(each.day, each.day, period.zone)),
                counts=[*_parts(each.counts).values(), each.counts.began],
            )
            for each in reversed(found.days)
            if each.counts.began
        ]
        sector = all_sectors()[facts.sector]
        self.agents = [
            _line(
                *(_title(sector, each.agent), "", each.counts, each.accuracy),
                _list(period, agent=each.agent),
            )
            for each in found.agents
        ]
        self.businesses = _businesses(found, facts) if found.others else []
        self._show_calibration(found.calibration)

    def _show_calibration(self, found: Calibration) -> None:
        self.reviewed, self.needed = found.reviewed, found.needed
        self.error = _percent(found.error)
        filled = [each for each in found.bins if each.right.whole]
        self.bands = [
            Band(
                name=f"{each.low:.0%} to {each.high:.0%}".replace("%", " %"),
                count=each.right.whole,
                confidence=_percent(each.confidence),
                right=_percent(each.right.value),
                between=_between(each.right),
            )
            for each in filled
        ]
        self.curve = [
            {
                "name": f"{100 * each.low:.0f}–{100 * each.high:.0f}",
                "right": _points(each.right.value),
                "confidence": _points(each.confidence),
            }
            for each in found.bins
        ]


def _period(facts: WorkspaceFacts, asked: dict[str, str]) -> tuple[Period, str]:
    """What the address asks for; else the usual days, and what is wrong with it."""
    try:
        if asked["days"] == BETWEEN:
            first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
            return metric_queries.period(facts, first=first, last=last), ""
        days = int(asked["days"]) if asked["days"].isascii() and asked["days"].isdigit() else None
        return metric_queries.period(facts, metric_queries.USUAL_DAYS if days is None else days), ""
    except Invalid as error:
        return metric_queries.period(facts), " ".join(error.fields.values())
    except ValueError:
        return metric_queries.period(facts), "Please choose two days, the first one first."


def _address(asked: dict[str, str]) -> str:
    return f"{BASE}?{urlencode({name: value for name, value in asked.items() if value and name in ASKED})}"


def _list(period: Period, **wanted: str) -> str:
    """Address of the conversations that a figure counts."""
    days = {"began": BETWEEN, "from": period.first.isoformat(), "to": period.last.isoformat()}
    return f"/conversations?{urlencode({**days, **wanted})}"


def _figures(found: Metrics) -> list[Figure]:
    now, before, period = found.counts, found.before, found.period
    began = Figure(
        *("Conversations", f"{now.began:,}", f"{now.began - now.ended} of them have not ended"),
        *(f"{before.began:,} in the {period.days} days before", _list(period)),
    )
    shares = [
        Figure(
            *(title, _percent(now.share(name).value), f"{getattr(now, name):,} of {now.ended:,} that ended"),
            *(_before(before.share(name)), _list(period, outcome=name)),
        )
        for title, name in (("Contained", "contained"), ("Escalated", "escalated"), ("Resolved", "resolved"))
    ]
    right = found.accuracy
    about = f"{right.part:,} of {right.whole:,} reviewed turns, {_between(right)}" if right.whole else ""
    understood = Figure(
        *("Understood rightly", _percent(right.value), about or "No turn was reviewed"),
        *(_before(found.accuracy_before), _list(period, reviewed="yes")),
    )
    return [began, *shares, understood]


def _before(share: Share) -> str:
    return f"{_percent(share.value)} before" if share.whole else "Nothing to compare with"


def _line(name: str, about: str, counts: Counts, accuracy: Share, href: str) -> Line:
    return Line(
        name=name,
        about=about,
        began=f"{counts.began:,}",
        contained=_percent(counts.share("contained").value),
        escalated=_percent(counts.share("escalated").value),
        resolved=_percent(counts.share("resolved").value),
        accuracy=f"{_percent(accuracy.value)} of {accuracy.whole:,}" if accuracy.whole else "–",
        href=href,
    )


def _businesses(found: Metrics, facts: WorkspaceFacts) -> list[Line]:
    """Sector by sector; where there are several of one, their sum stands above them."""
    lines: list[Line] = []
    for sector in metric_queries.by_sector(found, facts.sector):
        name = words.sector_title(sector.sector)
        if sector.businesses > 1:
            about = f"{sector.businesses} businesses"
            summed = _line(name, about, sector.counts, sector.accuracy, "")
            lines.append(replace(summed, is_sum=True))
        about = "" if sector.businesses > 1 else name
        if sector.sector == facts.sector:
            own = (facts.business.name, about, found.counts, found.accuracy)
            lines.append(_line(*own, _list(found.period)))
        lines += [
            replace(_line(each.name, about, each.counts, each.accuracy, ""), workspace_id=str(each.id))
            for each in found.others
            if each.sector == sector.sector
        ]
    return lines


def _bar(day: date, counts: Counts) -> dict[str, Any]:
    return {"day": f"{day.day} {day:%b}", **_parts(counts)}


def _parts(counts: Counts) -> dict[str, int]:
    return {
        "contained": counts.contained,
        "escalated": counts.escalated,
        "abandoned": counts.abandoned,
        "failed": counts.failed,
        "open": counts.began - counts.ended,
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}\u00a0%"


def _points(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _between(share: Share) -> str:
    low, high = share.interval or (0.0, 1.0)
    return f"{100 * low:.0f}\u00a0to\u00a0{100 * high:.0f}\u00a0%"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _title(sector: Sector, agent: str) -> str:
    return sector.agents[agent].title["en"] if agent in sector.agents else agent.replace("_", " ")
