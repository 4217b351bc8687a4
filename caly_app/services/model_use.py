"""What a language model may cost, and what it has cost: counted with the turn that asked it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from time import monotonic
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from caly_app import clock, db
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, Unavailable
from caly_app.models import Usage
from caly_app.ports import LanguageModel, Message, ModelAnswer, ModelEndpoint, Ports, ToolOffer
from caly_app.settings import settings

KIND = "model"  # of usage, with what it was asked for behind a dot
TURN_SECONDS = 8.5  # of one turn for all that a model is asked: the customer has an answer within ten
_WORTH_ASKING_SECONDS = 0.8
_SMALL = ".small"
_MILLION = 1_000_000
_NAME_AT_MOST = 120
_IS_OF_A_MODEL = col(Usage.kind).startswith(KIND)


class BudgetSpent(Unavailable):
    """The budget for the language model is spent."""


class NoTimeLeft(Unavailable):
    """The customer has waited long enough for the language model."""


@dataclass
class MeteredModel:
    """A language model for one turn: asked only within the budget and the time, and each answer is noted."""

    inner: LanguageModel
    actor: Actor
    conversation_id: UUID
    answers: list[ModelAnswer] = field(default_factory=list)
    is_small: bool = False
    name: str = ""  # as it was asked for, where no answer says it
    until: float = field(default_factory=lambda: monotonic() + TURN_SECONDS)

    @property
    def is_away(self) -> bool:
        return self.inner.is_away

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        """Raises Unavailable: BudgetSpent where it would cost more than it may. The schema's title says
        what it is asked for."""
        await self._must_be_within_the_budget()
        answer = await self.inner.answer(messages, schema=schema, seconds=self._at_most(seconds))
        return self._noted(answer, str(schema.get("title", "other")))

    async def stream(
        self, messages: Sequence[Message], *, seconds: float
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """As answer(). One that is left early, or cut, has cost something, too."""
        await self._must_be_within_the_budget()
        heard, whole = "", None
        try:
            async with aclosing(self.inner.stream(messages, seconds=self._at_most(seconds))) as pieces:
                async for piece in pieces:
                    if isinstance(piece, ModelAnswer):
                        whole = piece
                    else:
                        heard += piece
                    yield piece
        finally:
            if whole or heard:
                asked = sum(len(message.text) for message in messages)
                cut = ModelAnswer(heard, self.name, asked // 4, len(heard) // 4 + 1, 0.0)
                self._noted(whole or cut, "answer")

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        """As answer(): each round counts."""
        await self._must_be_within_the_budget()
        answer = await self.inner.use_tools(messages, tools=tools, seconds=seconds)
        return self._noted(answer, "tools")

    def note_kept(self, count: int) -> None:
        """Answers that were known already: they have cost nothing, and are counted."""
        self.answers += [ModelAnswer("", "", 0, 0, 0.0, use="kept")] * count

    def _noted(self, answer: ModelAnswer, use: str) -> ModelAnswer:
        self.answers.append(replace(answer, use=f"{use}{_SMALL}" if self.is_small else use))
        return answer

    def _at_most(self, seconds: float) -> float:
        left = self.until - monotonic()
        if left < _WORTH_ASKING_SECONDS:
            raise NoTimeLeft
        return min(seconds, left)

    async def _must_be_within_the_budget(self) -> None:
        """What this turn has cost already is not stored yet, and counts."""
        async with db.transaction(self.actor) as session:
            of_conversation, of_day = await spent(session, self.actor, self.conversation_id)
        unsaved = sum(map(cost_micros, self.answers))
        if of_conversation + unsaved >= settings.model_budget_conversation * _MILLION:
            raise BudgetSpent
        if of_day + unsaved >= settings.model_budget_workspace_day * _MILLION:
            raise BudgetSpent


def metered(
    ports: Ports, endpoint: ModelEndpoint | None, actor: Actor, conversation_id: UUID
) -> MeteredModel | None:
    """The workspace's own model, else the installation's; None where there is none."""
    model = ports.models.of(endpoint) if endpoint and ports.models else ports.model
    name = endpoint.model if endpoint else settings.model_name
    return MeteredModel(model, actor, conversation_id, name=name) if model else None


def with_metered(ports: Ports, endpoint: ModelEndpoint | None, model: MeteredModel | None) -> Ports:
    """What a turn thinks with. A workspace with a model of its own has no cheaper one besides."""
    if model is None:
        return replace(ports, model=None, small=None)
    asked = (endpoint.url, endpoint.model) if endpoint else (settings.model_url, settings.model_name)
    kept_under = " ".join((str(model.actor.workspace_id), *asked))
    if endpoint is not None or ports.small is None:
        return replace(ports, model=model, small=None, kept_under=kept_under)
    return replace(
        ports,
        model=model,
        kept_under=kept_under,
        small=replace(model, inner=ports.small, is_small=True, name=settings.model_name_small),
    )


async def spent(session: Session, actor: Actor, conversation_id: UUID) -> tuple[int, int]:
    """Millionths of a dollar: by this conversation, and by its workspace today (UTC)."""
    today = _today()
    found = await session.exec(
        select(
            func.coalesce(
                func.sum(col(Usage.cost_micros)).filter(col(Usage.conversation_id) == conversation_id), 0
            ),
            func.coalesce(func.sum(col(Usage.cost_micros)).filter(col(Usage.used_at) >= today), 0),
        ).where(
            Usage.workspace_id == actor.workspace_id,
            _IS_OF_A_MODEL,
            (col(Usage.conversation_id) == conversation_id) | (col(Usage.used_at) >= today),
        )
    )
    of_conversation, of_day = found.one()
    return int(of_conversation), int(of_day)


def note(session: Session, actor: Actor, conversation_id: UUID, answers: Sequence[ModelAnswer]) -> None:
    """One line for each answer; in the transaction of the turn."""
    session.add_all(
        Usage(
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            kind=f"{KIND}.{answer.use}",
            model=answer.model[:_NAME_AT_MOST],
            quantity=answer.tokens_in + answer.tokens_out,
            cost_micros=cost_micros(answer),
            used_at=clock.wall(),
        )
        for answer in answers
    )


def told(answers: Sequence[ModelAnswer]) -> tuple[dict[str, object], ...]:
    """For why: what a model was asked for, and what it cost."""
    return tuple(
        {
            "use": answer.use,
            "model": answer.model[:_NAME_AT_MOST],
            "tokens": answer.tokens_in + answer.tokens_out,
            "cost_micros": cost_micros(answer),
        }
        for answer in answers
    )


def cost_micros(answer: ModelAnswer) -> int:
    """Dollars for a million tokens are millionths of a dollar for one."""
    sent, came = settings.model_price_in, settings.model_price_out
    if answer.use.endswith(_SMALL):
        sent, came = settings.model_small_price_in, settings.model_small_price_out
    return round(answer.tokens_in * sent + answer.tokens_out * came)


@dataclass(frozen=True)
class OfModel:
    """What one model has answered since midnight UTC. `name`: '' for before names were kept."""

    name: str
    asked: int
    cost_micros: int


@dataclass(frozen=True)
class Today:
    """What a workspace's conversations have used of language models since midnight UTC."""

    asked: int  # answers a model has given
    questions: int  # free questions answered from the business's facts
    kept: int  # of those, from answers that were known already
    cost_micros: int
    budget_micros: int
    models: Sequence[OfModel] = ()

    @property
    def kept_share(self) -> float:
        return self.kept / self.questions if self.questions else 0.0

    @property
    def left_micros(self) -> int:
        return max(0, self.budget_micros - self.cost_micros)


async def today(session: Session, actor: Actor) -> Today:
    """Raises Forbidden."""
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not see what this workspace costs.")
    found = await session.exec(
        select(Usage.kind, Usage.model, func.count(), func.coalesce(func.sum(Usage.cost_micros), 0))
        .where(Usage.workspace_id == actor.workspace_id, _IS_OF_A_MODEL, col(Usage.used_at) >= _today())
        .group_by(Usage.kind, Usage.model)
    )
    lines = [(kind, OfModel(model, count, int(cost))) for kind, model, count, cost in found]
    asked = [of for kind, of in lines if kind != f"{KIND}.kept"]
    kept = sum(of.asked for kind, of in lines if kind == f"{KIND}.kept")
    names = sorted({of.name for of in asked})
    return Today(
        asked=sum(of.asked for of in asked),
        questions=sum(of.asked for kind, of in lines if kind == f"{KIND}.answer") + kept,
        kept=kept,
        cost_micros=sum(of.cost_micros for of in asked),
        models=[_of_model(name, asked) for name in names],
        budget_micros=round(settings.model_budget_workspace_day * _MILLION),
    )


def _of_model(name: str, asked: Sequence[OfModel]) -> OfModel:
    of = [each for each in asked if each.name == name]
    return OfModel(name, sum(each.asked for each in of), sum(each.cost_micros for each in of))


def _today() -> datetime:
    now = clock.wall()
    return datetime.combine(now.date(), time(), now.tzinfo)
