"""What a language model may cost, and what it has cost: counted with the turn that asked it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from caly_app import clock, db
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Unavailable
from caly_app.models import Usage
from caly_app.ports import LanguageModel, Message, ModelAnswer, ModelEndpoint, Ports, ToolOffer
from caly_app.settings import settings

KIND = "model"
_MILLION = 1_000_000


class BudgetSpent(Unavailable):
    """The budget for the language model is spent."""


@dataclass
class MeteredModel:
    """A language model for one turn: asked only within the budget, and each answer is noted."""

    inner: LanguageModel
    actor: Actor
    conversation_id: UUID
    answers: list[ModelAnswer] = field(default_factory=list)

    @property
    def is_away(self) -> bool:
        return self.inner.is_away

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        """Raises Unavailable: BudgetSpent where it would cost more than it may."""
        await self._must_be_within_the_budget()
        answer = await self.inner.answer(messages, schema=schema, seconds=seconds)
        self.answers.append(answer)
        return answer

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        """As answer(): each round counts."""
        await self._must_be_within_the_budget()
        answer = await self.inner.use_tools(messages, tools=tools, seconds=seconds)
        self.answers.append(answer)
        return answer

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
    return MeteredModel(model, actor, conversation_id) if model else None


async def spent(session: Session, actor: Actor, conversation_id: UUID) -> tuple[int, int]:
    """Millionths of a dollar: by this conversation, and by its workspace today (UTC)."""
    now = clock.wall()
    today = datetime.combine(now.date(), time(), now.tzinfo)
    found = await session.exec(
        select(
            func.coalesce(
                func.sum(col(Usage.cost_micros)).filter(col(Usage.conversation_id) == conversation_id), 0
            ),
            func.coalesce(func.sum(col(Usage.cost_micros)).filter(col(Usage.used_at) >= today), 0),
        ).where(
            Usage.workspace_id == actor.workspace_id,
            Usage.kind == KIND,
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
            kind=KIND,
            quantity=answer.tokens_in + answer.tokens_out,
            cost_micros=cost_micros(answer),
            used_at=clock.wall(),
        )
        for answer in answers
    )


def cost_micros(answer: ModelAnswer) -> int:
    """Dollars for a million tokens are millionths of a dollar for one."""
    sent, came = settings.model_price_in, settings.model_price_out
    return round(answer.tokens_in * sent + answer.tokens_out * came)
