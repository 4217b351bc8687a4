"""Questions that had no answer: gathered by a job, answered with a fact of the business, or dismissed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid
from caly_app.models import Gap, GapState, GapTurn, TimelineKind
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import gaps as gap_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.gaps import Unanswered
from caly_app.services import personal_values, timeline, workspaces
from caly_app.services.fields import Fields
from caly_app.services.workspaces import WorkspaceChanges

AT_ONCE = 200
LOOK_BACK = timedelta(days=7)  # a worker that was away for longer leaves the rest
QUESTION_AT_MOST, FEWEST_WORDS = 300, 2
ANSWER_AT_MOST = 2000


async def gather() -> int:
    """Counts each turn without an answer once, of all tenants; how many were questions."""
    since, counted = _id_at(clock.wall().timestamp() - LOOK_BACK.total_seconds()), 0
    while True:
        async with db.admin_transaction() as session:
            found = await gap_queries.unanswered(session, since, AT_ONCE)
        for turn in found:
            actor = Actor(
                ActorKind.SYSTEM,
                turn.turn_id,
                turn.organization_id,
                turn.workspace_id,
                frozenset({Permission.READ_CONVERSATIONS}),
            )
            async with db.transaction(actor) as session:
                counted += await _count(session, actor, turn)
        if len(found) < AT_ONCE:
            return counted


async def answer(session: Session, actor: Actor, gap_id: UUID, name: str, text: str) -> Gap:
    """Writes a fact of the business, by whose name agents find it. Raises Invalid by field."""
    gap = await _for_change(session, actor, gap_id)
    gap.answered_by = await learn(session, actor, name, text)
    return await _decided(session, actor, gap, GapState.ANSWERED)


async def dismiss(session: Session, actor: Actor, gap_id: UUID) -> Gap:
    """It needs no answer, however often it is asked."""
    gap = await _for_change(session, actor, gap_id)
    gap.answered_by = ""
    return await _decided(session, actor, gap, GapState.DISMISSED)


async def reopen(session: Session, actor: Actor, gap_id: UUID, *, takes_fact_back: bool = False) -> Gap:
    """As it was before; with `takes_fact_back`, the fact that answered it is gone as well."""
    gap = await _for_change(session, actor, gap_id)
    if takes_fact_back and gap.answered_by:
        await unlearn(session, actor, gap.answered_by)
    gap.answered_by = ""
    return await _decided(session, actor, gap, GapState.OPEN)


# --- a fact of the business ---


async def learn(session: Session, actor: Actor, name: str, text: str) -> str:
    """The name under which agents find it. Raises Invalid by field; it takes no other fact's place."""
    fields = Fields()
    name = fields.line("name", name, at_most=100)
    text = fields.text("text", text.strip(), at_most=ANSWER_AT_MOST)
    if not text:
        fields.wrong.setdefault("text", "Please fill this in.")
    facts = await _facts(session, actor)
    if name in facts and facts[name] != text:
        fields.wrong.setdefault("name", "There is a fact of this name. Please choose another, or change it.")
    fields.must_be_right()
    await _write_facts(session, actor, {**facts, name: text})
    return name


async def unlearn(session: Session, actor: Actor, name: str) -> None:
    facts = await _facts(session, actor)
    facts.pop(name, None)
    await _write_facts(session, actor, facts)


# --- gathering ---


async def _count(session: Session, actor: Actor, turn: Unanswered) -> bool:
    """Whether it was a question; a turn is looked at once, however many workers there are."""
    question = await _question(session, actor, turn)
    gap_id = await _gap(session, actor, turn, question) if question else None
    row = insert(GapTurn).values(
        id=uuid7(), organization_id=actor.organization_id, gap_id=gap_id, turn_id=turn.turn_id
    )
    looked = await session.exec(
        row.on_conflict_do_nothing(index_elements=["turn_id"]).returning(col(GapTurn.id))
    )
    if looked.first() is None or gap_id is None:
        return False
    gap = await gap_queries.locked(session, actor, gap_id)
    gap.count += 1
    gap.first_at, gap.last_at = min(gap.first_at, turn.asked_at), max(gap.last_at, turn.asked_at)
    if gap.state is GapState.ANSWERED and gap.decided_at and turn.asked_at > gap.decided_at:
        gap.state, gap.decided_at = GapState.OPEN, None  # the fact is there, and was not found
    _ring(session, actor)
    return True


async def _question(session: Session, actor: Actor, turn: Unanswered) -> str:
    """Without personal values; '' where it is none: what a flow asked for is no question of the customer."""
    is_free = "fact_unknown" in turn.tells or set(turn.asks) <= {"rephrase"} or "person" in turn.offers
    if not is_free:
        return ""
    conversation = await conversation_queries.by_id(session, actor, turn.conversation_id)
    words = await personal_values.taken_out(
        session, actor, turn.conversation_id, conversation.customer_id, turn.said, turn.language
    )
    question = bare(words)[:QUESTION_AT_MOST]
    return question if len(_normal_form(question).split()) >= FEWEST_WORDS else ""


async def _gap(session: Session, actor: Actor, turn: Unanswered, question: str) -> UUID:
    row = insert(Gap).values(
        id=uuid7(),
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        language=turn.language,
        question=question,
        normal_form=_normal_form(question),
        count=0,
        first_at=turn.asked_at,
        last_at=turn.asked_at,
        state=GapState.OPEN,
        answered_by="",
    )
    known = ["workspace_id", "language", "normal_form"]
    there = await session.exec(
        row.on_conflict_do_update(index_elements=known, set_={"count": col(Gap.count)}).returning(col(Gap.id))
    )
    gap_id: UUID = there.scalar_one()
    return gap_id


def _normal_form(question: str) -> str:
    return plain(bare(question.rstrip(" ?!.")))[:QUESTION_AT_MOST]


def _id_at(seconds: float) -> UUID:
    """Below every id that is made from then on: ids begin with the time, in milliseconds."""
    return UUID(int=int(seconds * 1000) << 80)


# --- deciding ---


async def _for_change(session: Session, actor: Actor, gap_id: UUID) -> Gap:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can answer or dismiss questions.")
    return await gap_queries.locked(session, actor, gap_id)


async def _facts(session: Session, actor: Actor) -> dict[str, object]:
    assert actor.workspace_id
    return dict((await workspace_queries.locked(session, actor, actor.workspace_id)).facts)


async def _write_facts(session: Session, actor: Actor, facts: dict[str, object]) -> None:
    assert actor.workspace_id
    try:
        await workspaces.change(session, actor, actor.workspace_id, WorkspaceChanges(facts=facts))
    except Invalid as refusal:
        raise Invalid(fields={"text": refusal.fields.get("facts", refusal.message)}) from None


async def _decided(session: Session, actor: Actor, gap: Gap, state: GapState) -> Gap:
    gap.state, gap.decided_at = state, None if state is GapState.OPEN else clock.now()
    session.add(gap)
    timeline.record(session, actor, TimelineKind.GAP_DECIDED, gap_id=str(gap.id), state=state)
    _ring(session, actor)
    return gap


def _ring(session: Session, actor: Actor) -> None:
    assert actor.workspace_id
    doorbell.ring(session, doorbell.learning_of(actor.workspace_id))
