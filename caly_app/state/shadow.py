"""Candidates beside the live understanding, and where they take turns for something else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from caly_app import db, doorbell
from caly_app.actor import Actor
from caly_app.agents.sector import LANGUAGES, Sector
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.errors import Invalid, NotFound, Refused
from caly_app.models import ShadowKind
from caly_app.queries import business as business_queries
from caly_app.queries import shadows as shadow_queries
from caly_app.queries.metrics import Share
from caly_app.queries.shadows import Disagreement, Standing
from caly_app.services import shadow_readings, shadows
from caly_app.services.own_words import NewPhrase
from caly_app.services.shadows import NewModel, NewShadow
from caly_app.settings import settings
from caly_app.state import live, words
from caly_app.state.heard import asked_in_words, in_words
from caly_app.state.shell import role_of
from caly_app.state.signed_in import current_actor, onlooker

BASE = "/shadow"
REST_SECONDS = 2.0
DISAGREEMENTS_SHOWN = 50
_MILLION = 1_000_000


@dataclass(frozen=True)
class Candidate:
    """One card of the list."""

    id: str
    name: str
    what: str
    state: str  # running | stopped | live
    since: str
    agreement: str
    about: str
    href: str


@dataclass(frozen=True)
class Dispute:
    """A turn that the two take for different things. `asked`: what stood open; `meant`: what a person has
    said of it, which can be judged where the two are different wishes.
    """

    id: str
    href: str
    words: str
    asked: str
    live: str
    live_sure: str
    candidate: str
    candidate_sure: str
    meant: str
    can_be_judged: bool


@dataclass(frozen=True)
class Option:
    value: str
    label: str


class CandidatesState(rx.State):
    role: str = ""
    candidates: list[Candidate] = []
    chosen: str = ""  # whose disagreements are shown
    chosen_name: str = ""
    disputes: list[Dispute] = []
    intents: list[Option] = []
    installed: str = ""  # name of the installation's model
    budget: str = ""
    kind: str = "words"  # of the candidate that is described in the form
    errors: dict[str, str] = {}
    problem: str = ""
    asked: str = ""  # id of the candidate that would become live
    asked_name: str = ""
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    @rx.event
    def choose_kind(self, kind: str):
        self.kind, self.errors, self.problem = kind, {}, ""

    @rx.event
    async def start(self, form: dict[str, str]):
        actor = await current_actor(self)
        self.errors, self.problem = {}, ""
        try:
            async with db.transaction(actor) as session:
                started = await shadows.start(session, actor, _described(self.kind, form))
        except Invalid as error:
            self.errors = error.fields
            return None
        except Refused as error:
            self.problem = error.message
            return None
        await self._reload()
        return rx.toast.success(f"{started.name} reads what is answered from now on.")

    @rx.event
    async def stop(self, candidate_id: str):
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            await shadows.stop(session, actor, _uuid(candidate_id))
        await self._reload()

    @rx.event
    def ask(self, candidate_id: str):
        """Whether it is to become live."""
        self.asked = candidate_id
        self.asked_name = next((each.name for each in self.candidates if each.id == candidate_id), "")

    @rx.event
    def keep(self, is_open: bool):
        if not is_open:
            self.asked = ""

    @rx.event
    async def promote(self):
        actor = await current_actor(self)
        asked, self.asked = self.asked, ""
        try:
            async with db.transaction(actor) as session:
                promoted = await shadows.promote(session, actor, _uuid(asked))
        except Invalid as error:
            return rx.toast.warning(" ".join(error.fields.values()) or error.message)
        await self._reload()
        return rx.toast.success(f"{promoted.name} is live from the next message on.")

    @rx.event
    async def judge(self, reading_id: str, right: str):
        """`right`: live or candidate."""
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            await shadows.judge(
                session, actor, _uuid(reading_id), "candidate" if right == "candidate" else "live"
            )
        await self._reload()

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        self.role = role_of(actor)
        self.chosen = self.router.url.query_parameters.get("of", "")
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            await read_beside(facts.sector)
            found = await shadow_queries.all_of(session, actor)
            used = await shadow_readings.used_today(session, actor.workspace_id)
            disputes = await self._disputes(session, actor)
        sector, zone = all_sectors()[facts.sector], facts.business.timezone
        self.candidates = [_candidate(each, zone) for each in found]
        self.chosen_name = next((each.name for each in self.candidates if each.id == self.chosen), "")
        self.disputes = [_dispute(each, sector) for each in disputes]
        titles = ((name, sector.title_of(name, "en")) for name in sector.intents)
        self.intents = sorted((Option(*each) for each in titles), key=lambda each: each.label)
        self.installed = settings.model_name if settings.has_model else ""
        self.budget = (
            f"{used.micros / _MILLION:.2f} of {settings.model_budget_shadow_day:.2f} US dollars and "
            f"{used.tokens:,} of {settings.model_tokens_shadow_day:,} tokens used today"
        )
        self.is_loaded = True
        return [doorbell.learning_of(actor.workspace_id), doorbell.account(actor.id)]

    async def _disputes(self, session: db.Session, actor: Actor) -> list[Disagreement]:
        if not self.chosen:
            return []
        try:
            return await shadow_queries.disagreements(
                session, actor, _uuid(self.chosen), limit=DISAGREEMENTS_SHOWN
            )
        except NotFound:
            return []


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise shadow_queries.ShadowNotFound from None


def _described(kind: str, form: dict[str, str]) -> NewShadow:
    share = form.get("share", "100")
    name, part = form.get("name", "")[:200], int(share) / 100 if share.isascii() and share.isdigit() else 0.0
    if kind == ShadowKind.MODEL:
        model = NewModel(form.get("url", "")[:300], form.get("model", "")[:120], form.get("key") or None)
        return NewShadow(name, ShadowKind.MODEL, part, model)
    lines = [line.strip() for line in form.get("phrases", "")[:100_000].splitlines()]
    language = form.get("language", "en")
    phrases = [
        NewPhrase(
            intent=form.get("intent", ""),
            language=language if language in LANGUAGES else "en",
            is_pattern=form.get("form") == "pattern",
            text=line,
        )
        for line in lines
        if line
    ]
    return NewShadow(name, ShadowKind.WORDS, part, phrases=phrases)


def _candidate(standing: Standing, zone: ZoneInfo) -> Candidate:
    shadow, share = standing.shadow, standing.agreement
    state = "live" if shadow.promoted_at else str(shadow.state)
    if shadow.kind is ShadowKind.WORDS:
        count = len(shadow.phrases)
        what = "1 sentence or pattern" if count == 1 else f"{count} sentences or patterns"
    else:
        what = f"{shadow.model}, {shadow.url or 'of this installation'}"
    low, high = share.interval or (0.0, 1.0)
    agreement = (
        f"Agrees in {100 * (share.value or 0):.0f}\u00a0% ({100 * low:.0f} to {100 * high:.0f}\u00a0%)"
        if share.whole
        else "Has read nothing yet"
    )
    about = [
        f"{share.whole:,} turns read",
        f"new wishes {_of(standing.wishes)}",
        f"answers {_of(standing.answers)}",
    ]
    if standing.unanswered:
        about.append(f"{standing.unanswered:,} not answered")
    if standing.milliseconds is not None:
        about.append(f"{standing.milliseconds:.0f} ms each")
    if standing.cost_micros:
        about.append(f"{standing.cost_micros / _MILLION:.4f} US dollars")
    if shadow.share < 1:
        about.append(f"reads {100 * shadow.share:.0f}\u00a0% of the turns")
    return Candidate(
        id=str(shadow.id),
        name=shadow.name,
        what=what,
        state=state,
        since=f"Started {_when(shadow.started_at, zone)} by {shadow.started_by_name or 'a program'}",
        agreement=agreement,
        about=", ".join(about),
        href=f"{BASE}?of={shadow.id}",
    )


def _when(moment: datetime, zone: ZoneInfo) -> str:
    return words.whole_time(moment, zone)


def _dispute(found: Disagreement, sector: Sector) -> Dispute:
    return Dispute(
        id=str(found.id),
        href=f"/conversations/{found.conversation_id}",
        words=found.words,
        asked=asked_in_words(found.asked, sector),
        live=in_words(found.live_heard, sector) or _intent(found.live_intent, sector),
        live_sure=_sure(found.live_confidence) if found.live_intent else "",
        candidate=in_words(found.heard, sector, found.differs) or _intent(found.intent, sector),
        candidate_sure=_sure(found.confidence) if found.intent else "",
        meant=_intent(found.meant, sector) if found.meant else "",
        can_be_judged=found.live_intent != found.intent,
    )


def _of(share: Share) -> str:
    return f"{share.part:,} of {share.whole:,} alike"


def _intent(name: str, sector: Sector) -> str:
    return sector.title_of(name, "en") if name else "Not understood"


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f"{confidence:.2f}"
