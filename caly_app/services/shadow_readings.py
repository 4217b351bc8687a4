"""What a candidate makes of turns that were answered: read afterwards, by a job, without any effect.

A turn is read without the dialogue it stood in, for only the dialogue as it is now is kept: the candidate
hears the words and what was said before them, with nothing open. So only those turns are compared that
began a wish of their own or were not understood. It has no tools, no answer of its own leaves, and what it
costs is paid from a budget of its own.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic, perf_counter
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, job_queue
from caly_app.agents import hindsight
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.own_words import Phrase
from caly_app.agents.understanding.wishes import understand
from caly_app.db import Session
from caly_app.errors import Unavailable
from caly_app.models import ModelTerms, Shadow, ShadowKind, ShadowReading, Usage
from caly_app.ports import LanguageModel, Message, ModelAnswer, ModelEndpoint, Ports, ToolOffer
from caly_app.queries import business as business_queries
from caly_app.queries import shadows as shadow_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.queries.shadows import DueTurn
from caly_app.services import model_limits, own_words
from caly_app.services.model_limits import Price, Used
from caly_app.settings import settings

READ = "read_as_shadow"
USAGE_KIND = "shadow"
WORK_SECONDS = 40.0  # then the next job goes on
_MILLION = 1_000_000
_SHARES = 10_000


@dataclass
class _Candidates:
    """A language model within what may still be spent; each answer is noted."""

    inner: LanguageModel
    left: Used
    price: Price
    answers: list[ModelAnswer] = field(default_factory=list)

    @property
    def is_away(self) -> bool:
        return self.inner.is_away

    @property
    def is_spent(self) -> bool:
        return self.left.micros <= 0 or self.left.tokens <= 0

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        if self.is_spent:
            raise Unavailable("The budget of candidates is spent.")
        answer = await self.inner.answer(messages, schema=schema, seconds=seconds)
        came = self.price.of(answer.tokens_in, answer.tokens_out)
        self.answers.append(replace(answer, cost_micros=came.micros))
        self.left -= came
        return answer

    async def stream(
        self, messages: Sequence[Message], *, seconds: float
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """Nobody would hear its words."""
        yield await self.use_tools(messages, tools=(), seconds=seconds)

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        raise Unavailable("A candidate is given no tools.")


@dataclass(frozen=True)
class _Begun:
    """All that a candidate needs, read before it thinks."""

    shadow: Shadow
    facts: WorkspaceFacts
    turns: list[DueTurn]
    documents: dict[tuple[UUID, int], AssistantDocument]
    left: Used


async def defer_all() -> int:
    """A job for each candidate that runs, of all tenants; how many."""
    async with db.admin_transaction() as session:
        rows = await (await session.driver()).execute(
            "select organization_id, id from shadow where state = 'running'"
        )
        running = await rows.fetchall()
        for organization_id, shadow_id in running:
            await job_queue.defer(
                session,
                READ,
                once_per=f"{READ} {shadow_id}",
                organization_id=str(organization_id),
                shadow_id=str(shadow_id),
            )
    return len(running)


async def read(organization_id: UUID, shadow_id: UUID, ports: Ports) -> int:
    """Reads what was answered since; how many turns. A turn is read once, however often this runs.

    No transaction is open while the candidate thinks. Where its budget is spent nothing is read.
    """
    began = monotonic()
    until = clock.wall()
    begun = await _begin(organization_id, shadow_id)
    if begun is None:
        return 0
    await read_beside(begun.facts.sector)
    facts, model = await _as_candidate(begun, ports)
    count, is_done = 0, len(begun.turns) < shadow_queries.DUE_AT_MOST
    for turn in begun.turns:
        until = until if is_done else _time_of(turn)
        if begun.shadow.kind is ShadowKind.MODEL and model and model.is_spent:
            break
        if monotonic() - began > WORK_SECONDS:
            until = _time_of(turn)
            break
        if not _is_chosen(turn.id, begun.shadow) or hindsight.wish_of(turn.commands) is None:
            continue
        await _store(begun.shadow, await _read(turn, begun, facts, replace(ports, model=model)), model)
        count += 1
    await _go_on_from(begun.shadow, until, has_read=count > 0)
    return count


async def used_today(session: Session, workspace_id: UUID) -> Used:
    """What candidates of this workspace have used, today in UTC."""
    tokens, micros = func.sum(Usage.quantity), func.sum(Usage.cost_micros)
    found = await session.exec(
        select(func.coalesce(tokens, 0), func.coalesce(micros, 0)).where(
            Usage.workspace_id == workspace_id,
            Usage.kind == USAGE_KIND,
            col(Usage.used_at) >= model_limits.midnight(),
        )
    )
    return Used(*map(int, found.one()))


async def _begin(organization_id: UUID, shadow_id: UUID) -> _Begun | None:
    async with db.tenant_transaction(organization_id) as session:
        shadow = await session.get(Shadow, shadow_id)
        if shadow is None or not shadow.is_running:
            return None
        turns = await shadow_queries.due(session, shadow)
        documents = {
            (turn.assistant_id, turn.assistant_version): await business_queries.document(
                session, turn.assistant_id, turn.assistant_version
            )
            for turn in turns
        }
        facts = await business_queries.of_workspace(session, shadow.workspace_id)
        most = Used(settings.model_tokens_shadow_day, round(settings.model_budget_shadow_day * _MILLION))
        left = most - await used_today(session, shadow.workspace_id)
    return _Begun(shadow, facts, turns, documents, left)


async def _as_candidate(begun: _Begun, ports: Ports) -> tuple[WorkspaceFacts, _Candidates | None]:
    """The business as it would be with this candidate, and the model that would be asked."""
    shadow, facts = begun.shadow, begun.facts
    if shadow.kind is ShadowKind.WORDS:
        proposed = [Phrase(**phrase) for phrase in shadow.phrases]
        words = await own_words.with_proposed(
            shadow.organization_id, shadow.workspace_id, proposed, ports.embedder
        )
        facts = replace(facts, business=replace(facts.business, own_words=words))
        endpoint = facts.model
    else:
        endpoint = ModelEndpoint(shadow.url, shadow.model, shadow.sealed_key) if shadow.url else None
    model = ports.models.of(endpoint) if endpoint and ports.models else ports.model
    is_own = endpoint is not None and facts.model is not None and _is_same(endpoint, facts.model)
    price = model_limits.price_of(facts.terms if is_own else ModelTerms())
    return facts, _Candidates(model, begun.left, price) if model else None


def _is_same(one: ModelEndpoint, other: ModelEndpoint) -> bool:
    """What one costs is known of the other."""
    return (one.url, one.model) == (other.url, other.model)


async def _read(turn: DueTurn, begun: _Begun, facts: WorkspaceFacts, ports: Ports) -> ShadowReading:
    document = begun.documents[turn.assistant_id, turn.assistant_version]
    understands = document.model.understands or begun.shadow.kind is ShadowKind.MODEL
    use = document.model.model_copy(update={"understands": understands, "answers_from_facts": False})
    context = TurnContext(
        sector=all_sectors()[facts.sector],
        config=document.model_copy(update={"model": use}),
        business=facts.business,
        channel=turn.channel,
        language=turn.language,
        dialogue=Dialogue(language=turn.language),
        history=[Message("user" if who == "customer" else "assistant", said) for who, said in turn.history],
        said=turn.said,
        now=turn.said_at.astimezone(facts.business.timezone),
    )
    began = perf_counter()
    understood = await understand(context, ports)
    readings = understood.readings
    intent = hindsight.taken_for([hindsight.told(each) for each in understood.commands], readings)
    live = hindsight.wish_of(turn.commands) or ""
    is_away = any(reading.get("by") == "model_away" for reading in readings)
    return ShadowReading(
        organization_id=begun.shadow.organization_id,
        shadow_id=begun.shadow.id,
        conversation_id=turn.conversation_id,
        turn_id=turn.id,
        live_intent=live,
        live_confidence=hindsight.confidence_in(live, turn.readings, turn.confidence),
        intent="" if is_away else intent,
        confidence=hindsight.confidence_in(intent, readings, understood.confidence),
        agrees=None if is_away else intent == live,
        milliseconds=round((perf_counter() - began) * 1000, 2),
        read_at=clock.wall(),
    )


async def _store(shadow: Shadow, reading: ShadowReading, model: _Candidates | None) -> None:
    """With what it cost; once for a turn."""
    cost, tokens = 0, 0
    for answer in model.answers if model else ():
        cost += answer.cost_micros
        tokens += answer.tokens_in + answer.tokens_out
    async with db.tenant_transaction(shadow.organization_id) as session:
        row = {**reading.model_dump(), "id": uuid7(), "cost_micros": cost}
        added = insert(ShadowReading).values(**row)
        await session.exec(added.on_conflict_do_nothing(index_elements=["shadow_id", "turn_id"]))
        if tokens:
            session.add(
                Usage(
                    organization_id=shadow.organization_id,
                    workspace_id=shadow.workspace_id,
                    conversation_id=reading.conversation_id,
                    kind=USAGE_KIND,
                    quantity=tokens,
                    cost_micros=cost,
                    used_at=clock.wall(),
                )
            )
    if model:
        model.answers.clear()


async def _go_on_from(shadow: Shadow, until: datetime, *, has_read: bool) -> None:
    async with db.tenant_transaction(shadow.organization_id) as session:
        await session.exec(update(Shadow).where(col(Shadow.id) == shadow.id).values(read_until=until))
        if has_read:
            doorbell.ring(session, doorbell.learning_of(shadow.workspace_id))


def _is_chosen(turn_id: UUID, shadow: Shadow) -> bool:
    """The same turns however often it is asked: by the part of the id that chance has made."""
    return turn_id.int % _SHARES < shadow.share * _SHARES


def _time_of(turn: DueTurn) -> datetime:
    """To go on with this one, and not as much earlier again as answers may be late."""
    return datetime.fromtimestamp(shadow_queries.time_of(turn.answer_id) / 1000, UTC) + shadow_queries.LATE
