"""Drafts of knowledge: proposed from a text, accepted as a fact of the business, or turned down."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caly_app import clock, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents import masks
from caly_app.agents.business import Business
from caly_app.agents.passages import Passage, Passages, passages, wording
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid
from caly_app.models import AlreadyAccepted, Draft, DraftSource, DraftState, GapState, TimelineKind
from caly_app.queries import business as business_queries
from caly_app.queries import drafts as draft_queries
from caly_app.queries import gaps as gap_queries
from caly_app.services import drafting, gaps, timeline
from caly_app.services.drafting import QUESTION_AT_MOST, TEXT_AT_MOST, NewDraft
from caly_app.services.fields import Fields

PASTED_AT_MOST, AT_ONCE = 20_000, 50
_NAMED_AT_MOST = 60  # characters of a passage's title, in a refusal
_NOTHING_FOUND = (
    "No question was found in it. Please write each as “Q:” and “A:”, as a line that ends with a question "
    "mark, or as a heading (“# Parking”), with its answer under it."
)


@dataclass(frozen=True)
class Proposed:
    """`known`: how many were left out, for a fact or a draft of the same words is there. `unanswered`:
    questions under which nothing stood."""

    drafts: Sequence[Draft]
    known: int
    unanswered: Sequence[str]


async def from_text(session: Session, actor: Actor, text: str) -> Proposed:
    """All of it, or nothing: raises Invalid with what to do."""
    _must_be_allowed(actor)
    assert actor.workspace_id
    fields = Fields()
    text = fields.text("text", text.strip(), at_most=PASTED_AT_MOST)
    if not text:
        fields.wrong.setdefault("text", "Please fill this in.")
    fields.must_be_right()
    business = (await business_queries.of_workspace(session, actor.workspace_id)).business
    now = clock.now()
    found, fresh = await to_thread(_fresh, text, business, now, actor.name)
    # From the last on: what is listed newest first stands in the order of the text.
    made = [await drafting.propose(session, actor, one) for one in reversed(fresh)]
    drafts = await draft_queries.made(session, [one for one in made if one])
    if drafts:
        timeline.record(
            session, actor, TimelineKind.DRAFTS_PROPOSED, count=len(drafts), source=DraftSource.TEXT
        )
    return Proposed(drafts, len(found.found) - len(drafts), found.unanswered)


async def accept(
    session: Session, actor: Actor, draft_id: UUID, name: str | None = None, text: str | None = None
) -> Draft:
    """A fact of the business from now on; what is None is as it was proposed. Raises Invalid by field."""
    draft = await _for_decision(session, actor, draft_id)
    name, text = draft.name if name is None else name, draft.text if text is None else text
    if hidden := [mark for mark in draft.masked if mark in text or mark in name]:
        raise Invalid(
            fields={
                "text": f"{', '.join(hidden)} stands for what was hidden. Please write out what customers "
                "may know, and take out the rest."
            }
        )
    gap = await gap_queries.locked(session, actor, draft.gap_id) if draft.gap_id else None
    if gap and gap.state is GapState.OPEN:
        draft.name = (await gaps.answer(session, actor, gap.id, name, text)).answered_by
    else:
        draft.name = await gaps.learn(session, actor, name, text)
    draft.text = text.strip()
    return await _decided(session, actor, draft, DraftState.ACCEPTED)


async def turn_down(session: Session, actor: Actor, draft_id: UUID) -> Draft:
    """The same words are not proposed again."""
    draft = await _for_decision(session, actor, draft_id)
    return await _decided(session, actor, draft, DraftState.TURNED_DOWN)


async def reopen(session: Session, actor: Actor, draft_id: UUID, *, takes_fact_back: bool = False) -> Draft:
    """As it was before; with `takes_fact_back`, the fact that it became is gone as well."""
    draft = await _for_change(session, actor, draft_id)
    if takes_fact_back and draft.state is DraftState.ACCEPTED:
        gap = await gap_queries.locked(session, actor, draft.gap_id) if draft.gap_id else None
        if gap and gap.answered_by == draft.name:
            await gaps.reopen(session, actor, gap.id, takes_fact_back=True)
        else:
            await gaps.unlearn(session, actor, draft.name)
    return await _decided(session, actor, draft, DraftState.OPEN)


# --- from a text ---


def _fresh(text: str, business: Business, now: datetime, by: str) -> tuple[Passages, list[NewDraft]]:
    """What was found, and what of it is no fact yet. Raises Invalid."""
    found = passages(text)
    _must_fit(found)
    facts = {wording(one) for one in business.facts.values()}
    fresh = [one for one in found.found if wording(one.text) not in facts]
    return found, [_masked(one, business, now, by) for one in fresh]


def _must_fit(found: Passages) -> None:
    wrong = _NOTHING_FOUND if not found.found else ""
    if len(found.found) > AT_ONCE:
        wrong = f"There are {len(found.found)} passages in it. Please paste at most {AT_ONCE} at once."
    for one in found.found:
        if len(one.question) > QUESTION_AT_MOST:
            wrong = (
                f"“{one.question[:_NAMED_AT_MOST]}…” is too long for a question. Please use at most "
                f"{QUESTION_AT_MOST} characters."
            )
        elif len(one.text) > TEXT_AT_MOST:
            wrong = (
                f"What stands under “{one.question[:_NAMED_AT_MOST]}” has {len(one.text)} characters. Please "
                f"shorten it to {TEXT_AT_MOST}, or divide it by headings."
            )
    if wrong:
        raise Invalid(fields={"text": wrong})


def _masked(one: Passage, business: Business, now: datetime, by: str) -> NewDraft:
    question, text = (_hidden(said, business, now) for said in (one.question, one.text))
    return NewDraft(
        DraftSource.TEXT,
        question[:QUESTION_AT_MOST],
        text[:TEXT_AT_MOST],
        drafting.marks(f"{one.question}\n{one.text}", f"{question}\n{text}"),
        drafting.wording_of(question, text),
        now,
        by,
    )


def _hidden(said: str, business: Business, now: datetime) -> str:
    words = masks.without_cards(said)
    setting = masks.Setting(now.astimezone(business.timezone), business.country, business.languages[0])
    return masks.with_hints(words, masks.find(words, setting, masks.KINDS))


# --- deciding ---


def _must_be_allowed(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can propose, accept or turn down drafts.")


async def _for_change(session: Session, actor: Actor, draft_id: UUID) -> Draft:
    _must_be_allowed(actor)
    return await draft_queries.locked(session, actor, draft_id)


async def _for_decision(session: Session, actor: Actor, draft_id: UUID) -> Draft:
    """Raises AlreadyAccepted."""
    draft = await _for_change(session, actor, draft_id)
    if draft.state is DraftState.ACCEPTED:
        raise AlreadyAccepted
    return draft


async def _decided(session: Session, actor: Actor, draft: Draft, state: DraftState) -> Draft:
    assert actor.workspace_id
    draft.state, draft.decided_at = state, None if state is DraftState.OPEN else clock.now()
    session.add(draft)
    timeline.record(session, actor, TimelineKind.DRAFT_DECIDED, draft_id=str(draft.id), state=state)
    doorbell.ring(session, doorbell.learning_of(actor.workspace_id))
    return draft
