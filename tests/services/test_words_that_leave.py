"""Answers that are read while they are made: what is stored is what was read, whatever happens meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.models import ModelTerms
from caly_app.ports import Ports
from caly_app.services import escalations, model_limits, model_use
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.fake_model import (
    Behaviour,
    FakeModel,
    empty,
    fake_model,
    html,
    says,
    silent,
    status,
    tells,
    then_breaks,
    then_cuts,
    then_is_huge,
    then_stalls,
)

pytestmark = pytest.mark.usefixtures("database")

ODD = "would my labrador be in anybody's way"
FACTS = {"dogs": "Guide dogs are welcome.", "parking": "Parking is free for two hours."}
ONE, TWO = "Guide dogs are welcome. [1] ", "Parking is free for two hours. [3]"
NO_MORE = "More than that I do not know. A person of the team may."
NO_MORE_NOW = "I cannot look up more just now. A person of the team may help."
AWAY = "I cannot look that up just now. Please try again a little later, or ask a person of the team."
PROMISED_SECONDS = 10


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


class Reader:
    """A customer who reads along."""

    def __init__(self, fake: FakeModel, small: FakeModel | None = None) -> None:
        self.read: list[tuple[float, str]] = []
        self.ports: Ports = replace(
            DEAF,
            model=OpenAiCompatible(fake.url, "key", "large"),
            small=OpenAiCompatible(small.url, "key", "small") if small else None,
            leave=lambda words: self.read.append((time.monotonic(), words)),
        )

    @property
    def text(self) -> str:
        return "".join(words for _, words in self.read)

    async def asks(self, clinic: Clinic, where: UUID) -> TurnResult:
        return await take_turn(clinic.customer(), where, uuid7().hex, ODD, self.ports)


async def begun() -> tuple[Clinic, UUID]:
    clinic = await a_clinic(facts={**FACTS, "house": uuid7().hex})  # nobody has asked there before
    return clinic, (await a_conversation(clinic)).conversation_id


def stored(admin: psycopg.Connection, result: TurnResult) -> tuple[str, str]:
    row = admin.execute("select outcome, delivered from turn where answers = %s", (result.turn_id,))
    [found] = row.fetchall()
    return found


async def test_the_first_words_are_read_while_the_last_are_made(fake: FakeModel, admin: psycopg.Connection):
    clinic, where = await begun()
    fake.then(says(means("ask_fact")), tells(ONE, TWO, pause=1.5))
    reader = Reader(fake)
    result = await reader.asks(clinic, where)

    assert result.reply and result.reply.text == reader.text
    assert stored(admin, result) == ("answered", reader.text)
    assert reader.read[1][0] - reader.read[0][0] > 0.3
    assert time.monotonic() - reader.read[0][0] > 0.6


@pytest.mark.parametrize(
    ("bad", "rest"),
    [
        (tells(ONE, ends=then_stalls), NO_MORE_NOW),
        (tells(ONE, ends=then_cuts), NO_MORE_NOW),
        (tells(ONE, ends=then_breaks), NO_MORE_NOW),
        (tells(ONE, ends=then_is_huge), NO_MORE_NOW),
        (tells(ONE, "They cost £7. [1]"), NO_MORE),
        (tells(ONE, "Sure, done. "), NO_MORE),
    ],
    ids=["stalls", "cut", "broken", "10-MB", "a-number", "nonsense"],
)
async def test_what_has_left_stands_and_the_rest_is_honest(
    fake: FakeModel, admin: psycopg.Connection, bad: Behaviour, rest: str
):
    clinic, where = await begun()
    fake.then(says(means("ask_fact")), bad)
    reader, started = Reader(fake), time.monotonic()
    result = await reader.asks(clinic, where)

    assert time.monotonic() - started < PROMISED_SECONDS
    assert reader.text == "Guide dogs are welcome."
    assert stored(admin, result) == ("answered", f"{reader.text} {rest}")


@pytest.mark.parametrize(
    "bad",
    [status(429), status(500), html, empty, silent, tells("Guide ", ends=then_cuts)],
    ids=["429", "500", "html", "empty", "silent", "cut"],
)
async def test_where_nothing_came_nothing_has_left(
    fake: FakeModel, admin: psycopg.Connection, bad: Behaviour
):
    clinic, where = await begun()
    fake.then(says(means("ask_fact")))
    fake.usual = bad
    reader, started = Reader(fake), time.monotonic()
    result = await reader.asks(clinic, where)

    assert time.monotonic() - started < PROMISED_SECONDS
    assert not reader.read
    assert stored(admin, result) == ("answered", AWAY)


async def test_an_operator_who_takes_over_in_the_middle_finds_what_was_read(
    fake: FakeModel, admin: psycopg.Connection
):
    clinic, where = await begun()
    mara = await a_member(clinic)
    fake.then(says(means("ask_fact")), tells(ONE, TWO, pause=0.5))
    reader = Reader(fake)
    asking = asyncio.create_task(reader.asks(clinic, where))
    while not reader.read:
        await asyncio.sleep(0.02)
    async with db.transaction(mara) as session:
        await escalations.take_over(session, mara, where)
    result = await asking

    assert result.handled_by == "operator"
    assert stored(admin, result) == ("answered", reader.text)
    assert result.reply and result.reply.text == reader.text
    assert [source["title"] for source in result.reply.sources] == ["Dogs", "Parking"]


def costs(admin: psycopg.Connection, where: UUID) -> list[tuple[str, int]]:
    return admin.execute(
        "select kind, cost_micros from usage where conversation_id = %s and kind like 'model.%%' order by 1",
        (where,),
    ).fetchall()


async def test_the_cheaper_one_is_asked_what_is_meant_and_the_other_for_words(
    fake: FakeModel, admin: psycopg.Connection
):
    clinic, where = await begun()
    async with fake_model(says(means("ask_fact"))) as small:
        fake.then(tells(ONE))
        await Reader(fake, small).asks(clinic, where)
        assert [request["model"] for request in (*small.asked, *fake.asked)] == ["small", "large"]
    assert costs(admin, where) == [
        ("model.answer", round(100 * 0.4 + 20 * 1.6)),
        ("model.understand.small", round(100 * 0.1 + 20 * 0.4)),
    ]


@pytest.mark.parametrize("bad", [says(means("book_appointment", 0.5)), status(500), says("hm")])
async def test_where_the_cheaper_one_is_unsure_or_away_the_other_is_asked_once(
    fake: FakeModel, admin: psycopg.Connection, bad: Behaviour
):
    clinic, where = await begun()
    async with fake_model(bad) as small:
        fake.then(says(means("ask_fact")), tells(ONE))
        result = await Reader(fake, small).asks(clinic, where)
    assert result.reply and result.reply.text == "Guide dogs are welcome."
    assert len(fake.asked) == 2


async def test_all_that_a_turn_may_wait_for_is_within_the_promise(fake: FakeModel, admin: psycopg.Connection):
    clinic, where = await begun()
    fake.then(says(means("ask_fact")))
    fake.usual = tells(ONE, ends=then_stalls)
    async with fake_model(silent) as small:
        started = time.monotonic()
        await Reader(fake, small).asks(clinic, where)
    assert time.monotonic() - started < PROMISED_SECONDS


async def test_what_was_asked_today_is_counted_with_what_was_known(
    fake: FakeModel, admin: psycopg.Connection
):
    clinic, where = await begun()
    fake.then(says(means("ask_fact")), tells(ONE), says(means("ask_fact")))
    for _ in range(2):
        await Reader(fake).asks(clinic, where)
    boss = clinic.system()
    async with db.transaction(boss) as session:
        today = await model_use.today(session, boss, model_limits.limits_of(ModelTerms()))
    assert (today.asked, today.questions, today.kept, today.kept_share) == (3, 2, 1, 0.5)
    assert today.used.micros == 3 * round(100 * 0.4 + 20 * 1.6)
    assert today.left == today.most - today.used and today.left.micros > 0
