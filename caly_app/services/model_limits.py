"""How much of a language model may be used: by one conversation, and by its workspace on one day (UTC).

What is asked is written down before, with the most that it can come to, and gives way to what it came to
when its turn is written. So what several turns ask at once counts for each of them, and what nobody could
write down any more, because its process was killed, stays counted. A model is asked while something is
left: more than a limit is only ever what the last answer before it came to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import psycopg
from sqlalchemy import func
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Unavailable
from caly_app.models import Conversation, ModelTerms, Usage
from caly_app.settings import settings

KIND = "model"  # of usage, with what it was asked for behind a dot
BEGUN = f"{KIND}.begun"  # asked, and not written down yet; or never, where its process or its answer was lost
NEAR_FROM = 0.8  # of a limit: then people are told

LimitName = Literal["day_money", "day_tokens", "conversation_money", "conversation_tokens"]

_MILLION = 1_000_000
_LOOKED_BACK = timedelta(days=1)  # for conversations that go on over midnight
_SOME_OF_IT = 0.05  # of a limit: whoever has used less lately is not near it now
_ALARMS_AT_MOST = 50
_IS_OF_A_MODEL = col(Usage.kind).startswith(f"{KIND}.")
_SUMS = func.sum(Usage.quantity), func.sum(Usage.cost_micros)


@dataclass(frozen=True)
class Used:
    tokens: int = 0
    micros: int = 0  # millionths of a dollar

    def __add__(self, other: "Used") -> "Used":
        return Used(self.tokens + other.tokens, self.micros + other.micros)

    def __sub__(self, other: "Used") -> "Used":
        return Used(self.tokens - other.tokens, self.micros - other.micros)


@dataclass(frozen=True)
class Price:
    """Dollars for a million tokens are millionths of a dollar for one."""

    sent: Decimal
    came: Decimal

    def of(self, tokens_in: int, tokens_out: int) -> Used:
        return Used(tokens_in + tokens_out, round(tokens_in * self.sent + tokens_out * self.came))


@dataclass(frozen=True)
class Limits:
    conversation: Used
    day: Used


@dataclass(frozen=True)
class Level:
    """How far a limit is used up."""

    limit: LimitName
    used: int
    most: int

    @property
    def share(self) -> float:
        """1 and more: nothing is left. A limit of nothing is reached before anything is used."""
        return self.used / self.most if self.most else 1.0

    @property
    def is_reached(self) -> bool:
        return self.used >= self.most

    @property
    def is_near(self) -> bool:
        return self.share >= NEAR_FROM


class LimitReached(Unavailable):
    """The limit for the language model is reached."""

    def __init__(self, level: Level) -> None:
        self.level = level
        super().__init__()


@dataclass(frozen=True)
class TermsInForce:
    """As ModelTerms, each the workspace's own, else the installation's."""

    price_in: Decimal
    price_out: Decimal
    small_price_in: Decimal
    small_price_out: Decimal
    budget_conversation: Decimal
    budget_day: Decimal
    tokens_conversation: int
    tokens_day: int


def in_force(terms: ModelTerms) -> TermsInForce:
    return TermsInForce(
        _own_or(terms.price_in, settings.model_price_in),
        _own_or(terms.price_out, settings.model_price_out),
        _own_or(terms.small_price_in, settings.model_small_price_in),
        _own_or(terms.small_price_out, settings.model_small_price_out),
        _own_or(terms.budget_conversation, settings.model_budget_conversation),
        _own_or(terms.budget_day, settings.model_budget_workspace_day),
        int(_own_or(terms.tokens_conversation, settings.model_tokens_conversation)),
        int(_own_or(terms.tokens_day, settings.model_tokens_workspace_day)),
    )


def price_of(terms: ModelTerms, *, is_small: bool = False) -> Price:
    now = in_force(terms)
    if is_small:
        return Price(now.small_price_in, now.small_price_out)
    return Price(now.price_in, now.price_out)


def limits_of(terms: ModelTerms) -> Limits:
    now = in_force(terms)
    return Limits(
        Used(now.tokens_conversation, round(now.budget_conversation * _MILLION)),
        Used(now.tokens_day, round(now.budget_day * _MILLION)),
    )


@dataclass(frozen=True)
class Asking:
    """What is to be asked, with the most that it can come to. `held`: what is written down of its turn
    beyond what that came to."""

    conversation_id: UUID
    limits: Limits
    most: Used
    held: Used
    model: str
    id: UUID = field(default_factory=uuid7)


async def begin(driver: psycopg.AsyncConnection[Any], actor: Actor, asking: Asking) -> tuple[Used, Used]:
    """Writes it down, in a statement that commits by itself; what conversation and day have come to without
    it.

    Whoever asks for the same workspace waits meanwhile. Raises LimitReached.
    """
    limits, most, held = asking.limits, asking.most, asking.held
    rows = await driver.execute(
        _BEGIN,
        (
            *(actor.organization_id, actor.workspace_id, asking.conversation_id),
            *(asking.id, BEGUN, asking.model, most.tokens, most.micros, held.tokens, held.micros),
            *(clock.wall(), midnight()),
            *(limits.conversation.tokens, limits.conversation.micros, limits.day.tokens, limits.day.micros),
        ),
    )
    row = await rows.fetchone()
    assert row
    of_conversation, of_day = Used(*row[:2]), Used(*row[2:])
    for level in levels(limits, of_conversation, of_day):
        if level.is_reached:
            raise LimitReached(level)
    return of_conversation, of_day


# A function (alembic/versions/0027_asking_a_model_is_one_statement.py): one round trip.
_BEGIN = """
select * from begin_asking(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


async def used_today(session: Session, actor: Actor) -> Used:
    """By the workspace since midnight UTC, with what is being asked just now."""
    tokens, micros = _SUMS
    found = await session.exec(
        select(func.coalesce(tokens, 0), func.coalesce(micros, 0)).where(
            Usage.workspace_id == actor.workspace_id, col(Usage.used_at) >= midnight(), _IS_OF_A_MODEL
        )
    )
    return Used(*map(int, found.one()))


def levels(limits: Limits, of_conversation: Used, of_day: Used) -> Iterator[Level]:
    yield from levels_of_day(limits, of_day)
    yield from levels_of_conversation(limits, of_conversation)


def levels_of_day(limits: Limits, of_day: Used) -> Iterator[Level]:
    yield Level("day_money", of_day.micros, limits.day.micros)
    yield Level("day_tokens", of_day.tokens, limits.day.tokens)


def levels_of_conversation(limits: Limits, of_conversation: Used) -> Iterator[Level]:
    yield Level("conversation_money", of_conversation.micros, limits.conversation.micros)
    yield Level("conversation_tokens", of_conversation.tokens, limits.conversation.tokens)


@dataclass(frozen=True)
class Alarm:
    """A limit that is reached, or nearly: of the day, or of a conversation that is open."""

    level: Level
    conversation_id: UUID | None = None


async def alarms(session: Session, actor: Actor, limits: Limits) -> list[Alarm]:
    """What people of the workspace should know, the fullest first."""
    of_day = await used_today(session, actor)
    found = [Alarm(level) for level in levels_of_day(limits, of_day)]
    for conversation_id, of_conversation in await _open_conversations(session, actor, limits.conversation):
        of_it = levels_of_conversation(limits, of_conversation)
        found.append(Alarm(max(of_it, key=lambda level: level.share), conversation_id))
    near = (alarm for alarm in found if alarm.level.most and alarm.level.is_near)
    return sorted(near, key=lambda alarm: -alarm.level.share)


async def _open_conversations(session: Session, actor: Actor, most: Used) -> list[tuple[UUID, Used]]:
    """Those that have asked a model for much of it, and lately."""
    tokens, micros = _SUMS
    lately = (
        select(Usage.conversation_id)
        .where(
            Usage.workspace_id == actor.workspace_id,
            col(Usage.used_at) >= midnight() - _LOOKED_BACK,
            _IS_OF_A_MODEL,
        )
        .group_by(col(Usage.conversation_id))
        .having((tokens >= _SOME_OF_IT * most.tokens) | (micros >= _SOME_OF_IT * most.micros))
        .cte("lately")
    )
    found = await session.exec(
        select(lately.c.conversation_id, tokens, micros)
        .join(Conversation, col(Conversation.id) == lately.c.conversation_id)
        .join(Usage, col(Usage.conversation_id) == lately.c.conversation_id)
        .where(
            Conversation.workspace_id == actor.workspace_id,
            col(Conversation.ended_at).is_(None),
            _IS_OF_A_MODEL,
        )
        .group_by(lately.c.conversation_id)
        .having((tokens >= NEAR_FROM * most.tokens) | (micros >= NEAR_FROM * most.micros))
        .limit(_ALARMS_AT_MOST)
    )
    return [(of, Used(int(tokens), int(micros))) for of, tokens, micros in found]


def midnight() -> datetime:
    """In UTC: a day is the same for all workspaces."""
    now = clock.wall()
    return datetime.combine(now.date(), time(), now.tzinfo)


def _own_or(own: Decimal | int | None, installed: float) -> Decimal:
    """Exactly as it was written."""
    return Decimal(str(installed) if own is None else own)
