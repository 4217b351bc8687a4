"""Outcomes in another voice, with a language model over a real wire: done once, and said truly."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.ports import Ports
from caly_app.services import assistants
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.fake_model import (
    Behaviour,
    FakeModel,
    cut,
    empty,
    fake_model,
    html,
    huge,
    says,
    silent,
    stalls,
    status,
    tells,
)

pytestmark = pytest.mark.usefixtures("database")

BOOKED = (
    "Your appointment is booked: [1] with [2]. Your reference is [3]; please keep it. "
    "Anything else I can do for you? I am happy to help."
)
KINDLY = f"Wonderful, thank you! {BOOKED}"
ALMOST = ("book me in with Dr Halas tomorrow at 10", "Ann Dell", "020 7946 0999")


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel) -> Ports:
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "large"))


async def a_warm_clinic() -> Clinic:
    clinic = await a_clinic()
    boss = clinic.system()
    async with db.transaction(boss) as session:
        await assistants.change(
            session,
            boss,
            clinic.assistant_id,
            lambda one: one.model_copy(update={"persona": one.persona.model_copy(update={"tone": "warm"})}),
            message="warmer",
        )
    return clinic


async def say(clinic: Clinic, where: UUID, words: str, ports: Ports) -> TurnResult:
    return await take_turn(clinic.customer(), where, uuid7().hex, words, ports)


async def to_the_yes(ports: Ports) -> tuple[Clinic, UUID]:
    clinic = await a_warm_clinic()
    where = (await a_conversation(clinic)).conversation_id
    for line in ALMOST:
        result = await say(clinic, where, line, ports)
    assert result.reply and result.reply.asks == ["confirmation"] or result.reply.asks == ("confirmation",)
    return clinic, where


def counts(admin: psycopg.Connection, where: UUID) -> tuple[Any, ...]:
    row = admin.execute(
        """
        select (select count(*) from appointment), (select count(*) from tool_run where writes),
               (select count(*) from turn where conversation_id = %(it)s and speaker = 'agent'),
               (select count(*) from usage where kind = 'model.phrase')
        """,
        {"it": where},
    ).fetchone()
    assert row
    return row


async def test_what_was_done_is_said_in_the_voice_and_stored_as_it_was_said(
    fake: FakeModel, ports: Ports, admin: psycopg.Connection
) -> None:
    clinic, where = await to_the_yes(ports)
    assert not fake.asked, "what is asked and read back is said as it is written"
    fake.then(says({"text": KINDLY}))
    result = await say(clinic, where, "yes", ports)

    assert result.reply and result.reply.text
    assert result.reply.text.startswith("Wonderful, thank you! Your appointment is booked: ")
    assert result.reply.card and result.reply.card["reference"] in result.reply.text
    stored = admin.execute("select generated, delivered from turn where answers = %s", (result.turn_id,))
    assert stored.fetchone() == (result.reply.text, result.reply.text)
    assert counts(admin, where) == (1, 1, 5, 1)


@pytest.mark.parametrize(
    "bad",
    [
        *(status(429), status(500), html, empty, cut, silent, stalls, huge()),
        *(
            tells("{", '"text": "Your', pause=0.1),
            says("Sure, done."),
            says({"text": "All done. It is free."}),
        ),
        says({"text": BOOKED.replace("[1]", "Friday")}),
    ],
    ids=[
        "429",
        "500",
        "html",
        "empty",
        "cut",
        "silent",
        "stalls",
        "10-MB",
        "half",
        "words",
        "more",
        "friday",
    ],
)
async def test_on_a_bad_day_the_template_is_said_and_what_was_done_is_done_once(
    fake: FakeModel, ports: Ports, admin: psycopg.Connection, bad: Behaviour
) -> None:
    clinic, where = await to_the_yes(ports)
    fake.usual = bad
    started = time.monotonic()
    result = await say(clinic, where, "yes", ports)

    assert time.monotonic() - started < 6
    assert result.reply and result.reply.text and result.reply.text.startswith("Your appointment is booked: ")
    assert counts(admin, where)[:3] == (1, 1, 5)


async def test_where_somebody_was_quicker_meanwhile_that_is_what_is_said(
    fake: FakeModel, ports: Ports, admin: psycopg.Connection
) -> None:
    clinic, where = await to_the_yes(ports)
    other = (await a_conversation(clinic)).conversation_id
    for line in (ALMOST[0], "Ben Dell", "020 7946 0998"):
        await say(clinic, other, line, DEAF)

    async def while_it_thinks(writer: Any) -> None:
        await say(clinic, other, "yes", DEAF)
        await says({"text": KINDLY})(writer)

    fake.then(while_it_thinks)
    result = await say(clinic, where, "yes", ports)
    assert result.reply and result.reply.tells in (["slot_taken"], ("slot_taken",))
    assert "Wonderful" not in (result.reply.text or "")
    assert counts(admin, where)[0] == 1


async def test_a_plain_assistant_asks_nobody(fake: FakeModel, ports: Ports) -> None:
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "are you open on sunday?", ports)
    assert not fake.asked


async def test_words_alone_have_a_voice_too(fake: FakeModel, ports: Ports, admin: psycopg.Connection) -> None:
    clinic = await a_warm_clinic()
    where = (await a_conversation(clinic)).conversation_id
    fake.then(
        says({"text": "Thank you! On [1] we are open, [2]."}), says({"text": "On [1] we are open [2]."})
    )
    result = await say(clinic, where, "are you open on sunday?", ports)
    assert len(fake.asked) == 1 and result.reply and result.reply.text
    assert result.reply.text.startswith("Thank you! On Sunday, ") and counts(admin, where)[3] == 1
