"""Turns with a language model behind a real wire, the real database, on good days and bad ones."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.actor import Role
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.errors import Forbidden
from caly_app.ports import Ports
from caly_app.services import assistants, model_limits
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.model_limits import Used
from caly_app.settings import settings
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.fake_model import FakeModel, cut, empty, fake_model, html, huge, says, silent, stalls, status

pytestmark = pytest.mark.usefixtures("database")

ODD = "that whatsit of my ticker needs doing"
PROMISED_SECONDS = 10


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel) -> Ports:
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))


async def say(clinic: Clinic, where: UUID, words: str, ports: Ports, turn: str = "") -> TurnResult:
    return await take_turn(clinic.customer(), where, turn or uuid7().hex, words, ports)


async def begun() -> tuple[Clinic, UUID]:
    clinic = await a_clinic()
    return clinic, (await a_conversation(clinic)).conversation_id


def costs_of(admin: psycopg.Connection, where: UUID) -> list[tuple[Any, ...]]:
    return admin.execute(
        "select kind, quantity, cost_micros from usage "
        "where conversation_id = %s and model = 'small' and kind like 'model.%%'",
        (where,),
    ).fetchall()


async def test_it_is_understood_counted_once_and_told_why(fake, ports, admin):
    clinic, where = await begun()
    fake.then(says(means("book_appointment")))
    result = await say(clinic, where, ODD, ports, turn="one")
    again = await say(clinic, where, ODD, ports, turn="one")

    assert result.reply and result.reply.asks == ("date",)
    assert again.reply and again.reply.text == result.reply.text
    assert len(fake.asked) == 1
    assert costs_of(admin, where) == [("model.understand", 120, round(100 * 0.4 + 20 * 1.6))]
    assert result.reply.why["understood"][-1]["by"] == "model"


async def test_what_is_switched_off_is_done_without_it_in_new_conversations(fake, ports):
    clinic, before = await begun()
    ada = await a_member(clinic, Role.ADMIN)
    fake.usual = says(means("book_appointment"))
    async with db.transaction(ada) as session:
        await assistants.change_model_use(session, ada, {"understands": False, "answers_from_facts": False})

    after = (await a_conversation(clinic)).conversation_id
    result = await say(clinic, after, ODD, ports)
    assert result.reply and result.reply.tells == ("not_understood",) and not fake.asked
    result = await say(clinic, before, ODD, ports)
    assert result.reply and result.reply.asks == ("date",) and len(fake.asked) == 1
    ben = await a_member(clinic)
    async with db.transaction(ben) as session:
        with pytest.raises(Forbidden):
            await assistants.change_model_use(session, ben, {"phrases": False})


async def test_what_is_understood_without_it_costs_nothing(fake, ports, admin):
    clinic, where = await begun()
    await say(clinic, where, "I would like to book an appointment", ports)
    assert not fake.asked and not costs_of(admin, where)


@pytest.mark.parametrize(
    "bad",
    [status(429), status(500), html, empty, cut, silent, stalls, huge(), says("Sure, done."), says("{}")],
    ids=["429", "500", "html", "empty", "cut", "silent", "stalls", "10-MB", "words", "nothing"],
)
async def test_on_a_bad_day_the_customer_has_an_answer_in_time(fake, ports, admin, bad):
    clinic, where = await begun()
    fake.usual = bad
    started = time.monotonic()
    result = await say(clinic, where, ODD, ports)

    assert time.monotonic() - started < PROMISED_SECONDS
    assert result.reply and result.reply.tells == ("not_understood",)
    one = admin.execute("select count(*) from turn where answers = %s", (result.turn_id,)).fetchone()
    assert one == (1,)


async def test_once_it_is_known_to_be_away_nobody_waits_for_it(fake, ports):
    clinic, where = await begun()
    fake.usual = status(500)
    for _ in range(4):
        await say(clinic, where, ODD, ports)
    assert ports.model and ports.model.is_away
    asked = len(fake.asked)
    await say(clinic, where, ODD, ports)
    assert len(fake.asked) == asked


async def test_a_conversation_that_has_cost_enough_goes_on_without_it(fake, ports, monkeypatch):
    clinic, where = await begun()
    monkeypatch.setattr(settings, "model_budget_conversation", 0.00005)
    fake.usual = says(means("none_of_these"))
    await say(clinic, where, ODD, ports)
    result = await say(clinic, where, ODD, ports)
    assert len(fake.asked) == 1
    assert result.reply and result.reply.text

    other = (await a_conversation(clinic)).conversation_id
    await say(clinic, other, ODD, ports)
    assert len(fake.asked) == 2


async def test_a_workspace_that_has_cost_enough_today_too_and_no_other(fake, ports, monkeypatch):
    clinic, where = await begun()
    monkeypatch.setattr(settings, "model_budget_workspace_day", 0.00005)
    fake.usual = says(means("none_of_these"))
    await say(clinic, where, ODD, ports)
    await say(clinic, (await a_conversation(clinic)).conversation_id, ODD, ports)
    assert len(fake.asked) == 1

    other, elsewhere = await begun()
    await say(other, elsewhere, ODD, ports)
    assert len(fake.asked) == 2


async def test_what_was_spent_is_the_tenants_own(fake, ports):
    clinic, where = await begun()
    fake.usual = says(means("none_of_these"))
    await say(clinic, where, ODD, ports)
    other, _ = await begun()
    async with db.transaction(clinic.customer()) as session:
        assert await model_limits.used_today(session, clinic.customer()) == Used(120, 72)
    async with db.transaction(other.customer()) as session:
        assert await model_limits.used_today(session, other.customer()) == Used()
