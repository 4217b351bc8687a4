"""What a language model has been used for: each answer is counted with the turn that asked for it."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import func
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import AnswerLost, Forbidden, Unavailable
from caly_app.models import ModelTerms, Usage
from caly_app.ports import (
    ANSWER_TOKENS_AT_MOST,
    LanguageModel,
    Message,
    ModelAnswer,
    ModelEndpoint,
    Ports,
    ToolOffer,
    about_tokens,
    tokens_of_question,
)
from caly_app.services import model_limits
from caly_app.services.model_limits import KIND, Asking, Level, LimitReached, Limits, Price, Used
from caly_app.settings import settings

TURN_SECONDS = 8.5  # of one turn for all that a model is asked: the customer has an answer within ten,
# and what servers of the business's own take besides
_WORTH_ASKING_SECONDS = 0.8
_SMALL = ".small"
_NAME_AT_MOST = 120
_KEPT = f"{KIND}.kept"
_IS_OF_A_MODEL = col(Usage.kind).startswith(f"{KIND}.")


class NoTimeLeft(Unavailable):
    """The customer has waited long enough for the language model."""


@dataclass
class Count:
    """Of one turn, whichever of two models it asks. `begun`: ids of what gives way to the answers."""

    answers: list[ModelAnswer] = field(default_factory=list)
    begun: dict[UUID, Used] = field(default_factory=dict)
    before: tuple[Used, Used] | None = None  # of conversation and day, without this turn
    reached: Level | None = None  # why a model was not asked

    @property
    def so_far(self) -> Used:
        came = Used()
        for answer in self.answers:
            came += Used(answer.tokens_in + answer.tokens_out, answer.cost_micros)
        return came

    @property
    def held(self) -> Used:
        """What is written down of this turn beyond what it came to."""
        held = Used()
        for one in self.begun.values():
            held += one
        return held - self.so_far

    @property
    def is_to_be_written(self) -> bool:
        return bool(self.answers or self.begun)


@dataclass
class Patience:
    """How long a model may still be asked in one turn, whichever of two it is."""

    until: float = field(default_factory=lambda: monotonic() + TURN_SECONDS)
    _waits: int = 0
    _since: float = 0.0

    @property
    def left(self) -> float:
        return self.until - monotonic()

    @contextmanager
    def stands_still(self) -> Iterator[None]:
        """While somebody else is waited for, who has seconds of their own. Several at once are one wait."""
        if not self._waits:
            self._since = monotonic()
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1
            if not self._waits:
                self.until += monotonic() - self._since


@dataclass
class MeteredModel:
    """A language model for one turn: asked only within its limits and the time, and each answer is noted."""

    inner: LanguageModel
    actor: Actor
    conversation_id: UUID
    limits: Limits
    price: Price
    count: Count = field(default_factory=Count)
    is_small: bool = False
    name: str = ""  # as it was asked for, where no answer says it
    patience: Patience = field(default_factory=Patience)

    @property
    def is_away(self) -> bool:
        return self.inner.is_away

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        """Raises Unavailable: LimitReached where nothing of a limit is left. The schema's title says what it
        is asked for."""
        seconds = self._at_most(seconds)
        begun = await self._begin(tokens_of_question(messages, schema))
        with self._counted_if_lost(begun):
            answer = await self.inner.answer(messages, schema=schema, seconds=seconds)
        return self._noted(answer, str(schema.get("title", "other")))

    async def stream(
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """As answer(), or as use_tools(). One that is left early, or cut, has cost something, too."""
        seconds, asked = self._at_most(seconds), tokens_of_question(messages, tools=tools or ())
        begun = await self._begin(asked)
        heard, whole = "", None
        try:
            async with aclosing(self.inner.stream(messages, seconds=seconds, tools=tools)) as pieces:
                with self._counted_if_lost(begun):
                    async for piece in pieces:
                        if isinstance(piece, ModelAnswer):
                            whole = piece
                        else:
                            heard += piece
                        yield piece
        finally:
            if whole or heard:
                self.count.begun[begun.id] = begun.most
                cut = ModelAnswer(heard, self.name, asked, about_tokens(heard), 0.0)
                self._noted(whole or cut, "answer" if tools is None else "tools")

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        """As answer(): each round counts."""
        seconds = self._at_most(seconds)
        begun = await self._begin(tokens_of_question(messages, tools=tools))
        with self._counted_if_lost(begun):
            answer = await self.inner.use_tools(messages, tools=tools, seconds=seconds)
        return self._noted(answer, "tools")

    def note_kept(self, count: int) -> None:
        """Answers that were known already: they have cost nothing, and are counted."""
        self.count.answers += [ModelAnswer("", "", 0, 0, 0.0, use="kept")] * count

    def _noted(self, answer: ModelAnswer, use: str) -> ModelAnswer:
        use = f"{use}{_SMALL}" if self.is_small else use
        cost = self.price.of(answer.tokens_in, answer.tokens_out).micros
        self.count.answers.append(replace(answer, use=use, cost_micros=cost))
        return answer

    def _at_most(self, seconds: float) -> float:
        if self.patience.left < _WORTH_ASKING_SECONDS:
            raise NoTimeLeft
        return min(seconds, self.patience.left)

    async def _begin(self, asked: int) -> Asking:
        """Written down with the most that it can come to."""
        count = self.count
        most = self.price.of(asked, ANSWER_TOKENS_AT_MOST)
        name = self.name[:_NAME_AT_MOST]
        asking = Asking(self.conversation_id, self.limits, most, count.held, name)
        try:
            async with db.single_statements() as driver:
                of_conversation, of_day = await model_limits.begin(driver, self.actor, asking)
        except LimitReached as reached:
            count.reached = reached.level
            raise
        count.begun[asking.id] = most
        count.before = count.before or (of_conversation - count.so_far, of_day - count.so_far)
        return asking

    @contextmanager
    def _counted_if_lost(self, begun: Asking) -> Iterator[None]:
        """What was asked and has no answer that anybody knows stays as it was written down."""
        try:
            yield
        except (AnswerLost, asyncio.CancelledError, GeneratorExit):
            self.count.begun.pop(begun.id, None)
            raise


def metered(
    ports: Ports, endpoint: ModelEndpoint | None, terms: ModelTerms, actor: Actor, conversation_id: UUID
) -> MeteredModel | None:
    """The workspace's own model, else the installation's; None where there is none."""
    model = ports.models.of(endpoint) if endpoint and ports.models else ports.model
    if model is None:
        return None
    name = endpoint.model if endpoint else settings.model_name
    limits, price = model_limits.limits_of(terms), model_limits.price_of(terms)
    return MeteredModel(model, actor, conversation_id, limits, price, name=name)


def with_metered(
    ports: Ports, endpoint: ModelEndpoint | None, terms: ModelTerms, model: MeteredModel | None
) -> Ports:
    """What a turn thinks with."""
    if model is None:
        return replace(ports, model=None, small=None)
    asked = (endpoint.url, endpoint.model) if endpoint else (settings.model_url, settings.model_name)
    kept_under = " ".join((str(model.actor.workspace_id), *asked))
    small = _cheaper(ports, endpoint)
    if small is None:
        return replace(ports, model=model, small=None, kept_under=kept_under)
    price = model_limits.price_of(terms, is_small=True)
    name = endpoint.small if endpoint else settings.model_name_small
    cheaper = replace(model, inner=small, is_small=True, name=name, price=price)
    return replace(ports, model=model, small=cheaper, kept_under=kept_under)


def _cheaper(ports: Ports, endpoint: ModelEndpoint | None) -> LanguageModel | None:
    """Of the same server as the other: the workspace's own, or the installation's."""
    if endpoint is None:
        return ports.small
    return ports.models.of(endpoint.cheaper) if endpoint.cheaper and ports.models else None


async def note(driver: psycopg.AsyncConnection[Any], model: MeteredModel) -> set[str]:
    """One line for each answer, in the transaction of the turn; for them gives way what was written down
    before they were asked for. Returns what rings once it is committed."""
    actor, count = model.actor, model.count
    assert actor.workspace_id
    await driver.execute(
        _NOTE,
        {
            "organization": actor.organization_id,
            "workspace": actor.workspace_id,
            "conversation": model.conversation_id,
            "now": clock.wall(),
            "begun": list(count.begun),
            "ids": [uuid7() for _ in count.answers],
            "kinds": [f"{KIND}.{answer.use}" for answer in count.answers],
            "models": [answer.model[:_NAME_AT_MOST] for answer in count.answers],
            "tokens": [answer.tokens_in + answer.tokens_out for answer in count.answers],
            "micros": [answer.cost_micros for answer in count.answers],
        },
    )
    return {doorbell.workspace(actor.workspace_id)} if _says_something_new(model) else set()


_NOTE = """
with given_way as (delete from usage where id = any(%(begun)s))
insert into usage (id, organization_id, workspace_id, conversation_id, kind, model, quantity, cost_micros,
                   currency, used_at)
select id, %(organization)s, %(workspace)s, %(conversation)s, kind, model, tokens, micros, 'USD', %(now)s
from unnest(%(ids)s::uuid[], %(kinds)s::text[], %(models)s::text[], %(tokens)s::bigint[],
            %(micros)s::bigint[]) as came (id, kind, model, tokens, micros)
"""


def _says_something_new(model: MeteredModel) -> bool:
    """Whether by this turn a limit is reached, or nearly: people see it without looking again."""
    if model.count.before is None:
        return False
    of_conversation, of_day = model.count.before
    before = model_limits.levels(model.limits, of_conversation, of_day)
    came = model.count.so_far
    after = model_limits.levels(model.limits, of_conversation + came, of_day + came)
    return any(
        (old.is_near, old.is_reached) != (new.is_near, new.is_reached)
        for old, new in zip(before, after, strict=True)
    )


def told(count: Count) -> tuple[dict[str, object], ...]:
    """For why: what a model was asked for and what it cost, and which limit kept it from being asked."""
    asked: list[dict[str, object]] = [
        {
            "use": answer.use,
            "model": answer.model[:_NAME_AT_MOST],
            "tokens": answer.tokens_in + answer.tokens_out,
            "cost_micros": answer.cost_micros,
        }
        for answer in count.answers
    ]
    if count.reached:
        asked.append({"use": "none", "limit": count.reached.limit, "most": count.reached.most})
    return tuple(asked)


@dataclass(frozen=True)
class OfModel:
    """What one model has answered since midnight UTC. `name`: '' for before names were kept."""

    name: str
    asked: int
    cost_micros: int
    tokens: int = 0


@dataclass(frozen=True)
class Today:
    """What a workspace's conversations have used of language models since midnight UTC."""

    asked: int  # answers a model has given
    questions: int  # free questions answered from the business's facts
    kept: int  # of those, from answers that were known already
    open: int  # asked just now; or asked, and nobody knows what came of it
    used: Used
    most: Used  # that may be
    models: Sequence[OfModel] = ()

    @property
    def kept_share(self) -> float:
        return self.kept / self.questions if self.questions else 0.0

    @property
    def left(self) -> Used:
        left = self.most - self.used
        return Used(max(0, left.tokens), max(0, left.micros))


async def today(session: Session, actor: Actor, limits: Limits) -> Today:
    """Raises Forbidden."""
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not see what this workspace costs.")
    sums: Any = (func.count(), func.sum(Usage.cost_micros), func.sum(Usage.quantity))
    found = await session.exec(
        select(Usage.kind, Usage.model, *sums)
        .where(
            Usage.workspace_id == actor.workspace_id,
            _IS_OF_A_MODEL,
            col(Usage.used_at) >= model_limits.midnight(),
        )
        .group_by(Usage.kind, Usage.model)
    )
    lines = [
        (kind, OfModel(model, count, int(cost), int(tokens))) for kind, model, count, cost, tokens in found
    ]
    asked = [of for kind, of in lines if kind not in (_KEPT, model_limits.BEGUN)]
    kept = _count(lines, _KEPT)
    names = sorted({of.name for of in asked})
    return Today(
        asked=sum(of.asked for of in asked),
        questions=_count(lines, f"{KIND}.answer") + kept,
        kept=kept,
        open=_count(lines, model_limits.BEGUN),
        used=Used(sum(of.tokens for _, of in lines), sum(of.cost_micros for _, of in lines)),
        most=limits.day,
        models=[_of_model(name, asked) for name in names],
    )


def _count(lines: Sequence[tuple[str, OfModel]], kind: str) -> int:
    return sum(of.asked for each, of in lines if each == kind)


def _of_model(name: str, asked: Sequence[OfModel]) -> OfModel:
    of = [each for each in asked if each.name == name]
    return OfModel(
        name,
        sum(each.asked for each in of),
        sum(each.cost_micros for each in of),
        sum(each.tokens for each in of),
    )
