"""What customers miss and what was meant: questions without an answer, drafts, corrections, thumbs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents.sector import Sector
from caly_app.db import Session
from caly_app.errors import Invalid, NotSignedIn, Refused, Unavailable
from caly_app.models import DraftState, Gap, GapState, Review, ReviewState
from caly_app.queries import business as business_queries
from caly_app.queries import drafts as draft_queries
from caly_app.queries import gaps as gap_queries
from caly_app.queries import reviews as review_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries import thumbs as thumb_queries
from caly_app.queries.thumbs import ThumbRow
from caly_app.services import gaps, reviews
from caly_app.state import live, meanings, paging, understood, words
from caly_app.state.drafts import Change, DraftsOfLearning, draft_row
from caly_app.state.signed_in import current_actor, onlooker
from caly_app.state.talk import SIGN_IN, UNDO_MS, uuid_of

ROWS = 30
BASE = "/learning"
SHOWN = ("questions", "drafts", "corrections", "thumbs")
REST_SECONDS = 1.0


@dataclass(frozen=True)
class Question:
    id: str
    question: str
    language: str
    asked: str  # "Asked 3 times"
    last_at: str
    last: str
    answered_by: str
    suggests: str  # a name for the fact
    conversation: str  # address of where it was asked last


@dataclass(frozen=True)
class Correction:
    id: str
    words: str
    understood: str
    meant: str
    by: str
    language: str
    at: str
    when: str
    conversation: str
    becomes_example: bool


@dataclass(frozen=True)
class Opinion:
    id: str
    asked: str
    reply: str
    comment: str
    at: str
    when: str
    conversation: str


class LearningState(DraftsOfLearning, rx.State):
    is_loaded: bool = False
    may_decide: bool = False
    shown: str = SHOWN[0]
    stands: str = ""  # "" is what waits
    questions: list[Question] = []
    corrections: list[Correction] = []
    opinions: list[Opinion] = []
    open_questions: int = 0
    waiting_corrections: int = 0
    base: str = BASE  # what is shown, from its first page on
    older: str = ""
    is_first_page: bool = True
    answering: str = ""  # id of the question
    errors: dict[str, str] = {}
    chosen: list[str] = []  # ids of corrections

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload, rest_seconds=REST_SECONDS)

    @rx.event
    def filter_by(self, name: str, value: str):
        return rx.redirect(paging.address(BASE, {"show": self.shown, "state": value}))

    # --- questions ---

    @rx.event
    def begin_answer(self, gap_id: str):
        self.answering, self.errors = gap_id, {}
        return rx.set_focus("answer-text") if gap_id else None

    @rx.event
    async def answer(self, form: dict[str, Any]):
        gap_id, name, text = self.answering, str(form.get("name", "")), str(form.get("text", ""))
        try:
            await self._in_transaction(lambda s, a: gaps.answer(s, a, uuid_of(gap_id), name, text))
        except Invalid as refusal:
            self.errors = refusal.fields or {"text": refusal.message}
            return None
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except (Refused, Unavailable) as error:
            return rx.toast.warning(error.message)
        self.answering, self.errors = "", {}
        await self._reload()
        return _told(
            "Your agents know it from the next message on.", type(self).reopen_question(gap_id, True)
        )

    @rx.event
    async def dismiss(self, gap_id: str):
        return await self._do(
            lambda s, a: gaps.dismiss(s, a, uuid_of(gap_id)),
            "Dismissed.",
            type(self).reopen_question(gap_id, False),
        )

    @rx.event
    async def reopen_question(self, gap_id: str, takes_fact_back: bool):
        return await self._do(
            lambda s, a: gaps.reopen(s, a, uuid_of(gap_id), takes_fact_back=takes_fact_back), "Open again."
        )

    # --- corrections ---

    @rx.event
    async def change_words(self, review_id: str, value: str):
        known = next((row.words for row in self.corrections if row.id == review_id), value)
        if value.strip() == known:
            return None
        return await self._do(lambda s, a: reviews.change_words(s, a, uuid_of(review_id), value), "Kept.")

    @rx.event
    def pick(self, review_id: str):
        others = [each for each in self.chosen if each != review_id]
        self.chosen = others if len(others) < len(self.chosen) else [*others, review_id]

    @rx.event
    async def accept(self, review_id: str):
        return await self._do(
            lambda s, a: reviews.accept(s, a, uuid_of(review_id)),
            "Accepted: it is understood from the next message on.",
            type(self).reopen_correction(review_id),
        )

    @rx.event
    async def reject(self, review_id: str):
        return await self._do(
            lambda s, a: reviews.reject(s, a, uuid_of(review_id)),
            "Rejected: its words are forgotten.",
            type(self).reopen_correction(review_id),
        )

    @rx.event
    async def reopen_correction(self, review_id: str):
        return await self._do(lambda s, a: reviews.reopen(s, a, uuid_of(review_id)), "It waits again.")

    @rx.event
    async def decide_chosen(self, accepts: bool):
        """Each by itself: what cannot be done keeps none of the others back."""
        decide = reviews.accept if accepts else reviews.reject
        done, refused = 0, ""
        for review_id in self.chosen:
            try:
                await self._in_transaction(lambda s, a, one=review_id: decide(s, a, uuid_of(one)))
                done += 1
            except NotSignedIn:
                return rx.redirect(SIGN_IN)
            except (Refused, Unavailable) as error:
                refused = _in_short(error)
        await self._reload()
        said = f"{done} {'accepted' if accepts else 'rejected'}."
        return rx.toast.warning(f"{said} {refused}") if refused else rx.toast.success(said)

    # --- reading ---

    async def _reload(self) -> Iterable[str]:
        actor = await onlooker(self)
        assert actor.workspace_id
        asked = self.router.url.query_parameters
        shown = asked.get("show", "")
        self.shown = shown if shown in SHOWN else SHOWN[0]
        self.stands, after = asked.get("state", ""), asked.get("after", "")
        self.may_decide = actor.may(Permission.CHANGE_WORKSPACES)
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            sector, zone = sector_queries.named(facts.sector), facts.business.timezone
            with clock.offset(facts.clock_offset):
                self.open_questions = await gap_queries.open_ones(session, actor)
                self.open_drafts = await draft_queries.open_ones(session, actor)
                self.waiting_corrections = await review_queries.waiting(session, actor)
                last = await self._read(session, actor, paging.place(after), sector, zone)
        query = {"show": self.shown, "state": self.stands}
        self.base, self.is_first_page = paging.address(BASE, query), not after
        self.older = paging.address(BASE, {**query, "after": paging.cursor(*last)}) if last else ""
        self.chosen = [each for each in self.chosen if each in {row.id for row in self.corrections}]
        self.is_loaded = True
        return [doorbell.learning_of(actor.workspace_id), doorbell.account(actor.id)]

    async def _read(
        self,
        session: Session,
        actor: Actor,
        after: tuple[datetime, UUID] | None,
        sector: Sector,
        zone: ZoneInfo,
    ) -> tuple[datetime, UUID] | None:
        """Where the next page begins, if there is one."""
        behind = after[1] if after else None
        match self.shown:
            case "drafts":
                stands_so = DraftState(self.stands) if self.stands in set(DraftState) else DraftState.OPEN
                made = await draft_queries.listed(
                    session, actor, state=stands_so, after=after, limit=ROWS + 1
                )
                self.drafts = [draft_row(row, zone) for row in made[:ROWS]]
                return _last(made, lambda row: (row.created_at, row.id))
            case "corrections":
                state = ReviewState(self.stands) if self.stands in set(ReviewState) else ReviewState.PROPOSED
                found = await review_queries.listed(session, actor, state=state, after=behind, limit=ROWS + 1)
                self.corrections = [_correction(row, sector, zone) for row in found[:ROWS]]
                return _last(found, lambda row: (row.proposed_at, row.id))
            case "thumbs":
                given = await thumb_queries.listed(
                    session, actor, is_up=self.stands == "up", after=behind, limit=ROWS + 1
                )
                self.opinions = [_opinion(row, zone) for row in given[:ROWS]]
                return _last(given, lambda row: (row.given_at, row.id))
            case _:
                stands = GapState(self.stands) if self.stands in set(GapState) else GapState.OPEN
                rows = await gap_queries.listed(session, actor, state=stands, after=after, limit=ROWS + 1)
                where = await gap_queries.examples(session, [row.id for row in rows[:ROWS]])
                self.questions = [_question(row, where.get(row.id), zone) for row in rows[:ROWS]]
                return _last(rows, lambda row: (row.last_at, row.id))

    async def _do(
        self, change: Change, done: str, undo: EventSpec | None = None, *, refuses: bool = False
    ) -> EventSpec:
        """One service call; a refusal becomes a toast, and what is shown is read anew either way.

        `refuses`: Invalid is raised, for whoever shows it beside its field.
        """
        told = _told(done, undo)
        try:
            await self._in_transaction(change)
        except NotSignedIn:
            return rx.redirect(SIGN_IN)
        except (Refused, Unavailable) as error:
            if refuses and isinstance(error, Invalid):
                raise
            told = rx.toast.warning(_in_short(error))
        await self._reload()
        return told

    async def _in_transaction(self, change: Change) -> None:
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            assert actor.workspace_id
            facts = await business_queries.of_workspace(session, actor.workspace_id)
            with clock.offset(facts.clock_offset):
                await change(session, actor)


def _told(done: str, undo: EventSpec | None) -> EventSpec:
    action = {"action": {"label": "Undo", "on_click": undo}} if undo else {}
    return rx.toast.success(done, duration=UNDO_MS if undo else 3000, **action)


def _in_short(error: Refused | Unavailable) -> str:
    """What is wrong with a field says more than that something is."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return next(iter(fields.values()), error.message)


def _last(rows: Sequence[Any], key: Callable[[Any], tuple[datetime, UUID]]) -> tuple[datetime, UUID] | None:
    return key(rows[ROWS - 1]) if len(rows) > ROWS else None


def _question(gap: Gap, conversation_id: UUID | None, zone: ZoneInfo) -> Question:
    return Question(
        id=str(gap.id),
        question=gap.question,
        language=understood.LANGUAGES.get(gap.language, gap.language),
        asked="Asked once" if gap.count == 1 else f"Asked {gap.count} times",
        last_at=gap.last_at.isoformat(),
        last=words.whole_time(gap.last_at, zone),
        answered_by=gap.answered_by,
        suggests=max(gap.normal_form.split(), key=len, default=""),
        conversation=f"/conversations/{conversation_id}" if conversation_id else "",
    )


def _correction(review: Review, sector: Sector, zone: ZoneInfo) -> Correction:
    return Correction(
        id=str(review.id),
        words=review.words or "",
        understood=meanings.title(sector, review.understood),
        meant=meanings.title(sector, review.meant),
        by=review.reviewed_by_name or review.proposed_by_name,
        language=understood.LANGUAGES.get(review.language, review.language),
        at=review.proposed_at.isoformat(),
        when=words.whole_time(review.proposed_at, zone),
        conversation=f"/conversations/{review.conversation_id}",
        becomes_example=review.meant in sector.intents and not review.is_right,
    )


def _opinion(row: ThumbRow, zone: ZoneInfo) -> Opinion:
    return Opinion(
        id=str(row.id),
        asked=row.asked,
        reply=row.reply,
        comment=row.comment,
        at=row.given_at.isoformat(),
        when=words.whole_time(row.given_at, zone),
        conversation=f"/conversations/{row.conversation_id}",
    )
