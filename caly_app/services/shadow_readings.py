"""What a candidate makes of turns that were answered: read afterwards, by a job, without any effect.

A turn is read as it was met: with the dialogue that stood before it, which answer_turn() keeps where a
candidate runs. What is personal is revealed for the moment of reading. The candidate has no tools, no answer
of its own leaves, and what it costs is paid from a budget of its own.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from time import monotonic, perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, job_queue
from caly_app.actor import Actor, ActorKind
from caly_app.agents import free_texts, hindsight, masks, one_time_code
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.own_tools import with_own_tools
from caly_app.agents.remembering import with_next_time
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
from caly_app.services import model_limits, own_words, personal_values
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
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """Nobody would hear its words."""
        yield await self.use_tools(messages, tools=tools or (), seconds=seconds)

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
    mind = replace(ports, model=model, small=None)  # a cheaper one would answer in the candidate's place
    count, is_done = 0, len(begun.turns) < shadow_queries.DUE_AT_MOST
    for turn in begun.turns:
        until = until if is_done else _time_of(turn)
        if begun.shadow.kind is ShadowKind.MODEL and model and model.is_spent:
            break
        if monotonic() - began > WORK_SECONDS:
            until = _time_of(turn)
            break
        if not _is_chosen(turn.id, begun.shadow):
            continue
        document = begun.documents[turn.assistant_id, turn.assistant_version]
        met = _Met(turn, document, await _revealed(turn, begun.shadow))
        if not met.can_be_read:
            continue
        await _store(begun.shadow, await _read(met, begun.shadow, facts, mind), model)
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


@dataclass(frozen=True)
class _Met:
    """A turn as it was met. `revealed`: reference -> personal value."""

    turn: DueTurn
    document: AssistantDocument
    revealed: Mapping[str, str]

    @cached_property
    def before(self) -> Dialogue:
        return Dialogue.load(self.turn.met, self.revealed)

    @property
    def after(self) -> Dialogue:
        return Dialogue.load(self.turn.became, self.revealed)

    @property
    def asked(self) -> list[str]:
        return hindsight.asked_before(self.before)

    @property
    def can_be_read(self) -> bool:
        """A code that was said back is not kept."""
        is_understanding = hindsight.is_understanding(self.turn.commands)
        return is_understanding and not one_time_code.is_asked_for(self.before)

    @property
    def said(self) -> str:
        values = ((one["kind"], self.revealed.get(one["value"], "")) for one in self.turn.hidden)
        return masks.restored(
            self.turn.said, {masks.hint(kind, value): value for kind, value in values if value}
        )

    def taken_for(
        self, commands: Sequence[str], readings: Sequence[Mapping[str, Any]], confidence: float | None
    ) -> tuple[str, float | None]:
        """And how sure it was of it. An answer belongs to the flow that asked, whatever it was nearest to."""
        if self.asked and self.before.flow and hindsight.wish_of(commands) is None:
            return self.before.flow.name, None
        intent = hindsight.taken_for(commands, readings)
        return intent, hindsight.confidence_in(intent, readings, confidence)

    def context(self, facts: WorkspaceFacts, *, understands: bool) -> TurnContext:
        """`understands`: with a language model, where there is one."""
        turn = self.turn
        use = self.document.model.model_copy(update={"understands": understands, "answers_from_facts": False})
        return TurnContext(
            sector=with_own_tools(with_next_time(all_sectors()[facts.sector]), self.document),
            config=self.document.model_copy(update={"model": use}),
            business=facts.business,
            channel=turn.channel,
            language=turn.language,
            dialogue=self.before,
            history=[
                Message("user" if who == "customer" else "assistant", said) for who, said in turn.history
            ],
            said=self.said,
            now=turn.said_at.astimezone(facts.business.timezone),
            seq=turn.seq,
        )


async def _revealed(turn: DueTurn, shadow: Shadow) -> Mapping[str, str]:
    references = [*Dialogue.references(turn.met), *Dialogue.references(turn.became)]
    references += (one["value"] for one in turn.hidden)
    if not references:
        return {}
    actor = Actor(ActorKind.SYSTEM, shadow.id, shadow.organization_id, shadow.workspace_id)
    async with db.transaction(actor) as session:
        return await personal_values.reveal(session, actor, references)


async def _read(met: _Met, shadow: Shadow, facts: WorkspaceFacts, ports: Ports) -> ShadowReading:
    turn, began = met.turn, perf_counter()
    understands = met.document.model.understands or shadow.kind is ShadowKind.MODEL
    context = met.context(facts, understands=understands)
    understood = await understand(context, ports)
    milliseconds = round((perf_counter() - began) * 1000, 2)
    is_away = any(reading.get("by") == "model_away" for reading in understood.readings)
    commands = free_texts.with_hints(understood.commands, context, understood.language or turn.language)
    names = [hindsight.told(each) for each in commands]
    intent, confidence = met.taken_for(names, understood.readings, understood.confidence)
    live_intent, live_confidence = met.taken_for(turn.commands, turn.readings, turn.confidence)
    live, heard = hindsight.heard(turn.commands), hindsight.heard(names)
    differs = [each for each in hindsight.differing(commands, met.before, met.after) if each in live]
    return ShadowReading(
        organization_id=shadow.organization_id,
        shadow_id=shadow.id,
        conversation_id=turn.conversation_id,
        turn_id=turn.id,
        live_intent=live_intent,
        live_confidence=live_confidence,
        intent="" if is_away else intent,
        confidence=confidence,
        asked=met.asked,
        live_heard=live,
        heard=[] if is_away else heard,
        differs=[] if is_away else differs,
        agrees=None if is_away else hindsight.is_alike(live, heard) and not differs,
        milliseconds=milliseconds,
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
        await shadow_queries.forget_read(session, shadow.workspace_id)
        if has_read:
            doorbell.ring(session, doorbell.learning_of(shadow.workspace_id))


def _is_chosen(turn_id: UUID, shadow: Shadow) -> bool:
    """The same turns however often it is asked: by the part of the id that chance has made."""
    return turn_id.int % _SHARES < shadow.share * _SHARES


def _time_of(turn: DueTurn) -> datetime:
    """To go on with this one, and not as much earlier again as answers may be late."""
    return datetime.fromtimestamp(shadow_queries.time_of(turn.answer_id) / 1000, UTC) + shadow_queries.LATE
