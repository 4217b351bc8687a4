"""Figures asked for in words. The address holds what was understood, so that it can be kept and sent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from caly_app import db, doorbell, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.reports.report import GROUPINGS, MEASURES, NotAReport, Report
from caly_app.agents.reports.result import Result
from caly_app.agents.reports.saying import days_of, figure_of, sentences, title_of
from caly_app.agents.sectors import read_beside
from caly_app.errors import NotFound, NotSignedIn, Refused, Unavailable
from caly_app.models import Every, KeptReport
from caly_app.queries import business as business_queries
from caly_app.queries import members as member_queries
from caly_app.queries import report_results
from caly_app.queries import reports as report_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.services import report_exports, reports
from caly_app.services.reports import Asked, Schedule
from caly_app.state import live, paging
from caly_app.state.report_chips import FILTERS, PARTS, Chip, changed, chips, from_address, in_address
from caly_app.state.report_views import (
    BASE,
    Kept,
    Line,
    Member,
    Offer,
    bars_of,
    figure,
    href_of,
    kept_line,
    lines_of,
    listed,
    number,
    offer,
    said_of,
    sent_when,
)
from caly_app.state.signed_in import current_actor, onlooker

REST_SECONDS = 5.0  # every turn of the workspace rings here
LISTED = 20
ASKED = ("q", "kept", "after", *PARTS, *FILTERS)


class ReportsState(rx.State):
    asked: dict[str, str] = dict.fromkeys(ASKED, "")
    problem: str = ""
    notes: list[str] = []
    offers: list[Offer] = []
    measures: list[str] = []  # what can be asked for, where nothing was understood
    is_asking: bool = False
    is_loaded: bool = False
    may_keep: bool = False
    may_schedule: bool = False

    has_result: bool = False
    chips: list[Chip] = []
    about: str = ""
    sentence: str = ""
    title: str = ""
    split: str = ""  # the head of the first column
    split_before: str = ""
    lines: list[Line] = []
    bars: list[dict[str, Any]] = []
    total: str = ""
    total_before: str = ""
    is_cut: bool = False
    has_decimals: bool = False

    kept: list[Kept] = []
    next: str = ""
    opened: str = ""  # id of the kept report that is shown
    opened_name: str = ""
    opened_sent: str = ""
    is_changed: bool = False  # what is shown is not what is kept
    may_change: bool = False
    members: list[Member] = []
    every: str = "week"
    day: str = "1"
    hour: str = "8"
    is_scheduling: bool = False
    deleting: str = ""
    deleting_name: str = ""
    errors: dict[str, str] = {"name": "", "schedule": ""}
    _report: Report | None = None
    _today: date = date(2000, 1, 1)
    _noted_for: str = ""  # the question that the notes are about

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    # --- asking ---

    @rx.event(background=True)
    async def ask(self, form: dict[str, Any]):
        """A language model may think about it for a while: the page is not held meanwhile."""
        question = " ".join(str(form.get("question", ""))[: reports.QUESTION_AT_MOST].split())
        async with self:
            self.problem = "" if question else "Please ask a question."
            self.is_asking, self.notes, self.offers, self.measures = bool(question), [], [], []
        if not question:
            return
        try:
            async with self:
                actor = await current_actor(self)
            asked = await reports.ask(actor, question, wiring.ports())
        except NotSignedIn:
            yield rx.redirect("/sign-in")
            return
        except (Refused, Unavailable) as error:
            async with self:
                self.is_asking, self.problem = False, said_of(error)
            return
        async with self:
            self.is_asking = False
            self._take(question, asked)
        if asked.result:
            yield rx.redirect(paging.address(BASE, {"q": question, **in_address(asked.result.report)}))

    @rx.event
    def ask_for(self, question: str):
        """An example that was clicked."""
        return ReportsState.ask({"question": question})

    @rx.event
    def choose(self, name: str, value: str):
        """A part of what was understood, put right."""
        report = self._report
        if report is None or name not in (*PARTS, *FILTERS) or in_address(report).get(name, "") == value:
            return None
        self.notes, self._noted_for = [], ""
        beside = {key: self.asked[key] for key in ("q", "kept")}
        return rx.redirect(paging.address(BASE, {**beside, **changed(report, name, value[:80], self._today)}))

    @rx.event
    async def download(self):
        """The table as CSV."""
        actor, report = await current_actor(self), self._report
        if report is None:
            return None
        async with db.transaction(actor) as session:
            facts = await _facts(session, actor)
            result = await report_results.of_report(session, actor, facts, _plain(report))
        return rx.download(data=report_exports.as_csv(result), filename=report_exports.file_name(result))

    # --- keeping ---

    @rx.event
    async def keep(self, form: dict[str, Any]):
        """Under a name; what is open stays as it is."""
        report = self._report
        if report is None:
            return None
        actor = await current_actor(self)
        try:
            async with db.transaction(actor) as session:
                said = _plain(report).as_json()
                kept = await reports.keep(session, actor, str(form.get("name", ""))[:200], said)
                href = href_of(kept)
        except Refused as error:
            self.errors = {**self.errors, "name": said_of(error)}
            return None
        self.errors = dict.fromkeys(self.errors, "")
        return [rx.redirect(href), rx.toast.success(f"{kept.name} is kept.")]

    @rx.event
    async def rename(self, form: dict[str, Any]):
        """And what it asks for, where that was put right."""
        report, opened = self._report, self.opened
        actor = await current_actor(self)
        try:
            async with db.transaction(actor) as session:
                said = _plain(report).as_json() if report and self.is_changed else None
                name = str(form.get("name", ""))[:200]
                kept = await reports.change(session, actor, _uuid(opened), name, said)
                href = href_of(kept)
        except Refused as error:
            self.errors = {**self.errors, "name": said_of(error)}
            return None
        self.errors = dict.fromkeys(self.errors, "")
        await self._reload()
        return [rx.redirect(href), rx.toast.success(f"{kept.name} is saved.")]

    @rx.event
    def ask_to_delete(self, report_id: str):
        self.deleting = report_id
        self.deleting_name = next((each.name for each in self.kept if each.id == report_id), self.opened_name)

    @rx.event
    def keep_it(self, is_open: bool):
        if not is_open:
            self.deleting = ""

    @rx.event
    async def delete(self):
        actor = await current_actor(self)
        deleting, self.deleting = self.deleting, ""
        try:
            async with db.transaction(actor) as session:
                await reports.remove(session, actor, _uuid(deleting))
        except Refused as refusal:
            return rx.toast.warning(refusal.message)
        if deleting == self.opened:
            return rx.redirect(BASE)
        await self._reload()

    # --- sending ---

    @rx.event
    def begin_schedule(self, is_open: bool):
        self.is_scheduling = is_open
        self.errors = {**self.errors, "schedule": ""}

    @rx.event
    def choose_every(self, every: str):
        self.every, self.day = every if every in set(Every) else "week", "1"

    @rx.event
    async def schedule(self, form: dict[str, Any]):
        """To the members that are ticked."""
        actor = await current_actor(self)
        to = tuple(
            _uuid(name.removeprefix("to-")) for name, on in form.items() if name.startswith("to-") and on
        )
        asked = Schedule(Every(self.every), number(form.get("hour"), 8), number(form.get("day"), 1), to)
        try:
            async with db.transaction(actor) as session:
                await reports.schedule(session, actor, _uuid(self.opened), asked)
        except Refused as error:
            self.errors = {**self.errors, "schedule": said_of(error)}
            return None
        self.is_scheduling, self.errors = False, dict.fromkeys(self.errors, "")
        await self._reload()
        return rx.toast.success(f"{self.opened_name} is sent {self.opened_sent}.")

    @rx.event
    async def unschedule(self):
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            await reports.unschedule(session, actor, _uuid(self.opened))
        self.is_scheduling = False
        await self._reload()

    # --- reading ---

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        query = self.router.url.query_parameters
        self.asked = {name: query.get(name, "")[:500] for name in ASKED}
        self.may_keep = actor.may(Permission.ANSWER_CONVERSATIONS)
        self.may_schedule = actor.may(Permission.CHANGE_WORKSPACES)
        if self._noted_for != self.asked["q"]:
            self.notes, self._noted_for = [], ""
        async with db.transaction(actor) as session:
            facts = await _facts(session, actor)
            self._today = report_results.today_of(facts)
            await self._read_kept(session, actor, facts)
            result = await self._read_result(session, actor, facts)
        self._show(result)
        self.is_loaded = True
        return [
            doorbell.conversations_of(actor.workspace_id),
            doorbell.workspace(actor.workspace_id),
            doorbell.account(actor.id),
        ]

    async def _read_kept(self, session: db.Session, actor: Actor, facts: WorkspaceFacts) -> None:
        rows = await report_queries.listed(
            session, actor, after=paging.place(self.asked["after"]), limit=LISTED + 1
        )
        self.kept = [kept_line(row, facts) for row in rows[:LISTED]]
        last = rows[LISTED - 1] if len(rows) > LISTED else None
        self.next = f"{BASE}?after={paging.cursor(last.created_at, last.id)}" if last else ""

    async def _read_result(self, session: db.Session, actor: Actor, facts: WorkspaceFacts) -> Result | None:
        """Of what the address says, else of the kept one that it names."""
        kept = await self._read_opened(session, actor, facts)
        has_parts = bool(self.asked["measure"])
        if not has_parts and kept is None:
            self._report = None
            return None
        vocabulary = report_results.vocabulary_of(facts)
        said = from_address(self.asked) if has_parts else dict(kept.report) if kept else {}
        try:
            report = vocabulary.checked(said)
        except NotAReport as error:
            self.problem, self._report = f"{error} Please ask anew.", None
            return None
        self.problem, self._report = "", report
        self.is_changed = kept is not None and report.as_json() != kept.report
        return await report_results.of_report(session, actor, facts, report)

    async def _read_opened(
        self, session: db.Session, actor: Actor, facts: WorkspaceFacts
    ) -> KeptReport | None:
        self.opened = self.opened_name = self.opened_sent = ""
        if not self.asked["kept"]:
            return None
        try:
            kept = await report_queries.get(session, actor, _uuid(self.asked["kept"]))
        except NotFound as error:
            self.problem = error.message
            return None
        self.opened, self.opened_name, self.opened_sent = str(kept.id), kept.name, sent_when(kept, facts)
        self.may_change = self.may_keep and (self.may_schedule or not kept.every)
        if not self.is_scheduling:
            self.every = str(kept.every or Every.WEEK)
            self.day, self.hour = str(kept.day), str(kept.hour)
        if self.may_schedule:
            members = await member_queries.all_of(session, actor)
            self.members = [
                Member(str(each.account_id), each.name, each.account_id in kept.sent_to)
                for each in members
                if each.is_verified
            ]
        return kept

    def _take(self, question: str, asked: Asked) -> None:
        """What was not understood is said; what may be meant is offered."""
        reading = asked.reading
        notes = list(reading.notes)
        if asked.is_by_model:
            notes.append("The language model has understood this. Please look at the choices.")
        if asked.result and reading.unknown:
            notes.append(f"Not understood, and left out: {listed(reading.unknown)}.")
        self.notes, self._noted_for = notes, question
        if asked.result:
            return
        self.asked = {**dict.fromkeys(ASKED, ""), "q": question}
        self._show(None)
        self.offers = [offer(each, asked.vocabulary) for each in reading.offers]
        self.measures = [measure.title for measure in MEASURES.values()]
        self.problem = "Which of these is meant?" if reading.offers else "No figure was understood in this."

    def _show(self, result: Result | None) -> None:
        self.has_result = result is not None
        if result is None:
            self.chips, self.lines, self.bars = [], [], []
            self.about = self.sentence = self.title = ""
            return
        report = result.report
        self.offers, self.measures = [], []
        self.chips = chips(report, result.vocabulary)
        self.about = f"{days_of(result.days)}, {result.zone}"
        self.sentence, self.title = sentences(result), title_of(report, result.vocabulary)
        self.split = GROUPINGS[report.by].capitalize() if report.by else ""
        self.split_before = days_of(result.days_before) if result.days_before else ""
        self.lines, self.bars = lines_of(result), bars_of(result)
        self.total = figure_of(result, result.total)
        self.total_before = figure(result, result.before)
        self.is_cut, self.has_decimals = result.is_cut, MEASURES[report.measure].kind in ("average", "cost")


async def _facts(session: db.Session, actor: Actor) -> WorkspaceFacts:
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    await read_beside(facts.sector)
    return facts


def _plain(report: Report) -> Report:
    """As it was, and not tied to the tab's state."""
    return replace(report, filters=dict(report.filters))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise report_queries.ReportNotFound from None
